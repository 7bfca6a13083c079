"""Sizes by name in questions: `bigger than micro`, `at least a t3.large`, `2xlarge or larger`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import polarity
from estate_assets.scanner.understanding.meanings import TRAITS
from estate_assets.scanner.understanding.traits import SIZED
from estate_assets.scanner.understanding.versions import COMPARE

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = ("nano", "micro", "small", "medium", "large", "xlarge")
SIZE = (
    r"(?:an? )?(?:(?:db\.|cache\.)?[a-z]+\d[a-z-]*\.)?(?P<size>(?:\d+)?xlarge|nano|micro|small|medium|large)(?![\w-])"
)
#: How a size compares; the first that fits, wins.
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (how, re.compile(form))
    for how, form in (
        (">=", rf"\b(?:at least|(?:no|not) (?:smaller|less) than) {SIZE}"),
        ("<=", rf"\b(?:at most|up to|(?:no|not) (?:larger|bigger|more|greater) than) {SIZE}"),
        (">", rf"\b(?:(?:larger|bigger|more|greater|higher|stronger) than|above|beyond) {SIZE}"),
        ("<", rf"\b(?:(?:smaller|less|lower|weaker) than|below) {SIZE}"),
        (">=", rf"\b{SIZE} (?:or|and) (?:larger|bigger|up|above|more|greater)\b"),
        ("<=", rf"\b{SIZE} (?:or|and) (?:smaller|less|below)\b"),
    )
)
SAID = {"<": "smaller than", ">": "larger than", "<=": "at most", ">=": "at least"}
OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def read(text: str, traits: Iterable[str]) -> tuple[list[Condition], str]:
    """The compared sizes in a lower-case text as conditions, and the text with those words blanked out."""
    known = {trait: order(match[1]) for trait in traits if (match := SIZED.fullmatch(trait)) and order(match[1])}
    found: list[Condition] = []
    for how, form in FORMS:
        for match in list(form.finditer(text)):
            denial = polarity.before(text[: match.start()])
            asked = how if denial is None else OPPOSITE[how]
            values = tuple(sorted(one for one, place in known.items() if COMPARE[asked](place, order(match["size"]))))
            if values:
                said = f"size is {SAID[asked]} {match['size']}"
                found.append(Condition(TRAITS, values, words=match[0].strip(), meaning=said))
                start = match.start() if denial is None else denial
                text = text[:start] + " " * (match.end() - start) + text[match.end() :]
    return found, text


def order(size: str) -> int:
    """The place of a size among all: `xlarge` before `2xlarge`; 0 for what is none (`metal`)."""
    if size in NAMES:
        return NAMES.index(size) + 1
    number = size.removesuffix("xlarge")
    return len(NAMES) + int(number) - 1 if size.endswith("xlarge") and number.isdecimal() else 0
