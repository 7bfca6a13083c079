"""What the library's tests share: a clean environment, a loopback AWS, and a scan of one cell."""

from __future__ import annotations

import functools
import os
import threading
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from botocore.loaders import JSONFileLoader, Loader
from fake_aws import ACCOUNT, ROLE, FakeAws, Handler, Server

from estate_assets.scanner.aws import Engine
from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, Cell, Outcome, RawResource
from estate_assets.scanner.rate import Buckets
from estate_assets.scanner.rates import Rate
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REGION = "eu-west-1"
hypothesis.settings.register_profile("estate", max_examples=40, deadline=None, database=None)
hypothesis.settings.load_profile("estate")
LIMITS = {
    "cells": 2,
    "items": 4,
    "attempts": 1,
    "read_timeout_s": 2,
    "connect_timeout_s": 5,
    "rate": 1e4,
    "burst": 1e4,
}


@pytest.fixture(params=["local", "edge"], scope="session")
def engine(request):
    """What keeps the embedded store: each must keep it alike."""
    return request.param


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees this machine's AWS or Estate configuration, nor writes into the working directory."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "ESTATE_", "BOTO"))]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv(
        "ESTATE_SCAN__TAGS", "each"
    )  # their scripts answer the services' own operations; but test_tagging.py
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.chdir(tmp_path)


_READ = functools.partial(JSONFileLoader.load_file, JSONFileLoader())
_FILES = functools.cache(_READ)


@pytest.fixture(scope="module", autouse=True)
def _models() -> Iterator[None]:
    """botocore's models are read once for all its sessions: half of the time of a test that calls AWS.

    Not those of S3 and S3 Control: their clients change the model at the first call of an operation (the URL's bucket goes),
    and whoever got the same model would look for calls that are not made so. Nor beyond these tests: moto changes what it reads.
    """
    with pytest.MonkeyPatch.context() as patch:
        found = Loader.list_available_services
        names = functools.cache(lambda kind: found(Loader(), kind))
        patch.setattr(
            JSONFileLoader, "load_file", lambda _self, path: (_READ if f"{os.sep}s3" in path else _FILES)(path)
        )
        patch.setattr(Loader, "list_available_services", lambda _self, type_name: names(type_name))
        yield


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def aws(_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAws]:
    """The loopback AWS, with an identity and two enabled regions. Fails the test on a call that it did not script."""
    _server.aws = fake = FakeAws(url=f"http://127.0.0.1:{_server.server_port}")
    fake.on("sts:GetCallerIdentity", {"Account": ACCOUNT, "Arn": ROLE, "UserId": "u"})
    fake.on("ec2:DescribeRegions", {"Regions": [{"RegionName": "us-east-1"}, {"RegionName": REGION}]})
    monkeypatch.setenv("AWS_ENDPOINT_URL", fake.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDDEFAULT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted-secret-key")
    yield fake
    assert not fake.unscripted, f"calls without a script: {sorted(set(fake.unscripted))}"


@pytest.fixture(scope="session")
def _engine(_server: Server) -> Iterator[Engine]:
    """One engine for all tests that want no limits of their own: EC2's client takes 0.3 s to make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{_server.server_port}")
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        engine = Engine(Settings(limits=LIMITS).limits)
        for service in ("ec2", "ecs", "iam", "kms", "lambda", "s3", "sqs"):
            engine.caller(service, REGION)
            engine.caller(service, "us-east-1")
        yield engine
    engine.close()


@pytest.fixture
def discovery(aws: FakeAws, _engine: Engine, tmp_path: Path) -> Iterator[Callable[..., Discovery]]:
    """Makes a Discovery; `limits` of its own cost it clients of its own."""
    made: list[Discovery] = []
    assert aws.url

    def make(registry: Registry | None = None, *, scan: dict[str, Any] | None = None, **limits: Any) -> Discovery:
        settings = Settings(home=tmp_path, limits={**LIMITS, **limits}, scan=scan or {})
        registry = registry or Registry(entry_points=False)
        found = Discovery(settings, registry, Sealer(b"k" * 32), Ledger(tmp_path / "ledger.db"))
        if limits:
            made.append(found)
        else:
            found.engine.close()
            found.engine = _engine
            _engine.buckets = Buckets(Rate(1e4, 1e4))
        return found

    yield make
    for one in made:
        one.close()


@pytest.fixture
def scan(discovery: Callable[..., Discovery]) -> Callable[..., Outcome[RawResource]]:
    """Scans one cell of the account and returns its outcome."""

    def run(service: str, region: str = REGION, registry: Registry | None = None, **more: Any) -> Outcome[RawResource]:
        (outcome,) = discovery(registry, **more).discover(Account(ACCOUNT), [Cell(ACCOUNT, region, service)])
        return outcome

    return run


def narrow(*types: str) -> Registry:
    """The built-in registry with only these types of their services: EC2 alone has forty."""
    registry = Registry(entry_points=False)
    for service in {name.partition(":")[0] for name in types}:
        registry.register(ServiceScanner(service, [spec for spec in registry.specs(service) if spec.key in types]))
    return registry


def entry_of(outcome: Outcome[Any], resource_type: str) -> Any:
    """The ledger's entry of one type."""
    (entry,) = [entry for entry in outcome.ledger if entry.resource_type == resource_type]
    return entry


def found(outcome: Outcome[Any]) -> list[str]:
    """The ids of what was found."""
    return [item.id for item in outcome.items]
