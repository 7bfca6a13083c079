"""docs/resource-types.md is what the catalogue says."""

import os
from pathlib import Path

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_page import page

PAGE = Path(__file__).parents[2] / "docs/resource-types.md"
WRITES = os.environ.get("ESTATE_WRITE_DOCS") == "1"  # read here: no test sees such variables
SPECS = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]


def test_the_page_is_made_from_the_catalogue():
    made = page(SPECS)
    if WRITES:
        PAGE.write_text(made)
    assert PAGE.read_text() == made, "write it anew: ESTATE_WRITE_DOCS=1 pytest tests/scanner/test_catalogue_page.py"


def test_the_page_has_a_row_for_each_type_and_its_tables_hold():
    rows = [
        line
        for line in page(SPECS).splitlines()
        if line.startswith("| ") and not line.startswith("| type | operation |")
    ]
    assert len(rows) == len(SPECS)
    assert all(row.replace(r"\|", "").count("|") == 7 for row in rows)
