"""Discovery over HTTP: what the ledger says of a listing that went well, and of each way in which it can go wrong."""

import threading

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT, Fault, Raw, Reset, Slow

from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.model import Account, Cell

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:"
QUEUES = {"QueueUrls": ["https://q/alpha", "https://q/beta"]}
LISTINGS = {
    "sqs": "sqs:ListQueues",
    "ec2": "ec2:DescribeVolumes",
    "lambda": "lambda:ListFunctions",
    "s3": "s3:ListBuckets",
}
TYPES = {"sqs": "sqs:queue", "ec2": "ec2:volume", "lambda": "lambda:function", "s3": "s3:bucket"}


def attributes(params):
    return {"Attributes": {"QueueArn": ARN + params["QueueUrl"].rpartition("/")[2]}}


@pytest.fixture
def queues(aws):
    """Two queues, each with attributes and a tag."""
    aws.on("sqs:ListQueues", QUEUES)
    aws.on("sqs:GetQueueAttributes", attributes)
    aws.on("sqs:ListQueueTags", {"Tags": {"team": "payments"}})
    return aws


@pytest.mark.usefixtures("queues")
def test_every_page_of_a_listing_is_seen_and_the_type_is_complete(aws, scan):
    aws.paged("sqs:ListQueues", "NextToken", "NextToken", QUEUES, {"QueueUrls": ["https://q/gamma"]})
    outcome = scan("sqs")
    entry = entry_of(outcome, "sqs:queue")
    assert [item.arn for item in outcome.items] == [ARN + "alpha", ARN + "beta", ARN + "gamma"]
    assert (entry.status, entry.listed, entry.items) == (Status.COMPLETE, True, 3)
    assert not outcome.errors
    assert outcome.stats["api_calls"] == len(aws.calls) - aws.count("sts:GetCallerIdentity") - aws.count(
        "ec2:DescribeRegions"
    )


@pytest.mark.usefixtures("queues")
def test_an_item_carries_its_id_tags_and_the_url_it_was_listed_under(scan):
    first = scan("sqs").items[0]
    assert (first.id, first.source, first.tags) == ("alpha", "https://q/alpha", {"team": "payments"})
    assert first.cell == Cell(ACCOUNT, REGION, "sqs")


def test_an_empty_listing_is_complete(aws, scan):
    aws.on("sqs:ListQueues", {})
    entry = entry_of(scan("sqs"), "sqs:queue")
    assert (entry.status, entry.listed, entry.items) == (Status.COMPLETE, True, 0)


FAULTS = [
    (Fault("AccessDenied", 403), Status.DENIED, ErrorCategory.AWS, "AccessDenied"),
    (Fault("ThrottlingException", 400), Status.THROTTLED, ErrorCategory.AWS, "ThrottlingException"),
    (Fault("InternalFailure", 500), Status.FAILED, ErrorCategory.AWS, "InternalFailure"),
    (Fault("ExpiredToken", 403), Status.FAILED, ErrorCategory.EXECUTION, "ExpiredToken"),
    (Fault("NeverHeardOf", 400), Status.FAILED, ErrorCategory.AWS, "NeverHeardOf"),
    (Reset(), Status.FAILED, ErrorCategory.EXECUTION, "ConnectionClosedError"),
    (Slow(2.5), Status.FAILED, ErrorCategory.EXECUTION, "ReadTimeoutError"),
    (Raw(b"<html><body>Please sign in</body></html>"), Status.FAILED, ErrorCategory.PARSING, "ResponseParserError"),
]


MATRIX = [("sqs", *fault) for fault in FAULTS] + [
    (service, *FAULTS[at]) for service in ("ec2", "lambda", "s3") for at in (0, 2, 5, 7)
]


