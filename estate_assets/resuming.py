"""Resuming a scan in Dagster: what an interrupted one has listed stays in its Parquet, and is not asked of AWS again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg

from estate_assets.partitions import key_of
from estate_assets.scanner import tables
from estate_assets.scanner.checkpoints import Stage
from estate_assets.scanner.errors import StoreMismatchError
from estate_assets.scanner.model import Cell
from estate_assets.scanner.progress import advanced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

    from estate_assets.scanner.checkpoints import Checkpoints
    from estate_assets.scanner.model import Account, Outcome, RawResource
    from estate_assets.scanner.results import Stored
    from estate_assets.scanner.scan import EstateScanner

#: The scan that a run is part of, and that it goes on with it.
SCAN_TAG, RESUME_TAG = "estate/scan", "estate/resumed"
ROOT_TAG, PARENT_TAG, RETRY_TAG = "dagster/root_run_id", "dagster/parent_run_id", "dagster/is_resume_retry"
ENDLESS = (dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED)
KILLED = "The process of this run was killed. What it wrote is right; `estate scan --resume` goes on from there."


def raw_cells(
    run: dg.DagsterRun, scanner: EstateScanner, account: Account, cells: Sequence[Cell], read: Callable[[str], pa.Table]
) -> Iterator[tuple[Outcome[RawResource], pa.Table]]:
    """An account's cells with their tables: those that the scan has listed already, then what AWS says of the others.

    A cell is marked when the next one is asked for: its table has been written then.
    """
    done = set[Cell]()
    for outcome in _carried(run, scanner.checkpoints, account.id, cells, read):
        done.add(outcome.cell)
        advanced("discovered", outcome)
        yield outcome, tables.raw_table(outcome)
    rest = [cell for cell in cells if cell not in done]
    for outcome in scanner.discovery.discover(account, rest) if rest else ():
        yield outcome, tables.raw_table(outcome)
        if outcome.whole:
            scanner.checkpoints.mark(_line(run), outcome.cell, Stage.LISTED)


def mark_kept(run: dg.DagsterRun, checkpoints: Checkpoints, stored: Stored) -> None:
    """A cell is in the collection."""
    if stored.whole:
        checkpoints.mark(_line(run), stored.outcome.cell, Stage.KEPT, stored.counts())


def _carried(
    run: dg.DagsterRun,
    checkpoints: Checkpoints,
    account_id: str,
    cells: Sequence[Cell],
    read: Callable[[str], pa.Table],
) -> Iterator[Outcome[RawResource]]:
    """What was listed before, where the run resumes a scan (`--resume`), or is re-executed from failure (in the UI)."""
    resumes = run.tags.get(RESUME_TAG) or run.tags.get(RETRY_TAG)
    marked = checkpoints.marked(_line(run), account_id, Stage.LISTED, Stage.KEPT) if resumes else {}
    for cell in cells:
        if cell in marked:
            try:
                outcome = tables.raw_outcome(read(key_of(cell)))
            except (OSError, ValueError, StoreMismatchError):  # ValueError: Arrow's, for a file that is none
                continue  # it is listed again
            yield replace(outcome, stats={**outcome.stats, "api_calls": 0, "throttles": 0})


def _line(run: dg.DagsterRun) -> str:
    """Under which a run's cells are marked: the command's scan, else the first of the runs of which each re-executes the last."""
    return run.tags.get(SCAN_TAG) or run.tags.get(ROOT_TAG) or run.run_id


def run_tags(instance: dg.DagsterInstance, scan_id: str, account_id: str) -> dict[str, str]:
    """The tags of an account's run: its scan, and, where that is resumed, the run that was interrupted."""
    tags = {SCAN_TAG: scan_id, "estate/account": account_id}
    before = instance.get_runs(dg.RunsFilter(tags=tags), limit=1)
    if not before:
        return tags
    return tags | {
        PARENT_TAG: before[0].run_id,
        ROOT_TAG: before[0].tags.get(ROOT_TAG, before[0].run_id),
        RESUME_TAG: "true",
    }


def bury(instance: dg.DagsterInstance, account_ids: Iterable[str]) -> None:
    """Ends, in the UI, the runs of commands that were killed: Dagster would show them at work for ever.

    Their accounts are this process's now, so that none of them can be alive.
    """
    for account_id in account_ids:
        wanted: Any = dg.RunsFilter(tags={"estate/account": account_id}, statuses=list(ENDLESS))
        for run in instance.get_runs(wanted):
            if (
                SCAN_TAG in run.tags and run.remote_job_origin is None
            ):  # a run of the UI's has an origin, and may be alive
                instance.report_run_failed(run, KILLED)
