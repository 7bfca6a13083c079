"""docs/dataset.md is true: its columns are the code's, and its examples run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from fake_aws import ACCOUNT
from records import CELL, entry, outcome, resource

from estate_assets.scanner import columns, export, tables
from estate_assets.scanner.changes import FILE, Change, Changes, Kind, precise_now
from estate_assets.scanner.findings import Fact, Verdict
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Cell

PAGE = Path(__file__).parents[2] / "docs" / "dataset.md"
WRITES = os.environ.get("ESTATE_WRITE_DOCS") == "1"  # read here: no test sees such variables
HEAD = "| column | type | holds |\n|---|---|---|\n"
US = Cell(ACCOUNT, "us-east-1", "sqs")


def rows(schema):
    return "".join(
        f"| `{one.name}` | {'JSON, as string' if one.name in columns.JSON else f'`{one.type}`'} | "
        f"{one.metadata[b'description'].decode()} |\n"
        for one in schema
    )


def test_the_pages_columns_are_those_of_the_code():
    made = iter((columns.RAW, columns.ENRICHED, columns.EMBEDDED))
    text = re.sub(re.escape(HEAD) + r"(\|.*\n)*", lambda _: HEAD + rows(next(made)), PAGE.read_text())
    if WRITES:
        PAGE.write_text(text)
    assert PAGE.read_text() == text, "write it anew: ESTATE_WRITE_DOCS=1 pytest tests/scanner/test_dataset.py"
    assert next(made, None) is None
    assert f"This is version {tables.VERSION} of the Parquet" in text


def test_every_column_is_described_and_none_else():
    used = {name for schema in (columns.RAW, columns.ENRICHED, columns.EMBEDDED) for name in schema.names}
    assert used == set(columns.WORDS)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder as a scan and an export leave it; one cell has a gap."""
    mine = {"sqs:DeleteQueue": Verdict("allowed")}
    items = [
        resource("a", tags={"Team": "pay"}, facts={"public": Fact(True, "open")}, permissions=mine),
        resource("b"),
    ]
    cells = [outcome(*items), outcome(cell=US, ledger=(entry(cell=US, listed=False, message="no"),))]
    for one in cells:
        for asset, table in (
            ("raw_resources", tables._table([], tables.RAW, one)),
            ("enriched_resources", tables.enriched_table(one)),
        ):
            file = tmp_path / ".estate" / "parquet" / asset / one.cell.account_id / one.cell.region / "sqs.parquet"
            file.parent.mkdir(parents=True)
            pq.write_table(table, file)
    export.parquet(items, tmp_path / "estate.parquet")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("place")
def test_the_examples_for_duckdb_answer():
    queries = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    arn = resource("a").arn
    assert [duckdb.sql(query).fetchall() for query in queries] == [
        [("sqs:queue", 2, 1)],
        [(ACCOUNT, CELL.region, arn, "pay", "open")],
        [(ACCOUNT, US.region, "sqs:queue", "denied", "no")],
        [("pay", "sqs:queue", 1)],
    ]


@pytest.mark.usefixtures("place")
def test_the_example_in_python_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    book = Changes(Path(".estate") / FILE)
    gone = resource("gone", "rds:db_instance", Cell(ACCOUNT, CELL.region, "rds"))
    fields = (gone.account_id, gone.region, gone.service, gone.resource_type, gone.arn, gone.id, gone.name)
    book.record([Change("s", precise_now(), Kind.REMOVED, *fields)], settled=True)
    Ledger(Path(".estate/ledger.db")).record([entry("rds:cluster", gone.cell, listed=False, code="Denied")])
    exec(compile(code, str(PAGE), "exec"), {})  # noqa: S102  # our own page
    removed, hidden = capsys.readouterr().out.splitlines()
    assert removed.endswith(f"{gone.arn} s")
    assert hidden == "rds:cluster denied Denied 0"
