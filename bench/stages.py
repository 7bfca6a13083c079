"""CPU of each stage, of a first scan, of one of the same estate, and of one in which 1 % changed.

`python -m bench.stages [--small] [--write] [--apps N]`. The baseline of each is the first scan's, in the same run.
"""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING, Any

from bench.report import SERVICES, cloud, cpu, flags, scanner, told
from estate_assets.scanner import ScanRequest

if TYPE_CHECKING:
    from estate_assets.scanner.scan import EstateScanner

STAGES = ("discover", "enrich", "embed", "keep")


def measured(scan: EstateScanner) -> tuple[dict[str, float], list[Any]]:
    """CPU seconds of each stage of one scan, one after the other, and what it stored."""
    request, (account,) = ScanRequest(regions=("us-east-1",), services=SERVICES), scan.accounts()
    spent: dict[str, float] = {}
    spent["discover"], raw = cpu(lambda: list(scan.discovery.discover(account, scan.cells(account, request))))
    spent["enrich"], enriched = cpu(lambda: list(scan.enrich(account, raw)))
    spent["embed"], embedded = cpu(lambda: list(scan.embed(enriched)))
    with scan.store() as collection:
        spent["keep"], stored = cpu(lambda: list(scan.keep(account, embedded, collection, request)))
    return spent, stored


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    with cloud(5 if chosen.small else 100) as url, scanner() as scan:
        scan.embedder.embed(["the model is loaded"])
        scans = [measured(scan), measured(scan)]
        urllib.request.urlopen(f"{url}/_change").close()  # noqa: S310  # our own
        scans.append(measured(scan))
    first, n = scans[0][0], sum(len(one.outcome.items) for one in scans[0][1])
    rows = []
    for name, (spent, stored) in zip(("first", "unchanged", "1 % changed"), scans, strict=True):
        total = sum(spent.values())
        cells = [f"{spent[stage] / n * 1000:.2f}" for stage in STAGES]
        written = sum(one.upserted for one in stored)
        rows.append((name, written, *cells, f"{total / n * 1000:.2f}", f"{total / sum(first.values()):.1%}"))
    print(f"{n} resources")
    told("stages", ("scan", "written", *STAGES, "all", "of the first"), rows, write=chosen.write)
    changed = sum(scans[2][0][stage] for stage in ("enrich", "embed"))
    print(f"enrich and embed, 1 % changed: {changed / (first['enrich'] + first['embed']):.1%} of the first")


if __name__ == "__main__":
    main()
