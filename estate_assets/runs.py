"""A scan through Dagster, in this process: one run per account, then the collection. All of it is in the UI afterwards."""

from __future__ import annotations

import errno
import logging
import os
import re
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estate_assets import console
from estate_assets.clock import CLOCK
from estate_assets.scanner.changes import new_scan_id
from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.model import Cell, LedgerEntry, ScanError
from estate_assets.scanner.progress import LISTENER
from estate_assets.scanner.results import ScanRequest, ScanResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import dagster as dg

    from estate_assets.scanner.model import Account
    from estate_assets.scanner.scan import EstateScanner
    from estate_assets.scanner.settings import Settings

INSTANCE = """\
# Made by `estate`. Everything of this instance stays in this folder; nothing is sent anywhere.
telemetry:
  enabled: false
nux:
  enabled: false
event_log_storage:
  module: estate_assets.event_log
  class: EventLog
  config:
    base_dir: {base}
run_storage:
  module: dagster._core.storage.runs
  class: SqliteRunStorage
  config:
    base_dir: {base}
schedule_storage:
  module: dagster._core.storage.schedules
  class: SqliteScheduleStorage
  config:
    base_dir: {base}/schedules
# The embedded store admits one process at a time. With a Qdrant server, more runs may go at once.
concurrency:
  runs:
    max_concurrent_runs: 1
# A run whose process is gone (killed, out of memory) is told as failed, and does not hold up the queue.
run_monitoring:
  enabled: true
"""
STAGES = {
    "raw_resources": ErrorCategory.EXECUTION,
    "enriched_resources": ErrorCategory.PARSING,
    "resource_embeddings": ErrorCategory.EMBEDDING,
    "qdrant_points": ErrorCategory.STORAGE,
}


def prepare_home(settings: Settings) -> Path:
    """Dagster's home inside ours, unless DAGSTER_HOME names another; made with a quiet instance file."""
    os.umask(0o077)
    home = Path(os.environ.get("DAGSTER_HOME") or settings.home.absolute() / "dagster")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / "dagster.yaml").exists():
        (home / "dagster.yaml").write_text(INSTANCE.format(base=home / "history"))
    os.environ["DAGSTER_HOME"] = str(home)
    return home


@dataclass(frozen=True, slots=True)
class Plan:
    """The cells to scan, by account; and why there may be more accounts than these."""

    cells: dict[Account, list[Cell]]
    errors: list[ScanError]


def register(settings: Settings, accounts: Sequence[Account]) -> None:
    """Makes accounts known to Dagster, so that they can be materialized, backfilled and scheduled before a first scan."""
    prepare_home(settings)
    with _quiet(), _instance() as instance:
        from estate_assets.partitions import register_accounts

        register_accounts(instance, [account.id for account in accounts])
    console.say(f"{len(accounts)} accounts are known to Dagster: estate ui")


def scan_shown(request: ScanRequest) -> ScanResult:
    """A scan by the settings, its progress on stderr. Raises what `plan` raises."""
    from estate_assets.scanner.scan import EstateScanner

    with EstateScanner() as scanner:
        chosen = plan(request, scanner)
        steps = sum(len(some) for some in chosen.cells.values()) * len(STAGES)
        with scanner.turns.of(account.id for account in chosen.cells), console.progress(steps) as listener:
            LISTENER.set(listener)
            return scan(request, scanner, chosen)


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
    prepare_home(scanner.settings)
    result = ScanResult(errors=list(chosen.errors))
    with _quiet(), _shared(scanner), _instance() as instance:
        for account in chosen.cells:
            _run_account(account, request, instance, result)
        _run("estate_collection", instance, {}, {})
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
    from estate_assets.flow import SCAN_TAG
    from estate_assets.partitions import range_tags, register_accounts, target_keys

    register_accounts(instance, [account.id])
    keys = [key.partition("/") for key in target_keys()]
    cells = [Cell(account.id, region, service) for region, _, service in keys]
    config = {"cleanup": request.cleanup_stale, "force_deletes": request.force_deletes}
    tags = range_tags(cells) | {"estate/account": account.id, "estate/account_name": account.name or account.id}
    tags[SCAN_TAG] = request.scan_id
    run = _run("estate_scan", instance, tags, {"ops": {"qdrant_points": {"config": config}}})
    _count(run, account, result)


def _run(
    job: str, instance: dg.DagsterInstance, tags: dict[str, str], config: dict[str, Any]
) -> dg.ExecuteInProcessResult:
    from estate_assets.definitions import defs

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        tags={key: value for key, value in tags.items() if value},
        run_config=quiet | config,
        raise_on_error=False,
    )


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
def _instance() -> Iterator[dg.DagsterInstance]:
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        yield instance


@contextmanager
def _shared(scanner: EstateScanner) -> Iterator[None]:
    from estate_assets.resources import SHARED

    token = SHARED.set(scanner)
    try:
        yield
    finally:
        SHARED.reset(token)


@contextmanager
def _quiet() -> Iterator[None]:
    """Dagster's own chatter off: what matters is in the result and in the UI."""
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
