"""Pages of answers in an order, or of which some come first: those with certain names or of a certain kind, then all others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.collection import Collection, Hit
    from estate_assets.scanner.conditions import Condition
    from estate_assets.scanner.likeness import Alike
    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.understanding.superlatives import Order


def _turns(conditions: Sequence[Condition], first: Sequence[Alike]) -> list[tuple[Condition, ...]]:
    found, before = [], tuple(conditions)
    for one in first:
        found.append((*before, one.condition))
        before = (*before, replace(one.condition, negated=True))
    return [*found, before]


def listed(
    collection: Collection, conditions: Sequence[Condition], first: Sequence[Alike], limit: int, offset: int
) -> list[AWSResource]:
    """A page of all that fulfil the conditions, in the usual order but for those that come first. Raises StoreError."""
    found: list[AWSResource] = []
    for turn in _turns(conditions, first):
        count, part = collection.listed(turn, offset, limit - len(found))
        found += part
        if len(found) >= limit:
            break
        offset = max(0, offset - count)
    return found


def ordered(
    collection: Collection, conditions: Sequence[Condition], by: Order, limit: int, offset: int
) -> list[AWSResource] | None:
    """A page of all that fulfil the conditions by age or size, those of which it is not told last; None where it is told of none.

    Raises StoreError.
    """
    found = []
    for id_, payload in collection.rows(conditions, ("resource_type", "name", by.field)):
        value = payload.get(by.field)
        rank = (value is None, (-value if by.descending else value) if value is not None else 0)
        found.append((rank, payload["resource_type"], payload["name"], id_))
    part = [id_ for *_, id_ in sorted(found)[offset : offset + limit]]
    records = collection.records(part)
    is_told = any(not unknown for (unknown, _), *_ in found)
    return [records[id_] for id_ in part if id_ in records] if is_told else None


def ranked(
    collection: Collection,
    vector: Sequence[float],
    words: str,
    conditions: Sequence[Condition],
    first: Sequence[Alike],
    limit: int,
    offset: int,
) -> list[Hit]:
    """A page of what fulfils the conditions, ranked by a vector and words but for those that come first. Raises StoreError."""
    hits: list[Hit] = []
    for turn in _turns(conditions, first):
        hits += collection.search(vector, turn, limit - len(hits), words=words, offset=offset)
        if len(hits) >= limit:
            break
        offset = max(0, offset - collection.count(turn))
    return hits
