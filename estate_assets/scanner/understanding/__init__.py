"""What a question asks for, read by rules: deterministic, and each reading is told."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import (
    choosing,
    clauses,
    denials,
    heads,
    owners,
    polarity,
    reader,
    sayings,
    schedules,
    sizes,
    times,
    turning,
    versions,
)
from estate_assets.scanner.understanding.fitting import fitting
from estate_assets.scanner.understanding.leftover import is_own, kinds_names, left_of
from estate_assets.scanner.understanding.lexicon import (
    FACTS,
    LACKS,
    PLACE,
    SERVICE,
    STATE,
    TRAITS,
    TYPE,
    Lexicon,
    Meaning,
)
from estate_assets.scanner.understanding.names import named
from estate_assets.scanner.understanding.present import fitted, hyphened, present, undescribed
from estate_assets.scanner.understanding.reader import JOINED
from estate_assets.scanner.understanding.vocabulary import Vocabulary, spaced, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from estate_assets.scanner.understanding.reader import Reading, Word

__all__ = ["Lexicon", "Understood", "Vocabulary", "understand", "vocabulary_of"]
AMERICA = re.compile(r"(?<!the )\bUS\b(?![-=])")  # in lower case it may be we


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, read: conditions that must hold, identifiers to look up, and the words left for ranking."""

    filters: tuple[Condition, ...]
    exact: tuple[str, ...]
    rest: str
    unread: tuple[str, ...] = ()
    about: str = ""  # the rest as it was said, with the words that carry no content: meaning needs them
    notes: tuple[str, ...] = ()
    turning: tuple[str, ...] = ()  # what of the unread may turn the answer into its opposite
    named: tuple[str, ...] = ()  # words of the kind that names have as well (`API tokens`): such names come first

    @property
    def why(self) -> tuple[str, ...]:
        """What was read as what, a line each; and what was denied in words that are not known."""
        exact = (f"'{name}' looked up as it stands" for name in self.exact)
        return (*exact, *(one.why for one in self.filters), *self.not_read)

    @property
    def not_read(self) -> tuple[str, ...]:
        """Denials that were not understood (what they deny is not searched for: that would find the opposite), and what else to know."""
        return (*(f"'{words}' was not understood, and is left out" for words in self.unread), *self.notes)


def understand(
    question: str,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    now: datetime | None = None,
    meaning: clauses.Meaning | None = None,
) -> Understood:
    """Reads a question. `now` is what `last week` counts from; `meaning` reads what is in no table, if it can."""
    found = named(question, vocabulary)
    rest = spaced(found.rest if question.isupper() else AMERICA.sub("the us", found.rest), lexicon.words)
    told, text = _said(rest.lower().replace("’", "'"), vocabulary, now)
    words = reader.spelled(reader.words_of(text), lexicon, vocabulary)
    own = functools.partial(is_own, vocabulary=vocabulary)
    readings, used = _readings(words, lexicon, vocabulary, own, hyphened(rest.lower(), words, lexicon, own))
    heard = clauses.Heard((), frozenset())
    if meaning and not found.exact:
        readings, used, heard = _heard(words, readings, used, meaning, own, told)
    conditions = [*found.conditions, *_conditions(readings, words), *heard.conditions, *told]
    if meaning:
        conditions = fitted(conditions, vocabulary, meaning)
    conditions, strange = fitting(conditions, lexicon)
    kinds = {at for one in readings if one.meaning.field == TYPE for at in range(one.start, one.end)}
    left = left_of(words, used | heard.used, kinds, conditions, own)
    conditions += [*left.conditions, *_taggable(conditions, lexicon)]
    unread = (*heard.unclear, *strange, *left.unread, *turning.unread(words, used | heard.used, own, conditions))
    return Understood(
        tuple(dict.fromkeys(conditions)),
        found.exact,
        left.rest,
        unread,
        left.about,
        turning=turning.turning(unread, rest.lower(), conditions, meaning),
        named=kinds_names(words, readings, own),
    )


def _said(text: str, vocabulary: Vocabulary, now: datetime | None) -> tuple[list[Condition], str]:
    """What patterns find in a lower-case text, and the text with it blanked out: sizes, times, schedules, versions, sayings."""
    traits = vocabulary.of(TRAITS)
    amounts, text = sizes.read(text)
    ages, text = times.read(text, now)
    plans, text = schedules.read(polarity.usual(text), traits, vocabulary.of("words"))
    numbers, text = versions.read(text, traits, frozenset(versions.names_of(traits)))
    told, text = sayings.read(text)
    return [*told, *amounts, *ages, *plans, *numbers], text


def _heard(
    words: Sequence[Word],
    readings: list[Reading],
    used: set[int],
    meaning: clauses.Meaning,
    own: Callable[[Word], bool],
    told: Sequence[Condition],
) -> tuple[list[Reading], set[int], clauses.Heard]:
    """The readings, the places they used, and what else was read by meaning. Of a state that the kind can't have, meaning decides."""

    def condition(one: Reading) -> Condition:
        return _condition(one, "")

    kinds: tuple[Condition, ...] = ()
    if other := heads.head(words, readings, meaning, own):
        fallen, places, kind = other
        kinds, used, readings = (kind,), used | places, [one for one in readings if one not in fallen]

    def hear(some: Sequence[Reading], spent: set[int]) -> clauses.Heard:
        found = clauses.hear(words, spent, [*map(condition, some), *kinds, *told], meaning, own)
        return replace(found, conditions=(*kinds, *found.conditions))

    heard = hear(readings, used)
    about = [one for one in (*map(condition, readings), *kinds) if one.field in (TYPE, SERVICE) and not one.negated]
    for said in clauses.doubtful(readings, about, condition, meaning):
        others, places = [one for one in readings if one not in said], said[0].places
        again = hear(others, used - places)
        if (places <= again.used and len(again.conditions) > len(heard.conditions)) or all(
            own(words[at]) for at in places
        ):
            readings, used, heard = others, used - places, again
    return readings, used, heard


