"""Dagster's home inside ours: its instance file, and the instance opened quietly."""

from __future__ import annotations

import logging
import os
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from estate_assets import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import dagster as dg

    from estate_assets.scanner.model import Account
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


def prepare(settings: Settings) -> Path:
    """Dagster's home inside ours, unless DAGSTER_HOME names another; made with a quiet instance file."""
    os.umask(0o077)
    home = Path(os.environ.get("DAGSTER_HOME") or settings.home.absolute() / "dagster")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / "dagster.yaml").exists():
        (home / "dagster.yaml").write_text(INSTANCE.format(base=home / "history"))
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "100")  # a range's materializations, at the range's end
    return home


def register(settings: Settings, accounts: Sequence[Account]) -> None:
    """Makes accounts known to Dagster, so that they can be materialized, backfilled and scheduled before a first scan."""
    prepare(settings)
    with opened() as instance:
        from estate_assets.partitions import register_accounts

        register_accounts(instance, [account.id for account in accounts])
    console.say(f"{len(accounts)} accounts are known to Dagster: estate ui")


@contextmanager
def opened() -> Iterator[dg.DagsterInstance]:
    """The instance, Dagster's own chatter off: what matters is in the result and in the UI."""
    import dagster as dg

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with dg.DagsterInstance.get() as instance:
            # Postgres: a connection that stays, without a limit of time; else each statement makes one, and pays for the password's check.
            instance.optimize_for_webserver(statement_timeout=0, pool_recycle=3600, max_overflow=8)
            yield instance
