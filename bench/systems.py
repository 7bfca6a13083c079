"""What is compared: Estate; Estate not reading the question; on the text of the architecture vectors alone, and BM25."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bench.estate import NOW
from bench.metrics import DEPTH, Ranked
from estate_assets.scanner.asking import Asker
from estate_assets.scanner.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.model import AWSResource

    System = Callable[[str], Ranked]

TOKEN = re.compile(r"[a-z0-9]+")
K1, B = 1.2, 0.75


def systems(estate: Sequence[AWSResource], collection: Collection, embedder: Embedder) -> dict[str, System]:
    """All that run in this process, by name."""
    asker = Asker(collection, embedder, Registry(entry_points=False), now=NOW)
    texts = [plain_text(one) for one in estate]
    return {
        "Estate": partial(_estate, asker),
        "Estate, not reading the question": partial(_raw, asker),
        "vectors of `type name id tags`": dense(estate, texts, embedder),
        "BM25 of `type name id tags`": bm25(estate, texts),
    }


def plain_text(one: AWSResource) -> str:
    """The architecture's text."""
    return " ".join([one.resource_type, one.name, one.id, *(f"{key} {value}" for key, value in one.tags.items())])


def _estate(asker: Asker, question: str) -> Ranked:
    answer = asker.ask(question, limit=DEPTH)
    return Ranked([hit.resource for hit in answer.hits], bool(answer.relaxed) or not answer.hits)


def _raw(asker: Asker, question: str) -> Ranked:
    return Ranked([hit.resource for hit in asker.nearest(question, limit=DEPTH).hits])


def dense(estate: Sequence[AWSResource], texts: Sequence[str], embedder: Embedder) -> System:
    """The nearest by cosine."""
    matrix = np.array(embedder.embed(texts), dtype=np.float32)

    def answer(question: str) -> Ranked:
        likeness = matrix @ np.array(embedder.embed([question])[0], dtype=np.float32)
        return Ranked([estate[at] for at in np.argsort(-likeness)[:DEPTH]])

    return answer


def bm25(estate: Sequence[AWSResource], texts: Sequence[str]) -> System:
    """Okapi BM25 (Robertson and Zaragoza 2009), as Lucene has it; words are runs of letters and digits."""
    counts = [Counter(TOKEN.findall(text.lower())) for text in texts]
    usual = sum(map(Counter.total, counts)) / len(counts)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, count in enumerate(counts):
        length = K1 * (1 - B + B * count.total() / usual)
        for word, times in count.items():
            postings[word].append((at, times * (K1 + 1) / (times + length)))

    def answer(question: str) -> Ranked:
        scores: Counter[int] = Counter()
        for word in set(TOKEN.findall(question.lower())):
            rarity = math.log(1 + (len(texts) - len(postings[word]) + 0.5) / (len(postings[word]) + 0.5))
            for at, weight in postings[word]:
                scores[at] += weight * rarity
        return Ranked([estate[at] for at, _ in scores.most_common(DEPTH)])

    return answer
