"""What is asked of IAM about a resource: which action, on which target, in which circumstances."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from estate_assets.scanner.model import GLOBAL
from estate_assets.scanner.permissions.local.request import Context, Target
from estate_assets.scanner.tagging import unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from estate_assets.scanner.forms import ActionSpec
    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.spec import ResourceSpec

Entries = tuple[tuple[str, str], ...]
#: Context keys in lower case, each with its entry.
Values = Mapping[str, tuple[str, str]]
#: Told with every request where the organization's policies are not visible: they may read these.
ALWAYS = frozenset(
    {"aws:requestedregion", "aws:principalarn", "aws:principalaccount", "aws:securetransport", "aws:currenttime"}
)
#: They change from one request to the next, and are no part of what a request is.
TIMES = frozenset({"aws:currenttime", "aws:epochtime"})
#: No direct call of a user or a role carries these: they tell of a service that calls for somebody.
OF_SERVICES = frozenset({
    "aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid",
    "aws:sourceorgpaths", "aws:principalservicename", "aws:principalservicenameslist",
})  # fmt: skip
TAG = "ResourceTag/"
NO_KEYS = frozenset[str]()
#: Bucket tags are in the context only of buckets for which ABAC was turned on, which no listing tells.
UNTOLD_TAGS = frozenset({"s3:bucket"})


class Asked(NamedTuple):  # made for each action on each resource: a dataclass takes three times as long
    """One verdict wanted. `entries` are the context entries that decide about the action, `context` knows them all."""

    resource: str
    resource_type: str
    action: str
    target: Target
    arn: str
    entries: Entries
    context: Context


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every request of one principal in one account shares.

    Args:
        principal: who asks.
        account_id: where.
        global_region: the region in which services answer that exist once per account.
        tags: the principal's own; None where they were not read.
        organization_id: the id of the account's organization; empty where it is not known.
        now: the time of all requests.
    """

    principal: Principal
    account_id: str
    global_region: str
    tags: Mapping[str, str] | None = None
    organization_id: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def values(self, region: str) -> dict[str, str]:
        """The context keys that a request in the region carries for sure."""
        kind = {"user": "User", "role": "AssumedRole", "root": "Account"}[self.principal.kind]
        found = {
            "aws:RequestedRegion": self.global_region if region == GLOBAL else region,
            "aws:PrincipalArn": self.principal.arn,
            "aws:PrincipalAccount": self.principal.account_id,
            "aws:PrincipalType": kind,
            "aws:PrincipalIsAWSService": "false",
            "aws:ResourceAccount": self.account_id,
            "aws:ViaAWSService": "false",
            "aws:SecureTransport": "true",
            "aws:CurrentTime": self.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "aws:EpochTime": str(int(self.now.timestamp())),
        }
        if self.principal.kind == "user":
            found["aws:username"] = self.principal.name
        if self.organization_id:
            found |= {"aws:PrincipalOrgID": self.organization_id, "aws:ResourceOrgID": self.organization_id}
        return found | {f"aws:PrincipalTag/{key}": value for key, value in distinct(self.tags or {}).items()}

    def absent(self) -> frozenset[str]:
        """The context keys that no request of the principal carries. Sessions may bring tags that are not seen here."""
        if self.principal.kind != "user":
            return OF_SERVICES | {"aws:username"}
        whole = self.tags is not None and len(distinct(self.tags)) == len(self.tags)
        return OF_SERVICES | ({"aws:principaltag/"} if whole else frozenset())


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask of each resource of a type: its actions, each with the number of its group, which shares target and context.

    A group is a target (`self`, `*`, or a form with `{arn}`), a service, and the context keys that decide.
    """

    spec: ResourceSpec
    actions: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, str, frozenset[str]], ...]


class Asking:
    """Makes the questions of an account's resources.

    Args:
        surroundings: what they share.
        keys: the context keys that decide about an action, in lower case: those are told with it.
    """

    def __init__(self, surroundings: Surroundings, keys: Callable[[str], frozenset[str]]) -> None:
        self._surroundings, self._keys = surroundings, keys
        self._bases: dict[str, tuple[Context, Values]] = {}

    def plan(self, spec: ResourceSpec, actions: Iterable[ActionSpec]) -> Plan:
        """What to ask of each resource of a type."""
        groups: dict[tuple[str, str, frozenset[str]], int] = {}
        numbered = [
            (
                one.action,
                groups.setdefault((one.target, one.action.partition(":")[0], self._keys(one.action)), len(groups)),
            )
            for one in actions
        ]
        return Plan(spec, tuple(numbered), tuple(groups))

    def of(self, resource: AWSResource, plan: Plan) -> list[Asked]:
        """The questions about one resource."""
        if not plan.actions:
            return []
        tags = {} if resource.resource_type in UNTOLD_TAGS else distinct(resource.tags)
        whole = _tags_known(resource, plan.spec, tags)
        own, groups = Target(resource.arn), []
        for form, service, keys in plan.groups:
            target = own if form == "self" else Target(form.format(arn=resource.arn))
            context, values = self._own(form, service, resource.region, tags, whole=whole)
            groups.append((target, target.arn, _told(values, keys), context))
        arn, kind = resource.arn, resource.resource_type
        return [Asked(arn, kind, action, *groups[number]) for action, number in plan.actions]

    def _own(
        self, target: str, service: str, region: str, tags: Mapping[str, str], *, whole: bool
    ) -> tuple[Context, Values]:
        """The context of requests on the target, and its values: with the resource's tags (`whole`: no others), or without."""
        base, values = self._base(region)
        if target == "*":
            return Context({}, _tags_of(service), beyond=base), values
        if target != "self":
            return base, values
        found = {
            f"{prefix}:{TAG}{key}".lower(): (f"{prefix}:{TAG}{key}", value)
            for prefix in ("aws", service)
            for key, value in tags.items()
        }
        context = Context(
            {name: (value,) for name, (_, value) in found.items()}, _tags_of(service) if whole else NO_KEYS, beyond=base
        )
        return context, {**values, **found}

    def _base(self, region: str) -> tuple[Context, Values]:
        if region not in self._bases:
            values = self._surroundings.values(region)
            context = Context({name: (value,) for name, value in values.items()}, self._surroundings.absent())
            self._bases[region] = context, {name.lower(): (name, value) for name, value in values.items()}
        return self._bases[region]


@functools.cache
def _tags_of(service: str) -> frozenset[str]:
    """All tags of a resource as context keys."""
    return frozenset({f"aws:{TAG.lower()}", f"{service}:{TAG.lower()}"})


def _told(values: Values, keys: frozenset[str]) -> Entries:
    return tuple(sorted(values[key] for key in keys if key in values)) if keys else ()


def distinct(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags without those that differ only in their key's case: as context keys they are one, of unknown value."""
    if len({key.lower() for key in tags}) == len(tags):  # as good as always
        return dict(tags)
    times = Counter(key.lower() for key in tags)
    return {key: value for key, value in tags.items() if times[key.lower()] == 1}


def _tags_known(resource: AWSResource, spec: ResourceSpec, told: Mapping[str, str]) -> bool:
    """Whether the resource's tags were read, and all stand in the context of requests."""
    if spec.tags is None or resource.resource_type in UNTOLD_TAGS:
        return False
    return len(told) == len(resource.tags) and not unread(resource.notes)
