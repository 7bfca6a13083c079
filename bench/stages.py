"""CPU of each stage, of a first scan, of one of the same estate, and of one in which 1 % changed.

`python -m bench.stages [--small] [--large] [--write]`. The baseline of each is the first scan's, in the same run. `--large` scans
20,000 resources in four regions, most of an hour on a busy machine, and has a table of its own.
"""

from __future__ import annotations

import os
import urllib.request
from typing import TYPE_CHECKING, Any

from bench.report import SERVICES, cloud, cpu, flags, scanner, told
from estate_assets.scanner import ScanRequest

if TYPE_CHECKING:
    from estate_assets.scanner.scan import EstateScanner

STAGES = ("discover", "enrich", "embed", "keep")
HEAD = ("scan", "written", *STAGES, "all", "of the first", "enrich and embed, of the first")
REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "eu-west-1")


def measured(scan: EstateScanner, regions: tuple[str, ...]) -> tuple[dict[str, float], int, int]:
    """CPU seconds of each stage of one scan, one after the other; how many resources it saw, and how many it wrote."""
    request, (account,) = ScanRequest(regions=regions, services=SERVICES), scan.accounts()
    spent: dict[str, float] = {}
    spent["discover"], raw = cpu(lambda: list(scan.discovery.discover(account, scan.cells(account, request))))
    spent["enrich"], enriched = cpu(lambda: list(scan.enrich(account, raw)))
    with scan.store() as collection:
        reading, known = cpu(lambda: collection.known(account.id))
        spent["embed"], embedded = cpu(lambda: list(scan.embed(enriched, known)))
        spent["keep"], stored = cpu(lambda: list(scan.keep(account, embedded, collection, request, known=known)))
    spent["keep"] += reading
    return spent, sum(len(one.outcome.items) for one in stored), sum(one.upserted for one in stored)


def main() -> None:
    """The command."""
    chosen = flags(__doc__, large="20,000 resources")
    regions, apps = (REGIONS, 393) if chosen.large else (REGIONS[:1], 5 if chosen.small else 100)
    with cloud(apps, ",".join(regions)) as url, scanner() as scan:
        scan.embedder.embed(["the model is loaded"])
        scans = [measured(scan, regions), measured(scan, regions)]
        urllib.request.urlopen(f"{url}/_change").close()  # noqa: S310  # our own
        scans.append(measured(scan, regions))
    rows = [row(name, one, scans[0]) for name, one in zip(("first", "unchanged", "1 % changed"), scans, strict=True)]
    print(f"{scans[0][1]} resources; load {os.getloadavg()[0]:.1f}")
    told("large" if chosen.large else "stages", HEAD, rows, write=chosen.write)


def row(name: str, one: tuple[dict[str, float], int, int], first: tuple[dict[str, float], int, int]) -> tuple[Any, ...]:
    """A scan's line: CPU milliseconds a resource, and shares of the first scan's."""
    (spent, n, written), base = one, first[0]
    late, late_base = (sum(some[stage] for stage in ("enrich", "embed")) for some in (spent, base))
    total, cells = sum(spent.values()), [f"{spent[stage] / n * 1000:.2f}" for stage in STAGES]
    shares = f"{total / sum(base.values()):.1%}", f"{late / late_base:.1%}"
    return name, written, *cells, f"{total / n * 1000:.2f}", *shares


if __name__ == "__main__":
    main()
