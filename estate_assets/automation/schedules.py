"""Scans by the clock: of everything, and of what may have changed."""

import dagster as dg

from estate_assets.automation.jobs import scan_job
from estate_assets.automation.requests import NO_ACCOUNTS, all_cells, busy_accounts, scan_requests, scanned_accounts
from estate_assets.scanner import due
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.settings import load

SETTINGS = load().automation
#: A run costs about as much as listing so many empty cells: no hole smaller than that is worth a run of its own.
BRIDGE = 20
QUIET = "nothing to do: an account's cells were all empty a short while ago, or a run is at work on it"


@dg.schedule(
    job=scan_job,
    cron_schedule=SETTINGS.full_scan,
    execution_timezone=SETTINGS.timezone,
    description="Scans every cell of every account, one run per account. What did not change costs its listing only.",
)
def estate_full_scan(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest] | dg.SkipReason:
    """One range run per account."""
    accounts = scanned_accounts(context.instance)
    at = context.scheduled_execution_time
    return scan_requests(all_cells(accounts), "full-scan", at) or dg.SkipReason(NO_ACCOUNTS)


@dg.schedule(
    job=scan_job,
    cron_schedule=SETTINGS.incremental_scan,
    execution_timezone=SETTINGS.timezone,
    description=(
        "Scans the cells in which something may have changed: with resources, with a gap, never scanned, or not looked at for "
        f"{SETTINGS.empty_after_h:g} hours. Cells that were empty a short while ago are left out."
    ),
)
def estate_incremental_scan(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest] | dg.SkipReason:
    """The cells that differ, each listed in full; of accounts that no run is at work on."""
    accounts, busy = scanned_accounts(context.instance), busy_accounts(context.instance)
    if not accounts:
        return dg.SkipReason(NO_ACCOUNTS)
    idle = [account_id for account_id in accounts if account_id not in busy]
    now, states = context.scheduled_execution_time, Ledger(load().home / "ledger.db").cells()
    cells = due.differing(all_cells(idle), states, now, SETTINGS)
    requests = scan_requests(cells, "incremental-scan", now, bridge=BRIDGE)
    return requests or dg.SkipReason(QUIET)
