"""What neither rules nor meaning read of a question: names that people gave, words to rank by, denials that are left out."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import clauses, denials, reader
from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import TYPE
from estate_assets.scanner.understanding.vocabulary import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from estate_assets.scanner.understanding.reader import Reading, Word
    from estate_assets.scanner.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Left:
    """What neither rules nor meaning read: names as conditions, words to rank by, and denials that are left out."""

    conditions: tuple[Condition, ...]
    rest: str
    about: str
    unread: tuple[str, ...]


def left_of(
    words: Sequence[Word],
    used: set[int],
    readings: Sequence[Reading],
    known: Sequence[Condition],
    own: Callable[[Word], bool],
) -> Left:
    """What is left of a question's words: `used` are the places that were read, by readings and otherwise."""
    kinds = {at for one in readings if one.meaning.field == TYPE for at in range(one.start, one.end)}
    accounts, used = clauses.accounts(words, used)
    denied = [_listed(words, places, used, own) for places in denials.denied(words, used)]
    denied += [more for one in readings if one.negated and (more := _listed(words, [one.end - 1], used, own)[1:])]
    wordy = {
        at for places in clauses.split(words, used) if clauses.is_wordy(words, places, kinds, own) for at in places
    }
    places = reader.content(words, used | {at for places in denied for at in places})
    rest = [words[at] for at in places]
    named = [at for at in places if own(words[at]) and at not in wordy]
    named = [at for at in named if not _is_other(words, at, {*places} - {*named})]
    if len(named) < len(rest) and not any(one.field == TYPE for one in known):
        named = []  # words among others that are not known: they may be meant as everyday words, and are ranked by
    names = [words[at] for at in named]
    conditions = [*accounts, *_names(words, named, kinds)]
    left = [word.said or word.stem for word in rest if word not in names]
    unread = []
    for places in denied:
        named = [at for at in places[reader.negates(words, places[0]) :] if words[at].said not in ("one", "ones")]
        if named and all(own(words[at]) for at in named):
            conditions += [_worded(words[at], negated=True) for at in named]
        else:
            unread.append(" ".join(words[at].said for at in range(places[0], places[-1] + 1) if words[at].said))
    unsaid = used | {at for some in denied for at in some}
    about = clauses.text_of(words, [at for at in range(len(words)) if at not in unsaid]) if left else ""
    return Left(tuple(conditions), " ".join(left), about, tuple(unread))


def _listed(words: Sequence[Word], places: list[int], used: set[int], own: Callable[[Word], bool]) -> list[int]:
    """Places of a denial, with those of the names listed behind it: `not for checkout or pricing`, `outside checkout and pricing`."""
    at, found = places[-1] + 1, [*places]
    while at < len(words) and words[at].said in reader.JOINED:
        after = at + 1
        while after < len(words) and words[after].said in clauses.ARTICLES | clauses.OF:
            after += 1
        run = [n for n in range(after, len(words)) if all(m not in used and own(words[m]) for m in range(after, n + 1))]
        if not run:
            break
        found, at = [*found, *run], run[-1] + 1
    return found


def is_own(word: Word, vocabulary: Vocabulary) -> bool:
    """Whether people gave this word to their resources, as a name or tag, and it says something."""
    return word.stem in vocabulary.of("words") and word.said not in table()["generic"]


def kinds_names(words: Sequence[Word], readings: Sequence[Reading], own: Callable[[Word], bool]) -> tuple[str, ...]:
    """The words of a kind's phrase that are not its usual name, and that people gave to things."""
    found = []
    for one in readings:
        if one.meaning.field == TYPE and not one.negated and one.end - one.start > 1:
            usual = {part for kind in one.meaning.values for part in phrase(re.sub(r"[:_]", " ", kind))}
            found += [word.stem for word in words[one.start : one.end] if own(word) and word.stem not in usual]
    return tuple(found)


def _is_other(words: Sequence[Word], at: int, unread: set[int]) -> bool:
    """Whether a name is an alternative to words that are not known: `that hold backups or uploads` need not hold uploads."""
    said = {place: words[place].said for place in (at - 1, at + 1) if 0 <= place < len(words)}
    return (said.get(at - 1) == "or" and at - 2 in unread) or (said.get(at + 1) == "or" and at + 2 in unread)


def _names(words: Sequence[Word], places: Sequence[int], kinds: set[int]) -> Iterator[Condition]:
    """Names as conditions; `logistics or orders` are alternatives, and so are `latency or error rate`."""
    for some in _alternatives(words, places, kinds):
        for chosen in itertools.product(
            *some
        ):  # of each alternative a word: one of these is there, if one alternative is
            named = [_worded(words[at]) for at in chosen]
            first, meant = named[0], (f"'{one.values[0]}'" for one in named)
            values = tuple(value for one in named for value in one.values)
            meaning = f"named or tagged {' or '.join(meant)}"
            yield replace(first, values=values, words=" or ".join(one.words for one in named), meaning=meaning)


def _alternatives(words: Sequence[Word], places: Sequence[int], kinds: set[int]) -> Iterator[list[list[int]]]:
    """Names, each with those that may hold instead: words that stand side by side are one name.

    Those that `and` joins, too, before a kind that is asked for: `latency and error rate alarms`.
    """
    found: list[list[list[int]]] = []
    for n, at in enumerate(places):
        between = (
            [word.said for word in words[places[n - 1] + 1 : at] if word.said not in clauses.ARTICLES] if n else None
        )
        before = words[max(0, found[-1][0][0] - 1)].said if found else ""
        again = [["and", before]] if before in clauses.OF else []
        if _end(at, places) in kinds:
            again.append(["and"])
        if found and between == []:
            found[-1][-1].append(at)
        elif found and (between in (["or"], *again) or (between == ["s", "and"] and _is_owner(words, at))):
            found[-1].append([at])
        else:
            found.append([[at]])
    yield from found


def _end(at: int, places: Sequence[int]) -> int:
    """Where the name ends that has a word at a place."""
    while at in places:
        at += 1
    return at


def _is_owner(words: Sequence[Word], at: int) -> bool:
    """Whether it is somebody whose something is: `reporting's`."""
    return words[at + 1 : at + 2] != [] and words[at + 1].said == "s"


def _worded(word: Word, *, negated: bool = False) -> Condition:
    meaning = f"{'not ' if negated else ''}named or tagged '{word.stem}'"
    return Condition("words", (word.stem,), negated, words=word.said or word.stem, meaning=meaning)
