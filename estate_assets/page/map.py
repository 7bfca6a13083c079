"""The ledger as a map: accounts and regions down, services across, a colour for how completely each was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.errors import GAPLESS, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.model import LedgerEntry


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of the map: its worst status, how many resources, and the reasons of its gaps."""

    status: str
    items: int
    why: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows (account, region), columns (services), and the squares between them; `gaps` are the entries to be told in words."""

    services: list[str]
    rows: list[tuple[str, str, list[Square | None]]]
    gaps: list[LedgerEntry]


def heat_map(entries: Sequence[LedgerEntry]) -> HeatMap:
    """The map of a ledger."""
    cells: dict[tuple[str, str, str], list[LedgerEntry]] = {}
    for entry in entries:
        cells.setdefault((entry.account_id, entry.region, entry.service), []).append(entry)
    services = sorted({entry.service for entry in entries})
    places = sorted(
        {(entry.account_id, entry.region) for entry in entries},
        key=lambda place: (place[0], place[1] != "global", place[1]),
    )
    rows = [(*place, [_square(cells.get((*place, service))) for service in services]) for place in places]
    return HeatMap(services, rows, [entry for entry in entries if entry.has_gap])


def _square(entries: list[LedgerEntry] | None) -> Square | None:
    if not entries:
        return None
    gaps = [entry for entry in entries if entry.has_gap]
    quiet = (
        Status.COMPLETE
        if any(entry.status == Status.COMPLETE for entry in entries)
        else min(entry.status for entry in entries)
    )
    why = "; ".join(f"{entry.resource_type}: {entry.status.value} {entry.code}".strip() for entry in gaps)
    status = gaps[0].status if gaps else quiet if quiet in GAPLESS else Status.COMPLETE
    return Square(status.value, sum(entry.items for entry in entries), why)
