"""Tags of many resources at once: the Resource Groups Tagging API, one paged listing per account × region.

It tells of every resource that is tagged or ever was. So a resource that it does not name has no tags; but only where the listing
came to its end, and of types that it tells of. Anything else is unknown, and says so.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.classify import UNREADABLE, Failure, of_exception
from estate_assets.scanner.errors import ListingError
from estate_assets.scanner.observation import CURRENT, Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.context import ScanContext
    from estate_assets.scanner.details import Item
    from estate_assets.scanner.spec import ResourceSpec

SERVICE, OPERATION = "resourcegroupstaggingapi", "GetResources"
ACTION = "tag:GetResources"
PAGE = 100
#: How a note begins that says why tags could not be read, whoever was asked.
UNREAD = re.compile(rf"(\w*Tag\w*|{OPERATION}): ")
#: Asked one by one all the same. IAM users and roles: the API's reference says that it does not tell of them ("Services that support
#: the Resource Groups Tagging API"); server certificates: its users say so. The others exist once per account or organization and
#: are few, and nobody says in which region it tells of them.
ONE_BY_ONE = frozenset({
    "iam:user", "iam:role", "iam:server_certificate", "budgets:budget", "ecr-public:repository", "organizations:account",
    "organizations:policy", "route53domains:domain", "shield:protection", "shield:protection_group",
})  # fmt: skip


def tells_of(spec: ResourceSpec) -> bool:
    """Whether the API tells the tags of a type that would else cost a call per resource, or per batch."""
    return bool(spec.tags and spec.tags.operation) and not spec.synthetic_arn and spec.key not in ONE_BY_ONE


def unread(notes: Iterable[str]) -> bool:
    """Whether a record's notes say that its tags could not be read: what it has of them is not all there is."""
    return any(UNREAD.match(note) for note in notes)


@dataclass(frozen=True, slots=True)
class Told:
    """What the API told of one region: tags by ARN, and what kept it from telling all."""

    tags: Mapping[str, Mapping[str, str]]
    failure: Failure | None = None


@dataclass(slots=True)
class TagBook:
    """The tags of one account, by region, each asked for once. For one pass over the account's cells: the next one asks anew."""

    engine: Engine
    account_id: str
    _told: dict[str, Told] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fill(self, context: ScanContext, items: Iterable[Item]) -> None:
        """Gives the items their tags. Those of which the API could not tell get a note, and the type a gap."""
        told, missed = self._of(context), False
        for item in items:
            item.tags = told.tags.get(item.arn, None if told.failure else {})
            if item.tags is None and told.failure:
                missed = True
                item.notes.append(f"{OPERATION}: {told.failure.code}")
        if missed and told.failure:
            context.observation.noted(told.failure)

    def _of(self, context: ScanContext) -> Told:
        region = context.api_region
        with self._lock:
            turn = self._locks.setdefault(region, threading.Lock())
        with turn:
            if region not in self._told:
                self._told[region] = self._asked(context.observation, region)
            return self._told[region]

    def _asked(self, asker: Observation, region: str) -> Told:
        """The listing, under an observation of its own: how it ends matters to every type that waits for it."""
        observation = Observation(pace=self.engine.buckets.of(self.account_id, region, SERVICE))
        found: dict[str, Mapping[str, str]] = {}
        token = CURRENT.set(observation)
        try:
            caller = self.engine.caller(SERVICE, region)
            for page in caller.pages(OPERATION, {"ResourcesPerPage": PAGE}, None):
                for one in page.get("ResourceTagMappingList", ()):
                    found[one["ResourceARN"]] = {tag["Key"]: tag["Value"] for tag in one.get("Tags", ())}
        except (ClientError, BotoCoreError, ListingError, *UNREADABLE) as error:
            return Told(found, of_exception(error, OPERATION))
        finally:
            CURRENT.reset(token)
            asker.add(observation)
        return Told(found)
