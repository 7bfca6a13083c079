"""What Dagster costs: a scan as a plain library call, against the same scan through Dagster, its storage in SQLite and in Postgres.

`python -m bench.dagster [--small] [--write]`. Each scan is a process of its own, imports and model included; all services are scanned
in two regions, so that most cells are empty, as in life. Postgres is Debian's, as the tests start it; without one its rows are left out.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.report import PAGE, UNLIMITED, Spent, cloud, flags, spent_by, told
from tests.postgres import Postgres, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

REGIONS = "us-east-1,eu-west-1"
LIBRARY = """
from estate_assets.scanner import EstateScanner
with EstateScanner() as scanner:
    result = scanner.scan()
"""
DAGSTER = """
from estate_assets.runs import scan_shown
from estate_assets.scanner.results import ScanRequest
result = scan_shown(ScanRequest())
"""
TOLD = "\nimport json; print(json.dumps(result.to_dict() | {'share': result.dagster_share}))"
SCANS = ("first", "unchanged")


def ways(stack: ExitStack, folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each way of scanning: its name, its program, what its environment has more."""
    yield "library", LIBRARY, {}
    yield "Dagster, SQLite", DAGSTER, {"DAGSTER_HOME": str(folder / "sqlite")}
    if why := missing():
        print(f"without Postgres: {why}")
        return
    home = folder / "postgres"
    home.mkdir()
    instance = (PAGE.parent.parent / "deploy" / "dagster.yaml").read_text()
    (home / "dagster.yaml").write_text(instance.replace("/var/log/estate", str(home / "logs")))
    yield "Dagster, Postgres", DAGSTER, {"DAGSTER_HOME": str(home)} | stack.enter_context(Postgres()).env


def main() -> None:
    """The command."""
    chosen = flags(__doc__)
    if chosen.small:
        os.environ["ESTATE_SERVICES"] = "ec2,sqs"
    os.environ |= UNLIMITED | {"ESTATE_REGIONS": REGIONS, "ESTATE_SCAN__ENDPOINT_DATA": "ask"}
    found: dict[tuple[str, str], tuple[Spent, dict[str, Any]]] = {}
    with ExitStack() as stack, cloud(2 if chosen.small else 20, REGIONS):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="estate-bench-")))
        for number, (way, program, more) in enumerate(ways(stack, folder)):
            for scan in SCANS[:1] if chosen.small else SCANS:
                found[scan, way] = spent_by(program + TOLD, more | {"ESTATE_HOME": str(folder / str(number))})
    rows = []
    for (scan, way), (spent, result) in sorted(found.items(), key=lambda one: SCANS.index(one[0][0])):
        base, plain = found[scan, "library"]
        assert result["resources_discovered"] == plain["resources_discovered"]  # noqa: S101  # else the work was not the same
        cells = sum(result["cells"].values())
        row = [scan, way, f"{spent.cpu:.1f}", f"{spent.wall:.1f}"]
        if way != "library":
            ratios = f"{spent.cpu / base.cpu:.2f}", f"{spent.wall / base.wall:.2f}"
            row += [*ratios, f"{(spent.cpu - base.cpu) / cells:.3f}", f"{result['share']:.0%}"]
        rows.append((*row, *[""] * (8 - len(row))))
    print(f"{plain['resources_discovered']} resources, {cells} cells")
    head = ("scan", "way", "CPU seconds", "seconds", "CPU × library", "time × library", "more CPU a cell", "told share")
    told("dagster", head, rows, write=chosen.write)


if __name__ == "__main__":
    main()
