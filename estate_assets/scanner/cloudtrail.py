"""What changed in AWS, as AWS itself says: CloudTrail events that EventBridge put into an SQS queue, and the cells they touch."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session

from estate_assets.scanner.credentials import told
from estate_assets.scanner.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from estate_assets.scanner.discovery import Discovery
    from estate_assets.scanner.registry import Registry

BATCH = 10  # SQS's most
#: How long a message that was read stays out of sight: longer than it takes until the next evaluation deletes it.
OUT_OF_SIGHT_S = 900
OF_A_QUEUE = re.compile(r"^https?://sqs\.([\w-]+)\.")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the queue. `receipt` is what SQS wants to hear when it is to be deleted."""

    id: str
    receipt: str
    body: str


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One API call that changed something: where, and through which endpoint (`ec2` of ec2.amazonaws.com)."""

    account_id: str
    region: str
    source: str
    name: str


def call_in(body: str) -> ApiCall | None:
    """The call in a message; None where it tells of a call that only read, or failed: nothing changed then.

    Raises:
        ValueError: it is no event of EventBridge's with account, region and source.
    """
    event: Any = json.loads(body)
    detail: Any = event.get("detail") if isinstance(event, dict) else None
    if not isinstance(detail, dict):
        raise ValueError("no EventBridge event: it has no detail")  # noqa: TRY004  # of a wrong value, not of a caller's type
    if detail.get("readOnly") is True or detail.get("errorCode"):
        return None
    source = str(detail.get("eventSource") or str(event.get("source") or "").removeprefix("aws.")).partition(".")[0]
    account_id, region = (
        str(detail.get("recipientAccountId") or event.get("account") or ""),
        str(event.get("region") or ""),
    )
    if not (source and account_id and region):
        raise ValueError("no EventBridge event: account, region or source is missing")
    return ApiCall(account_id, str(detail.get("awsRegion") or region), source, str(detail.get("eventName") or ""))


class Places:
    """Which cells a call touches: CloudTrail names endpoints, and some serve several services (rds: neptune, docdb)."""

    def __init__(self, registry: Registry, services: Iterable[str]) -> None:
        self._registry = registry
        self._services: dict[str, list[str]] = {}
        for service in services:
            for endpoint in endpoints(service):
                self._services.setdefault(endpoint, []).append(service)

    def cells(self, call: ApiCall) -> list[Cell]:
        """The cells, among them those of the account's globals; none where the service is not scanned."""
        targets = self._registry.targets((call.region,), self._services.get(call.source, ()))
        return [Cell(call.account_id, region, service) for region, service in targets]


@functools.cache
def endpoints(service: str) -> frozenset[str]:
    """The names under which CloudTrail knows a service: its own, and those of its endpoint and its signature."""
    try:
        model = botocore.session.Session().get_service_model(service)
    except botocore.session.UnknownServiceError:  # a scanner of someone's own
        return frozenset({service})
    return frozenset({service, model.endpoint_prefix.rpartition(".")[2], model.signing_name})


class ChangeQueue:
    """The queue, reached with the default credentials. Raises CredentialsError, UnreachableError, SettingsError."""

    def __init__(self, discovery: Discovery, url: str) -> None:
        self._discovery, self._url = discovery, url
        found = OF_A_QUEUE.match(url)
        region = found[1] if found else discovery.engine.home_region
        with told(None), discovery.entrance.acting(None):
            self._client = discovery.entrance.client("sqs", region)  # the engine lets no scan read messages

    def receive(self, most: int) -> Iterator[Message]:
        """Messages, at most so many. Each stays out of sight for a quarter of an hour, and comes again if it was not deleted."""
        seen = 0
        while seen < most:
            found = self._call("receive_message", MaxNumberOfMessages=BATCH, VisibilityTimeout=OUT_OF_SIGHT_S)
            messages = found.get("Messages", ())
            yield from (Message(one["MessageId"], one["ReceiptHandle"], one["Body"]) for one in messages)
            seen += len(messages)
            if not messages:
                return

    def delete(self, receipts: Mapping[str, str]) -> None:
        """Deletes messages by id and receipt. One whose receipt has expired comes again."""
        ids = list(receipts)
        for at in range(0, len(ids), BATCH):
            entries = [{"Id": str(n), "ReceiptHandle": receipts[id_]} for n, id_ in enumerate(ids[at : at + BATCH])]
            self._call("delete_message_batch", Entries=entries)

    def _call(self, method: str, **params: Any) -> Mapping[str, Any]:
        with told(None), self._discovery.entrance.acting(None):
            answer: Mapping[str, Any] = getattr(self._client, method)(QueueUrl=self._url, **params)
            return answer
