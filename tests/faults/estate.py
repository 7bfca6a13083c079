"""The estate that the matrix scans: two accounts, two regions, a type per protocol; its homes, its scans and its store."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from estate_assets.scanner import EstateScanner, ScanRequest, Settings
from estate_assets.scanner.model import EmbeddedText
from estate_assets.scanner.permissions.accounts import Permissions
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from estate_assets.scanner import AWSResource
    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.discovery import Discovery

#: One type for each of AWS's protocols: EC2's, REST-JSON, REST-XML, query, JSON.
TYPES = ("ec2:volume", "lambda:function", "route53:hosted_zone", "sns:topic", "sqs:queue")
SERVICES = tuple(name.partition(":")[0] for name in TYPES)
REGIONS = ("us-east-1", "eu-west-1")
REQUEST = ScanRequest(regions=REGIONS, services=SERVICES)
LIMITS = {"cells": 4, "attempts": 1, "simulate_rate": 500, "read_timeout_s": 20}
GHOST = "-long-gone"
#: Where -> what is stored there: "account/region/type" -> ARN -> the record and its vector, as text.
Store = dict[str, dict[str, str]]


class HashEmbedder:
    """Vectors without a model: the same for the same text, different for another."""

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        return [self._vector(text) for text in texts]

    def check(self) -> None:
        """Nothing to check."""

    def _vector(self, text: str) -> tuple[float, ...]:
        at = hashlib.sha256(text.encode()).digest()[0]
        return tuple(float(n == at) for n in range(384))


@dataclass
class Estate:
    """How the seeded estate is scanned from a home, and what the undisturbed scan left there."""

    accounts: list[dict[str, str]]
    golden: Path
    store: Store
    _discovery: Discovery | None = None

    def scanner(self, home: Path, *, fresh: bool = False, **settings: Any) -> EstateScanner:
        """A scanner on a home. Unless it is to be `fresh`, it shares clients and credentials with its predecessors."""
        limits = LIMITS | settings.pop("limits", {})
        scan = {"tags": "each"} | settings.pop("scan", {})
        chosen = {"accounts": self.accounts, "scan": scan, **settings}
        scanner = EstateScanner(Settings(home=home, limits=limits, **chosen), narrow(*TYPES))
        scanner.embedder = HashEmbedder()
        return scanner if fresh else self._sharing(scanner)

    def close(self) -> None:
        if self._discovery:
            self._discovery.engine.close()

    def _sharing(self, scanner: EstateScanner) -> EstateScanner:
        """Making clients takes three quarters of such a small scan's time."""
        own = scanner.discovery
        if self._discovery is None:
            self._discovery = own
        else:
            own.engine.close()
            self._discovery.engine.buckets = own.engine.buckets
            own.engine, own.entrance = self._discovery.engine, self._discovery.entrance
            scanner.permissions = Permissions(
                scanner.settings, own, scanner.ledger
            )  # they ask by the engine they are given
        own.close = lambda: None
        return scanner

    def new_home(self, home: Path) -> None:
        """A home that has scanned nothing yet; key and verdicts are the undisturbed scan's, so that the stores compare."""
        home.mkdir(mode=0o700)
        for name in ("key", "verdicts.db"):
            shutil.copy(self.golden / name, home / name)

    def aged_home(self, home: Path) -> None:
        """The undisturbed scan's home, grown old: everywhere one resource that is gone by now, and one that has changed."""
        shutil.copytree(self.golden, home)
        with self.scanner(home) as scanner, scanner.store() as collection:
            first = {where(one): one for one in collection.resources()}
            ghosts = [replace(one, arn=one.arn + GHOST, id=one.id + GHOST) for one in first.values()]
            changed = [replace(one, name="as it was", content_hash="old") for one in first.values()]
            both = [*ghosts, *changed]
            words = {one.point_id: EmbeddedText(one.point_id, one.arn, ()) for one in both}
            collection.upsert(both, words)


def narrow(*types: str) -> Registry:
    """The built-in registry with only these types of their services."""
    registry = Registry(entry_points=False)
    for service in {name.partition(":")[0] for name in types}:
        registry.register(ServiceScanner(service, [spec for spec in registry.specs(service) if spec.key in types]))
    return registry


def where(resource: AWSResource) -> str:
    """`account/region/type`."""
    return f"{resource.account_id}/{resource.region}/{resource.resource_type}"


def contents(collection: Collection) -> Store:
    """All that a store holds, without the time at which it was seen."""
    found: Store = {}
    for resource in collection.resources():
        record = resource.to_dict()
        del record["discovered_at"]
        whole = [record, collection.vector(resource.account_id, resource.arn)]
        found.setdefault(where(resource), {})[resource.arn] = json.dumps(whole, sort_keys=True)
    return found


def contents_of(scanner: EstateScanner) -> Store:
    with scanner.store() as collection:
        return contents(collection)
