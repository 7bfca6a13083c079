"""What to do where conditions leave nothing: leave out the least sure, and say so; or say that there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.conditions import Condition

#: What may be left out, the least sure first. Kinds, facts, states and absences are not: without them an answer would be
#: another thing, or the opposite. Nor is anything that is denied: without it all that is found would be what was denied.
RELAXABLE = (
    "words",
    "traits",
    "tags",
    "tag_keys",
    "created_epoch",
    "size_mb",
    "memory_mb",
    "kept_days",
    "environment",
    "team",
    "account_name",
    "account_id",
    "region",
)
READINGS = ("sense", "spelling", "said")


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The conditions kept and left out, and how many resources fulfil those kept; 0 where nothing could be left out."""

    kept: tuple[Condition, ...]
    left_out: tuple[Condition, ...]
    total: int


def relaxed(collection: Collection, fixed: Sequence[Condition], wanted: Sequence[Condition]) -> Relaxed:
    """As many of the wanted conditions as something fulfils: all; all but one; else the fewer the longer it takes.

    Raises:
        StoreError.
    """
    total = collection.count((*fixed, *wanted))
    if total:
        return Relaxed(tuple(wanted), (), total)
    doubtful = sorted((one for one in wanted if one.field in RELAXABLE and not one.negated), key=_trust)
    ways = [[one] for one in doubtful] + [doubtful[:many] for many in range(2, len(doubtful) + 1)]
    for left_out in ways:
        kept = tuple(one for one in wanted if one not in left_out)
        if (kept or fixed) and (total := collection.count((*fixed, *kept))):
            return Relaxed(kept, tuple(left_out), total)
    return Relaxed(tuple(wanted), (), 0)


def _trust(condition: Condition) -> tuple[int, int]:
    return READINGS.index(condition.reading), RELAXABLE.index(condition.field)
