"""A scan through Dagster, in this process: one run per account, then the collection. All of it is in the UI afterwards."""

from __future__ import annotations

import errno
import os
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from estate_assets import console, dagster_home
from estate_assets.clock import CLOCK
from estate_assets.scanner.changes import new_scan_id
from estate_assets.scanner.checkpoints import Stage, Way
from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.model import Cell, LedgerEntry, ScanError
from estate_assets.scanner.progress import LISTENER
from estate_assets.scanner.results import ScanRequest, ScanResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    import dagster as dg

    from estate_assets.scanner.checkpoints import Interrupted
    from estate_assets.scanner.model import Account
    from estate_assets.scanner.scan import EstateScanner

STAGES = {
    "raw_resources": ErrorCategory.EXECUTION,
    "enriched_resources": ErrorCategory.PARSING,
    "resource_embeddings": ErrorCategory.EMBEDDING,
    "qdrant_points": ErrorCategory.STORAGE,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The cells to scan, by account; and why there may be more accounts than these."""

    cells: dict[Account, list[Cell]]
    errors: list[ScanError]


def scan_shown(request: ScanRequest, *, resume: bool = False) -> ScanResult:
    """A scan by the settings, or the one that was interrupted last; its progress on stderr.

    Raises:
        UsageError: there is no scan to resume. And what `plan` raises.
    """
    from estate_assets.scanner.scan import EstateScanner

    with EstateScanner() as scanner:
        before = _before(scanner, resume=resume)
        chosen = plan(request := before.request if resume and before else request, scanner)
        steps = sum(len(some) for some in chosen.cells.values()) * len(STAGES)
        with scanner.turns.of(account.id for account in chosen.cells), console.progress(steps) as listener:
            LISTENER.set(listener)
            try:
                return scan(request, scanner, chosen)
            except KeyboardInterrupt:
                left = scanner.checkpoints.interrupted(Way.DAGSTER)
                way_on = f"{left.told} can be resumed: estate scan --resume" if left else "scan again"
                console.say(f"interrupted; what was written is right. To go on, {way_on}")
                raise


def _before(scanner: EstateScanner, *, resume: bool) -> Interrupted | None:
    """The scan that was interrupted, told of. Raises UsageError where it is to be resumed and can't be."""
    within_s = scanner.settings.scan.resume_within_s
    if resume:
        found = scanner.checkpoints.resumable(Way.DAGSTER, within_s)
        console.say(f"resuming {found.told}")
        return found
    if (left := scanner.checkpoints.interrupted(Way.DAGSTER)) and left.age_s <= within_s:
        console.say(f"{left.told} was interrupted. This one begins anew; estate scan --resume would go on from there.")
    return None


def plan(request: ScanRequest, scanner: EstateScanner) -> Plan:
    """The cells that a request chooses, by account; and whether they could be kept.

    Raises:
        SettingsError, CredentialsError, UnreachableError, StoreError, ModelError.
    """
    scanner.services(request.services)
    accounts, errors = scanner.chosen(request.accounts)
    cells = {account: scanner.cells(account, request) for account in accounts}
    with scanner.store():  # a store that is locked, or of another making, must not cost a scan first
        scanner.embedder.check()
    return Plan(cells, errors)


def scan(request: ScanRequest, scanner: EstateScanner, chosen: Plan) -> ScanResult:
    """Scans through Dagster. Gaps and failed runs are in the result."""
    started = time.monotonic()
    request = replace(request, scan_id=request.scan_id or new_scan_id())
    _narrow(chosen)
    dagster_home.prepare(scanner.settings)
    result, checkpoints = ScanResult(errors=list(chosen.errors)), scanner.checkpoints
    from estate_assets.resuming import bury  # reads the targets, which have just been narrowed

    checkpoints.begin(Way.DAGSTER, request, chosen.cells)
    with _shared(scanner), dagster_home.opened() as instance:
        bury(instance, [account.id for account in chosen.cells])
        for account, cells in chosen.cells.items():
            kept = checkpoints.marked(request.scan_id, account.id, Stage.KEPT)
            if kept.keys() >= set(cells):
                result.recall(kept, cells)
            else:
                _run_account(account, request, instance, result)
        _run("estate_collection", instance, {}, {})
    checkpoints.end(request.scan_id)
    result.duration_s = time.monotonic() - started
    result.dagster_share = max(0.0, 1 - CLOCK.seconds / result.duration_s)
    return result


def _narrow(chosen: Plan) -> None:
    """Makes this process's targets exactly those chosen, so that they are one contiguous range: one run per account.

    Partition keys are names; what is materialized here shows under the same keys in a UI with more targets.
    """
    cells = [cell for cells in chosen.cells.values() for cell in cells]
    os.environ["ESTATE_REGIONS"] = (
        ",".join(dict.fromkeys(cell.region for cell in cells if cell.region != "global")) or "us-east-1"
    )
    os.environ["ESTATE_SERVICES"] = ",".join(dict.fromkeys(sorted(cell.service for cell in cells)))


def _run_account(account: Account, request: ScanRequest, instance: dg.DagsterInstance, result: ScanResult) -> None:
    from estate_assets.partitions import range_tags, register_accounts, target_keys
    from estate_assets.resuming import run_tags

    register_accounts(instance, [account.id])
    keys = [key.partition("/") for key in target_keys()]
    cells = [Cell(account.id, region, service) for region, _, service in keys]
    config = {"cleanup": request.cleanup_stale, "force_deletes": request.force_deletes}
    tags = range_tags(cells) | {"estate/account": account.id, "estate/account_name": account.name or account.id}
    tags |= run_tags(instance, request.scan_id, account.id)
    run = _run("estate_scan", instance, tags, {"ops": {"qdrant_points": {"config": config}}})
    _count(run, account, result)


def _run(
    job: str, instance: dg.DagsterInstance, tags: dict[str, str], config: dict[str, Any]
) -> dg.ExecuteInProcessResult:
    from estate_assets.definitions import defs

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    run = defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        tags={key: value for key, value in tags.items() if value},
        run_config=quiet | config,
        raise_on_error=False,
    )
    if any(_is_interrupt(event) for event in run.all_events):  # Dagster takes it for the failure of one run
        raise KeyboardInterrupt
    return run


