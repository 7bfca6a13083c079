"""Gaps are asked for again: just the cells that have one, after a pause that grows, so that it never turns into a storm."""

import json
from datetime import UTC, datetime

import dagster as dg

from estate_assets.automation.jobs import scan_job
from estate_assets.automation.requests import busy_accounts, ranges, scan_request, scanned_accounts
from estate_assets.partitions import cell_of, key_of, targets
from estate_assets.scanner import due
from estate_assets.scanner.ledger import CellState, Ledger
from estate_assets.scanner.model import Cell
from estate_assets.scanner.settings import load

SETTINGS = load().automation
#: Runs that one evaluation asks for at most; the others wait for the next.
MOST = 20


@dg.sensor(
    job=scan_job,
    minimum_interval_seconds=300,
    description=(
        f"Scans cells with a gap again: throttled, failed or truncated ones after {SETTINGS.retry_after_min:g} minutes, then after "
        f"twice as long each time; denied ones after {SETTINGS.denied_after_h:g} hours. Only those cells."
    ),
)
def estate_incomplete_cells(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """What the ledger calls incomplete, of accounts that no run is at work on."""
    now = datetime.now(UTC)
    gaps = _gaps(scanned_accounts(context.instance))
    open_ = {state.cell for state in gaps}
    tried = {cell: one for cell, one in _read(context.cursor).items() if cell in open_}
    busy = busy_accounts(context.instance)
    ready = due.incomplete([state for state in gaps if state.cell.account_id not in busy], tried, now, SETTINGS)
    chosen = ranges(ready)[:MOST]
    for cell in [cell for some in chosen for cell in some]:
        tried[cell] = due.Attempts(tried.get(cell, due.Attempts()).count + 1, now)
    skipped = f"{len(gaps)} cells have a gap; none is due yet" if gaps else "no cell has a gap"
    requests = [scan_request(some, "incomplete", now) for some in chosen]
    return dg.SensorResult(requests, skip_reason=None if requests else skipped, cursor=_written(tried))


def _gaps(accounts: list[str]) -> list[CellState]:
    """The cells with a gap, among those that can be scanned: of accounts that are there, and targets that are in the settings."""
    known = set(targets.get_partition_keys())
    states = Ledger(load().home / "ledger.db").cells()
    return [one for one in states if one.gaps and one.cell.account_id in accounts and one.cell.target in known]


def _read(cursor: str | None) -> dict[Cell, due.Attempts]:
    """The cursor: partition key -> how often that cell was asked for, and when last."""
    kept = json.loads(cursor or "{}")
    return {cell_of(key): due.Attempts(count, datetime.fromisoformat(last)) for key, (count, last) in kept.items()}


def _written(tried: dict[Cell, due.Attempts]) -> str:
    return json.dumps({key_of(cell): (one.count, one.last.isoformat()) for cell, one in tried.items()})
