"""Slips of the keyboard: the known word that a misspelt one was meant to be, if there is just one near enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Shorter words have too many neighbours; longer ones may have two slips.
SHORTEST, LONG = 4, 8
DOUBLE = re.compile(r"(.)\1")


def corrected(word: str, known: Iterable[str]) -> str | None:
    """The nearest known word, at most one slip away (two in a long word); None where there is none, or a tie."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    near: dict[int, set[str]] = {}
    for other in known:
        allowed = 2 if max(len(word), len(other)) >= LONG else 1
        is_other = (
            len(other) == len(word) and other[0] != word[0] and other[0] != word[1]
        )  # few slips are in the first letter
        if not is_other and len(other) >= SHORTEST and abs(len(other) - len(word)) <= allowed:
            far = distance(word, other, allowed)
            if far <= allowed:
                near.setdefault(far, set()).add(other)
    best = near.get(min(near, default=0), set())
    for alike in (_is_doubled, _is_swapped, _starts_so):
        if len(best) > 1:
            best = {other for other in best if alike(word, other)} or best
    return next(iter(best)) if len(best) == 1 else None


def jumbled(word: str, known: Iterable[str]) -> str | None:
    """The one known word of just these letters in another order; None where there is none, or several."""
    same = {other for other in known if len(other) > SHORTEST and _is_swapped(word, other)}
    return next(iter(same)) if len(same) == 1 and word.isalpha() else None


def _is_doubled(one: str, other: str) -> bool:
    """Whether only letters that stand twice differ: the likeliest slip (`stoped`)."""
    return DOUBLE.sub(r"\1", one) == DOUBLE.sub(r"\1", other)


def _is_swapped(one: str, other: str) -> bool:
    return sorted(one) == sorted(other)


def _starts_so(one: str, other: str) -> bool:
    return one[0] == other[0]


def distance(one: str, other: str, most: int) -> int:
    """How many letters were missed, doubled, mistaken or swapped with the next (optimal string alignment); `most` + 1 for more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names most like a word, best first, for messages."""
    import difflib

    names = {name.lower(): name for name in known}
    return [names[name] for name in difflib.get_close_matches(word.lower(), names, most, 0.6)]
