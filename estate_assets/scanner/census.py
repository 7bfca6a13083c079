"""The whole collection counted, and held against the ledger: what checks of the collection ask."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.embedding import FINGERPRINT
from estate_assets.scanner.model import Cell

if TYPE_CHECKING:
    from collections.abc import Collection as Several
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.ledger import CellState
    from estate_assets.scanner.model import LedgerEntry

NAMED = 3  # of what is wrong, so many are named
Verdict = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Census:
    """Points, the different resources they stand for, and how many points each cell has of each type."""

    points: int
    resources: int
    by_type: Mapping[tuple[Cell, str], int]
    dimension: int
    model: str


def take(collection: Collection) -> Census:
    """One pass over the collection. Raises StoreError."""
    counted, resources, points = Counter[tuple[Cell, str]](), set(), 0
    for _, row in collection.rows({}, ["account_id", "region", "service", "resource_type", "arn"]):
        counted[Cell(row["account_id"], row["region"], row["service"]), row["resource_type"]] += 1
        resources.add((row["account_id"], row["arn"]))
        points += 1
    return Census(points, len(resources), counted, collection.dimension(), collection.model())


def model(taken: Census) -> Verdict:
    """Whether the collection was made with the model in use."""
    same = taken.model == FINGERPRINT
    return same, taken.model if same else f"made with {taken.model}, questions are embedded with {FINGERPRINT}"


def duplicates(taken: Census) -> Verdict:
    """Whether every point is another resource's."""
    twice = taken.points - taken.resources
    return not twice, f"{twice} points stand for a resource that has another" if twice else f"{taken.points} points"


def unmatched(taken: Census, entries: Iterable[LedgerEntry]) -> Verdict:
    """Whether there are as many points as resources were seen, of every type that was listed to its end.

    Of other types there may be more: what was there before is kept.
    """
    found = []
    for entry in entries:
        cell = Cell(entry.account_id, entry.region, entry.service)
        points = taken.by_type.get((cell, entry.resource_type), 0)
        if entry.listed and points != entry.items:
            found.append(
                f"{entry.account_id} {entry.region} {entry.resource_type}: {points} points, {entry.items} seen"
            )
    return not found, _named(found, "as many points as resources")


def gaps(entries: Sequence[LedgerEntry]) -> Verdict:
    """Whether all was seen."""
    count = sum(entry.has_gap for entry in entries)
    return not count, f"{count} of {len(entries)} listings have a gap" if count else "no gaps"


def complete_share(entries: Sequence[LedgerEntry]) -> float:
    """The share of account × region × service × type that was seen to its end."""
    return 1 - sum(entry.has_gap for entry in entries) / len(entries) if entries else 1.0


def stale(states: Iterable[CellState], gone: Several[str], oldest: datetime) -> Verdict:
    """Whether each cell was scanned since then, but for those of accounts that are gone."""
    late = sorted(
        (one for one in states if one.cell.account_id not in gone and one.scanned_at < oldest),
        key=lambda one: one.scanned_at,
    )
    found = [f"{one.cell.account_id} {one.cell.target} ({one.scanned_at:%Y-%m-%d %H:%M})" for one in late]
    return not found, _named(found, "all cells were scanned in time")


def _named(found: Sequence[str], well: str) -> str:
    if not found:
        return well
    return "; ".join(found[:NAMED]) + (f"; and {len(found) - NAMED} more" if len(found) > NAMED else "")
