"""Schedules and sensors, evaluated against an instance: what they ask for, when, and that they never ask twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import dagster as dg
import pytest

from estate_assets.scanner.errors import Status
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import LedgerEntry
from tests.conftest import PRODUCTION, STAGING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def instance(inside: Place) -> Iterator[dg.DagsterInstance]:
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


def event(account: str, region: str, source: str, name: str, **detail: Any) -> str:
    """What EventBridge sends of a call that CloudTrail saw."""
    told = {
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "readOnly": False,
    } | detail
    return json.dumps(
        {
            "detail-type": "AWS API Call via CloudTrail",
            "source": f"aws.{source}",
            "account": account,
            "region": region,
            "detail": told,
        }
    )


class Queue:
    """A queue of the stand-in's SQS."""

    def __init__(self, place: Place, name: str) -> None:
        self._client = boto3.client(
            "sqs",
            endpoint_url=place.endpoint,
            region_name="us-east-1",
            aws_access_key_id=place.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=place.env["AWS_SECRET_ACCESS_KEY"],
        )
        self.url = self._client.create_queue(QueueName=name)["QueueUrl"]

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self._client.send_message(QueueUrl=self.url, MessageBody=body)

    def left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return sum(int(count) for count in found.values())

    def drop(self) -> None:
        self._client.delete_queue(QueueUrl=self.url)


@pytest.fixture
def queue(inside: Place, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Queue]:
    found = Queue(inside, request.node.name[-70:])
    monkeypatch.setenv("ESTATE_AUTOMATION__CHANGE_QUEUE", found.url)
    yield found
    found.drop()


def test_a_change_asks_for_its_cell_and_is_deleted_only_after_that_was_accepted(
    instance: dg.DagsterInstance, queue: Queue
) -> None:
    register(instance, STAGING, PRODUCTION)
    queue.send(
        event(STAGING, "eu-west-1", "states", "CreateStateMachine"),
        event(STAGING, "eu-west-1", "states", "DeleteStateMachine"),
        event(PRODUCTION, "us-east-1", "iam", "CreateRole"),
        event(STAGING, "eu-west-1", "sqs", "ListQueues", readOnly=True),
        event(STAGING, "eu-west-1", "sqs", "CreateQueue", errorCode="AccessDenied"),
        event(STAGING, "sa-east-1", "sqs", "CreateQueue"),
        event("999988887777", "eu-west-1", "sqs", "CreateQueue"),
        event(STAGING, "eu-west-1", "braket", "CreateJob"),
    )  # fmt: skip
    tick = sensor("estate_changes", instance)
    assert sorted(asked(tick)) == [
        (PRODUCTION, "global/iam", "global/iam"), (STAGING, "eu-west-1/stepfunctions", "eu-west-1/stepfunctions"),
    ]  # fmt: skip
    assert queue.left() == 8
    after = sensor("estate_changes", instance, tick.cursor)
    assert (after.run_requests, queue.left()) == ([], 0)
    assert json.loads(after.cursor) == {"waiting": {}, "taken": {}}


def test_what_can_not_be_read_stays_for_the_dead_letter_queue_and_blocks_nothing(
    instance: dg.DagsterInstance, queue: Queue
) -> None:
    register(instance, STAGING)
    queue.send(
        "no JSON", "[]", '{"detail": {}}', '{"detail": 7}', "{}", event(STAGING, "eu-west-1", "sqs", "CreateQueue")
    )
    tick = sensor("estate_changes", instance)
    assert asked(tick) == [(STAGING, "eu-west-1/sqs", "eu-west-1/sqs")]
    assert (sensor("estate_changes", instance, tick.cursor).run_requests, queue.left()) == ([], 5)


def test_changes_of_an_account_under_scan_wait_for_its_end(instance: dg.DagsterInstance, queue: Queue) -> None:
    register(instance, STAGING)
    under_way(instance, STAGING)
    queue.send(event(STAGING, "eu-west-1", "sqs", "CreateQueue"))
    tick = sensor("estate_changes", instance)
    assert (tick.run_requests, list(json.loads(tick.cursor)["waiting"])) == ([], [f"{STAGING}|eu-west-1/sqs"])
    queue.send(event(STAGING, "eu-west-1", "sns", "CreateTopic"))
    tick = sensor("estate_changes", instance, tick.cursor)
    assert queue.left() == 1  # the first is in the cursor
    instance.delete_run("1" * 32)
    tick = sensor("estate_changes", instance, tick.cursor)
    assert asked(tick) == [(STAGING, "eu-west-1/sns", "eu-west-1/sqs")]
    assert json.loads(tick.cursor)["waiting"] == {}


def test_a_lost_evaluation_is_made_again_from_the_queue(
    instance: dg.DagsterInstance, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from estate_assets.scanner import cloudtrail

    register(instance, STAGING)
    monkeypatch.setattr(cloudtrail, "OUT_OF_SIGHT_S", 0)
    queue.send(event(STAGING, "eu-west-1", "sqs", "CreateQueue"))
    monkeypatch.setattr("estate_assets.automation.changes.MOST", 1)
    lost = sensor("estate_changes", instance)
    again = sensor("estate_changes", instance)
    assert asked(again) == asked(lost)
    assert [one.run_key for one in again.run_requests] == [one.run_key for one in lost.run_requests]


def test_without_a_queue_the_sensor_says_how_to_name_one(instance: dg.DagsterInstance) -> None:
    assert "automation.change_queue" in sensor("estate_changes", instance).skip_message


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
