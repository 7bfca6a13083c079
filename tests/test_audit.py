"""`make audit`: what it finds is told, and an audit of nothing is no good news."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

told = runpy.run_path(str(Path(__file__).parents[1] / "dev" / "audit.py"))["told"]
SOUND = {"name": "sound", "version": "1", "vulns": []}
HOLED = {"name": "holed", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
OPEN = {"name": "open", "version": "3", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}
OWN = {"name": "estate-assets", "skip_reason": "distribution marked as editable"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SOUND, OWN], 0, "1 packages looked up, 0 known vulnerabilities"),
        ([SOUND, UNKNOWN, OWN], 0, "not looked up: 1, for instance unknown (Dependency not found on PyPI)"),
        ([SOUND, HOLED], 1, "holed 2: PYSEC-1, mended in 2.1"),
        ([OPEN], 1, "open 3: PYSEC-2, mended in no version yet"),
        ([UNKNOWN, OWN], 1, "0 packages looked up"),
    ],
)
def test_what_was_looked_up_and_what_was_found_is_told(packages: list[dict], code: int, words: str) -> None:
    lines, found = told(packages)
    assert (found, any(words in line for line in lines)) == (code, True), lines
