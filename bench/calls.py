"""API calls per 1,000 resources of each type: with tags from the Tagging API, and one by one (the baseline), in one run.

    .venv/bin/python bench/calls.py [--json] [TYPE ...]

Each type is scanned over HTTP from a loopback AWS that makes up its answers: 100 resources in pages of 100 (children: 10 under each of
10 parents), and the calls at the wire are counted and multiplied by ten. The Tagging API tells of 100 resources a call.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from estate_assets.scanner.aws import Engine
from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.encryption import Sealer
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.service import ServiceScanner
from estate_assets.scanner.settings import Settings
from tests.catalogue.synthesis import ACCOUNT
from tests.catalogue.world import Server, World, announce, models_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.spec import ResourceSpec

EACH, BACKFILL = "each", "backfill"
MANY, SCALE = 100, 10
LIMITS: dict[str, Any] = {"attempts": 1, "rate": 1e6, "burst": 1e6, "documented_rates": False, "items": 8}
#: Asked once per process, not per type.
ASIDE = {"GetCallerIdentity", "DescribeRegions", "DescribeEndpoints"}
REGISTRY = Registry(entry_points=False)


def family(spec: ResourceSpec) -> tuple[ResourceSpec, ...]:
    """A type and the parents it is listed by, parents first."""
    if not spec.parent:
        return (spec,)
    name = spec.parent.type
    return (*family(REGISTRY.spec(name if ":" in name else f"{spec.service}:{name}")), spec)


class Bench:
    """A loopback AWS, and a discovery of it for each way to ask for tags."""

    def __init__(self, home: Path) -> None:
        self._engine = Engine(Settings(limits=LIMITS).limits)
        self._server = Server(models_of(self._engine))
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{self._server.server_port}"
        announce(self._engine)
        self._ways = {way: self._discovery(home / way, way) for way in (BACKFILL, EACH)}

    def _discovery(self, home: Path, way: str) -> Discovery:
        settings = Settings(home=home, limits=LIMITS, scan={"tags": way, "aws_managed": True})
        found = Discovery(settings, REGISTRY, Sealer(bytes(32)), Ledger(home / "ledger.db"))
        found.engine.close()
        found.engine = self._engine
        return found

    def calls(self, spec: ResourceSpec, way: str) -> tuple[int, int]:
        """Resources of the type, and the calls that it took to list them (and their parents)."""
        specs = family(spec)
        world = World(items=MANY if len(specs) == 1 else SCALE, page=MANY)
        world.url = os.environ["AWS_ENDPOINT_URL"]
        world.pages(specs)
        found = self._ways[way]
        found.registry = Registry(entry_points=False)
        found.registry.register(ServiceScanner(spec.service, list(specs)))
        self._server.world = world
        place = "global" if spec.is_global else "us-east-1"
        (outcome,) = found.discover(Account(ACCOUNT), [Cell(ACCOUNT, place, spec.service)])
        items = sum(item.resource_type == spec.key for item in outcome.items)
        return items, sum(operation not in ASIDE for _, operation in world.calls)


def measured(bench: Bench, names: list[str]) -> Iterator[dict[str, Any]]:
    """A row per type that lists more than what there is once per account."""
    for name in names:
        spec = REGISTRY.spec(name)
        rows = {way: bench.calls(spec, way) for way in (BACKFILL, EACH)}
        items = rows[EACH][0]
        if items > 1:
            yield {"type": name} | {way: round(1000 * calls / items) for way, (_, calls) in rows.items()}


def main() -> None:
    """Prints the table, or its rows as JSON."""
    named = [name for name in sys.argv[1:] if name != "--json"]
    for name in [name for name in os.environ if name.startswith(("AWS_", "ESTATE_"))]:
        del os.environ[name]
    os.environ |= {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_CONFIG_FILE": os.devnull}
    found = socket.getaddrinfo  # some services have hosts of their own: 111122223333.127.0.0.1
    socket.getaddrinfo = lambda host, *more, **by: found(  # type: ignore[assignment]
        "127.0.0.1" if str(host).endswith("127.0.0.1") else host, *more, **by
    )
    names = named or [spec.key for service in REGISTRY.services for spec in REGISTRY.specs(service)]
    with tempfile.TemporaryDirectory() as home:
        rows = list(measured(Bench(Path(home)), names))
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print(f"{'calls per 1,000 resources':40} {BACKFILL:>9} {EACH:>9}")
    for row in rows:
        print(f"{row['type']:40} {row[BACKFILL]:9} {row[EACH]:9}")
    print(f"{f'all {len(rows)} types':40} {sum(r[BACKFILL] for r in rows):9} {sum(r[EACH] for r in rows):9}")


if __name__ == "__main__":
    main()
