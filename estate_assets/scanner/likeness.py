"""Names and kinds by meaning: `what shrinks pictures` is `product-catalog-resize-images`, though they share no word.

A resource's whole text says too much beside its name to be near such a question; the words of the name alone are.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.text import words
from estate_assets.scanner.traits import ENVIRONMENTS
from estate_assets.scanner.understanding.meanings import TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.embedding import Embedder, VectorCache

#: Names less alike than this (cosine) are not, and of those that are, the ones so much behind the best (docs/searching.md).
LEAST, BEHIND = 0.4, 0.12
#: Enough for what a question says that something does, where nothing else was understood.
LEAST_DOING = 0.3
#: How many different names are put first at most, and how many of a collection are compared at all.
MOST, COMPARED = 12, 5_000
#: Texts of questions whose vectors are remembered at most: 1.5 KB each.
MOST_ASKED = 2_000
#: So many texts at once take the model seconds: that is told.
MANY = 500
#: What a question's form asks for: `what resizes ...` does something, `where ... are kept` keeps something. Worth this much.
FORM = 0.06
DOING = re.compile(r"^(?:what|which \w+|who)\s+(?!is\b|are\b|was\b|were\b|do\b|does\b|has\b|have\b|we\b|you\b|i\b)\w+")
KEEPING = re.compile(
    r"^where\b|\b(?:kept|stored|saved|live|lives|archived|uploaded|held|collected|end up|ends up|land|lands)\b"
)
DOERS = (
    "lambda:function",
    "stepfunctions:state_machine",
    "ecs:service",
    "batch:job_definition",
    "glue:job",
    "events:rule",
)
KEEPERS = (
    "s3:bucket",
    "dynamodb:table",
    "rds:db_instance",
    "rds:db_cluster",
    "efs:file_system",
    "sqs:queue",
    "ecr:repository",
)
REGION = re.compile(r"\b[a-z]{2}(?:-gov)?-(?:north|south|east|west|central)+-\d\b")
COMMON = frozenset(
    {"aws", "amazon", "the", *ENVIRONMENTS, *(word for others in ENVIRONMENTS.values() for word in others)}
)


@dataclass(frozen=True, slots=True)
class Alike:
    """Values of a field that mean the same, and how near they are to a question."""

    names: tuple[str, ...]
    score: float
    field: str = "name"

    @property
    def condition(self) -> Condition:
        """That a resource has one of the values."""
        return Condition(self.field, self.names)


class Vectors:
    """Vectors of short texts, computed when they are asked for first, and kept."""

    def __init__(
        self, embedder: Embedder, cache: VectorCache | None = None, tell: Callable[[int], None] = lambda _: None
    ) -> None:
        self._embedder, self._cache, self._tell = embedder, cache, tell
        self._known: dict[str, NDArray[np.float32]] = {}
        self._asked: dict[str, NDArray[np.float32]] = {}

    def asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text of a question; kept for the next ones' sake, but not for ever, and in no file. Raises ModelError."""
        fresh = [one for one in dict.fromkeys(texts) if one not in self._known and one not in self._asked]
        if len(self._asked) + len(fresh) > MOST_ASKED:
            self._asked.clear()
            fresh = [one for one in dict.fromkeys(texts) if one not in self._known]
        if fresh:
            rows = (np.array(vector, dtype=np.float32) for vector in self._embedder.embed(fresh))
            self._asked |= dict(zip(fresh, rows, strict=True))
        return np.array([self._known[one] if one in self._known else self._asked[one] for one in texts], np.float32)

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text. Raises ModelError."""
        missing = [one for one in texts if one not in self._known]
        found = self._cache.read(missing) if self._cache else {}
        fresh = [one for one in missing if one not in found]
        if fresh:
            if len(fresh) >= MANY:
                self._tell(len(fresh))
            computed = dict(zip(fresh, self._embedder.embed(fresh), strict=True))
            if self._cache:
                self._cache.write(computed)
            found |= computed
        self._known |= {text: np.array(vector, dtype=np.float32) for text, vector in found.items()}
        return np.array([self._known[one] for one in texts], dtype=np.float32)


class Names:
    """The names of one collection, by what they say."""

    def __init__(self, collection: Collection, vectors: Vectors) -> None:
        self._collection, self._vectors = collection, vectors
        self._cores: dict[str, str] = {}

    def like(self, question: str, vector: Sequence[float], conditions: Sequence[Condition]) -> list[Alike]:
        """The names nearest to a question among the resources that fulfil conditions, nearest first. Raises ModelError, StoreError."""
        said = self._said(conditions)
        if not said:
            return []
        cores = list(said)
        scores = self._vectors.of(cores) @ np.array(vector, dtype=np.float32)
        preferred = self._preferred(question, conditions)
        found = [
            Alike(tuple(names), float(score) + (FORM if preferred & {*names} else 0))
            for names, score in zip(said.values(), scores, strict=True)
        ]
        best = max(one.score for one in found)
        least = LEAST if conditions or not preferred else LEAST_DOING
        near = [one for one in found if one.score >= max(least, best - BEHIND)]
        return sorted(near, key=lambda one: (-one.score, one.names))[:MOST]

    def _said(self, conditions: Sequence[Condition]) -> dict[str, list[str]]:
        """What the names say -> the names that say so."""
        found: dict[str, list[str]] = {}
        for name in self._collection.facet("name", conditions):
            said = self._cores.get(name)
            if said is None:
                said = self._cores[name] = core(name, self._house)
            found.setdefault(said, []).append(name)
        found.pop("", None)
        return dict(list(found.items())[:COMPARED])

    @functools.cached_property
    def _house(self) -> frozenset[str]:
        """The words of all accounts' names: whose names begin with the company's tell nothing by that."""
        return frozenset(
            part for name in self._collection.facet("account_name") for part in words(name.lower()).split()
        )

    def _preferred(self, question: str, conditions: Sequence[Condition]) -> set[str]:
        text = question.strip().lower()
        kinds = DOERS if DOING.search(text) else KEEPERS if KEEPING.search(text) else ()
        return {*self._collection.facet("name", (*conditions, Condition(TYPE, kinds)))} if kinds else set()


def core(name: str, house: frozenset[str] = frozenset()) -> str:
    """What a name says: its words but for environments, regions, the company's (`house`), and what machines put in."""
    parts = words(REGION.sub(" ", name.lower())).split()
    return " ".join(part for part in parts if part not in COMMON and part not in house and part.isalpha())
