"""Whole sayings in questions, by patterns: `that strangers cannot get at`, `one could wipe out by mistake`. Read before words."""

from __future__ import annotations

import functools
import re

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import polarity
from estate_assets.scanner.understanding.books import data

FACTS = "facts"
PART = re.compile(r"\{(\w+)\}")


@functools.cache
def patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Field, value and pattern of each saying in sayings.yaml, in its order."""
    table = data("sayings.yaml")
    parts = {name: part.replace("\n", "") for name, part in table["parts"].items()}
    found = []
    for saying in table["sayings"]:
        ((field, value),) = ((key, item) for key, item in saying.items() if key != "when")
        found += [(field, value, re.compile(rf"\b{_filled(one, parts)}(?!\w)")) for one in saying["when"]]
    return tuple(found)


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """A pattern with its parts in their places, and the parts of these."""
    while PART.search(pattern):
        pattern = PART.sub(lambda match: f"(?:{parts[match[1]]})", pattern)
    return pattern


def read(text: str) -> tuple[list[Condition], str]:
    """The sayings in a lower-case text as conditions, and the text with them blanked out."""
    found: list[Condition] = []
    for field, value, pattern in patterns():
        while match := pattern.search(text):
            denial = polarity.before(text[: match.start()])
            found.append(_condition(field, value, match[0].strip(), turned=denial is not None))
            start = match.start() if denial is None else denial
            text = text[:start] + " " * (match.end() - start) + text[match.end() :]
    return found, text


def _condition(field: str, value: str, said: str, *, turned: bool) -> Condition:
    if field == FACTS:
        fact = value if not turned else value.removeprefix("not_") if value.startswith("not_") else f"not_{value}"
        return Condition(field, (fact,), words=said, meaning=fact.replace("_", " "))
    meaning = {"resource_type": f"type is {value}", "lacks": f"it has no {value}"}[field]
    return Condition(field, (value,), turned, words=said, meaning=f"{'not: ' if turned else ''}{meaning}")
