"""Peak resident memory of the library's scan over 10 and over 100 accounts of one size: `python -m bench.memory [--small] [--write]`.

Each scan is a process of its own, with the model in it. The points go to a server in another process, so that what is measured is
the scan's own; and once into the embedded store, which holds all points in the scanning process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import SERVICES, UNLIMITED, cloud, flags, spent_by, told

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (10, 100)
PROGRAM = """
import json
from estate_assets.scanner import EstateScanner
with EstateScanner() as scanner:
    result = scanner.scan()
errors = [one.message for one in result.errors][:3]
print(json.dumps([result.status, errors, result.resources_upserted, scanner.embedder.texts_embedded]))
"""
SERVER = """
import sys
from tests.qdrant_server import QdrantServer
print(QdrantServer("key").url, flush=True)
sys.stdin.read()
"""


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """Qdrant's HTTP contract in a process of its own, as the settings name it."""
    command = [sys.executable, "-W", "ignore", "-c", SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout  # noqa: S101  # for the type checker
        try:
            yield {"ESTATE_STORE__URL": process.stdout.readline().strip(), "ESTATE_STORE__API_KEY": "key"}
        finally:
            process.kill()


def scanned(accounts: int, store: dict[str, str]) -> tuple[float, int, int]:
    """A first scan of so many accounts: its peak in MB, the resources that it kept, the texts that it computed."""
    some = [f"{number:012d}" for number in range(100_000_000_000, 100_000_000_000 + accounts)]
    named = [{"id": one, "role_arn": f"arn:aws:iam::{one}:role/scanner"} for one in some]
    with tempfile.TemporaryDirectory(prefix="estate-bench-") as home:
        env = UNLIMITED | store | {
            "ESTATE_HOME": str(Path(home) / "home"), "ESTATE_ACCOUNTS": json.dumps(named), "ESTATE_REGIONS": "us-east-1",
            "ESTATE_SERVICES": ",".join(SERVICES),
        }  # fmt: skip
        spent, (status, errors, resources, texts) = spent_by(PROGRAM, env)
    assert status == "complete", errors  # noqa: S101  # else there was less to hold
    return spent.peak_mb, resources, texts


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    sizes = (1, 2) if chosen.small else SIZES
    rows = []
    with cloud(1 if chosen.small else 4), server() as remote:
        for name, store in (("server", remote), ("embedded", {})):
            peaks: list[float] = []
            for accounts in sizes:
                peak, *counts = scanned(accounts, {**store, "ESTATE_STORE__COLLECTION": f"of-{accounts}"})
                peaks.append(peak)
                rows.append((name, accounts, *counts, f"{peak:.0f}", f"{peak / peaks[0]:.2f}"))
            grown = (peaks[-1] - peaks[0]) / (sizes[-1] - sizes[0])
            print(f"{name}: {grown * 1000:.0f} KB more an account")
    head = ("store", "accounts", "resources", "texts computed", "peak MB", "× the first")
    told("memory", head, rows, write=chosen.write)


if __name__ == "__main__":
    main()
