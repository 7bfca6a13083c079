"""A discovery over the synthesised AWS, one engine for all types."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner.aws import Engine
from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, Cell, Outcome
from estate_assets.scanner.rate import Buckets
from estate_assets.scanner.rates import Rate
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.settings import Settings
from tests.catalogue.synthesis import ACCOUNT
from tests.catalogue.world import Server, World, announce, models_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from estate_assets.scanner.spec import ResourceSpec

LOOPBACK = "127.0.0.1"
LIMITS: dict[str, Any] = {"cells": 2, "items": 4, "attempts": 1, "rate": 1e5, "burst": 1e5, "read_timeout_s": 20}


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[Engine, Server]]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "ESTATE_"))]:
            patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("NO_PROXY", "127.0.0.1")
        found = socket.getaddrinfo  # some services have hosts of their own: api.127.0.0.1, 111122223333.127.0.0.1
        patch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *more, **named: found(LOOPBACK if str(host).endswith(LOOPBACK) else host, *more, **named),
        )
        engine = Engine(Settings(limits=LIMITS).limits)
        engine.buckets = Buckets(Rate(1e5, 1e5))
        server = Server(models_of(engine))
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        announce(engine)
        yield engine, server
        server.shutdown()
        server.server_close()
        engine.close()


@pytest.fixture(scope="module")
def discovery(door: tuple[Engine, Server], tmp_path_factory: pytest.TempPathFactory) -> Discovery:
    """One for all types: it knows the account already."""
    home = tmp_path_factory.mktemp("catalogue")
    settings = Settings(home=home, limits=LIMITS, scan={"aws_managed": True, "tags": "each"})
    made = Discovery(settings, Registry(entry_points=False), Sealer(b"k" * 32), Ledger(home / "l.db"))
    made.engine.close()
    made.engine = door[0]
    return made


@pytest.fixture
def scanned(door: tuple[Engine, Server], discovery: Discovery) -> Callable[..., Outcome[Any]]:
    """Scans one type (and the parents it needs) of a world."""

    def scan(specs: tuple[ResourceSpec, ...], world: World, region: str) -> Outcome[Any]:
        registry = Registry(entry_points=False)
        registry.register(ServiceScanner(specs[0].service, list(specs)))
        world.pages(specs)
        door[1].world, discovery.registry = world, registry
        world.url = f"http://{LOOPBACK}:{door[1].server_port}"
        discovery._regions.clear()  # each world says which are enabled
        (outcome,) = discovery.discover(Account(ACCOUNT), [Cell(ACCOUNT, region, specs[0].service)])
        return outcome

    return scan
