"""What the benchmarks share: CPU seconds, the fast AWS as a process, and the tables of docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from estate_assets.scanner.scan import EstateScanner

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
ACCOUNT = "111122223333"
SERVICES = ("ec2", "rds", "lambda", "iam", "logs", "cloudwatch", "secretsmanager", "events")
LIMITS = {"rate": 1e6, "burst": 1e6, "simulate_rate": 1e6, "documented_rates": False}
#: The same as variables, for a process of its own.
UNLIMITED = {f"ESTATE_LIMITS__{name.upper()}": json.dumps(value) for name, value in LIMITS.items()}


def flags(words: str | None, **more: str) -> argparse.Namespace:
    """The command line: --small, --write, and `more` flags with their help."""
    found = _flags(words)
    for name, help_ in more.items():
        found.add_argument(f"--{name}", action="store_true", help=help_)
    return found.parse_args()


def sized(words: str | None, resources: int) -> argparse.Namespace:
    """The same, with --resources and --store."""
    found = _flags(words)
    found.add_argument("--resources", type=int, default=resources, help="how many, at least")
    found.add_argument("--store", choices=("local", "edge"), default="edge", help="the engine of the embedded store")
    return found.parse_args()


def _flags(words: str | None) -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=words)
    found.add_argument("--small", action="store_true", help="in seconds: shows that it runs, not how fast")
    found.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return found


def told(name: str, head: Sequence[str], rows: Sequence[Sequence[Any]], *, write: bool) -> None:
    """Prints a table; with `write` it takes its place between its marks in docs/performance.md."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] * len(head), *rows)]
    print("\n".join(lines))
    if write:
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, _, rest = PAGE.read_text().partition(begin)
        after = rest.partition(end)[2]
        PAGE.write_text(before + begin + "\n" + "\n".join(lines) + "\n\n" + end + after)


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """The CPU seconds of this process, user and system, and what the work gave."""
    before = time.process_time()
    found = work()
    return time.process_time() - before, found


def cpu_of(command: Sequence[str], times: int) -> float:
    """The median CPU seconds of a command of its own."""
    found = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(found)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: CPU seconds with its children's, seconds from its start to its end, peak resident memory in MB."""

    cpu: float
    wall: float
    peak_mb: float


def spent_by(program: str, env: Mapping[str, str]) -> tuple[Spent, Any]:
    """Runs a Python program of its own, and reads the last line that it prints as JSON. Raises CalledProcessError."""
    started = time.monotonic()
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout  # noqa: S101  # for the type checker
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    spent = Spent(used.ru_utime + used.ru_stime, time.monotonic() - started, used.ru_maxrss / 1024)
    return spent, json.loads(printed.splitlines()[-1])


@contextmanager
def cloud(apps: int, regions: str = "us-east-1", latency: float = 0.0) -> Iterator[str]:
    """The fast AWS, and an environment in which AWS is there. Its URL."""
    command = [sys.executable, "-m", "bench.cloud", f"--apps={apps}", f"--regions={regions}", f"--latency={latency}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout  # noqa: S101  # for the type checker
        url = process.stdout.readline().strip()
        os.environ |= {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": f"AKIA{ACCOUNT}",
            "AWS_SECRET_ACCESS_KEY": "made-up",
        }
        os.environ |= {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
        os.environ |= dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
        try:
            yield url
        finally:
            process.kill()


@contextmanager
def scanner(**settings: Any) -> Iterator[EstateScanner]:
    """A scanner in a home of its own, without rate limits: there is nobody to spare."""
    from estate_assets.scanner import EstateScanner, Settings

    with tempfile.TemporaryDirectory(prefix="estate-bench-") as home:
        chosen = {"home": Path(home), "limits": LIMITS} | settings
        with EstateScanner(Settings(**chosen)) as found:
            yield found
