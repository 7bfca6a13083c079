"""An AWS that throttles: a token bucket per account, region and service, and each service's own words for a refusal."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "scanner"))  # the loopback AWS's modules stand there alone

from fake_aws import ACCOUNT, ROLE, Call, Fault, Handler, Server

from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.spec import ResourceSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "eu-west-1"
ITEMS = 70


@dataclass(frozen=True)
class Service:
    """A service: how it lists and describes its items, and how it refuses calls that come too fast.

    `key` is the description's parameter, `asked` what of an item goes into it. Where the listing has only names, `named` is where
    a description holds the name.
    """

    code: str
    status: int
    listing: str
    items: str
    detail: str
    key: str
    asked: str = ""
    named: tuple[str, ...] = ()

    @property
    def member(self) -> str:
        """The listing's member that holds the items."""
        return self.items.removesuffix("[]")


#: One for each of AWS's words.
SERVICES = {
    "dynamodb": Service(
        "ProvisionedThroughputExceededException", 400, "ListTables", "TableNames[]", "DescribeTable", "TableName",
        named=("Table", "TableName"),
    ),
    "ec2": Service(
        "RequestLimitExceeded", 503, "DescribeSnapshots", "Snapshots[]", "DescribeSnapshotAttribute", "SnapshotId", "SnapshotId"
    ),
    "kinesis": Service(
        "LimitExceededException", 400, "ListStreams", "StreamNames[]", "DescribeStreamSummary", "StreamName",
        named=("StreamDescriptionSummary", "StreamName"),
    ),
    "kms": Service("ThrottlingException", 400, "ListKeys", "Keys[]", "DescribeKey", "KeyId", "KeyId"),
    "lambda": Service(
        "TooManyRequestsException", 429, "ListFunctions", "Functions[]", "GetFunctionConcurrency", "FunctionName", "FunctionName"
    ),
    "rds": Service("Throttling", 400, "DescribeDBInstances", "DBInstances[]", "ListTagsForResource", "ResourceName", "DBInstanceArn"),
    "s3": Service("SlowDown", 503, "ListBuckets", "Buckets[]", "GetBucketVersioning", "Bucket", "Name"),
    "sns": Service("Throttled", 429, "ListTopics", "Topics[]", "GetTopicAttributes", "TopicArn", "TopicArn"),
    "sqs": Service(
        "RequestThrottled", 403, "ListQueues", "QueueUrls[]", "GetQueueAttributes", "QueueUrl", named=("Attributes", "QueueArn")
    ),
    "ssm": Service(
        "RequestThrottledException", 400, "DescribeParameters", "Parameters[]", "ListTagsForResource", "ResourceId", "Name"
    ),
    "stepfunctions": Service(
        "BandwidthLimitExceeded", 400, "ListActivities", "activities[]", "DescribeActivity", "activityArn", "activityArn"
    ),
}  # fmt: skip
#: What an operation wants besides.
MORE: dict[str, dict[str, Any]] = {
    "DescribeSnapshotAttribute": {"Attribute": '`"productCodes"`'}, "GetQueueAttributes": {"AttributeNames": ['`"All"`']},
    "ssm:ListTagsForResource": {"ResourceType": '`"Parameter"`'},
}  # fmt: skip


@dataclass
class Throttling:
    """The AWS. Its buckets hold `burst` tokens and gain `rate` a second; calls take `latency_s`."""

    rate: float
    burst: float
    latency_s: float = 0.02

    def __post_init__(self) -> None:
        self.url = ""
        #: When, which service, and whether the call was let through.
        self.calls: list[tuple[float, str, bool]] = []
        self._tokens: dict[tuple[str, str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def answer(self, call: Call) -> Any:
        """What it says to a call."""
        if call.service == "sts":
            return {"Account": ACCOUNT, "Arn": ROLE, "UserId": "u"}
        service = SERVICES[call.service]
        time.sleep(self.latency_s)
        if not self._lets(call):
            return Fault(service.code, service.status, "Rate exceeded")
        if call.operation != service.listing:
            return {service.named[0]: {service.named[1]: call.params[service.key]}} if service.named else {}
        names = [f"{call.service}-{n:03d}" for n in range(ITEMS)]
        return {service.member: names if service.named else [{service.asked: name} for name in names]}

    def _lets(self, call: Call) -> bool:
        key, now = (call.access_key, call.region, call.service), time.monotonic()
        with self._lock:
            tokens, filled = self._tokens.get(key, (self.burst, now))
            tokens = min(self.burst, tokens + (now - filled) * self.rate)
            good = tokens >= 1
            self._tokens[key] = (tokens - good, now)
            self.calls.append((now, call.service, good))
        return good

    @property
    def ideal_s(self) -> float:
        """The time that a service's calls take at best, if none was refused."""
        return max(0.0, ITEMS + 1 - self.burst) / self.rate

    def refused(self, after_s: float = 0.0) -> float:
        """The share of calls that were refused, the first seconds of each service left out."""
        begun: dict[str, float] = {}
        for at, service, _ in self.calls:
            begun.setdefault(service, at)
        later = [good for at, service, good in self.calls if at >= begun[service] + after_s]
        return later.count(False) / len(later)


@contextmanager
def throttling(rate: float, burst: float) -> Iterator[Throttling]:
    """The AWS on a port of its own."""
    server, aws = Server(("127.0.0.1", 0), Handler), Throttling(rate, burst)
    server.aws, aws.url = aws, f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield aws
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def registry(*services: str) -> Registry:
    """Scanners that list one type of each service, and ask one question about each item."""
    found = Registry(entry_points=False)
    for name in services:
        found.register(ServiceScanner(name, [_spec(name, SERVICES[name])]))
    return found


def _spec(name: str, service: Service) -> ResourceSpec:
    more = MORE.get(f"{name}:{service.detail}", MORE.get(service.detail, {}))
    asking = {"operation": service.detail, "args": {service.key: service.asked or "$input", **more}}
    how = {"path": service.named[0]} if service.named else {"into": "More"}
    return ResourceSpec.from_dict(
        name,
        "thing",
        {
            "words": "thing",
            "list": {"operation": service.listing, "items": service.items},
            "details": [{**asking, **how}],
            "id": service.named[1] if service.named else service.asked,
            "arn_template": "arn:${Partition}:thing:${Region}:${Account}:thing",
        },
    )
