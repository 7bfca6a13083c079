"""Schedules and sensors, evaluated against an instance: what they ask for, when, and that they never ask twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from estate_assets.scanner.errors import Status
from tests.automating import NOON, asked, instance_fixture, ledger, register, schedule, sensor, under_way  # noqa: F401
from tests.conftest import PRODUCTION, STAGING

if TYPE_CHECKING:
    from tests.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals


def test_nothing_runs_by_itself_until_it_is_turned_on(inside: Place) -> None:
    from estate_assets.definitions import defs

    repository = defs.get_repository_def()
    assert {one.default_status for one in repository.schedule_defs} == {dg.DefaultScheduleStatus.STOPPED}
    assert {one.default_status for one in repository.sensor_defs} == {dg.DefaultSensorStatus.STOPPED}
    assert {one.name for one in (*repository.schedule_defs, *repository.sensor_defs)} == {
        "estate_full_scan", "estate_incremental_scan", "estate_accounts", "estate_incomplete_cells", "estate_changes",
        "estate_collection_upkeep",
    }  # fmt: skip


def test_a_full_scan_is_one_run_per_account_over_all_targets(instance: dg.DagsterInstance) -> None:
    from estate_assets.partitions import targets

    keys = targets.get_partition_keys()
    assert "estate accounts discover --register" in schedule("estate_full_scan", instance).skip_message
    register(instance, STAGING, PRODUCTION)
    tick = schedule("estate_full_scan", instance)
    assert asked(tick) == [(STAGING, keys[0], keys[-1]), (PRODUCTION, keys[0], keys[-1])]
    assert [one.tags["estate/cells"] for one in tick.run_requests] == [str(len(keys))] * 2
    run_keys = [one.run_key for one in tick.run_requests]
    assert run_keys == [one.run_key for one in schedule("estate_full_scan", instance).run_requests]
    later = schedule("estate_full_scan", instance, NOON + timedelta(days=1))
    assert not {one.run_key for one in later.run_requests} & set(run_keys)


def test_an_incremental_scan_leaves_out_what_was_empty_a_short_while_ago(
    inside: Place, instance: dg.DagsterInstance
) -> None:
    from estate_assets.partitions import targets

    register(instance, STAGING)
    keys = targets.get_partition_keys()
    assert asked(schedule("estate_incremental_scan", instance)) == [(STAGING, keys[0], keys[-1])]
    rows = [(STAGING, key, Status.COMPLETE, 0) for key in keys]
    ledger(inside, *rows, at=NOON - timedelta(hours=1))
    assert "nothing to do" in schedule("estate_incremental_scan", instance).skip_message
    first, last = keys[0], keys[-1]
    ledger(
        inside, (STAGING, first, Status.COMPLETE, 3), (STAGING, last, Status.DENIED, 0), at=NOON - timedelta(hours=1)
    )
    assert asked(schedule("estate_incremental_scan", instance)) == [(STAGING, first, first), (STAGING, last, last)]
    assert asked(schedule("estate_incremental_scan", instance, NOON + timedelta(hours=24))) == [(STAGING, first, last)]


def test_an_incremental_scan_waits_for_a_run_that_is_under_way(instance: dg.DagsterInstance) -> None:
    register(instance, STAGING, PRODUCTION)
    under_way(instance, PRODUCTION)
    assert {account for account, *_ in asked(schedule("estate_incremental_scan", instance))} == {STAGING}


def test_small_holes_are_scanned_along_and_large_ones_are_not(inside: Place) -> None:
    from estate_assets.automation.requests import all_cells, ranges

    cells = all_cells([STAGING])
    some = [cells[0], cells[1], cells[5], cells[20]]
    assert [[one[0], one[-1]] for one in ranges(reversed(some))] == [
        [cells[0], cells[1]], [cells[5], cells[5]], [cells[20], cells[20]],
    ]  # fmt: skip
    assert [[one[0], one[-1]] for one in ranges(some, bridge=3)] == [[cells[0], cells[5]], [cells[20], cells[20]]]
    assert ranges(some, bridge=14) == [cells[:21]]
    assert ranges([]) == []


def test_accounts_that_come_are_partitions_and_those_that_go_keep_theirs(
    inside: Place, instance: dg.DagsterInstance
) -> None:
    closed = "999988887777"
    register(instance, STAGING, closed)
    (inside.folder / "estate.toml").write_text(
        '[organization]\nrole_name = "estate-scanner"\nexternal_id = "estate-demo"\n'
    )
    tick = sensor("estate_accounts", instance)
    new, gone, back = tick.dynamic_partitions_requests
    assert set(new.partition_keys) == {"111122223333", PRODUCTION}
    assert (gone.partitions_def_name, list(gone.partition_keys), list(back.partition_keys)) == (
        "retired_account",
        [closed],
        [],
    )
    (event,) = tick.asset_events
    assert closed in event.description
    assert tick.run_requests == []

    instance.add_dynamic_partitions("account", new.partition_keys)
    instance.add_dynamic_partitions("retired_account", gone.partition_keys)
    assert "none came or went" in sensor("estate_accounts", instance).skip_message
    assert closed in instance.get_dynamic_partitions("account")
    assert closed not in {account for account, *_ in asked(schedule("estate_full_scan", instance))}

    register(instance, closed)
    assert closed in {account for account, *_ in asked(schedule("estate_full_scan", instance))}


@pytest.mark.parametrize("by_hand", [False, True])
def test_an_organization_that_does_not_answer_makes_no_account_go(
    inside: Place, instance: dg.DagsterInstance, by_hand: bool
) -> None:
    from estate_assets.scanner.errors import CredentialsError

    register(instance, STAGING, PRODUCTION)
    one = f'[[accounts]]\nid = "{STAGING}"\n' if by_hand else ""
    (inside.folder / "estate.toml").write_text(f'{one}[organization]\nrole_name = "estate-scanner"\n')
    inside.faults(
        {"service": "organizations", "operation": "ListAccounts", "status": 400, "code": "AccessDeniedException", "message": "no"}
    )  # fmt: skip
    if by_hand:
        assert "AccessDenied" in sensor("estate_accounts", instance).skip_message
    else:
        with pytest.raises(CredentialsError):
            sensor("estate_accounts", instance)
    assert list(instance.get_dynamic_partitions("retired_account")) == []


def test_only_incomplete_cells_are_asked_for_again_each_after_its_pause(
    inside: Place, instance: dg.DagsterInstance
) -> None:
    now = datetime.now(UTC)
    register(instance, STAGING, PRODUCTION)
    ledger(
        inside,
        (STAGING, "us-east-1/ec2", Status.COMPLETE, 4),
        (STAGING, "us-east-1/lambda", Status.THROTTLED, 0),
        (STAGING, "us-east-1/logs", Status.TRUNCATED, 9),
        (STAGING, "us-east-1/sqs", Status.DENIED, 0),
        (STAGING, "us-east-1/nosuch", Status.FAILED, 0),
        (PRODUCTION, "eu-west-1/rds", Status.FAILED, 0),
        ("999988887777", "eu-west-1/rds", Status.FAILED, 0),
        at=now - timedelta(minutes=16),
    )  # fmt: skip
    under_way(instance, PRODUCTION)
    tick = sensor("estate_incomplete_cells", instance)
    assert asked(tick) == [(STAGING, "us-east-1/lambda", "us-east-1/logs")]
    assert tick.run_requests[0].tags["estate/why"] == "incomplete"
    again = sensor("estate_incomplete_cells", instance, tick.cursor)
    assert (again.run_requests, "none is due yet" in again.skip_message) == ([], True)

    ledger(inside, (STAGING, "us-east-1/lambda", Status.COMPLETE, 1))
    assert "us-east-1/lambda" not in sensor("estate_incomplete_cells", instance, tick.cursor).cursor


def test_pauses_double_and_denied_cells_wait_long(inside: Place, instance: dg.DagsterInstance) -> None:
    register(instance, STAGING)

    def is_asked(status: Status, minutes: float, attempts: int) -> bool:
        now = datetime.now(UTC)
        ledger(inside, (STAGING, "us-east-1/lambda", status, 0), at=now - timedelta(minutes=minutes))
        cursor = {f"{STAGING}|us-east-1/lambda": (attempts, (now - timedelta(days=30)).isoformat())}
        return bool(sensor("estate_incomplete_cells", instance, json.dumps(cursor)).run_requests)

    assert [is_asked(Status.FAILED, minutes, 0) for minutes in (14, 16)] == [False, True]
    assert [is_asked(Status.FAILED, minutes, 2) for minutes in (59, 61)] == [False, True]
    assert [is_asked(Status.FAILED, minutes, 1000) for minutes in (24 * 60 - 1, 24 * 60 + 1)] == [False, True]
    assert [is_asked(Status.DENIED, minutes, 0) for minutes in (24 * 60 - 1, 24 * 60 + 1)] == [False, True]


def test_the_collection_follows_the_last_scan_and_on_cron_is_an_alternative(
    inside: Place, instance: dg.DagsterInstance
) -> None:
    from estate_assets.definitions import defs

    register(instance, STAGING)
    keys = [f"{STAGING}|us-east-1/{service}" for service in ("kms", "lambda")]
    points, collection = dg.AssetKey("qdrant_points"), dg.AssetKey("qdrant_collection")
    first = dg.evaluate_automation_conditions(defs, instance, asset_selection=dg.AssetSelection.assets(collection))
    assert first.total_requested == 0
    for key in keys:
        instance.report_runless_asset_event(dg.AssetMaterialization(points, partition=key))
    after = dg.evaluate_automation_conditions(
        defs, instance, asset_selection=dg.AssetSelection.assets(collection), cursor=first.cursor
    )
    assert after.get_num_requested(collection) == 1
    again = dg.evaluate_automation_conditions(
        defs, instance, asset_selection=dg.AssetSelection.assets(collection), cursor=after.cursor
    )
    assert again.total_requested == 0


def test_conditions_on_the_assets_are_the_documented_alternative(inside: Place, instance: dg.DagsterInstance) -> None:
    from estate_assets.partitions import targets

    page = (Path(__file__).parent.parent / "docs" / "dagster.md").read_text()
    names: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], names)  # noqa: S102  # our own page
    register(instance, STAGING)
    before, after = NOON.replace(hour=2), NOON.replace(hour=4)
    first = dg.evaluate_automation_conditions(names["defs"], instance, evaluation_time=before)
    due = dg.evaluate_automation_conditions(names["defs"], instance, evaluation_time=after, cursor=first.cursor)
    assert {due.get_num_requested(dg.AssetKey(name)) for name in names["cells"]} == {len(targets.get_partition_keys())}


def test_accounts_can_be_made_known_before_a_scan(place: Place) -> None:
    done = place.run("accounts", "discover", "--register")
    assert (done.returncode, "3 accounts are known to Dagster" in done.stderr) == (0, True)
    with dg.DagsterInstance.from_config(str(place.home / "dagster")) as instance:
        assert set(instance.get_dynamic_partitions("account")) == {"111122223333", PRODUCTION, STAGING}