@pytest.mark.parametrize(("service", "fault", "status", "category", "code"), MATRIX, ids=lambda value: str(value)[:30])
def test_a_listing_that_fails_is_a_gap_with_its_reason_in_every_protocol(
    aws, scan, service, fault, status, category, code
):
    aws.on(LISTINGS[service], fault)
    outcome = scan(service, registry=narrow(TYPES[service]))
    entry = entry_of(outcome, TYPES[service])
    assert (entry.status, entry.listed, entry.items, entry.code) == (status, False, 0, code)
    assert entry.operation == LISTINGS[service].partition(":")[2]
    assert [(error.category, error.code) for error in outcome.errors] == [(category, code)]
    assert outcome.status is status


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"QueueUrls": ["https://q/al', b"\xff\xfe\x00"])
def test_a_json_answer_that_is_none_does_not_pass_for_an_empty_listing(aws, scan, body):
    aws.on("sqs:ListQueues", Raw(body))
    entry = entry_of(scan("sqs"), "sqs:queue")
    assert (entry.status, entry.listed) == (Status.FAILED, False)


@pytest.mark.parametrize("fault", [fault for fault, *_ in FAULTS], ids=lambda value: str(value)[:40])
@pytest.mark.usefixtures("queues")
def test_a_second_page_that_fails_leaves_the_first_and_says_truncated(aws, scan, fault):
    aws.paged("sqs:ListQueues", "NextToken", "NextToken", QUEUES, fault)
    outcome = scan("sqs")
    entry = entry_of(outcome, "sqs:queue")
    assert (entry.status, entry.listed, entry.items) == (Status.TRUNCATED, False, 2)
    assert len(outcome.items) == 2


@pytest.mark.usefixtures("queues")
def test_a_page_token_that_never_changes_ends_and_is_not_complete(aws, scan):
    aws.on("sqs:ListQueues", {**QUEUES, "NextToken": "again"})
    entry = entry_of(scan("sqs"), "sqs:queue")
    assert entry.has_gap
    assert not entry.listed
    assert aws.count("sqs:ListQueues") <= 3


@pytest.mark.usefixtures("queues")
def test_page_tokens_that_go_in_a_circle_end_and_are_truncated(aws, scan):
    circle = {"a": "b", "b": "c", "c": "a"}
    aws.on("sqs:ListQueues", lambda params: {**QUEUES, "NextToken": circle[params.get("NextToken", "c")]})
    entry = entry_of(scan("sqs"), "sqs:queue")
    assert (entry.status, entry.code, entry.listed) == (Status.TRUNCATED, "PageTokenLoop", False)


def test_an_operation_without_a_paginator_is_paged_by_its_token(aws, scan):
    buses = [{"EventBuses": [{"Name": n, "Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{n}"}]} for n in "abc"]
    aws.paged("events:ListEventBuses", "NextToken", "NextToken", *buses)
    aws.on("events:ListTagsForResource", {"Tags": []})
    outcome = scan("events", registry=narrow("events:event_bus"))
    entry = entry_of(outcome, "events:event_bus")
    assert (entry.status, entry.items, aws.count("events:ListEventBuses")) == (Status.COMPLETE, 3, 3)


def test_throttled_until_the_retries_end_is_told_after_that_many_calls_and_slows_the_bucket(aws, discovery):
    aws.on("sqs:ListQueues", Fault("ThrottlingException"))
    found = discovery(attempts=2, rate=40, burst=80)
    (outcome,) = found.discover(Account(ACCOUNT), [Cell(ACCOUNT, REGION, "sqs")])
    assert outcome.ledger[0].status is Status.THROTTLED
    assert outcome.errors[0].retryable
    assert (aws.count("sqs:ListQueues"), outcome.stats["throttles"]) == (2, 2)
    assert found.engine.buckets.of(ACCOUNT, REGION, "sqs").of("ListQueues").rate < 40


@pytest.mark.usefixtures("queues")
def test_a_call_that_is_throttled_once_and_then_answered_leaves_no_gap(aws, scan):
    aws.on("sqs:ListQueues", Fault("ThrottlingException"), QUEUES)
    outcome = scan("sqs", attempts=2)
    assert (outcome.status, len(outcome.items), outcome.stats["throttles"]) == (Status.COMPLETE, 2, 1)


def test_a_region_that_is_not_enabled_is_said_so_without_a_call(aws, scan):
    outcome = scan("sqs", "ap-south-1")
    entry = entry_of(outcome, "sqs:queue")
    assert (entry.status, entry.listed, entry.has_gap) == (Status.NOT_ENABLED, False, False)
    assert outcome.stats["api_calls"] == 0
    assert aws.count("sqs:ListQueues") == 0


@pytest.mark.parametrize(
    "fault", [Fault("UnauthorizedOperation", 403), Fault("InternalError", 500), Reset(), Raw(b"<a")]
)
@pytest.mark.usefixtures("queues")
def test_where_the_enabled_regions_are_not_told_the_cells_are_asked_all_the_same(aws, scan, fault):
    aws.on("ec2:DescribeRegions", fault)
    assert scan("sqs", "ap-south-1").status is Status.COMPLETE


def test_what_a_service_does_not_offer_is_no_gap(aws, scan):
    aws.on("sqs:ListQueues", Fault("UnsupportedOperation"))
    outcome = scan("sqs")
    assert (outcome.status, outcome.errors) == (Status.NOT_OFFERED, ())
    assert not outcome.ledger[0].has_gap
    assert not outcome.ledger[0].listed


@pytest.mark.usefixtures("queues")
def test_cells_are_scanned_at_once_and_each_has_its_own_outcome_and_ledger_rows(discovery):
    cells = [Cell(ACCOUNT, region, "sqs") for region in ("us-east-1", REGION, "ap-south-1")]
    found = discovery()
    outcomes = {outcome.cell: outcome for outcome in found.discover(Account(ACCOUNT), cells)}
    assert {cell: outcome.status for cell, outcome in outcomes.items()} == dict(
        zip(cells, (Status.COMPLETE, Status.COMPLETE, Status.NOT_ENABLED), strict=True)
    )
    assert {(e.region, e.status) for e in found._ledger.entries()} == {(c.region, outcomes[c].status) for c in cells}


def test_a_cell_that_is_done_does_not_wait_for_the_slower_ones(aws, discovery):
    taken = threading.Event()
    aws.on("lambda:ListFunctions", lambda _: {"Functions": []} if taken.wait(5) else Fault("TooLate", 400))
    aws.on("sqs:ListQueues", {})
    found = discovery(narrow("lambda:function", "sqs:queue"), cells=16)
    statuses = []
    for outcome in found.discover(Account(ACCOUNT), [Cell(ACCOUNT, REGION, service) for service in ("lambda", "sqs")]):
        statuses.append((outcome.cell.service, outcome.status))
        taken.set()
    assert statuses == [("sqs", Status.COMPLETE), ("lambda", Status.COMPLETE)]


def test_a_global_type_is_asked_in_the_partitions_home_region(aws, scan):
    aws.on("route53:ListHostedZones", {"HostedZones": []})
    outcome = scan("route53", "global", registry=narrow("route53:hosted_zone"))
    assert {call.region for call in aws.calls if call.service == "route53"} == {"us-east-1"}
    assert all(entry.region == "global" for entry in outcome.ledger)
