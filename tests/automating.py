"""Schedules and sensors for tests: an instance, the ledger they read, and what a tick asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.errors import Status
    from tests.conftest import Place

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(name="instance")
def instance_fixture(inside: Place) -> Iterator[dg.DagsterInstance]:
    (inside.folder / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(inside.folder / "dagster")) as found:
        yield found


def ledger(place: Place, *rows: tuple[str, str, Status, int], at: datetime = NOON) -> None:
    """Writes (account, `region/service`, status, items) into the ledger, as seen at the time."""
    Ledger(place.home / "ledger.db").record(
        LedgerEntry(
            account,
            *target.split("/"),
            f"{target.split('/')[1]}:thing",
            status,
            items=items,
            scanned_at=at.isoformat(),
        )
        for account, target, status, items in rows
    )


def asked(tick: Any) -> list[tuple[str, str, str]]:
    """(account, first target, last target) of each run that a tick asks for."""
    found = []
    for request in tick.run_requests:
        start, end = (request.tags[f"dagster/asset_partition_range_{edge}"] for edge in ("start", "end"))
        assert start.split("|")[0] == end.split("|")[0] == request.tags["estate/account"]
        found.append((request.tags["estate/account"], start.split("|")[1], end.split("|")[1]))
    return found


def schedule(name: str, instance: dg.DagsterInstance, at: datetime = NOON) -> Any:
    from estate_assets.definitions import defs

    context = dg.build_schedule_context(instance=instance, scheduled_execution_time=at)
    return defs.resolve_schedule_def(name).evaluate_tick(context)


def sensor(name: str, instance: dg.DagsterInstance, cursor: str | None = None) -> Any:
    from estate_assets.definitions import defs
    from estate_assets.scanner.scan import EstateScanner

    with EstateScanner() as scanner:
        context = dg.build_sensor_context(
            instance=instance, cursor=cursor, repository_def=defs.get_repository_def(), resources={"scanner": scanner}
        )
        return defs.resolve_sensor_def(name).evaluate_tick(context)


def register(instance: dg.DagsterInstance, *accounts: str) -> None:
    from estate_assets.partitions import register_accounts

    register_accounts(instance, accounts)


def under_way(instance: dg.DagsterInstance, account: str) -> None:
    """A run of a backfill, which carries no tags of ours."""
    tags = {
        "dagster/asset_partition_range_start": f"{account}|us-east-1/ec2",
        "dagster/asset_partition_range_end": f"{account}|us-east-1/ec2",
    }
    instance.add_run(dg.DagsterRun("__ASSET_JOB", run_id="1" * 32, tags=tags, status=dg.DagsterRunStatus.STARTED))
