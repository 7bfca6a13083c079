"""One machine, end to end: discover, enrich, embed, keep, scan again, ask, at a size and at a tenth of it, in the same run.

`python -m bench.scale [--resources 100000] [--store local|edge] [--small] [--write]`. The accounts have 2,700 resources each, in two
regions and of eight services; how many of their texts are distinct is printed. All of it happens in this process, whose memory is told.
"""

from __future__ import annotations

import resource
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.report import SERVICES, cloud, scanner, sized, told
from estate_assets.scanner import ScanRequest
from estate_assets.scanner.asking import Asker
from estate_assets.scanner.snapshot import quick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.scan import EstateScanner

REGIONS = ("us-east-1", "eu-west-1")
STAGES = ("discover", "enrich", "embed", "keep")
FIRST_ACCOUNT = 100_000_000_000
QUESTIONS = (
    "public databases of the payments team", "unencrypted volumes in Ireland", "lambda functions of checkout", "stopped servers",
    "log groups that keep everything for ever", "secrets nobody has rotated", "who handles refunds", "alarms of the newsletter app",
)  # fmt: skip


@dataclass(slots=True)
class Took:
    """CPU seconds and seconds of each step, and how much of it there was."""

    cpu: dict[str, float] = field(default_factory=dict)
    wall: dict[str, float] = field(default_factory=dict)
    resources: int = 0
    written: int = 0
    texts: int = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Adds what happens within to a step."""
        cpu, wall = time.process_time(), time.monotonic()
        yield
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - cpu
        self.wall[name] = self.wall.get(name, 0.0) + time.monotonic() - wall

    def __add__(self, other: Took) -> Took:
        both = [
            {key: a.get(key, 0) + b.get(key, 0) for key in a | b}
            for a, b in ((self.cpu, other.cpu), (self.wall, other.wall))
        ]
        counts = self.resources + other.resources, self.written + other.written, self.texts + other.texts
        return Took(*both, *counts)


@dataclass(slots=True)
class Stand:
    """What was so at one size: the first scan until then, the next one, the questions, memory and disk in MB."""

    first: Took
    again: Took
    opening: Took
    questions: list[float]
    peak_mb: float
    disk_mb: dict[str, float]


def scanned(scan: EstateScanner, collection: Collection, number: int) -> Took:
    """One account, stage by stage."""
    (account,), took, request = (
        scan.accounts([f"{FIRST_ACCOUNT + number:012d}"]),
        Took(),
        ScanRequest(regions=REGIONS, services=SERVICES),
    )
    with took.step("discover"):
        raw = list(scan.discovery.discover(account, scan.cells(account, request)))
    with took.step("enrich"):
        enriched = list(scan.enrich(account, raw))
    with took.step("keep"):
        known = collection.known(account.id)
    before = scan.embedder.texts_embedded
    with took.step("embed"):
        embedded = list(scan.embed(enriched, known))
    took.texts = scan.embedder.texts_embedded - before
    with took.step("keep"):
        stored = list(scan.keep(account, embedded, collection, request, known=known))
    problems = [error for one in stored for error in (*one.outcome.errors, *one.errors)]
    assert not problems, problems[0]  # noqa: S101  # else there was less to do
    took.resources, took.written = sum(len(one.outcome.items) for one in stored), sum(one.upserted for one in stored)
    return took


def stand(scan: EstateScanner, collection: Collection, first: Took, accounts: int) -> Stand:
    """Scans again, and asks, as it stands."""
    again = Took()
    for number in range(accounts):
        again += scanned(scan, collection, number)
    assert (again.written, again.texts) == (0, 0)  # noqa: S101  # nothing has changed
    opening, spent, answered = Took(), list[float](), 0
    with opening.step("opening"):
        asker = Asker(quick(collection), scan.embedder, scan.registry)
        asker.ask(QUESTIONS[0], limit=10)
    for question in QUESTIONS * 2:
        begun = time.process_time()
        answered += bool(asker.ask(question, limit=10).hits)
        spent.append(time.process_time() - begun)
    assert answered  # noqa: S101  # else it was quick for nothing
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Stand(first, again, opening, spent, peak, on_disk(scan.settings.home))


def on_disk(home: Path) -> dict[str, float]:
    """What the store and the books take of the disk, holes left out."""
    found = {"store": 0, "books": 0}
    for path in home.rglob("*"):
        if path.is_file():
            found["store" if "qdrant" in path.parts else "books"] += path.stat().st_blocks * 512
    return {name: size / 1e6 for name, size in found.items()}


def rows(tenth: Stand, whole: Stand) -> Iterator[tuple[Any, ...]]:
    """The table: CPU a thousand resources at a tenth and in the whole, how they compare, and the seconds of the whole."""
    for name, small, large in (("first scan", tenth.first, whole.first), ("scan again", tenth.again, whole.again)):
        for stage in STAGES:
            each = [took.cpu[stage] / took.resources * 1000 for took in (small, large)]
            yield _row(f"{name}: {stage}, CPU s a 1,000", *each, "{:.2f}", f"{large.wall[stage]:.0f}")
    opened = [one.opening.cpu["opening"] for one in (tenth, whole)]
    yield _row("to the first answer, CPU s", *opened, "{:.2f}", f"{whole.opening.wall['opening']:.1f}")
    yield _row("a question, CPU ms", *(statistics.median(one.questions) * 1000 for one in (tenth, whole)), "{:.0f}")
    yield _row("peak memory, MB", tenth.peak_mb, whole.peak_mb, "{:.0f}")
    for name in ("store", "books"):
        yield _row(f"{name} on disk, MB", tenth.disk_mb[name], whole.disk_mb[name], "{:.0f}")


def _row(name: str, small: float, large: float, form: str, seconds: str = "") -> tuple[str, ...]:
    return name, form.format(small), form.format(large), f"{large / small:.2f}", seconds


def main() -> None:
    """The command."""
    chosen = sized(__doc__, 5_000)
    apps, wanted = (1, 100) if chosen.small else (100, chosen.resources)
    accounts = [
        {"id": f"{FIRST_ACCOUNT + n:012d}", "role_arn": f"arn:aws:iam::{FIRST_ACCOUNT + n:012d}:role/scanner"}
        for n in range(1000)
    ]
    first, tenth, number = Took(), None, 0
    with (
        cloud(apps, ",".join(REGIONS)),
        scanner(accounts=accounts, store={"engine": chosen.store}) as scan,
        scan.store() as collection,
    ):
        scan.embedder.embed(["the model is loaded"])
        while first.resources < wanted:
            first, number = first + scanned(scan, collection, number), number + 1
            if tenth is None and first.resources >= wanted / 10:
                tenth = stand(scan, collection, first, number)
            print(f"{first.resources} resources, {first.texts} texts", flush=True)
        whole = stand(scan, collection, first, number)
    assert tenth  # noqa: S101  # for the type checker
    for one in (tenth, whole):
        print(
            f"{one.first.resources} resources, {one.first.texts} distinct texts ({one.first.texts / one.first.resources:.0%})"
        )
    head = (
        f"`store.engine = {chosen.store}`",
        f"{tenth.first.resources:,}",
        f"{whole.first.resources:,}",
        "×",
        "seconds",
    )
    told("scale", head, list(rows(tenth, whole)), write=chosen.write)


if __name__ == "__main__":
    main()
