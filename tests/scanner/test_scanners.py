"""Scanners of someone's own: whatever they hide, skip or break off, the observation sees it."""

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT, Fault, Raw

from estate_assets.scanner.errors import CatalogueError, ErrorCategory, Status
from estate_assets.scanner.model import RawResource
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner

PAGES = ({"QueueUrls": ["https://q/a"]}, {"QueueUrls": ["https://q/b"]})


def record(context, spec, url):
    return RawResource(context.cell, spec.key, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{url[-1]}", url, {"Url": url})


class Honest(ServiceScanner):
    """Lists to the end."""

    service = "sqs"

    def discover(self, context, spec):
        for page in context.client.get_paginator("list_queues").paginate():
            yield from (record(context, spec, url) for url in page["QueueUrls"])


class Swallows(Honest):
    """Hides whatever goes wrong."""

    def discover(self, context, spec):
        with contextlib.suppress(Exception):  # this is the sin under test
            yield from super().discover(context, spec)


class FirstPageOnly(Honest):
    def discover(self, context, spec):
        yield from (record(context, spec, url) for url in context.client.list_queues()["QueueUrls"])


class LeavesEarly(Honest):
    def discover(self, context, spec):
        yield next(super().discover(context, spec))


class AsksNothing(Honest):
    def discover(self, context, spec):  # noqa: ARG002
        return iter(())


class AsksSomethingElse(Honest):
    def discover(self, context, spec):  # noqa: ARG002
        context.client.get_queue_url(QueueName="a")
        return iter(())


class Breaks(Honest):
    """Its own mistake, halfway through a listing that AWS answered well."""

    def discover(self, context, spec):
        yield next(super().discover(context, spec))
        raise KeyError("QueueUrl")


class BreaksOnAnotherQuestion(Honest):
    """Its enrichment is refused, and it does not catch that."""

    def discover(self, context, spec):
        for found in super().discover(context, spec):
            context.client.get_queue_attributes(QueueUrl=found.id)
            yield found


class BreaksOnTheSecondRequestUnsent(Honest):
    """Asks for the second page with a parameter that botocore refuses before any event; and hides it."""

    def discover(self, context, spec):
        first = context.client.list_queues()
        with contextlib.suppress(Exception):
            context.client.list_queues(NextToken=first["NextToken"], MaxResults="many")
        yield from (record(context, spec, url) for url in first["QueueUrls"])


def run(scan, scanner):
    registry = Registry(entry_points=False)
    registry.register(scanner("sqs", registry.specs("sqs")))
    return scan("sqs", registry=registry)


@pytest.fixture
def two_pages(aws):
    aws.paged("sqs:ListQueues", "NextToken", "NextToken", *PAGES)
    return aws


@pytest.mark.usefixtures("two_pages")
def test_a_scanner_that_lists_to_the_end_is_complete(scan):
    outcome = run(scan, Honest)
    assert [item.id for item in outcome.items] == ["https://q/a", "https://q/b"]
    assert outcome.ledger[0].listed


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("AccessDenied", 403), Status.DENIED),
        (Fault("Kaboom", 500), Status.FAILED),
        (Raw(b"<html/>"), Status.FAILED),
    ],
    ids=str,
)
def test_a_scanner_that_swallows_its_errors_is_seen_through(aws, scan, fault, status):
    aws.on("sqs:ListQueues", fault)
    outcome = run(scan, Swallows)
    assert (outcome.status, outcome.ledger[0].listed, len(outcome.errors)) == (status, False, 1)


def test_a_scanner_that_swallows_the_failure_of_a_later_page_is_truncated(aws, scan):
    aws.paged("sqs:ListQueues", "NextToken", "NextToken", PAGES[0], Fault("AccessDenied", 403))
    entry = run(scan, Swallows).ledger[0]
    assert (entry.status, entry.listed, entry.code) == (Status.TRUNCATED, False, "AccessDenied")


def test_a_scanner_that_swallows_a_looping_page_token_is_truncated(aws, scan):
    aws.on("sqs:ListQueues", {**PAGES[0], "NextToken": "again"})
    entry = run(scan, Swallows).ledger[0]
    assert (entry.status, entry.listed) == (Status.TRUNCATED, False)


@pytest.mark.parametrize("scanner", [FirstPageOnly, LeavesEarly, BreaksOnTheSecondRequestUnsent])
@pytest.mark.usefixtures("two_pages")
def test_a_scanner_that_leaves_pages_unread_is_truncated(scan, scanner):
    entry = run(scan, scanner).ledger[0]
    assert (entry.status, entry.listed) == (Status.TRUNCATED, False)


@pytest.mark.parametrize("scanner", [AsksNothing, AsksSomethingElse])
def test_a_scanner_that_never_asks_for_the_listing_has_skipped_it(aws, scan, scanner):
    aws.on("sqs:GetQueueUrl", {"QueueUrl": "https://q/a"})
    entry = run(scan, scanner).ledger[0]
    assert (entry.status, entry.listed, entry.has_gap) == (Status.SKIPPED, False, True)


