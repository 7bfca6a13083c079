"""What a question asks for, read by rules: deterministic, and each reading is told.

>>> understand("unencrypted production databases in Frankfurt", lexicon, vocabulary)  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import owners, reader, times
from estate_assets.scanner.understanding.lexicon import FACTS, LACKS, TYPE, Lexicon, Meaning
from estate_assets.scanner.understanding.names import named
from estate_assets.scanner.understanding.vocabulary import Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from estate_assets.scanner.understanding.reader import Reading, Word

__all__ = ["Lexicon", "Understood", "Vocabulary", "understand", "vocabulary_of"]


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, read: conditions that must hold, identifiers to look up, and the words left for ranking."""

    filters: tuple[Condition, ...]
    exact: tuple[str, ...]
    rest: str

    @property
    def why(self) -> tuple[str, ...]:
        """What was read as what, a line each."""
        return (*(f"'{name}' looked up as it stands" for name in self.exact), *(one.why for one in self.filters))


def understand(question: str, lexicon: Lexicon, vocabulary: Vocabulary, now: datetime | None = None) -> Understood:
    """Reads a question. `now` is what `last week` counts from."""
    found = named(question, vocabulary)
    ages, text = times.read(found.rest.lower().replace("’", "'"), now)
    words = reader.spelled(reader.words_of(text), lexicon, vocabulary)
    readings, used = _readings(words, lexicon, vocabulary)
    conditions = [*found.conditions, *_conditions(readings, words), *ages]
    rest = list(reader.content(words, used))
    own = [word for word in rest if _is_own(word, lexicon, vocabulary)]
    conditions += [_worded(word) for word in own]
    left = [word.said or word.stem for word in rest if word not in own]
    return Understood(tuple(dict.fromkeys(conditions)), found.exact, " ".join(left))


def _readings(words: Sequence[Word], lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[list[Reading], set[int]]:
    """All readings, each word in one only, and the places of the words that they used."""
    chosen: list[Reading] = []
    taken: set[int] = set()
    for some in (owners.owners(words, vocabulary), owners.tags(words, vocabulary), reader.phrases(words, lexicon)):
        fresh = [one for one in some if not taken & set(range(one.start, one.end))]
        chosen += fresh
        taken |= {at for one in fresh for at in range(one.start, one.end)}
    chosen = reader.settled(words, sorted(chosen, key=lambda one: one.start))
    chosen, negators = reader.negations(words, chosen)
    kept = reader.heads(words, chosen)
    return kept, {at for one in kept for at in range(one.start, one.end)} | negators


def _conditions(readings: Iterable[Reading], words: Sequence[Word]) -> list[Condition]:
    """Conditions of readings; types that are asked for side by side are alternatives."""
    found: list[Condition] = []
    for one in readings:
        said = " ".join(word.said for word in words[one.start : one.end] if word.said)
        condition = _condition(one, said)
        if one.meaning.field == TYPE and not one.negated and found and found[-1].field == TYPE:
            before = found.pop()
            values = tuple(sorted({*before.values, *condition.values}))
            condition = Condition(
                TYPE, values, words=f"{before.words} and {said}", meaning=f"type is one of {', '.join(values)}"
            )
        found.append(condition)
    return [one for one in found if one.values]


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


def _is_own(word: Word, lexicon: Lexicon, vocabulary: Vocabulary) -> bool:
    """Whether people gave this word to their resources, as a name or tag, and it says more than the catalogue's words."""
    return word.stem in vocabulary.of("words") and word.stem not in lexicon.words


def _worded(word: Word) -> Condition:
    return Condition("words", (word.stem,), words=word.said or word.stem, meaning=f"named or tagged '{word.stem}'")
