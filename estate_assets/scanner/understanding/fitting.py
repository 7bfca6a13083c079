"""Facts that none of the kinds asked for can have: said in other senses (`certificates that expire`), or meant of another fact."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import FACTS, SERVICE, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.conditions import Condition
    from estate_assets.scanner.understanding.lexicon import Lexicon


def fitting(conditions: Sequence[Condition], lexicon: Lexicon) -> tuple[list[Condition], list[str]]:
    """The conditions, and the words of those facts that were left out: nothing asked for could be told by them."""
    asked = {value for one in conditions if one.field in (TYPE, SERVICE) and not one.negated for value in one.values}
    known = lexicon.facts_of(asked)
    kept: list[Condition] = []
    left: list[str] = []
    for one in conditions:
        if one.field != FACTS or not asked:
            kept.append(one)
        elif values := tuple(_meant(one.values, known)):
            meaning = one.meaning if values == one.values else " or ".join(values).replace("_", " ")
            kept.append(replace(one, values=values, meaning=meaning))
        else:
            left.append(one.words)
    return kept, left


def _meant(values: Iterable[str], known: frozenset[str]) -> Iterable[str]:
    """The facts of a condition; of one that does not fit, what is meant instead, if anything is."""
    for value in values:
        fact, denied = value.removeprefix("not_"), value.startswith("not_")
        meant = fact if fact in known else table()["unfitting"].get(fact, fact)
        if meant:
            yield f"not_{meant}" if denied else meant
