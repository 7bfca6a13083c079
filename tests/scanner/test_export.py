"""The collection as JSON lines, CSV and Parquet: the same resources in each, sealed as they were, and safe to open."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fake_aws import ACCOUNT
from records import resource

from estate_assets.scanner import export, tables
from estate_assets.scanner.encryption import Place, Sealer
from estate_assets.scanner.files import whole
from estate_assets.scanner.findings import Constraint, Fact, Relation, Verdict
from estate_assets.scanner.model import AWSResource
from estate_assets.scanner.visible import visible

SEALED = Sealer(b"k" * 32).seal("planted-secret", Place(ACCOUNT, "a"), "P")
HARMS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "\n=1"]


def rich(name="a", **more):
    fields = {
        "tags": {"Team": "päyments", "=k": "=v"}, "properties": {"P": SEALED, "List": [1, None]}, "state": "on",
        "permissions": {"sqs:PurgeQueue": Verdict("allowed", "")}, "constraints": (Constraint("r", "block", ("a",), "t"),),
        "facts": {"public": Fact(False, "why")}, "relations": (Relation("vpc", "vpc-1"),), "notes": ("n",),
    }  # fmt: skip
    return resource(name, **fields | more)


def test_json_lines_and_parquet_give_back_the_very_resources(tmp_path):
    given = [rich("a"), resource("b", state=None), rich('quo"te\nd')]
    text = io.StringIO()
    assert export.jsonl(iter(given), text) == 3
    assert [AWSResource.from_dict(json.loads(line)) for line in text.getvalue().splitlines()] == given
    assert export.parquet(iter(given), tmp_path / "x.parquet") == 3
    table = pq.read_table(tmp_path / "x.parquet")
    assert table.schema.names == tables.ENRICHED.names
    assert [AWSResource.from_dict(row) for row in tables._rows(table)] == given
    assert json.loads(table.schema.metadata[b"estate"])["version"] == tables.VERSION


def test_csv_has_a_column_per_field_and_json_for_the_nested_ones():
    given, text = [rich("a,b"), resource("c")], io.StringIO(newline="")
    assert export.as_csv(given, text) == 2
    rows = list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))
    assert [row["name"] for row in rows] == ["a,b", "c"]
    assert json.loads(rows[0]["tags"]) == given[0].tags
    assert json.loads(rows[0]["properties"]) == given[0].properties
    assert (rows[1]["state"], rows[0]["arn"]) == ("", given[0].arn)


@pytest.mark.parametrize("harm", HARMS)
def test_no_cell_of_a_csv_begins_a_formula(harm):
    given, text = (
        rich(harm, id=harm, state=harm, account_name=harm, tags={harm: harm}, notes=(harm,)),
        io.StringIO(newline=""),
    )
    export.as_csv([given], text)
    _, row = csv.reader(io.StringIO(text.getvalue(), newline=""))
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))] == []
    assert f"'{visible(harm)}" in row


def test_what_is_sealed_stays_sealed(tmp_path):
    text = io.StringIO()
    for write in export.TEXTS.values():
        write([rich()], text)
    export.parquet([rich()], tmp_path / "x")
    assert "planted-secret" not in text.getvalue()
    assert b"planted-secret" not in (tmp_path / "x").read_bytes()
    assert SEALED["$sealed"] in text.getvalue()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_memory_does_not_grow_with_the_number_of_resources(tmp_path, form):
    def peak(number):
        tracemalloc.start()
        if form == "parquet":
            export.parquet((rich(str(n), state=f"{n}{padding}") for n in range(number)), tmp_path / "x")
        else:
            with (tmp_path / "x").open("w") as out:
                export.TEXTS[form]((rich(str(n), state=f"{n}{padding}") for n in range(number)), out)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    padding = "x" * 5_000
    peak(10)  # what is made once
    assert peak(5_000) < peak(1_500) + 5_000_000  # 3,500 resources more, kept, would be 17 MB


def test_a_file_is_whole_or_as_it_was_and_for_its_owner_only(tmp_path):
    file = tmp_path / "x"
    file.write_text("before")
    with pytest.raises(ZeroDivisionError), whole(file) as draft:
        draft.write_text(f"half {1 / 0}")
    assert (file.read_text(), list(tmp_path.iterdir())) == ("before", [file])
    with whole(file) as draft:
        Path(draft).write_text("after")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("after", 0o600)
