"""Amounts and times in their usual form before they are read: a range as its two bounds, and units with a slip put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.understanding.spelling import corrected
from estate_assets.scanner.understanding.times import DAYS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

_UNIT = rf"((?:{'|'.join(DAYS)})s?|[mgt]i?b\b)"
_COUNT = rf"(\d+(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
BETWEEN = (
    re.compile(rf"\bbetween {_COUNT} and {_COUNT} ?{_UNIT}( old)?"),
    re.compile(rf"\b{_COUNT}(?: to |-| – ){_COUNT} {_UNIT}( old)\b"),
)
OPEN_ENDED = re.compile(
    rf"\b(older than|over|more than|at least) {_COUNT}(?= (?:and|but) (?:under|younger than|less than|not older than) {_COUNT} {_UNIT})"
)
PLUS = re.compile(rf"\b(\d+)\+ ({'|'.join(DAYS)})s?")


def halved(text: str) -> str:
    """A lower-case text with ranges in two halves: `between 30 and 90 days old` is at least 30 and at most 90 days old."""
    text = OPEN_ENDED.sub(r"\1 \2 \4", text)
    for form in BETWEEN:
        text = form.sub(r"at least \1 \3\4 and at most \2 \3\4", text)
    return PLUS.sub(r"at least \1 \2", text)


def spelled(text: str, is_word: Callable[[str], bool]) -> str:
    """A lower-case text with the slips in units put right that stand behind a number: `2 yeras`."""
    units = {one for unit in DAYS for one in (unit, f"{unit}s")}

    def right(match: re.Match[str]) -> str:
        said = match[0]
        return said if said in units or is_word(said) else corrected(said, units) or said

    return re.sub(r"(?<=\d )[a-z]{4,}\b", right, text)
