"""`estate history`, `diff` and `scans` as a user meets them, over scans through Dagster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import boto3
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Place

MANAGEMENT = "111122223333"
REGION = "eu-west-1"
SCAN = ("scan", "--accounts", MANAGEMENT, "--services", "sqs", "--regions", REGION)
DENIED = {
    "service": "sqs",
    "operation": "ListQueues",
    "region": REGION,
    "status": 403,
    "code": "AccessDenied",
    "message": "no",
}


@pytest.fixture
def sqs(place: Place) -> Iterator[Any]:
    """The stand-in's queues, which a test may add to; what it adds is taken away."""
    keys = {name.lower(): place.env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    client = boto3.client("sqs", region_name=REGION, endpoint_url=place.endpoint, **keys)
    before = set(client.list_queues().get("QueueUrls", []))
    yield client
    place.settle()
    for url in set(client.list_queues().get("QueueUrls", [])) - before:
        client.delete_queue(QueueUrl=url)


def test_what_became_of_a_queue_is_told_from_its_first_scan_to_its_last(place: Place, sqs: Any) -> None:
    place.json(*SCAN)
    url = sqs.create_queue(QueueName="history-of-a-queue")["QueueUrl"]
    place.json(*SCAN)
    (added,) = place.json("diff")["added"]
    assert (added["name"], added["resource_type"], added["account_id"]) == (
        "history-of-a-queue",
        "sqs:queue",
        MANAGEMENT,
    )
    assert "since" in place.run("show", added["arn"]).stdout or "last seen" in place.run("show", added["arn"]).stdout

    sqs.tag_queue(QueueUrl=url, Tags={"Owner": "a-value-that-stays-out"})
    place.json(*SCAN)
    (changed,) = place.json("diff")["changed"]
    assert changed["fields"] == ["tags.Owner"]

    place.faults(DENIED)
    sqs_gone = place.json(*SCAN, code=1)
    assert sqs_gone["resources_deleted"] == 0
    told = place.json("diff", "--since", "1h")
    assert told["removed"] == []
    assert [(gap["status"], gap["code"]) for gap in told["not_seen"]] == [("denied", "AccessDenied")]
    assert "not seen (denied ListQueues AccessDenied)" in place.run("diff", "--since", "1h").stdout
    assert "not seen at" in place.run("show", added["arn"]).stdout

    place.settle()
    sqs.delete_queue(QueueUrl=url)
    assert place.json(*SCAN)["resources_deleted"] == 1
    (removed,) = place.json("diff")["removed"]
    assert removed["arn"] == added["arn"]
    assert place.json("diff")["not_seen"] == []

    story = place.json("history", added["arn"])
    assert [one["kind"] for one in story] == ["added", "changed", "removed"]
    scans = place.json("scans")
    assert [one["scan"] for one in story] == [scans[at]["scan"] for at in (1, 2, -1)]
    assert [one["status"] for one in scans if one["status"] != "complete"] in ([], ["partial"])
    text = place.run("history", "history-of-a-queue").stdout
    assert all(word in text for word in ("added", "changed", "tags.Owner", "removed", scans[-1]["scan"]))
    whole = place.json("diff", "--from", scans[0]["scan"], "--to", scans[-1]["scan"])
    assert ([one["name"] for one in whole["passing"]], whole["added"]) == (["history-of-a-queue"], [])
    assert place.json("diff", "--since", "1h", "--region", "us-east-1")["added"] == []
    assert b"a-value-that-stays-out" not in (place.home / "changes.db").read_bytes()
    assert (place.home / "changes.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("diff",), 2, "no scan has been recorded"),
        (("diff", "--since", "whenever"), 2, "--since 'whenever'"),
        (("history", "arn:aws:sqs:::nothing"), 1, "no scan has told of"),
    ],
)
def test_nothing_to_tell_is_told_with_the_way_out(place: Place, args: tuple[str, ...], code: int, words: str) -> None:
    done = place.run(*args)
    assert (done.returncode, words in done.stderr, done.stdout, "Traceback" in done.stderr) == (code, True, "", False)
    assert not os.path.lexists(place.home)
    assert place.json("scans") == []
