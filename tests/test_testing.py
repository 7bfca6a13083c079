"""The contract kit: well-behaved scanners pass, and each way of misbehaving is told in words."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from estate_assets.scanner import ServiceScanner, catalogue
from estate_assets.testing import check_scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

# One service for each of AWS's protocols: JSON, JSON with details, query, REST JSON, REST XML, EC2's, and a tagged union.
SERVICES = ("sqs", "dynamodb", "sns", "lambda", "route53", "ec2", "cloudwatch")


def of(kind: type[ServiceScanner], service: str = "sqs") -> list[str]:
    return check_scanner(kind(service, catalogue.specs(service)))


@pytest.mark.parametrize("service", SERVICES)
def test_the_built_in_scanners_keep_the_contract(service: str) -> None:
    assert of(ServiceScanner, service) == []


class Swallowing(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        try:
            yield from super().discover(context, spec)
        except ClientError:
            return


class Forgiving(Swallowing):
    """Swallows, and talks the observation out of what it saw."""

    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        context.observation.tolerate(spec.list.operation, ("AccessDenied",))
        yield from super().discover(context, spec)
        context.observation.succeeded.add(spec.list.operation)


class Early(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        yield from itertools.islice(super().discover(context, spec), 1)


class OnePage(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        yield from self._page(context, spec, context.call(spec.list.operation, {}), None)


class Twice(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        for item in super().discover(context, spec):
            yield from (item, item)


class Idle(ServiceScanner):
    def discover(self, *_: Any) -> Iterator[Any]:
        yield from ()


class Writing(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        context.client.create_queue(QueueName="mine")
        yield from super().discover(context, spec)


class Nameless(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        yield from (replace(item, arn=f"queue {n}") for n, item in enumerate(super().discover(context, spec)))


class Broken(ServiceScanner):
    def transform(self, raw: Any, *_: Any) -> Any:
        return raw.properties["no such field"]


class Own(ServiceScanner):
    def discover(self, context: Any, spec: Any) -> Iterator[Any]:
        boto3.client("sqs", region_name="eu-west-1").list_queues()
        yield from super().discover(context, spec)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Swallowing, "sqs:queue: with ListQueues denied, discover ended as if all were well (the ledger said denied): let the error pass"),
        (Swallowing, "with ListQueues failing on page 2, discover ended as if all were well (the ledger said truncated)"),
        (Forgiving, "with ListQueues denied, the ledger said complete: the scanner hides its errors"),
        (Early, "asked only for page 1 of 2 of ListQueues"),
        (Early, "yields 1 of the 2 items that ListQueues listed"),
        (OnePage, "asked only for page 1 of 2 of ListQueues"),
        (Twice, "yields two resources with one ARN: arn:aws:sqs:"),
        (Idle, "made no call"),
        (Writing, "writes (calls CreateQueue)"),
        (Nameless, "not an ARN: 'queue 0'"),
        (Broken, "transform or validate raises KeyError: 'no such field'"),
        (Own, "calls AWS by a client of its own: use context.client, whose calls are observed"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_is_wrong_is_told_in_words(kind: type[ServiceScanner], words: str) -> None:
    told = of(kind)
    assert any(words in one for one in told), told


def test_only_page_one_is_the_one_thing_told_of_a_scanner_that_reads_only_page_one() -> None:
    assert of(OnePage) == ["sqs:queue: asked only for page 1 of 2 of ListQueues"]


def test_a_scanner_that_reads_secret_values_is_told() -> None:
    class Curious(ServiceScanner):
        def discover(self, context: Any, spec: Any) -> Iterator[Any]:
            for item in super().discover(context, spec):
                context.call("GetSecretValue", {"SecretId": item.arn})
                yield item

    assert "secretsmanager:secret: reads secret values (calls GetSecretValue)" in of(Curious, "secretsmanager")


def test_a_scanner_without_service_or_specs_is_told() -> None:
    assert check_scanner(ServiceScanner("sqs")) == ["ServiceScanner has no service or no specs: set both"]


def test_the_environment_is_as_before() -> None:
    import os

    before = dict(os.environ)
    of(ServiceScanner)
    assert dict(os.environ) == before
