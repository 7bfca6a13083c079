"""Words as sparse vectors: a small encoder of our own; Qdrant weighs each word by its rarity (IDF).

Identifiers are kept whole beside their parts, so that `payments-api-prod-3` is found by itself, by `payments` and by `api`.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from estate_assets.scanner.model import AWSResource

TOKEN = re.compile(r"[^\s,;()\[\]{}\"'`?!]+")
PART = re.compile(r"[^\W_]+")
LONGEST_TOKEN = 256
#: Saturation of repeated words, and how much a long text is held against it (BM25's k1 and b; its usual values).
K1, B, USUAL_LENGTH = 1.2, 0.5, 60
#: A word that every point has: with it a query ranks all points that pass the filter, not only those that share a word.
GROUND = 0
STOPWORDS = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "do", "does",
    "every", "find", "for", "from", "get", "give", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it",
    "its", "list", "looking", "me", "my", "of", "on", "one", "or", "our", "please", "search", "see", "shall", "show",
    "so", "some", "that", "the", "their", "them", "there", "these", "they", "this", "those", "to", "up", "us", "was",
    "we", "were", "what", "when", "where", "which", "who", "whose", "will", "with", "would", "you", "your", "all",
})  # fmt: skip
Sparse = tuple[list[int], list[float]]


def tokens(text: str) -> Iterator[str]:
    """The tokens of a text: each word's stem; identifiers and other compounds whole, and their parts."""
    for raw in TOKEN.findall(text.lower()):
        token = raw.strip(".:-/=_*")
        parts = PART.findall(token)
        if len(parts) > 1 and len(token) <= LONGEST_TOKEN:
            yield token
        yield from (stem(part) for part in parts if part not in STOPWORDS)


@functools.lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A word without its plural ending. Words with digits stay as they are."""
    if len(word) <= 3 or not word.isalpha():  # noqa: PLR2004  # dns, aws, sns
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def document(resource: AWSResource, text: str, identifiers: Iterable[str]) -> Sparse:
    """A resource as a sparse vector: its text's words, its names, tags and identifiers."""
    tags = [f"{key}={value} {key} {value}" for key, value in resource.tags.items()]
    found = Counter(tokens(" ".join([text, resource.name, resource.service, *tags])))
    for identifier in identifiers:
        found.setdefault(identifier, 1)
    length = found.total()
    weights = {
        token: count * (K1 + 1) / (count + K1 * (1 - B + B * length / USUAL_LENGTH)) for token, count in found.items()
    }
    return _sparse(weights.items())


def question(text: str) -> Sparse:
    """A question as a sparse vector: each token once."""
    return _sparse((token, 1.0) for token in dict.fromkeys(tokens(text)))


def _sparse(weights: Iterable[tuple[str, float]]) -> Sparse:
    """Indices, ascending, and their weights. Words that share a number (one pair in 4 billion) share their weight."""
    numbered: dict[int, float] = {GROUND: 1e-3}
    for token, weight in weights:
        number = zlib.crc32(token.encode())
        numbered[number] = numbered.get(number, 0.0) + weight
    indices = sorted(numbered)
    return indices, [round(numbered[index], 4) for index in indices]