def _is_interrupt(event: dg.DagsterEvent) -> bool:
    error = getattr(event.event_specific_data, "error", None)
    while error:
        if error.cls_name in ("KeyboardInterrupt", "DagsterExecutionInterruptedError"):
            return True
        error = error.cause
    return False


def _count(run: dg.ExecuteInProcessResult, account: Account, result: ScanResult) -> None:
    """Adds a run to the result, from what its partitions say of themselves. One that failed does not end the others."""
    latest: dict[str, dict[str, Any]] = {}
    for stage in STAGES:
        for event in run.asset_materializations_for_node(stage):
            found = {name: value.value for name, value in event.metadata.items()}
            latest.setdefault(str(event.partition), {}).update(found)
    for found in latest.values():
        _count_cell(found, result)
    if not run.success:
        step, cause = _cause(run)
        words = f"{cause} (run {run.run_id} in the Dagster UI)"
        full = os.strerror(errno.ENOSPC) in cause
        category = ErrorCategory.STORAGE if full else STAGES.get(step, ErrorCategory.EXECUTION)
        result.failed(ScanError(category, account.id, "", "", "", step, "RunFailed", words, retryable=True))


def _count_cell(found: dict[str, Any], result: ScanResult) -> None:
    result.resources_discovered += found["dagster/partition_row_count"]
    result.resources_upserted += found.get("points_upserted", 0)
    result.resources_unchanged += found.get("points_unchanged", 0)
    result.resources_deleted += found.get("points_deleted", 0)
    result.cells[found["status"]] = result.cells.get(found["status"], 0) + 1
    result.errors += [ScanError(**error) for error in found["errors"]]
    result.gaps += [LedgerEntry(**{**entry, "status": Status(entry["status"])}) for entry in found["ledger_gaps"]]
    result.api_calls += found["api_calls"]


def _cause(run: dg.ExecuteInProcessResult) -> tuple[str, str]:
    """The step at which a run failed, and the innermost reason in its own words."""
    for event in run.all_events:
        if event.is_step_failure:
            error: Any = event.step_failure_data.error
            while error and error.cause:
                error = error.cause
            words = error.message.strip()[:500] if error else "failed"
            return str(event.step_key), re.sub(r"^[\w.]+(Error|Failure|Exception): ", "", words)
    return "", "the run failed"


@contextmanager
def _shared(scanner: EstateScanner) -> Iterator[None]:
    from estate_assets.resources import SHARED

    token = SHARED.set(scanner)
    try:
        yield
    finally:
        SHARED.reset(token)
