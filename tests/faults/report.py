"""The matrix as a table: at the end of a run, and in docs/faults.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

DOC = Path(__file__).parents[2] / "docs" / "faults.md"
HEAD = ("fault", "first scan", "re-scan with cleanup", "ledger, where it struck", "errors told")
INTRO = """\
# What a fault does to a scan

Made by the tests in `tests/faults/` (`ESTATE_WRITE_DOCS=1 pytest tests/faults`): each fault is injected over HTTP, or into
the model, the store or the disk, once at a first scan and once at a re-scan with cleanup over a store in which every type
of every cell holds one resource that is gone by now and one that has changed. For every row the tests hold that

* no live resource is lost from the store, and nothing is stored that is not there;
* resources that are gone are removed exactly where the listing came to its end;
* what the fault did not touch is `complete` in the ledger, and stored as by an undisturbed scan;
* one scan after the fault, the store equals that of an undisturbed scan.

`partial` exits with 3, `failed` with 1. Two kinds of rows hold less of the third point. A scan that *raises* ends there, with
the message of the error: what it had not come to waits for the next scan. A full disk, or a batch that Qdrant refuses, ends
the scan of one account: that account's cells wait for the next scan, the other accounts are as undisturbed.

"""


def row_of(fault: str, mode: str, status: str, ledger: str, errors: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What one test records of itself."""
    told = ", ".join(sorted(f"{category}: {code}" for category, code in errors)) or "none"
    return {"fault": fault, "mode": mode, "status": status, "ledger": ledger, "errors": told}


def rows(stats: dict[str, list[Any]]) -> list[dict[str, str]]:
    """What the tests that passed have recorded, a row a fault."""
    merged: dict[str, dict[str, str]] = {}
    for report in stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "fault" and report.when == "call":
                found = merged.setdefault(value["fault"], {"fault": value["fault"]})
                found |= {value["mode"]: value["status"], "ledger": value["ledger"], "errors": value["errors"]}
    return list(merged.values())


def table(found: list[dict[str, str]]) -> list[str]:
    """The rows as a Markdown table."""
    keys = ("fault", "first scan", "re-scan", "ledger", "errors")
    cells = [HEAD, *(tuple(row.get(key, "-") for key in keys) for row in found)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(HEAD))]
    cells.insert(1, tuple("-" * width for width in widths))
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]


def write(found: list[dict[str, str]]) -> str:
    """Writes docs/faults.md. Says so."""
    DOC.parent.mkdir(exist_ok=True)
    DOC.write_text(INTRO + "\n".join(table(found)) + "\n")
    return f"written: docs/{DOC.name}"


def names() -> list[str]:
    """The faults that docs/faults.md names, in its order."""
    lines = [line for line in DOC.read_text().splitlines() if line.startswith("| ")]
    return [line.split("|")[1].strip() for line in lines[2:]]
