"""A made-up company's AWS estate for measuring search: records as AWS gives them, through the real way of enrichment.

The same seed gives the same estate. Names, tags and states are as uneven as in life: four habits of tagging, some resources
without any tag, environments that only a name tells.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench.parts import PARTS
from bench.shared import ONCE_A_REGION, ONCE_AN_ACCOUNT
from estate_assets.scanner import stages
from estate_assets.scanner.model import GLOBAL, Account, AWSResource, Cell, Outcome, RawResource
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.transform import arn_of, identity_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.spec import ResourceSpec

SEED = 20_261_120
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNTS = (
    Account("418273645501", "acme-production"), Account("527364819012", "acme-staging"), Account("639184720563", "acme-development"),
    Account("748291036471", "acme-data"), Account("851930274628", "acme-shared"),
)  # fmt: skip
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-southeast-2")
TEAMS = {
    "payments": ("checkout", "invoicing", "fraud-scoring", "payouts"), "orders": ("basket", "order-history", "returns"),
    "catalog": ("product-catalog", "pricing", "recommendations"), "identity": ("login", "profiles", "consent"),
    "logistics": ("shipping", "warehouse", "parcel-tracking"), "growth": ("newsletter", "campaigns", "experiments"),
    "data-platform": ("clickstream", "lakehouse", "reporting"), "mobile": ("push-notifications", "app-backend"),
}  # fmt: skip
SHORT = {"production": "prod", "staging": "stg", "development": "dev"}
ENVIRONMENTS = {
    "acme-production": ("production",), "acme-staging": ("staging",), "acme-development": ("development",),
    "acme-data": ("production", "production", "staging", "development"), "acme-shared": ("production", "development"),
}  # fmt: skip
SHARE = 0.43  # of all apps × accounts × regions that are deployed


class Maker:
    """Makes the records of one deployment: an app of a team, in one environment of an account and region."""

    def __init__(
        self, dice: random.Random, account: Account, region: str, team: str, app: str, environment: str
    ) -> None:
        self.dice, self.account, self.region, self.team, self.app, self.environment = (
            dice,
            account,
            region,
            team,
            app,
            environment,
        )
        self.habit = dice.choice(("full", "full", "short", "owner", "sparse", "none"))

    def name(self, part: str, number: int | None = None) -> str:
        """`checkout-api-prod-2`."""
        parts = [self.app, part, SHORT[self.environment], *([str(number)] if number is not None else [])]
        return "-".join(piece for piece in parts if piece)

    def tags(self, name: str) -> dict[str, str]:
        """Tags after this deployment's habit; now and then someone forgot them."""
        if self.habit == "none" or self.dice.random() < 0.03:
            return {}
        short = SHORT[self.environment]
        return {
            "full": {"Name": name, "Environment": self.environment, "Team": self.team, "Application": self.app,
                     "CostCenter": f"CC-{1000 + sum(map(ord, self.team)) % 17}"},
            "short": {"Name": name, "env": short, "team": self.team, "app": self.app, "managed-by": "terraform"},
            "owner": {"Name": name, "Environment": short, "Owner": self.team, "Project": self.app, "DataClass": self.dice.choice(
                ("public", "internal", "confidential"))},
            "sparse": {"Name": name, "Application": self.app},
        }[self.habit]  # fmt: skip

    def hex(self, prefix: str, length: int = 17) -> str:
        """An id as AWS makes them: `i-0a1b...`."""
        return f"{prefix}-{self.dice.getrandbits(4 * length):0{length}x}"

    def digits(self, length: int) -> str:
        """A string of hexadecimal digits."""
        return f"{self.dice.getrandbits(4 * length):0{length}x}"

    def address(self) -> str:
        """A private address."""
        return f"10.{self.dice.randrange(256)}.{self.dice.randrange(256)}.{self.dice.randrange(4, 250)}"

    def public_address(self) -> str:
        """A public address, of the blocks for documents."""
        return f"{self.dice.choice(('203.0.113', '198.51.100', '192.0.2'))}.{self.dice.randrange(1, 255)}"

    def arn(self, service: str, tail: str) -> str:
        """An ARN of this deployment's account and region."""
        return f"arn:aws:{service}:{self.region}:{self.account.id}:{tail}"

    def time(self) -> str:
        """When something was made: most in the last years, some in the last weeks."""
        days = self.dice.choice((self.dice.uniform(0.1, 30), self.dice.uniform(30, 400), self.dice.uniform(400, 1900)))
        return (NOW - timedelta(days=days)).isoformat(timespec="seconds")

    def odds(self, share: float) -> bool:
        """Whether something with this probability is so."""
        return self.dice.random() < share


def resources() -> list[AWSResource]:
    """The estate, enriched: some 6,000 records."""
    registry = Registry(entry_points=False)
    cells: dict[Cell, list[RawResource]] = {}
    for raw in _raw(registry):
        cells.setdefault(raw.cell, []).append(raw)
    found: list[AWSResource] = []
    for account in ACCOUNTS:
        outcomes = (Outcome(cell, tuple(items)) for cell, items in cells.items() if cell.account_id == account.id)
        found += [one for outcome in stages.enrich(outcomes, account, registry, None) for one in outcome.items]
    return list({one.point_id: one for one in found}.values())


def _raw(registry: Registry) -> Iterator[RawResource]:
    dice = random.Random(SEED)  # noqa: S311  # not for secrets
    for account in ACCOUNTS:
        shared = Maker(dice, account, REGIONS[0], "platform", "shared", ENVIRONMENTS[account.name][0])
        yield from _made(shared, ONCE_AN_ACCOUNT, registry)
        for region in REGIONS:
            network = Maker(dice, account, region, "platform", "core", ENVIRONMENTS[account.name][0])
            yield from _made(network, ONCE_A_REGION, registry)
            for team, apps in TEAMS.items():
                for app in apps:
                    if dice.random() < SHARE:
                        environment = dice.choice(ENVIRONMENTS[account.name])
                        yield from _made(Maker(dice, account, region, team, app, environment), PARTS, registry)


def _made(maker: Maker, parts: Any, registry: Registry) -> Iterator[RawResource]:
    for part in parts:
        for resource_type, properties, tags in part(maker):
            yield _record(maker, registry.spec(resource_type), properties, tags)


def _record(maker: Maker, spec: ResourceSpec, properties: dict[str, Any], tags: dict[str, str]) -> RawResource:
    cell = Cell(maker.account.id, GLOBAL if spec.is_global else maker.region, spec.service)
    if spec.service == "ec2":
        properties = {**properties, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
    id_ = identity_of(properties, None, spec)
    return RawResource(cell, spec.key, arn_of(properties, id_, spec, cell, "aws"), id_, properties, tags)
