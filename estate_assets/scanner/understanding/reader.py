"""Reads a question's words: the longest known phrases, what negates them, whose and what kind of thing they speak of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from estate_assets.scanner.lexical import PART, STOPWORDS, stem
from estate_assets.scanner.understanding.books import table, thesaurus
from estate_assets.scanner.understanding.meanings import FACTS, LACKS
from estate_assets.scanner.understanding.spelling import corrected, jumbled
from estate_assets.scanner.understanding.synonyms import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.understanding.lexicon import Lexicon
    from estate_assets.scanner.understanding.meanings import Meaning
    from estate_assets.scanner.understanding.vocabulary import Vocabulary

FILLERS = (
    STOPWORDS
    | {*thesaurus()["empty"]}
    | {
        "t",
        "s",
        "re",
        "currently",
        "still",
        "yet",
        "also",
        "just",
        "only",
        "but",
        "however",
        "both",
        "either",
        "whatsoever",
        "at",
        "all",
        "ever",
        "located",
        "living",
        "running",
    }
)
#: Small words that no list needs, and that no slip turns into others.
SMALL = frozenset({
    "even", "ever", "then", "than", "them", "they", "say", "said", "says", "call", "called", "made", "make", "gave", "give",
    "given", "really", "fully", "barely", "most", "more", "less", "much", "many", "very", "such", "like", "here", "once", "else",
    "each", "same", "over", "both", "well"
})  # fmt: skip
LONG_NEGATORS = frozenset({"without", "lacking", "missing", "except", "excluding"})
#: No slip of the keyboard leaves them out: `tagged` is not `untagged`.
NO = ("un", "in", "non", "not")
#: Between `without` and what is lacked.
PASSING = frozenset(
    {
        "a",
        "an",
        "any",
        "the",
        "its",
        "their",
        "both",
        "either",
        "some",
        "all",
        "single",
        "proper",
        "own",
        "kind",
        "sort",
        "of",
    }
)
JOINERS = (["and"], ["or"], ["nor"])
JOINED = frozenset({"and", "or", "plus", "nor"})
#: Between a fact and what turns or affirms it behind: `backups are still off`, but not `backups and missing tags`.
PASSED_BEHIND = (STOPWORDS | {"still", "currently", "yet", "again", "now"}) - JOINED - {"but"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question: its stem, and as it was said; `at` counts the words said."""

    stem: str
    said: str
    at: int
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A phrase that was understood: the words from `start` to `end`, and what it means."""

    start: int
    end: int
    meaning: Meaning
    negated: bool = False
    fixed: bool = False
    carried: bool = False  # its negation is that of another: `without tags or backups`
    deniers: frozenset[int] = (
        frozenset()
    )  # the places of the words that negate it, or affirm it (`rotation is enabled`)

    @property
    def places(self) -> set[int]:
        """The places of its words, and of those that negate or affirm it."""
        return {*range(self.start, self.end), *self.deniers}


def words_of(text: str) -> list[Word]:
    """A text's words, in order; phrases that stand for others replaced by these."""
    said = [Word(stem(part), part, at) for at, part in enumerate(PART.findall(text.lower()))]
    longest = max(map(len, same()), default=1)
    found: list[Word] = []
    at = 0
    while at < len(said):
        length = next((n for n in range(longest, 0, -1) if tuple(w.stem for w in said[at : at + n]) in same()), 0)
        if length:
            whole = " ".join(word.said for word in said[at : at + length])
            meant = same()[tuple(word.stem for word in said[at : at + length])]
            found += [Word(one, whole if n == 0 else "", said[at].at) for n, one in enumerate(meant)]
        else:
            found.append(said[at])
        at += length or 1
    return found


