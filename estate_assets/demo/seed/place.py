"""Where something is planted: an account and a region, with clients, names, tags and a tally."""

from __future__ import annotations

import functools
import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config

if TYPE_CHECKING:
    from estate_assets.demo.accounts import DemoAccount
    from estate_assets.demo.clock import Clock

# The home region is the busiest; the others hold a share of it.
_SHARES = {"us-east-1": 1.0, "eu-west-1": 0.36, "us-west-2": 0.24, "eu-central-1": 0.16}
_COST_CENTERS = {"payments": "4100", "orders": "4200", "platform": "5000", "data": "5300", "security": "6100"}
_STAGES = {"production": "prod", "staging": "staging", "development": "dev"}


@dataclass(frozen=True)
class Workload:
    """One service of one team, which most resources belong to."""

    team: str
    service: str


WORKLOADS = tuple(
    Workload(team, service)
    for team, services in {
        "payments": ("api", "ledger", "reconciler"),
        "orders": ("api", "worker", "search"),
        "platform": ("gateway", "ci", "auth"),
        "data": ("ingest", "warehouse", "reports"),
        "security": ("audit", "scanner"),
    }.items()
    for service in services
)


class Clients:
    """boto3 clients on moto in this very process, made once per service and region; each call moves the clock on."""

    def __init__(self, clock: Clock) -> None:
        self._session = boto3.Session(aws_access_key_id="AKIASEED", aws_secret_access_key="seed")  # noqa: S106
        self._session.events.register("before-call", clock.tick)
        self._made: dict[tuple[str, str], Any] = {}
        # Neither signed nor checked: that is a third of the time, and nobody looks at signatures in here.
        self._config = Config(
            signature_version=UNSIGNED, user_agent="seed", parameter_validation=False, retries={"max_attempts": 0}
        )

    def get(self, service: str, region: str) -> Any:
        """The client for a service in a region, in whichever account is entered."""
        key = service, region
        if key not in self._made:
            client = self._session.client(service, region_name=region, config=self._config)
            scope = f"AWS4-HMAC-SHA256 Credential=AKIASEED/20260302/{region}/{service}/aws4_request, Signature=0"
            client.meta.events.register("request-created", functools.partial(_name_region, scope))
            self._made[key] = client
        return self._made[key]


def _name_region(scope: str, request: Any, **_: Any) -> None:
    request.headers["Authorization"] = scope


@dataclass
class Place:
    """One region of one account, being planted; `planted` counts by resource type."""

    account: DemoAccount
    region: str
    clients: Clients
    planted: Counter[str] = field(default_factory=Counter)
    #: What later modules need of earlier ones: "vpc", "subnets", "security_groups", "key", ...
    found: dict[str, Any] = field(default_factory=dict)

    def enter(self) -> None:
        """Make every call from here on one of this account's."""
        os.environ["MOTO_ACCOUNT_ID"] = self.account.id

    def client(self, service: str) -> Any:
        """A client of this place."""
        return self.clients.get(service, self.region)

    def some(self, most: int, least: int = 1) -> range:
        """As many as this place deserves, where production's home region has `most`."""
        return range(max(least, round(most * self.account.scale * _SHARES[self.region])))

    def count(self, resource_type: str, number: int = 1) -> None:
        """Tally what was planted."""
        self.planted[resource_type] += number

    def environment(self, number: int) -> str:
        """The environment of the `number`-th resource: staging holds some development, production a pre-production."""
        if self.account.environment == "staging":
            return "development" if number % 3 == 1 else "staging"
        return "staging" if self.account.environment == "production" and number % 9 == 1 else "production"

    def name(self, number: int, suffix: str = "") -> str:
        """`payments-api-prod-3`, or `payments-api-db-prod-3` with a suffix."""
        work, stage = workload(number), _STAGES[self.environment(number)]
        middle = f"-{suffix}" if suffix else ""
        return f"{work.team}-{work.service}{middle}-{stage}-{number // len(WORKLOADS) + 1}"

    def tags(self, number: int, name: str) -> dict[str, str]:
        """The tags of the `number`-th resource; every eleventh lacks an owner, as in life."""
        team = workload(number).team
        tags = {
            "Name": name,
            "Environment": self.environment(number),
            "Team": team,
            "CostCenter": _COST_CENTERS[team],
            "ManagedBy": "terraform" if number % 4 else "console",
        }
        return tags if number % 11 == 1 else {**tags, "Owner": f"{team}-oncall@acme.example"}

    def tag_list(self, number: int, name: str) -> list[dict[str, str]]:
        """The same as `Key`/`Value` pairs."""
        return pairs(self.tags(number, name))

    def arn(self, service: str, resource: str) -> str:
        """An ARN of this place."""
        return f"arn:aws:{service}:{self.region}:{self.account.id}:{resource}"

    def role(self, number: int) -> str:
        """The ARN of the service role of the `number`-th workload's team."""
        return f"arn:aws:iam::{self.account.id}:role/{workload(number).team}-service"


def workload(number: int) -> Workload:
    """The workload that the `number`-th resource of a kind belongs to."""
    return WORKLOADS[number % len(WORKLOADS)]


def pairs(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as a list, with the names a service wants for the two halves."""
    return [{key: k, value: v} for k, v in tags.items()]