def test_a_scanner_that_breaks_keeps_what_it_found_and_is_not_complete(aws, scan):
    aws.on("sqs:ListQueues", PAGES[0])
    outcome = run(scan, Breaks)
    assert (len(outcome.items), outcome.status, outcome.ledger[0].listed) == (1, Status.FAILED, False)
    assert (outcome.errors[0].category, outcome.errors[0].code) == (ErrorCategory.PARSING, "KeyError")


@pytest.mark.parametrize(
    "fault", [Fault("AccessDenied", 403), Fault("Kaboom", 500), Raw(b"<html/>"), Fault("UnsupportedOperation")]
)
def test_a_scanner_ended_by_a_refused_side_question_has_not_listed_the_rest(aws, scan, fault):
    aws.on("sqs:ListQueues", {"QueueUrls": ["https://q/a", "https://q/b"]})
    aws.on("sqs:GetQueueAttributes", fault)
    outcome = run(scan, BreaksOnAnotherQuestion)
    entry = outcome.ledger[0]
    assert (len(outcome.items), entry.listed, entry.has_gap) == (0, False, True)
    assert entry.operation == "GetQueueAttributes"


def test_children_are_found_under_the_parents_of_a_scanner_that_overrides_discover(aws, scan):
    """Such a scanner leaves nothing in `found`; that must not read as: no parents, so no children."""
    cluster = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/one"

    class OwnClusters(ServiceScanner):
        def discover(self, context, spec):
            if spec.type != "cluster":
                yield from super().discover(context, spec)
                return
            for arn in context.client.list_clusters()["clusterArns"]:
                answer = context.client.describe_clusters(clusters=[arn])
                yield RawResource(context.cell, spec.key, arn, "one", answer["clusters"][0])

    registry = narrow("ecs:cluster", "ecs:service")
    registry.register(OwnClusters("ecs", registry.specs("ecs")))
    aws.on("ecs:ListClusters", {"clusterArns": [cluster]})
    aws.on("ecs:DescribeClusters", {"clusters": [{"clusterArn": cluster}]})
    aws.on("ecs:ListServices", {"serviceArns": ["arn:aws:ecs:x"]})
    aws.on("ecs:DescribeServices", {"services": [{"serviceArn": "arn:aws:ecs:x", "serviceName": "web"}]})
    outcome = scan("ecs", registry=registry)
    assert [item.id for item in outcome.items] == ["one", "web"]
    assert aws.params_of("ecs:ListServices")[0]["cluster"] == cluster
    assert entry_of(outcome, "ecs:service").listed


def test_children_whose_scanner_breaks_before_its_first_call_are_not_listed(aws, scan):
    class Broken(ServiceScanner):
        def discover(self, context, spec):
            if spec.type == "service":
                raise RuntimeError("no")
            return super().discover(context, spec)

    registry = narrow("ecs:cluster", "ecs:service")
    registry.register(Broken("ecs", registry.specs("ecs")))
    aws.on("ecs:ListClusters", {"clusterArns": []})
    entry = entry_of(scan("ecs", registry=registry), "ecs:service")
    assert (entry.status, entry.listed, entry.code) == (Status.FAILED, False, "RuntimeError")


def test_validate_may_find_fault_with_a_record_and_a_scanner_must_name_its_service():
    with pytest.raises(CatalogueError, match="ServiceScanner names no service"):
        Registry(entry_points=False).register(ServiceScanner())


def test_what_a_scanner_of_ones_own_forgets_to_seal_is_sealed_all_the_same(aws, scan):
    """The spec's sensitive paths hold for every record, whoever made it."""

    class Careless(ServiceScanner):
        def discover(self, context, spec):
            context.client.list_functions()
            yield RawResource(
                context.cell,
                spec.key,
                "arn:aws:lambda:eu-west-1:1:function:f",
                "f",
                {"Environment": {"Variables": {"P": "planted"}}},
            )

    aws.on("lambda:ListFunctions", {"Functions": []})
    registry = narrow("lambda:function")
    registry.register(Careless("lambda", registry.specs("lambda")))
    (item,) = scan("lambda", registry=registry).items
    assert "planted" not in str(item)
    assert "$sealed" in item.properties["Environment"]["Variables"]["P"]


@pytest.mark.usefixtures("two_pages")
def test_what_a_scanner_of_ones_own_takes_from_botocore_as_it_is_becomes_plain_data(scan):
    class AsItIs(Honest):
        def discover(self, context, spec):
            for item in super().discover(context, spec):
                odd = {"At": datetime(2026, 1, 2, tzinfo=UTC), "Size": Decimal("1.5"), "Data": b"ab", "Set": {1}}
                yield replace(item, properties={**item.properties, **odd})

    told = json.loads(json.dumps([one.properties for one in run(scan, AsItIs).items]))
    assert {**told[0], "Url": ""} == {
        "Url": "", "At": "2026-01-02T00:00:00+00:00", "Size": 1.5, "Data": "YWI=", "Set": [1],
    }  # fmt: skip
