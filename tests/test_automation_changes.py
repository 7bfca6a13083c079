"""The sensor of changes, on a queue of the stand-in's: each message leads to a scan of its cell, or waits; none is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.automating import asked, instance_fixture, register, sensor, under_way  # noqa: F401
from tests.conftest import PRODUCTION, STAGING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import dagster as dg

    from tests.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals


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
