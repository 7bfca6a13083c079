"""Readings as conditions: those that are asked for side by side are alternatives, or must hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding.meanings import FACTS, LACKS, PLACE
from estate_assets.scanner.understanding.reader import JOINED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.understanding.meanings import Meaning
    from estate_assets.scanner.understanding.reader import Reading, Word

#: Fields of which a resource has one value: two that are asked for are alternatives, whichever word joins them.
ALTERNATIVE = ("region", "environment", "team", "state", "account_name", "service")

#: Fields of which a resource may have several values: `public and encrypted` asks for both.
TOGETHER = ("facts", "lacks", "tags", "tag_keys", "words")


def conditions_of(readings: Sequence[Reading], words: Sequence[Word]) -> list[Condition]:
    """Conditions of readings; those of one field that are asked for side by side are alternatives."""
    found: list[Condition] = []
    ends: dict[int, int] = {}
    for one in readings:
        condition = condition_of(one, " ".join(word.said for word in words[one.start : one.end] if word.said))
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


def condition_of(one: Reading, said: str) -> Condition:
    """One reading as a condition; `said` are the words that said it."""
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
