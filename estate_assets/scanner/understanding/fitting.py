"""Facts that none of the kinds asked for can have: said in other senses (`certificates that expire`), or meant of another fact."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import FACTS, SERVICE, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def _meant(values: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """The facts of a condition; of one that does not fit, what is meant instead, if anything is.

    One of which only the opposite can be told is none: that no subnet is told to be private does not mean that there is none.
    """
    for value in values:
        fact, denial = value.removeprefix("not_"), "not_" if value.startswith("not_") else ""
        other = table()["unfitting"].get(fact, fact)
        is_known = {fact, f"not_{fact}"} & known
        if value in known or (not is_known and fact == other):
            yield value
        elif other and other != fact and (f"{denial}{other}" in known or not is_known):
            yield f"{denial}{other}"
