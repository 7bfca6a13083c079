"""Wall time of listing one estate, each call answered after 80 ms: `python -m bench.discovery [--small] [--write]`.

Against a plain boto3 script that makes the same listings one after the other (without tags), and against awsmap and awsinv, where
ESTATE_BENCH_PEERS names the folders of their commands, with colons. Estate lists and tags; nothing is embedded or stored. It runs in a
process of its own, as the other commands do, and again in this one: by a new scanner, but this process has scanned before, so that imports
are done and botocore's models read. All take turns, three times; the plain script, which mostly waits, once. The estate is one account
with the 17 regions that AWS enables.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.report import ACCOUNT, cloud, flags, scanner, told
from estate_assets.scanner import ScanRequest
from estate_assets.scanner.regional import python_name
from estate_assets.scanner.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = "from estate_assets.scanner.garbage import GARBAGE; GARBAGE.process_is_ours()"
LATENCY = 0.08
LEAST = 20  # calls; a tool that makes fewer has not found this AWS
AT_ONCE = 16  # listings: `limits.listings`
#: Those that are enabled in every account.
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2", "eu-west-3",
    "eu-central-1", "eu-north-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2",
)  # fmt: skip
SERVICES = ("ec2", "rds", "lambda", "iam", "secretsmanager")


def plainly(regions: tuple[str, ...]) -> int:
    """One listing after the other; how many pages came."""
    import boto3  # here: Estate, in a process of its own, does not need it

    registry, found = Registry(entry_points=False), 0
    for service in SERVICES:
        for is_global in (True, False):
            for region in ("us-east-1",) if is_global else regions:
                client = boto3.client(service, region_name=region)
                for spec in registry.specs(service, of_globals=is_global):
                    found += 0 if spec.parent else _pages(client, python_name(spec.list.operation), spec.list.params)
    return found


def _pages(client: Any, method: str, params: dict[str, Any]) -> int:
    given = {name: ACCOUNT if value == "$account" else value for name, value in params.items()}
    if client.can_paginate(method):
        return sum(1 for _ in client.get_paginator(method).paginate(**given))
    getattr(client, method)(**given)
    return 1


def estate(regions: tuple[str, ...]) -> int:
    """Estate's discovery; how many resources it found."""
    with scanner() as scan:
        (account,) = scan.accounts()
        cells = scan.cells(account, ScanRequest(regions=regions, services=SERVICES))
        return sum(len(one.items) for one in scan.discovery.discover(account, cells))


def _alone(regions: tuple[str, ...]) -> str:
    """Estate's discovery in a process of its own, that begins and ends as the command does; what it said."""
    code = f"{OURS}; from bench.discovery import estate; print(estate({regions!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    return done.stdout.strip() or f"exit {done.returncode}: {done.stderr.strip()[-200:]}"


def peers(regions: tuple[str, ...]) -> dict[str, Callable[[], Any]]:
    """The commands of the other tools that are there."""
    found: dict[str, Callable[[], Any]] = {}
    for folder in map(Path, filter(None, os.environ.get("ESTATE_BENCH_PEERS", "").split(":"))):
        if (tool := folder / "awsmap").exists():
            named = [word for service in SERVICES for word in ("-s", service)] + [
                word for one in regions for word in ("-r", one)
            ]
            found["awsmap"] = lambda tool=tool, named=named: _run(
                [str(tool), "-q", "--no-db", "--include-global", "-f", "json", "-o", "found.json", *named]
            )
        if (tool := folder / "awsinv").exists():
            named = [word for one in regions for word in ("-r", one)]  # it can't be told which services: it lists 26
            found["awsinv, 26 services"] = lambda tool=tool, named=named: _run(
                [str(tool), "snapshot", "create", "bench", *named]
            )
    return found


def _run(command: list[str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "HOME": folder, "AWS_INVENTORY_STORAGE_PATH": folder}
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
        return "" if done.returncode == 0 else f"exit {done.returncode}: {done.stderr.strip()[-200:]}"


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    regions = REGIONS[:1] if chosen.small else REGIONS
    alike: dict[str, Callable[[], Any]] = {
        "Estate": lambda: _alone(regions),
        "Estate, in a process that has scanned before": lambda: estate(regions),
    }
    alike |= {} if chosen.small else peers(regions)
    with cloud(2 if chosen.small else 16, ",".join(regions), LATENCY) as url:
        taken = {"boto3, one after the other": [timed(url, lambda: plainly(regions))]}
        taken |= {name: [] for name in alike}
        estate(regions[:1])  # the scan before
        for _ in range(1 if chosen.small else 3):
            for name, work in alike.items():
                taken[name].append(timed(url, work))
    rows = []
    for name, some in taken.items():
        took, calls, most, said = sorted(some)[len(some) // 2]
        print(f"{name}: {said}; seconds: {', '.join(f'{one[0]:.1f}' for one in some)}")
        if calls < LEAST:
            print(f"{name} listed nothing: no row")
            continue
        limit = calls * LATENCY / AT_ONCE
        rows.append((name, f"{took:.1f}", calls, most, f"{limit:.1f}", f"{took / limit:.2f}"))
    head = ("tool", "seconds", "calls", "at once", f"limit at {AT_ONCE} at once", "× the limit")
    told("discovery", head, rows, write=chosen.write)


def timed(url: str, work: Callable[[], Any]) -> tuple[float, int, int, str]:
    """Seconds, calls, the most calls at once, and what the work said."""
    urllib.request.urlopen(f"{url}/_calls").close()  # noqa: S310  # our own; it begins to count
    started = time.monotonic()
    said = str(work())
    took = time.monotonic() - started
    with urllib.request.urlopen(f"{url}/_calls") as answer:  # noqa: S310
        counted = json.load(answer)
    return took, counted["calls"], counted["most"], said


if __name__ == "__main__":
    main()
