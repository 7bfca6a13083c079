"""Questions to the collection: read by rules into conditions and look-ups, the rest ranked by meaning and words, and all of it told."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.collection import Hit
from estate_assets.scanner.conditions import Condition, given
from estate_assets.scanner.embedding import VectorCache
from estate_assets.scanner.identifiers import identifiers_of
from estate_assets.scanner.likeness import Alike, Names, Vectors
from estate_assets.scanner.measures import PATHS
from estate_assets.scanner.relaxing import Relaxed, relaxed
from estate_assets.scanner.reply import Answer, Read
from estate_assets.scanner.senses import Senses
from estate_assets.scanner.text import VERSION
from estate_assets.scanner.turns import listed, ordered, ranked
from estate_assets.scanner.understanding import Lexicon, Understood, Vocabulary, understand, vocabulary_of
from estate_assets.scanner.understanding.meanings import FACTS, SERVICE, TRAITS, TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.spec import ResourceSpec
    from estate_assets.scanner.understanding.superlatives import Order

#: To a question of which nothing was understood, texts and names less alike than this are no answer (cosine; docs/searching.md).
LEAST_ALIKE, LEAST_NAMED = 0.42, 0.42
#: Where a text and a name (of what does such a thing) are a little alike, both of them are enough.
LEAST_BOTH = 0.22
NEAREST, SHOWN = 3, 3
MOST_EXACT = 1_000
OLDER = "{} resources were stored by an earlier Estate, which may not have known what is asked for: scan again"
#: What later versions know more of than earlier ones.
GROWN = (FACTS, TRAITS, *PATHS)


class Asker:
    """Answers questions to one opened collection. Words and vocabulary are gathered with the first question.

    `memory` is a file of vectors: those of names are kept there, those of questions are not. `tell` hears how many texts are to be
    embedded first, where they are so many that a question waits for it.
    """

    def __init__(
        self,
        collection: Collection,
        embedder: Embedder,
        registry: Registry,
        now: datetime | None = None,
        memory: Path | None = None,
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.collection, self._embedder, self._registry, self._now = collection, embedder, registry, now
        vectors = Vectors(embedder, VectorCache(memory) if memory else None, tell)
        self._names = Names(collection, vectors)
        self._senses = Senses(collection, vectors, self._specs)

    @functools.cached_property
    def vocabulary(self) -> Vocabulary:
        """The collection's own words."""
        return vocabulary_of(self.collection, self._embedder.is_word)

    @functools.cached_property
    def lexicon(self) -> Lexicon:
        """All phrases that can be read."""
        return Lexicon(self._specs, self.vocabulary)

    @property
    def _specs(self) -> Iterator[ResourceSpec]:
        return (spec for service in self._registry.services for spec in self._registry.specs(service))

    def understand(self, question: str) -> Understood:
        """A question as conditions, identifiers and the words left."""
        name = question.strip().lower()
        if " " not in name and (name,) not in self.lexicon.meanings and self.vocabulary.holds(name):
            return Understood((), (name,), "")
        found = understand(question, self.lexicon, self.vocabulary, self._now, self._senses)
        fields = [one.field for one in found.filters] + ([found.order.field] if found.order else [])
        if self._older and any(field in GROWN for field in fields):
            found = replace(found, notes=(OLDER.format(self._older),))
        return found

    @functools.cached_property
    def _older(self) -> int:
        """How many points an earlier version wrote."""
        return self.collection.count((Condition("text_version", below=VERSION),))

    def warm(self) -> None:
        """Gathers what the first question would wait for: words, vectors of names. Raises ModelError, StoreError."""
        self.understand("warm")
        self._alike("", "warm", self._embedder.embed(["warm"])[0], ())
        self._senses.warm()

    def ask(self, question: str, filters: Mapping[str, Any] | None = None, limit: int = 10, offset: int = 0) -> Answer:
        """The answer to a question in plain words, under explicit filters, which are never relaxed.

        Raises:
            ModelError, StoreError.
        """
        asked, fixed = self.understand(question), given(filters or {})
        if asked.exact:
            return self._exact(asked, fixed, limit, offset)
        answer = self._answered(question, asked, fixed, limit, offset)
        if not asked.turning or not answer.total:
            return answer
        return replace(answer, hits=(), total=0, nearest=answer.hits, turning=asked.turning)

    def _answered(
        self, question: str, asked: Understood, fixed: tuple[Condition, ...], limit: int, offset: int
    ) -> Answer:
        """What fulfils all that was understood; where only fewer conditions leave something, what fulfils these."""
        found = relaxed(self.collection, fixed, asked.filters)
        if not found.total and self.vocabulary.holds(question.strip()):  # a name made of words that mean something
            return self._exact(Understood((), (question.strip().lower(),), ""), fixed, limit, offset)
        if not found.total:
            return Answer((), asked.why, nearest=self._nearest(question, fixed))
        told = tuple(one.why for one in found.left_out)
        conditions = (*fixed, *found.kept)
        why = (*(one.why for one in found.kept), *asked.not_read)
        if asked.order and conditions:
            return self._ordered(asked.order, conditions, Answer((), why, told, found.total), limit, offset)
        if not asked.rest and conditions:
            resources = listed(self.collection, conditions, self._named(asked, conditions), limit, offset)
            return Answer(tuple(Hit(1.0, one) for one in resources), why, told, found.total)
        text = asked.rest if asked.unread else question  # what is denied must not be ranked by
        if not text:
            return Answer((), asked.why)
        return self._ranked(text, asked, conditions, Answer((), why, told, found.total), limit, offset)

    def read(self, question: str, filters: Mapping[str, Any] | None = None) -> Read:
        """A question as the conditions that it comes to, for counting. Raises StoreError."""
        asked, fixed = self.understand(question), given(filters or {})
        if asked.exact:
            fixed = (*fixed, Condition("identifiers", asked.exact))
        found = relaxed(self.collection, fixed, asked.filters)
        total = 0 if asked.turning and not asked.exact else found.total
        answer = Answer((), asked.why, tuple(one.why for one in found.left_out), total, turning=asked.turning)
        return Read((*fixed, *found.kept), asked.rest, answer)

    def nearest(
        self, question: str, filters: Mapping[str, Any] | None = None, limit: int = 10, offset: int = 0
    ) -> Answer:
        """The nearest in meaning, the question not read: raw vectors. Raises ModelError, StoreError."""
        (vector,) = self._embedder.embed([question])
        hits = self.collection.search(vector, filters or {}, limit, offset=offset)
        return Answer(tuple(hits), ("nearest in meaning",), total=self.collection.count(filters or {}))

    def _ranked(
        self, question: str, asked: Understood, conditions: Sequence[Condition], answer: Answer, limit: int, offset: int
    ) -> Answer:
        """By meaning and words. Where nothing was understood and nothing is alike, there is no answer."""
        vector, about = self._embedder.embed([question, asked.about or question])
        alike = [
            *self._named(asked, conditions),
            *self._alike(question, asked.about or question, about, conditions),
        ]
        is_named = bool(alike) and alike[0].score >= LEAST_NAMED
        least = LEAST_BOTH if alike else LEAST_ALIKE
        if not asked.filters and not is_named and not self._is_alike(vector, conditions, least):
            return replace(answer, total=0, nearest=self._nearest(question, conditions))
        said = ", ".join(one.names[0] for one in alike[:SHOWN])
        hits = ranked(self.collection, vector, question, conditions, alike, limit, offset)
        told = f"'{asked.rest or question}' ranked by meaning and words" + (
            f"; first what is like {said}" if said else ""
        )
        return replace(answer, hits=tuple(hits), why=(*answer.why, told))

    def _ordered(
        self, order: Order, conditions: tuple[Condition, ...], answer: Answer, limit: int, offset: int
    ) -> Answer:
        """The oldest, largest ... first. Where nothing tells how old or large it is, there is no answer."""
        if (found := ordered(self.collection, conditions, order, limit, offset)) is None:
            return replace(answer, total=0, untold=order.why)
        return replace(answer, hits=tuple(Hit(1.0, one) for one in found), why=(*answer.why, order.why))

    def _named(self, asked: Understood, conditions: Sequence[Condition]) -> list[Alike]:
        """The names that have the words of the kind asked for (`API tokens`): to be put first, without excluding others."""
        worded = (Condition("words", (one,)) for one in asked.named)
        names = tuple(self.collection.facet("name", (*conditions, *worded))) if asked.named else ()
        return [Alike(names, 1.0)] if names else []

    def _alike(self, question: str, rest: str, about: Sequence[float], conditions: Sequence[Condition]) -> list[Alike]:
        """The names and the kind (where none was read) that are nearest in meaning, nearest first."""
        found = self._names.like(question, about, conditions)
        is_read = any(one.field in (TYPE, SERVICE) for one in conditions)
        kind = None if is_read else self._senses.like(rest)
        return sorted([*found, *([kind] if kind else [])], key=lambda one: -one.score)

    def _is_alike(self, vector: Sequence[float], conditions: Sequence[Condition], least: float) -> bool:
        best = self.collection.search(vector, conditions, 1)
        return bool(best) and best[0].score >= least

    def _nearest(self, question: str, conditions: Iterable[Condition]) -> tuple[Hit, ...]:
        (vector,) = self._embedder.embed([question])
        return tuple(self.collection.search(vector, tuple(conditions), NEAREST, words=question))

    def _exact(self, asked: Understood, fixed: tuple[Condition, ...], limit: int, offset: int) -> Answer:
        """What has the identifiers: those that are named so themselves first, then those that mention them."""
        named = Condition("identifiers", asked.exact)
        found = relaxed(self.collection, (*fixed, named), asked.filters)
        if not found.total:  # whatever else was said, it is named
            found = Relaxed((), asked.filters, self.collection.count((*fixed, named)))
        if not found.total:
            return Answer((), asked.why, nearest=self._nearest(" ".join(asked.exact), fixed))
        hits = self.collection.search(None, (*fixed, named, *found.kept), MOST_EXACT, words=" ".join(asked.exact))
        scored = sorted((_told(hit, asked.exact) for hit in hits), key=lambda hit: -hit.score)
        why = (*(f"'{name}' looked up as it stands" for name in asked.exact), *(one.why for one in found.kept))
        return Answer(
            tuple(scored[offset : offset + limit]), why, tuple(one.why for one in found.left_out), found.total
        )


def _told(hit: Hit, exact: Iterable[str]) -> Hit:
    """A hit that says in which field it has an identifier. Its own names score 1, a mention the less the deeper it stands."""
    fields = [(field, name) for name, field in identifiers_of(hit.resource).items() if name in exact]
    depth = min((0 if field in ("arn", "id", "name") else 1 + field.count(".") for field, _ in fields), default=9)
    why = ", ".join(f"{field} is {name}" for field, name in fields)
    return replace(hit, score=1.0 if not depth else round(0.9 / depth, 4), why=f"exact: {why}")
