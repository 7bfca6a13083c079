"""Which cells are due for another scan: judged from what the ledger says of them, and how long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from estate_assets.scanner.errors import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from estate_assets.scanner.ledger import CellState
    from estate_assets.scanner.model import Cell
    from estate_assets.scanner.sections import AutomationSettings

NEVER = datetime.min.replace(tzinfo=UTC)
#: Gaps that may close by themselves. The others wait for a person: a permission, a scanner's code.
PASSING = frozenset({Status.THROTTLED, Status.FAILED, Status.TRUNCATED})


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a cell was asked for again since its gap opened, and when last."""

    count: int = 0
    last: datetime = NEVER


def differing(
    cells: Iterable[Cell], states: Iterable[CellState], now: datetime, settings: AutomationSettings
) -> list[Cell]:
    """The cells in which something may have changed: all but those that were seen completely, hold nothing, and were looked at
    within `empty_after_h`. A cell that was never scanned is among them.
    """
    known = {state.cell: state for state in states}
    recently = now - timedelta(hours=settings.empty_after_h)

    def is_quiet(state: CellState | None) -> bool:
        return state is not None and not state.items and not state.gaps and state.scanned_at > recently

    return [cell for cell in cells if not is_quiet(known.get(cell))]


def incomplete(
    states: Sequence[CellState], tried: Mapping[Cell, Attempts], now: datetime, settings: AutomationSettings
) -> list[Cell]:
    """The cells with a gap whose pause is over, those that waited longest first. The pause counts from the last scan or the
    last request, whichever is later: a request that still waits for its run is not repeated.
    """
    waited = {}
    for state in states:
        attempts = tried.get(state.cell, Attempts())
        since = max(state.scanned_at, attempts.last)
        if state.gaps and now >= since + pause(state.gaps, attempts.count, settings):
            waited[state.cell] = since
    return sorted(waited, key=lambda cell: (waited[cell], cell))


def pause(gaps: frozenset[Status], attempts: int, settings: AutomationSettings) -> timedelta:
    """How long a cell with these gaps is left alone: doubled with each attempt, and a day's order at most. Where nothing will
    close by itself, the long pause from the beginning.
    """
    longest = timedelta(hours=settings.denied_after_h)
    if not gaps & PASSING:
        return longest
    times: int = 2 ** min(attempts, 20)  # far beyond the longest pause, and no overflow
    return min(longest, timedelta(minutes=settings.retry_after_min) * times)
