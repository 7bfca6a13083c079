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
    duties,
    heads,
    instance_sizes,
    operators,
    owners,
    polarity,
    ranges,
    reader,
    sayings,
    schedules,
    sizes,
    superlatives,
    times,
    turning,
    versions,
)
from estate_assets.scanner.understanding.fitting import fitting
from estate_assets.scanner.understanding.joining import condition_of, conditions_of
from estate_assets.scanner.understanding.leftover import is_own, kinds_names, left_of
from estate_assets.scanner.understanding.lexicon import Lexicon
from estate_assets.scanner.understanding.meanings import LACKS, SERVICE, STATE, TRAITS, TYPE
from estate_assets.scanner.understanding.names import named
from estate_assets.scanner.understanding.present import fitted, hyphened, present, undescribed
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
    order: superlatives.Order | None = None
    either: tuple[str, ...] = ()  # what may ask for what is so, and for what is not
    turning: tuple[str, ...] = ()  # what of the unread may turn the answer into its opposite
    named: tuple[str, ...] = ()  # words of the kind that names have as well (`API tokens`): such names come first

    @property
    def why(self) -> tuple[str, ...]:
        """What was read as what, a line each; and what was denied in words that are not known."""
        exact = (f"'{name}' looked up as it stands" for name in self.exact)
        order = (self.order.why,) if self.order else ()
        return (*exact, *(one.why for one in self.filters), *order, *self.not_read)

    @property
    def not_read(self) -> tuple[str, ...]:
        """Denials that were not understood (what they deny is not searched for: that would find the opposite), and what else to know."""
        left = (f"'{words}' was not understood, and is left out" for words in self.unread)
        either = (f"'{words}' may ask for what is so, or for what is not: say which" for words in self.either)
        return (*left, *either, *self.notes)


def understand(
    question: str,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    now: datetime | None = None,
    meaning: clauses.Meaning | None = None,
) -> Understood:
    """Reads a question. `now` is what `last week` counts from; `meaning` reads what is in no table, if it can."""
    found = named(question, vocabulary)
    said = operators.worded(found.rest)
    rest = spaced(said if question.isupper() else AMERICA.sub("the us", said), lexicon.words)
    order, text = superlatives.read(rest.lower().replace("’", "'"))
    told, text = _said(text, vocabulary, now)
    vague, text = (None, text) if order else superlatives.weak(text)
    words = reader.spelled(reader.words_of(text), lexicon, vocabulary)
    own = functools.partial(is_own, vocabulary=vocabulary)
    readings, used = _readings(words, lexicon, vocabulary, own, hyphened(rest.lower(), words, lexicon, own))
    heard = clauses.Heard((), frozenset())
    if meaning and not found.exact:
        readings, used, heard = _heard(words, readings, used, meaning, own, told, vocabulary)
    conditions = [*found.conditions, *conditions_of(readings, words), *heard.conditions, *told]
    if meaning:
        conditions = fitted(conditions, vocabulary, meaning)
    conditions, strange = fitting(conditions, lexicon)
    left = left_of(words, used | heard.used, readings, conditions, own)
    conditions += [*left.conditions, *_taggable(conditions, lexicon)]
    unread = (*heard.unclear, *strange, *left.unread, *turning.unread(words, used, heard.used, own, conditions))
    if order and not reader.SMALL.issuperset(left.rest.split()):
        unread = (*unread, left.rest)  # what is first of other things is another
    either = duties.either(rest)
    return Understood(
        tuple(dict.fromkeys(conditions)),
        found.exact,
        left.rest,
        unread,
        left.about,
        order=order or vague,
        either=either,
        turning=(*turning.turning(unread, rest.lower(), conditions, meaning), *either),
        named=kinds_names(words, readings, own),
    )


def _said(text: str, vocabulary: Vocabulary, now: datetime | None) -> tuple[list[Condition], str]:
    """What patterns find in a lower-case text, and the text with it blanked out: sizes, times, schedules, versions, sayings."""
    traits = vocabulary.of(TRAITS)
    grades, text = instance_sizes.read(ranges.halved(text), traits)
    amounts, text = sizes.read(text)
    ages, text = times.read(ranges.spelled(text, vocabulary.is_word), now)
    plans, text = schedules.read(polarity.usual(text), traits, vocabulary.of("words"))
    numbers, text = versions.read(text, traits, frozenset(versions.names_of(traits)))
    told, text = sayings.read(owners.denied_ahead(text, vocabulary))
    return [*told, *grades, *amounts, *ages, *plans, *numbers], text


def _heard(
    words: Sequence[Word],
    readings: list[Reading],
    used: set[int],
    meaning: clauses.Meaning,
    own: Callable[[Word], bool],
    told: Sequence[Condition],
    vocabulary: Vocabulary,
) -> tuple[list[Reading], set[int], clauses.Heard]:
    """The readings, the places they used, and what else was read by meaning. Of a state that the kind can't have, meaning decides."""

    def condition(one: Reading) -> Condition:
        return condition_of(one, "")

    kinds: tuple[Condition, ...] = ()
    if other := heads.head(words, readings, meaning, own):
        fallen, places, kind = other
        kinds, used, readings = (kind,), used | places, [one for one in readings if one not in fallen]

    def hear(some: Sequence[Reading], spent: set[int]) -> clauses.Heard:
        known = fitted([*map(condition, some), *kinds, *told], vocabulary, meaning)
        found = clauses.hear(words, spent, known, meaning, own)
        return replace(found, conditions=(*kinds, *found.conditions))

    heard = hear(readings, used)
    about = [
        one
        for one in fitted([*map(condition, readings), *kinds], vocabulary, meaning)
        if one.field in (TYPE, SERVICE) and not one.negated
    ]
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
