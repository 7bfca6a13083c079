"""What is asked for where the kind that was read is only a part of what names it: `slices of a network`, `keys for a shell`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.lexical import STOPWORDS
from estate_assets.scanner.understanding.clauses import (
    ARTICLES,
    ASKING,
    BETWEEN,
    LONGEST,
    OF,
    WIDEST,
    ends,
    says,
    text_of,
)
from estate_assets.scanner.understanding.meanings import TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from estate_assets.scanner.understanding.clauses import Meaning
    from estate_assets.scanner.understanding.reader import Reading, Word


def head(
    words: Sequence[Word], readings: Sequence[Reading], meaning: Meaning, is_own: Callable[[Word], bool]
) -> tuple[list[Reading], set[int], Condition] | None:
    """The kind that is meant where the one that was read is only a part of what names it: `slices of a network` are no network.

    With the readings that fall, and the places of the words. Names that people gave tell nothing of a kind.
    """
    kinds = [one for one in readings if one.meaning.field == TYPE and not one.negated]
    if not kinds:
        return None
    is_there = meaning.has(Condition(TYPE, kinds[0].meaning.values), ())
    spans = list(_heads(words, readings, kinds[0], is_own, is_there=is_there))
    heard = meaning.kind([text_of(words, span) for span in spans], is_there=is_there) if spans else None
    if heard is None or {*heard[1].values} & {*kinds[0].meaning.values}:
        return None
    return kinds, {at for one in kinds for at in one.places} | {*spans[heard[0]]}, heard[1]


def _heads(
    words: Sequence[Word], readings: Sequence[Reading], kind: Reading, is_own: Callable[[Word], bool], *, is_there: bool
) -> Iterator[range]:
    """The runs of words that may name what is asked for: from the first that says something, unread ones and the kind's own.

    Where nothing is of the kind that was read, also what it is for, or does.
    """
    taken = {at for one in readings for at in one.places if one.start != kind.start}
    if words[0].said == "how":
        yield range(min(len(words), WIDEST))
        return
    free = [at for at in range(len(words)) if at not in taken and says(words[at]) and not is_own(words[at])]
    if any(words[at].said == "account" for at in free):
        return
    begin = min([*free, kind.start])
    if words[begin].said in ASKING or begin > kind.start or {*range(begin, kind.start)} & taken:
        return
    for end in range(begin + 1, min(len(words), begin + LONGEST + 2) + 1):
        inside = [at for at in range(begin, end) if at not in range(kind.start, kind.end)]
        last, is_whole = words[end - 1], end == len(words) or not says(words[end]) or ends(words[end]) or end in taken
        if end - 1 in taken or last.said in BETWEEN or (is_there and last.said in STOPWORDS - OF - ARTICLES):
            return
        purpose = [words[at] for at in range(kind.end, end) if says(words[at])]
        is_named = bool(purpose) and is_there and all(map(is_own, purpose))  # what it is for
        if (
            is_whole
            and not is_named
            and says(last)
            and any(says(words[at]) for at in inside)
            and not kind.start < end < kind.end
        ):
            yield range(begin, end)
