"""Secrets planted under every sensitive path of every type of the catalogue, and looked for in whatever a scan leaves behind."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from estate_assets.scanner import tables, text
from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Place, Sealer, open_all, sealed_in
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, Cell, EmbeddedText
from estate_assets.scanner.never import NEVER
from estate_assets.scanner.points import point_of
from estate_assets.scanner.redaction import MASK
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.settings import Settings
from estate_assets.scanner.stages import enrich
from estate_assets.testing.loopback import ACCOUNT
from tests.canaries.answers import MARK, REGION, UNIQUE, Planted, named_calls, served
from tests.canaries.leaks import leaks
from tests.canaries.scan import everything_is_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.model import Outcome, RawResource


_CRAWLER = "sourceConfiguration.managedSourceConfiguration.webCrawlerConfiguration"
#: Sealed should they ever come: no operation that is asked gives the first; the second is of a type that can't be made up; the others
#: are of a union, of which another member is made up.
UNREACHED = {
    ("ec2:instance", "UserData"), ("identitystore:user", "Extensions"),
    ("qconnect:knowledge_base", f"{_CRAWLER}.inclusionFilters"), ("qconnect:knowledge_base", f"{_CRAWLER}.exclusionFilters"),
}  # fmt: skip
#: So many free texts are sealed at least, of each tier.
TEXTS = {"core": 400, "extended": 200}
SCAN = {"endpoint_data": "ask", "optional_details": True, "aws_managed": True}
LIMITS = {"attempts": 1, "rate": 1e6, "burst": 1e6, "cells": 1, "items": 4, "read_timeout_s": 20}
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}  # fmt: skip


class Estate:
    """All types of a tier, on a loopback AWS that holds secrets once it is told which texts are some."""

    def __init__(self, home: Path, tier: str) -> None:
        self.tier, self.registry, self.sealer = tier, Registry(entry_points=False, tier=tier), Sealer(bytes(32))
        self.planted, self.home = Planted(), home
        self.server = served(self.planted)
        self._patch = pytest.MonkeyPatch()
        for name in [name for name in os.environ if name.startswith(("AWS_", "ESTATE_"))]:
            self._patch.delenv(name)
        for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": self.server.url}.items():
            self._patch.setenv(name, value)
        self._patch.setattr("socket.getaddrinfo", socket.getaddrinfo)
        everything_is_here()
        settings = Settings(home=home, limits=LIMITS, scan=SCAN | {"tags": "each"})
        self._discovery = Discovery(settings, self.registry, self.sealer, Ledger(home / "ledger.db"))
        named_calls(self._discovery.engine.session)

    def close(self) -> None:
        self._discovery.close()
        self.server.close()
        self._patch.undo()

    def look(self) -> Look:
        """Lists everything in one region."""
        cells = [Cell(ACCOUNT, *target) for target in self.registry.targets([REGION], self.registry.services)]
        found = Look(self.registry, self.sealer)
        for outcome in self._discovery.discover(Account(ACCOUNT), cells):
            found.note(outcome)
        return found


class Look:
    """What a discovery of everything saw: outcomes, the sealed paths by type, and the free texts that were sealed, with their places."""

    def __init__(self, registry: Registry, sealer: Sealer) -> None:
        self.registry, self.sealer = registry, sealer
        self.outcomes: list[Outcome[RawResource]] = []
        self.paths: dict[str, set[str]] = defaultdict(set)
        self.texts: dict[str, tuple[str, str]] = {}

    def note(self, outcome: Outcome[RawResource]) -> None:
        self.outcomes.append(outcome)
        for item in outcome.items:
            opened = open_all(item.properties, self.sealer, Place(ACCOUNT, item.arn))
            pairs = zip(leaves(item.properties), leaves(opened), strict=True)
            values = [found for was, found in pairs if isinstance(was, dict)]
            for (path, _), value in zip(sealed_in(item.properties), values, strict=True):
                self.paths[item.resource_type].add(path)
                if isinstance(value, str) and (UNIQUE.search(value) or MARK in value):
                    self.texts[value] = (item.resource_type, path)

    def unreached(self) -> set[tuple[str, str]]:
        """Sensitive paths under which nothing was sealed."""
        specs = [spec for service in self.registry.services for spec in self.registry.specs(service)]
        return {
            (spec.key, path) for spec in specs for path in spec.sensitive
            if not any(one == path or one.startswith((f"{path}.", f"{path}[")) for one in self.paths[spec.key])
        }  # fmt: skip


def leaves(data: Any) -> Iterator[Any]:
    """The values of JSON data in their order; a sealed one is a value."""
    if isinstance(data, dict) and "$sealed" not in data:
        for value in data.values():
            yield from leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value)
    else:
        yield data


@pytest.fixture(scope="module", params=["core", pytest.param("extended", marks=pytest.mark.slow)])
def estate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    found = Estate(tmp_path_factory.mktemp("canaries"), request.param)
    yield found
    found.close()


@pytest.fixture(scope="module")
def look(estate: Estate) -> Look:
    """What is sealed where nothing is planted yet."""
    return estate.look()


def test_the_forms_are_found_in_what_they_stand_for() -> None:
    for before in range(4):
        text_ = "x" * before + MARK + "tail"
        for coded in (
            text_.encode(),
            base64.b64encode(text_.encode()),
            text_.encode("utf-16-le"),
            text_.encode().hex().encode(),
        ):
            assert leaks("x", b"..." + coded + b"...")
    assert not leaks("x", b"Cnry7 q" * 100)


def test_every_sensitive_path_seals_something(estate: Estate, look: Look) -> None:
    assert look.unreached() <= UNREACHED
    assert len(look.texts) > TEXTS[estate.tier]


def test_no_stage_of_the_library_lets_a_secret_out(estate: Estate, look: Look) -> None:
    """Raw and enriched records, their Parquet, texts, points with payload, the ledger; and none was asked for that is never asked."""
    estate.planted.secrets = frozenset(look.texts)
    again = estate.look()
    assert set(look.texts.values()) == {again.texts[one] for one in again.texts if MARK in one}
    found = []
    for raw in again.outcomes:
        (done,) = enrich([raw], Account(ACCOUNT, "made up"), again.registry, None)
        texts = {
            one.point_id: EmbeddedText(
                one.point_id, text.text_of(one, again.registry.spec(one.resource_type)), (1.0, *(0.0,) * 383)
            )
            for one in done.items
        }
        points = [point_of(one, texts[one.point_id]).model_dump() for one in done.items]
        shown = [tables.raw_table(raw), tables.enriched_table(done), tables.embedded_table(done, texts)]
        content = json.dumps([[table.to_pylist(), str(table.schema.metadata)] for table in shown], default=str)
        found += leaks(raw.cell.target, (content + json.dumps(points, default=str) + repr(raw) + repr(done)).encode())
    assert found == []
    assert leaks("ledger", (estate.home / "ledger.db").read_bytes()) == []
    assert set(estate.planted.calls) & NEVER == set()


def tagging(registry: Registry) -> frozenset[str]:
    """The operations that are asked after a listing: tags and details of their own."""
    return frozenset(
        f"{spec.service}:{operation}" for service in registry.services for spec in registry.specs(service)
        for operation in (spec.tags.operation if spec.tags else None, *(one.operation for one in spec.details if one.into))
        if operation
    )  # fmt: skip


@pytest.mark.slow
def test_nothing_that_a_scan_through_dagster_leaves_holds_a_secret(estate: Estate, look: Look, tmp_path: Path) -> None:
    """Every type; every further question is refused with a message that quotes what the service holds. All files are searched:
    Parquet, Qdrant's, ledger, changes, vectors, Dagster's event log and what its runs printed; and the command's own output.
    """
    if estate.tier != "core":
        pytest.skip("once is enough: the other tier takes the same way")
    planted = Planted(frozenset(look.texts), tagging(look.registry))
    server = served(planted)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ESTATE_", "DAGSTER_"))}
    own = {
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": server.url,
        "ESTATE_PERMISSIONS__ENGINE": "off",
        "ESTATE_SCAN__ENDPOINT_DATA": "ask",
        "ESTATE_SCAN__TAGS": "each",
    }
    own |= {f"ESTATE_LIMITS__{name.upper()}": str(value) for name, value in LIMITS.items()}
    command = [sys.executable, "-m", "tests.canaries.scan"]
    env = clean | own | {"PYTHONPATH": str(Path.cwd()), "ESTATE_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, env=env, capture_output=True, check=False, timeout=500)
    server.close()
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    result = json.loads(done.stdout)
    assert (result["status"], result["resources_upserted"] > 300) == ("partial", True)
    assert sum(map(len, planted.given.values())) >= 0.8 * len(look.texts)
    refusals = [error for error in result["errors"] if error["code"].startswith("Validation")]
    assert len(refusals) > 50
    assert all(f"password={MASK}" in error["message"] for error in refusals)
    quoting = {error["service"] for error in refusals if f"value '{MASK}" in error["message"]}
    assert len(quoting) > 10
    found = leaks("stdout", done.stdout) + leaks("stderr", done.stderr)
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            content += json.dumps(table.to_pylist(), default=str).encode() + str(table.schema.metadata).encode()
        found += leaks(str(path.relative_to(tmp_path)), content)
    assert found == []
    names = {path.name for path in files}
    assert {"ledger.db", "vectors.db", "changes.db", "storage.sqlite", "lambda.parquet"} <= names
    assert [path for path in files if "history" in path.parts and path.suffix == ".db"]
    assert set(planted.calls) & NEVER == set()
