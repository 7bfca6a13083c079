"""What questions mean in words that are in no table: the kind of thing, and what is so of it, by likeness to many ways to say it.

The ways are data: glosses.yaml and thesaurus.yaml for kinds, senses.yaml for the rest. What is read so is told as `nearest in meaning`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.axes import all_axes, applies, side_of, ways
from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.lexical import stem
from estate_assets.scanner.likeness import Alike
from estate_assets.scanner.nearness import Classes
from estate_assets.scanner.understanding.books import data, table, thesaurus
from estate_assets.scanner.understanding.meanings import ENVIRONMENT, FACTS, LACKS, SERVICE, STATE, TRAITS, TYPE, WORDS
from estate_assets.scanner.understanding.polarity import plain

if TYPE_CHECKING:
    from collections.abc import Collection as Some
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.likeness import Vectors
    from estate_assets.scanner.spec import ResourceSpec

#: A kind's score must be this high, and that of kinds that are not meant with it this much lower (docs/searching.md).
LEAST_KIND, APART_KIND, TOGETHER = 0.5, 0.2, 0.75
SURE_KIND, LEAST_LIKE = 0.5, 0.4
#: The same for what is so of a thing; a single word must be surer, and so must what is said of no certain kind.
LEAST_FACT, APART_FACT, SURE_FACT = 0.28, 0.03, 0.6
#: How much surer whether it is so or not must be.
APART_SIDES, SURE_SIDES = 0.08, 0.3
#: From here on a denial says again what the kind lacks.
LEAST_AGAIN = 0.5
DOUBLE = 2  # denials in one clause: the second may be another's
#: A team is meant whose things are this much of those that are called so; or whose name is as near.
MOSTLY, LEAST_TEAM, APART_TEAM = 0.8, 0.4, 0.08
#: Fields whose values must be there to be meant.
HELD = (FACTS, STATE, ENVIRONMENT, TRAITS, WORDS)
OTHER = "other"
#: What a server that is asked for weeks remembers at most: classes take a megabyte each.
MOST_CLASSES, MOST_HELD = 64, 1_000


class Senses:
    """The senses of one collection: only kinds, states and facts that it has are ever meant."""

    def __init__(self, collection: Collection, vectors: Vectors, specs: Iterable[ResourceSpec]) -> None:
        self._collection, self._vectors = collection, vectors
        self._specs = {spec.key: spec for spec in specs}
        self._classes: dict[tuple[tuple[int, ...], tuple[str, ...]], Classes] = {}
        self._held: dict[tuple[Condition, ...], dict[str, dict[str, int]]] = {}

    def like(self, text: str) -> Alike | None:
        """The kind that a text is nearest to, if it is near: to be put first, without excluding others. Raises ModelError, StoreError."""
        (scores,) = self._kinds.of(self._vectors.asked([text]))
        (kind, best), (_, second) = [*scores, ("", 0.0), ("", 0.0)][:2]
        return (
            Alike((kind,), best, TYPE) if kind != OTHER and best >= LEAST_LIKE and best - second >= APART_KIND else None
        )

    def kind(self, said: Sequence[str], *, is_there: bool | None = None) -> tuple[int, Condition] | None:
        """Of some texts the one that clearly names a kind (or several at once), and the kind.

        `is_there`: whether there is any of the kind that was read already; where there is, another one must be surer.
        Raises ModelError, StoreError.
        """
        least = {None: LEAST_KIND, False: LEAST_LIKE, True: SURE_KIND}[is_there]
        best: tuple[float, int, tuple[str, ...]] = (0.0, 0, ())
        for at, scores in enumerate(self._kinds.of(self._vectors.asked(said))):
            top = scores[0][1]
            meant = [(kind, score) for kind, score in scores if score >= TOGETHER * top]
            next_ = scores[len(meant)][1] if len(meant) < len(scores) else 0.0
            if OTHER not in dict(meant) and top >= least and top - next_ >= APART_KIND and top > best[0]:
                best = (top, at, tuple(sorted(kind for kind, _ in meant)))
        _, at, kinds = best
        return (at, _read(TYPE, kinds, said[at], f"type is {' or '.join(kinds)}")) if kinds else None

    def fact(self, clause: str, about: Sequence[Condition], *, is_whole: bool) -> Condition | str | None:
        """What a clause says of the things that fulfil conditions, if it clearly does; a text where only the denial is unclear.

        Raises ModelError, StoreError.
        """
        core, denials = plain(clause)
        scores = self._scores(core, tuple(about))
        if not scores:
            return None
        (label, best), (other, second) = [*scores, ("", 0.0)][:2]
        least = LEAST_FACT if is_whole and about else SURE_FACT
        if label == OTHER or best < least or not (is_whole or about):
            return None
        axis, is_so = side_of(label)
        is_twice = denials >= DOUBLE or (denials and not is_so)
        if other != OTHER and other and side_of(other)[0] == axis:
            if best - second < (SURE_SIDES if is_twice else APART_SIDES):
                return clause
            second = next((score for one, score in scores[2:] if one == OTHER or side_of(one)[0] != axis), 0.0)
        return self._condition(axis, is_so, bool(denials % 2), clause, about) if best - second >= APART_FACT else None

    def is_said(self, clause: str, known: Sequence[Condition]) -> bool:
        """Whether a clause says again what was understood already: the same of a fact, or what the kind itself lacks (`needs no server`).

        Raises ModelError, StoreError.
        """
        core, denials = plain(clause)
        kinds = tuple(one for one in known if one.field in (TYPE, SERVICE))
        if denials and any(score >= LEAST_AGAIN for score in self._again(clause, kinds)):
            return True
        scores = self._scores(core, kinds)
        if not scores or scores[0][0] == OTHER:
            return False
        axis, is_so = side_of(scores[0][0])
        ways = [self._condition(axis, is_so, bool(denials % 2), clause, kinds)]
        if not denials:  # it may only go on with a denial that was read: `missing a standby in another zone`
            ways.append(self._condition(axis, not is_so, False, clause, kinds))
        return any(
            (one.field, one.negated) == (other.field, other.negated) and {*one.values} & {*other.values}
            for one in ways
            for other in known
        )

    def _again(self, clause: str, kinds: tuple[Condition, ...]) -> Iterable[float]:
        """How like a clause is to each way to say the kind that denies something of it."""
        glosses = (text for kind in self._facet(TYPE, kinds) for text in data("glosses.yaml")["kinds"].get(kind, ()))
        lacking = [text for text in glosses if plain(text)[1]] if kinds else []
        return map(float, self._vectors.of(lacking) @ self._vectors.asked([clause])[0]) if lacking else ()

    def team(self, said: str) -> Condition | None:
        """The team whose name, or most of whose things, is called so; else the one that is clearly nearest.

        Raises ModelError, StoreError.
        """
        named = self._collection.facet("team", (Condition("words", tuple(stem(word) for word in said.split())),))
        first, *_ = [*named, ""]
        if first and named[first] >= MOSTLY * sum(named.values()):
            return _read("team", (first,), said, f"team is {first}")
        teams = list(self._collection.facet("team"))
        near = (
            sorted(zip(self._vectors.of(teams) @ self._vectors.asked([said])[0], teams, strict=True), reverse=True)
            if teams
            else []
        )
        if near and near[0][0] >= LEAST_TEAM and (len(near) == 1 or near[0][0] - near[1][0] >= APART_TEAM):
            return _read("team", (near[0][1],), said, f"team is {near[0][1]}")
        return None

    def has(self, condition: Condition, about: Sequence[Condition]) -> bool:
        """Whether any of the things that fulfil conditions fulfils another one. Raises StoreError."""
        return bool({*condition.values} & {*self._facet(condition.field, tuple(about))})

    def warm(self) -> None:
        """Gathers the vectors of all that may be compared. Raises ModelError, StoreError."""
        self._kinds  # noqa: B018
        self._classes_of(self._axes_of(()), ())

    @functools.cached_property
    def _kinds(self) -> Classes:
        """What kinds are called: by the catalogue, by the thesaurus, and by anybody."""
        there = {*self._collection.facet(TYPE)}
        meant: dict[str, set[str]] = {text: {OTHER} for text in data("glosses.yaml")["other"]}
        for kinds, phrases in self._called():
            for text in phrases:
                if kept := there & {*kinds}:
                    meant.setdefault(text, set()).update(kept)
        return Classes(self._vectors.of(list(meant)), list(meant.values()))

    def _called(self) -> Iterator[tuple[Some[str], Iterable[str]]]:
        for kind, phrases in (*data("glosses.yaml")["kinds"].items(), *thesaurus()["kinds"].items()):
            yield (kind,), phrases
        for group, phrases in thesaurus()["groups"].items():
            yield table()["types"][group], (group, *phrases)
        for kind, spec in self._specs.items():
            yield (kind,), [one.strip() for one in spec.words.split(",") if one.strip()]

    def _axes_of(self, about: tuple[Condition, ...]) -> tuple[int, ...]:
        """The axes on which the things that fulfil conditions differ, or may."""
        kinds = self._facet(TYPE, about)
        held = {field: {value.lower() for value in self._facet(field, about)} for field in HELD}
        return tuple(at for at, axis in enumerate(all_axes()) if applies(axis, kinds, held))

    def _classes_of(self, axes: tuple[int, ...], kinds: tuple[str, ...]) -> Classes:
        """The classes of some axes. What only says again of what kind a thing is, is none of them."""
        if (axes, kinds) not in self._classes:
            again = [text for kind in kinds for text in data("glosses.yaml")["kinds"].get(kind, ())]
            meant: dict[str, str] = {plain(text)[0]: OTHER for text in (*data("senses.yaml")[OTHER], *again)}
            meant |= {text: side for at in axes for side, text in ways(at)}
            _make_room(self._classes, MOST_CLASSES)
            self._classes[axes, kinds] = Classes(self._vectors.of(list(meant)), [(one,) for one in meant.values()])
        return self._classes[axes, kinds]

    def _scores(self, core: str, about: tuple[Condition, ...]) -> Sequence[tuple[str, float]]:
        """How near a clause without denials is to each side of each axis, nearest first."""
        axes = self._axes_of(about)
        if not core or not axes:
            return ()
        kinds = tuple(self._facet(TYPE, about)) if about else ()
        (scores,) = self._classes_of(axes, kinds).of(self._vectors.asked([core]))
        return scores

    def _facet(self, field: str, about: tuple[Condition, ...]) -> Mapping[str, int]:
        if about not in self._held:
            _make_room(self._held, MOST_HELD)
        known = self._held.setdefault(about, {})
        if field not in known:
            known[field] = self._collection.facet(field, about)
        return known[field]

    def _condition(self, at: int, is_so: bool, turned: bool, said: str, about: Sequence[Condition]) -> Condition:
        """An axis' side as a condition. A state that is denied is any other; a fact that is denied is its opposite."""
        axis = all_axes()[at]
        if STATE not in axis["is"]:
            is_so, turned = is_so != turned, False
        side = axis["is"] if is_so or "is_not" not in axis else axis["is_not"]
        negated = turned if is_so or "is_not" in axis else not turned
        ((field, value),) = side.items()
        if field in ("has", LACKS):
            return _read(
                LACKS, (value,), said, f"it has {'a ' if field == 'has' else 'no '}{value}", negated=field == "has"
            )
        values = [value] if isinstance(value, str) else value
        there = self._facet(field, tuple(about))
        own = tuple(raw for raw in there if raw.lower() in values) or tuple(values)
        told = f"{'' if field == FACTS else f'{field} is '}{' or '.join(own)}".replace("_", " ")
        return _read(field, own, said, f"{'not: ' if negated else ''}{told}", negated=negated)


def _read(field: str, values: tuple[str, ...], said: str, meaning: str, *, negated: bool = False) -> Condition:
    return Condition(field, values, negated, words=said, meaning=meaning, reading="sense")


def _make_room(memory: dict[Any, Any], most: int) -> None:
    """Forgets what was remembered first, where there is no room for one more."""
    while len(memory) >= most:
        del memory[next(iter(memory))]