def _taggable(conditions: Sequence[Condition], lexicon: Lexicon) -> list[Condition]:
    """That what lacks tags or an owner is of a kind that can have them. Not where the question names the kind."""
    lacking = [one for one in conditions if one.field == LACKS and not one.negated and {*one.values} & {"tags", "team"}]
    if not lacking or not lexicon.untaggable or any(one.field == TYPE for one in conditions):
        return []
    return [
        Condition(
            TYPE, lexicon.untaggable, negated=True, words=lacking[0].words, meaning="of a kind whose tags are read"
        )
    ]


def _readings(
    words: Sequence[Word], lexicon: Lexicon, vocabulary: Vocabulary, own: Callable[[Word], bool], names: set[int]
) -> tuple[list[Reading], set[int]]:
    """All readings, each word in one only, and the places of the words that they used."""
    chosen: list[Reading] = []
    taken: set[int] = set()
    for some in (owners.owners(words, vocabulary), owners.tags(words, vocabulary), reader.phrases(words, lexicon)):
        before = frozenset(taken)  # readings of one kind may share a phrase: it has several meanings
        for one in some:
            places = set(range(one.start, one.end))
            if not places & before and not any(
                places & set(range(o.start, o.end)) and o.start != one.start for o in chosen
            ):
                chosen.append(one)
                taken |= places
    chosen = [one for one in chosen if one.meaning.field not in (TYPE, STATE, SERVICE) or not one.places <= names]
    chosen = choosing.settled(words, sorted(chosen, key=lambda one: one.start))
    lacked = choosing.lacked(words, denials.negations(words, chosen))
    chosen = denials.negations(words, [one for one in chosen if one.meaning.field != TYPE or one.start not in lacked])
    chosen = present(words, chosen, vocabulary, own)
    asked = choosing.heads(words, chosen, vocabulary.of(TYPE))
    kept = undescribed(asked, [one for one in chosen if one not in asked])
    return kept, {at for one in kept for at in one.places}


#: Fields of which a resource has one value: two that are asked for are alternatives, whichever word joins them.
ALTERNATIVE = ("region", "environment", "team", "state", "account_name", "service")

#: Fields of which a resource may have several values: `public and encrypted` asks for both.
TOGETHER = ("facts", "lacks", "tags", "tag_keys", "words")


def _conditions(readings: Sequence[Reading], words: Sequence[Word]) -> list[Condition]:
    """Conditions of readings; those of one field that are asked for side by side are alternatives."""
    found: list[Condition] = []
    ends: dict[int, int] = {}
    for one in readings:
        condition = _condition(one, " ".join(word.said for word in words[one.start : one.end] if word.said))
        same = [at for at, other in enumerate(found) if other.field == condition.field and not other.negated]
        joins = {"or"} if condition.field in TOGETHER else JOINED
        between = {at: {word.said for word in words[ends[at] : one.start]} for at in same}
        # `encrypted, backed up` asks for both; but a phrase that means several things means any of them
        near = {at for at in same if condition.field not in TOGETHER or between[at] or one.start < ends[at]}
        joined = [at for at in same if between[at] <= joins and at in near]
        if not condition.negated and not one.carried and (joined or (same and condition.field in ALTERNATIVE)):
            at = (joined or same)[-1]
            found[at] = _either(found[at], condition, joined=bool(joined and between[at]))
        elif condition.values:
            found.append(condition)
            at = len(found) - 1
        ends[at] = one.end
    return found


def _either(one: Condition, other: Condition, *, joined: bool) -> Condition:
    """Both as alternatives; unless they stand side by side and one is the closer (`the American east coast`)."""
    both = tuple(value for value in one.values if value in other.values)
    if one.field == PLACE and both and not joined:
        closer = one if len(one.values) <= len(other.values) else other
        return replace(closer, values=both, words=f"{one.words} {other.words}", meaning=closer.meaning)
    values = tuple(dict.fromkeys((*one.values, *other.values)))
    return replace(one, values=values, words=f"{one.words}, {other.words}", meaning=f"{one.meaning} or {other.meaning}")


def _condition(one: Reading, said: str) -> Condition:
    meaning, reading = one.meaning, "spelling" if one.fixed else "said"
    if meaning.field == FACTS:
        fact = _turned(meaning) if one.negated else meaning.values[0]
        return Condition(FACTS, (fact,), words=said, meaning=fact.replace("_", " "), reading=reading)
    negated = one.negated != (meaning.field == LACKS and meaning.noun)  # `without tags`: it lacks them
    told = f"{'not: ' if negated else ''}{meaning.said}"
    return Condition(meaning.field, meaning.values, negated, words=said, meaning=told, reading=reading)


def _turned(meaning: Meaning) -> str:
    fact = meaning.values[0]
    return fact.removeprefix("not_") if fact.startswith("not_") else f"not_{fact}"