def spelled(words: Sequence[Word], lexicon: Lexicon, vocabulary: Vocabulary) -> list[Word]:
    """The words with slips of the keyboard put right: only those that nobody uses and that are near just one known word.

    After `in` even a word that people use may be meant for a place (`Sidney`).
    """
    known = lexicon.words | vocabulary.parts
    fixed: list[Word] = []
    for word in words:
        is_right = (
            word.stem in known
            or word.said in FILLERS
            or word.said in SMALL
            or word.stem in vocabulary.of("words")
            or not word.said
        )
        if not is_right and not {word.said, word.stem} & {
            one for one in (word.said, word.stem) if vocabulary.is_word(one)
        }:
            better = (
                corrected(word.stem, known)
                or corrected(word.said, known)
                or corrected(word.said.rstrip("s"), known)
                or jumbled(word.said, lexicon.places)
            )
        else:
            better = None if is_right or not fixed or fixed[-1].said != "in" else _place(word.said, lexicon)
        better = None if better in {f"{no}{word.stem}" for no in NO} else better
        turns = (
            None
            if is_right or vocabulary.is_word(word.said)
            else corrected(word.said, LONG_NEGATORS) or jumbled(word.said, LONG_NEGATORS)
        )
        if turns:
            fixed.append(Word(turns, turns, word.at))
        else:
            fixed.append(replace(word, stem=better, fixed=True) if better else word)
    return fixed


def _slipped(said: str) -> str | None:
    """The denial that a misspelt word was meant to be."""
    return corrected(said, LONG_NEGATORS) or jumbled(said, LONG_NEGATORS)


def _place(said: str, lexicon: Lexicon) -> str | None:
    return corrected(said, lexicon.places) or jumbled(said, lexicon.places)


def phrases(words: Sequence[Word], lexicon: Lexicon) -> list[Reading]:
    """The longest phrases that mean something, left to right. One that means several things gives a reading each."""
    found: list[Reading] = []
    at = 0
    while at < len(words):
        for length in range(min(lexicon.longest, len(words) - at), 0, -1):
            run = words[at : at + length]
            meanings = lexicon.get(tuple(word.stem for word in run)) if _may_begin(run) else []
            nouns = [one for one in meanings if one.noun]
            counts = bool(nouns) and (
                is_had(words, at)
                or bool(behind(words, at + length) | behind(words, at + length, "on_words"))
                or _is_had_too(words, found, at)
            )
            chosen = nouns if counts else [one for one in meanings if not one.noun]
            if chosen:
                fixed = any(word.fixed for word in run)
                found += [Reading(at, at + length, one, fixed=fixed) for one in chosen]
                at += length
                break
        else:
            at += 1
    return found


def _may_begin(run: Sequence[Word]) -> bool:
    return not (len(run) == 1 and run[0].said in STOPWORDS)


def is_had(words: Sequence[Word], at: int) -> bool:
    """Whether the word before says that something is had or lacked: `with`, `without`, `no`, `has`."""
    before = [word for word in words[:at] if word.said not in PASSING]
    return bool(before) and before[-1].said in {*table()["having"], *table()["negators"]}


def _is_had_too(words: Sequence[Word], found: Sequence[Reading], at: int) -> bool:
    """Whether it is joined to what is had or lacked: `without tags or backups`."""
    if not found or [word.said for word in words[found[-1].end : at] if word.said not in PASSING] not in JOINERS:
        return False
    before = found[-1]
    return before.meaning.field in (FACTS, LACKS) and (is_had(words, before.start) or negates(words, before.start))


def behind(words: Sequence[Word], end: int, which: str = "off_words") -> set[int]:
    """The places of `off` or the like right behind a fact; or of `on` or the like."""
    at = end
    while at < len(words) and words[at].said in PASSED_BEHIND:
        at += 1
    for off in sorted(table()[which], key=len, reverse=True):
        parts = off.split()
        if [word.stem if word.fixed else word.said for word in words[at : at + len(parts)]] == parts:
            return set(range(at, at + len(parts)))
    return set()


def content(words: Sequence[Word], used: set[int]) -> list[int]:
    """The places of the words that were not understood and carry content."""
    return [
        at
        for at, word in enumerate(words)
        if at not in used
        and word.said not in FILLERS
        and word.said not in table()["having"]
        and word.stem
        and not negates(words, at)
    ]


def negates(words: Sequence[Word], at: int) -> bool:
    """Whether a word denies something."""
    return words[at].said in table()["negators"] or (words[at].said == "t" and bool(at) and words[at - 1].said == "can")
