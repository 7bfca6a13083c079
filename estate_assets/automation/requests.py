"""Cells as run requests: a run is one contiguous range of one account's targets, so an account's cells may be several runs."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

import dagster as dg

from estate_assets.partitions import RETIRED, cell_of, range_tags, targets
from estate_assets.scanner.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
#: Where a cell's key stands among a run's tags: in one of a range, and of a single partition.
OF_CELLS = ("dagster/asset_partition_range_start", "dagster/partition")
NO_ACCOUNTS = (
    "Dagster knows no account yet. Turn on the sensor estate_accounts, or run `estate accounts discover --register`."
)


def scan_requests(cells: Iterable[Cell], why: str, at: datetime, *, bridge: int = 0) -> list[dg.RunRequest]:
    """Requests for scans of the cells, a run per contiguous range. The same range at the same time is not run twice."""
    return [scan_request(some, why, at) for some in ranges(cells, bridge)]


def scan_request(cells: Sequence[Cell], why: str, at: datetime, occasion: str = "") -> dg.RunRequest:
    """The request for one range of cells.

    Args:
        cells: the range.
        why: what asks for it; a tag of the run.
        at: when. Runs that are asked for by one and at one time are one scan.
        occasion: what makes it the same request as another, if not the time.
    """
    first, last = cells[0], cells[-1]
    key = hashlib.blake2b(f"{occasion or at.isoformat()}|{first}|{last}".encode(), digest_size=8).hexdigest()
    tags = {
        "estate/why": why, "estate/account": first.account_id, "estate/cells": str(len(cells)),
        "estate/scan": f"{at:%Y%m%d-%H%M%S}-{why}",
    }  # fmt: skip
    return dg.RunRequest(run_key=f"{why}-{first.account_id}-{key}", tags=tags | range_tags(cells))


def ranges(cells: Iterable[Cell], bridge: int = 0) -> list[list[Cell]]:
    """Cells as contiguous ranges of one account each, in the order of all targets.

    Args:
        cells: in any order; those of targets that are not in the settings are left out.
        bridge: so many cells in a row that were not asked for are taken along if that saves a range.
    """
    order = targets.get_partition_keys()
    place = {target: n for n, target in enumerate(order)}
    found = []
    for account_id, wanted in grouped(cells).items():
        places = sorted(place[cell.target] for cell in wanted if cell.target in place)
        ends = [one for one, two in pairwise([*places, len(order) + bridge + 1]) if two - one - 1 > bridge]
        starts = [two for one, two in pairwise([-bridge - 2, *places]) if two - one - 1 > bridge]
        found += [[_cell(account_id, target) for target in order[a : b + 1]] for a, b in zip(starts, ends, strict=True)]
    return found


def grouped(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """Cells by account, both in the order in which they come."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.account_id, []).append(cell)
    return found


def _cell(account_id: str, target: str) -> Cell:
    region, _, service = target.partition("/")
    return Cell(account_id, region, service)


def all_cells(account_ids: Iterable[str]) -> list[Cell]:
    """Every cell of the accounts."""
    return [_cell(account_id, target) for account_id in account_ids for target in targets.get_partition_keys()]


def scanned_accounts(instance: dg.DagsterInstance) -> list[str]:
    """The accounts that Dagster knows, without those that are gone."""
    gone = gone_accounts(instance)
    return [account_id for account_id in instance.get_dynamic_partitions("account") if account_id not in gone]


def gone_accounts(instance: dg.DagsterInstance) -> set[str]:
    """The accounts that are closed or left out: their data stays, but nothing scans them."""
    return set(instance.get_dynamic_partitions(RETIRED))


def busy_accounts(instance: dg.DagsterInstance) -> set[str]:
    """The accounts that a run is scanning, or is going to: whoever has started it, backfills among them."""
    runs = instance.get_runs(dg.RunsFilter(statuses=UNDER_WAY))
    keys = [run.tags[name] for run in runs for name in OF_CELLS if name in run.tags]
    return {cell_of(key).account_id for key in keys}
