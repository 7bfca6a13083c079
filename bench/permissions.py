"""What finding permissions costs, measured: `python -m bench.permissions [--resources 10000]`.

An account of the stand-in is scanned and its resources are multiplied; then each engine is asked about all of them, with an empty
cache and once more with what it remembers, and so is the baseline: one SimulatePrincipalPolicy call per resource, as everyone
writes it first. Calls are those that the stand-in has counted.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from estate_assets.demo import StandIn
from estate_assets.scanner import EstateScanner, ScanRequest
from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.permissions.actions import curated
from estate_assets.scanner.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.spec import ResourceSpec

ACCOUNT = "222233334444"
SIMULATE = "iam:SimulatePrincipalPolicy"
LOCAL_CALLS = 20
Answers = list["AWSResource"]
Specs = Mapping[str, "ResourceSpec"]
Naive = Callable[["EstateScanner", Answers, Specs], Answers]


@dataclass(frozen=True)
class Run:
    """One way to find all permissions: its answers, the calls it made, and how long it took."""

    name: str
    answers: Answers
    calls: Mapping[str, int]
    seconds: float

    @property
    def decisions(self) -> int:
        """How many questions it answered."""
        return sum(len(one.permissions) for one in self.answers)

    @property
    def rate(self) -> float:
        """Calls per 100 resources."""
        return 100 * sum(self.calls.values()) / len(self.answers)


class Bench:
    """One stand-in, and scanners of it with a home of their own each."""

    def __init__(self, stand_in: StandIn, folder: Path) -> None:
        self._stand_in, self._folder = stand_in, folder

    def scanner(self, name: str, engine: str) -> EstateScanner:
        """A scanner with this engine of permissions; `name` is where it remembers."""
        (account,) = [one for one in self._stand_in.accounts if one["id"] == ACCOUNT]
        return EstateScanner(
            Settings(
                home=self._folder / name, accounts=[account], regions=self._stand_in.regions,
                services=self._stand_in.services, permissions={"engine": engine},
                limits={"simulate_rate": 10_000, "documented_rates": False},
            )
        )  # fmt: skip

    def resources(self, number: int) -> Answers:
        """So many resources: the account's own, and copies of them under other names."""
        with self.scanner("listing", "off") as scanner:
            (account,) = scanner.accounts([ACCOUNT])
            cells = scanner.cells(account, ScanRequest())
            outcomes = list(scanner.enrich(account, scanner.discovery.discover(account, cells)))
        own = [one for outcome in outcomes for one in outcome.items]
        copies = (
            replace(one, arn=f"{one.arn}-{times}" if times else one.arn) for times in itertools.count() for one in own
        )
        return list(itertools.islice(copies, number))

    def run(self, name: str, home: str, engine: str, resources: Answers, naive: Naive | None = None) -> Run:
        """Asks about all of the resources; `naive` asks in its own way."""
        with self.scanner(home, engine) as scanner:
            (account,) = scanner.accounts([ACCOUNT])
            specs = {one.resource_type: scanner.registry.spec(one.resource_type) for one in resources}
            before, started = self._calls(), time.monotonic()
            with scanner.permissions.of(account) as permissions:
                found = naive(scanner, resources, specs) if naive else permissions.permissions(resources, specs)
            seconds = time.monotonic() - started
        print(f"{name}: {seconds:.1f} s", flush=True)
        return Run(name, found, self._calls() - before, seconds)

    def _calls(self) -> Counter[str]:
        with urllib.request.urlopen(f"{self._stand_in.endpoint}/estate/calls") as answer:  # noqa: S310  # loopback
            return Counter(json.load(answer))


def one_by_one(scanner: EstateScanner, resources: Answers, specs: Specs) -> Answers:
    """The baseline: a call per resource, with the actions of its type. Its answers are not looked at."""
    engine = scanner.discovery.engine
    iam, role = engine.client("iam", engine.home_region), f"arn:aws:iam::{ACCOUNT}:role/estate-scanner"

    def ask(resource: AWSResource) -> AWSResource:
        actions = [one.action for one in curated(specs[resource.resource_type])]
        if actions:
            iam.simulate_principal_policy(PolicySourceArn=role, ActionNames=actions, ResourceArns=[resource.arn])
        return replace(resource, permissions=dict.fromkeys(actions, Verdict("unknown")))

    (account,) = scanner.accounts([ACCOUNT])
    with scanner.discovery.entrance.acting(account):
        return list(engine.map(ask, resources))


def agreement(one: Run, other: Run) -> tuple[int, int]:
    """How many decisions both made, and in how many they agree."""
    pairs = [
        (mine.permissions[action].decision, theirs.permissions[action].decision)
        for mine, theirs in zip(one.answers, other.answers, strict=True)
        for action in mine.permissions
    ]
    decided = [pair for pair in pairs if "unknown" not in pair]
    return len(decided), sum(mine == theirs for mine, theirs in decided)


def table(runs: Sequence[Run]) -> str:
    """The runs as a Markdown table. The first is what the others are held against."""
    lines = ["| way | calls | simulations | calls per 100 resources | less calls | s | decisions/s |"]
    lines.append("|---|---|---|---|---|---|---|")
    for run in runs:
        fewer = runs[0].rate / run.rate
        lines.append(
            f"| {run.name} ({len(run.answers):,}) | {sum(run.calls.values()):,} | {run.calls[SIMULATE]:,} | {run.rate:.2f} | "
            f"{fewer:,.0f}x | {run.seconds:.1f} | {run.decisions / run.seconds:,.0f} |"
        )
    return "\n".join(lines)


def kept(simulated: Run, again: Run, local: Run) -> bool:
    """Whether what is promised holds, and the engines agree wherever both decide."""
    decided, agreed = agreement(local, simulated)
    unknown = {name: sum(v.decision == "unknown" for one in run.answers for v in one.permissions.values())
               for name, run in (("simulate", simulated), ("local", local))}  # fmt: skip
    print(f"\nof {local.decisions:,} both engines decide {decided:,} and agree on {agreed:,} ({agreed / decided:.2%})")
    print(f"unknown: {unknown}")
    return (
        simulated.rate <= 1
        and sum(local.calls.values()) <= LOCAL_CALLS
        and again.calls[SIMULATE] == 0
        and agreed == decided
    )


def main() -> None:
    """The command. Exits with 1 where a promise does not hold."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--resources", type=int, default=10_000)
    flags.add_argument("--baseline", type=int, default=1_000, help="resources that the baseline is measured on")
    chosen = flags.parse_args()
    with tempfile.TemporaryDirectory() as folder, StandIn(timeout=600) as stand_in:
        os.environ.update(stand_in.env)
        bench = Bench(stand_in, Path(folder))
        estate = bench.resources(chosen.resources)
        local = bench.run("`local`", "local", "local", estate)
        local_again = bench.run("`local`, again", "local", "local", estate)
        simulated = bench.run("`simulate`", "simulate", "simulate", estate)
        again = bench.run("`simulate`, again", "simulate", "simulate", estate)
        baseline = bench.run("one call per resource", "naive", "simulate", estate[: chosen.baseline], one_by_one)
    print(f"\n{len(estate):,} resources of {len({one.resource_type for one in estate})} types\n")
    print(table((baseline, simulated, again, local, local_again)))
    if not kept(simulated, again, local):
        sys.exit("a promise does not hold")


if __name__ == "__main__":
    main()
