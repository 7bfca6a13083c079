"""The command as a user meets it: a process, its exit code, its two streams, and what it leaves behind."""

from __future__ import annotations

import base64
import csv
import json
import stat
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from estate_assets.demo.secrets import planted
from tests.conftest import STAGING, Place

CONTRACT = {
    "status", "resources_discovered", "resources_upserted", "resources_unchanged", "resources_deleted", "cells", "errors", "api_calls",
    "duration_s",
}  # fmt: skip


def test_scan_prints_one_object_and_the_ledger_agrees(scanned: Place) -> None:
    first = scanned.first
    assert set(first) == CONTRACT
    assert (first["status"], first["errors"], set(first["cells"])) == ("complete", [], {"complete"})
    assert first["resources_upserted"] == first["resources_discovered"] > 100
    entries = scanned.json("ledger")
    assert {entry["status"] for entry in entries} == {"complete"}
    assert sum(entry["items"] for entry in entries) == first["resources_discovered"]
    assert set(entries[0]) == {
        "account_id", "region", "service", "resource_type", "status", "operation", "code", "message", "items", "scanned_at",
    }  # fmt: skip


@pytest.mark.usefixtures("warm")
def test_an_unchanged_estate_is_not_written_again(place: Place) -> None:
    first = place.json("scan", "--accounts", STAGING, "--services", "sqs")
    again = place.json("scan", "--accounts", STAGING, "--services", "sqs", "--incremental")
    assert (again["resources_upserted"], again["resources_deleted"]) == (0, 0)
    assert again["resources_unchanged"] == first["resources_discovered"] > 0


def test_search_filters_and_says_why(scanned: Place) -> None:
    hits = scanned.json("search", "message queue", "--service", "sqs", "--region", "eu-west-1", "--limit", "3")
    assert len(hits) == 3
    assert {(hit["resource_type"], hit["region"]) for hit in hits} == {("sqs:queue", "eu-west-1")}
    assert set(hits[0]) == {
        "score", "arn", "resource_type", "service", "account_id", "region", "name", "tags", "allowed_actions", "constraints", "why",
        "relaxed",
    }  # fmt: skip
    (exact,) = scanned.json("search", hits[0]["arn"])
    assert (exact["arn"], "exact" in exact["why"]) == (hits[0]["arn"], True)
    (tag,) = [f"{key}={value}" for key, value in exact["tags"].items() if key == "Team"]
    lines = scanned.run("search", "-", "--tag", tag, "--limit", "2", stdin="queues\n\nfunctions\n")
    answers = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [len(answer) for answer in answers] == [2, 2]
    assert all(f"Team={hit['tags']['Team']}" == tag for answer in answers for hit in answer)


def test_a_denial_that_is_not_understood_is_not_answered_past(scanned: Place) -> None:
    question = "queues that are not turquoise"
    told = scanned.run("search", question, "--limit", "2")
    assert "no answer: 'not turquoise' was not understood" in " ".join(told.stdout.split())
    assert "What fulfils the rest:" in told.stdout
    assert told.stdout.count("sqs:queue") >= 2
    assert told.returncode == 2  # a script must not take it for `there are none`
    as_json = scanned.run("search", question, "--json")
    assert (json.loads(as_json.stdout), as_json.returncode) == ([], 2)
    assert "'not turquoise' was not understood" in as_json.stderr
    counted = scanned.run("search", question, "--by", "region", "--json")
    assert (json.loads(counted.stdout), "'not turquoise'" in counted.stderr, counted.returncode) == ([], True, 2)
    lines = scanned.run("search", "-", stdin=f"{question}\nqueues\n")
    assert [bool(json.loads(line)) for line in lines.stdout.splitlines()] == [False, True]
    assert (f"{question}: no answer: 'not turquoise'" in lines.stderr, lines.returncode) == (True, 2)
    nothing = scanned.run("search", "redshift clusters", "--json")
    assert (json.loads(nothing.stdout), nothing.returncode) == ([], 0)  # understood, and there are none


def test_search_can_be_limited_to_what_one_may_do(scanned: Place) -> None:
    every = scanned.run("search", "-", "--type", "lambda:function", "--limit", "1000", stdin="function\n")
    some = scanned.run("search", "-", "--can", "lambda:InvokeFunction", "--limit", "1000", stdin="function\n")
    allowed, functions = json.loads(some.stdout), json.loads(every.stdout)
    assert 0 < len(allowed) < len(functions)
    assert all("lambda:InvokeFunction" in hit["allowed_actions"] for hit in allowed)


def test_show_prints_permissions_and_opens_sealed_values_with_the_key_only(scanned: Place) -> None:
    lines = scanned.run("search", "-", "--type", "lambda:function", "--limit", "1000", stdin="function\n")
    arns = [hit["arn"] for hit in json.loads(lines.stdout)]
    shown = next(
        one for arn in arns if "Variables" in (one := scanned.json("show", arn))["properties"].get("Environment", {})
    )
    assert {verdict["decision"] for verdict in shown["permissions"].values()} <= {"allowed", "denied", "not_allowed"}
    sealed = shown["properties"]["Environment"]["Variables"]
    assert sealed
    assert all("$sealed" in value for value in sealed.values())
    opened = scanned.json("show", shown["arn"], "--reveal")["properties"]["Environment"]["Variables"]
    assert opened.keys() == sealed.keys()
    assert all(isinstance(value, str) for value in opened.values())
    wrong = scanned.run("show", shown["arn"], "--reveal", env={"ESTATE_KEY": base64.b64encode(bytes(32)).decode()})
    assert (wrong.returncode, "sealed with key" in wrong.stderr, wrong.stdout) == (1, True, "")
    key = scanned.home / "key"
    key.rename(scanned.home / "key.away")
    none = scanned.run("show", shown["arn"], "--reveal")
    assert (none.returncode, "there is no key" in none.stderr, none.stdout, key.exists()) == (1, True, "", False)
    (scanned.home / "key.away").rename(key)


def test_what_a_scan_leaves_is_for_its_owner_only(scanned: Place) -> None:
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [scanned.home, *scanned.home.rglob("*")]}
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_no_planted_secret_is_left_in_clear(scanned: Place) -> None:
    forms = {form for secret in planted() for form in (secret.encode(), base64.b64encode(secret.encode()))}
    files = [path for path in scanned.home.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert [(path.name, form) for path in files for form in forms if form in path.read_bytes()] == []


def test_help_is_quick_and_teaches(place: Place) -> None:
    done = place.run("--help")
    assert done.returncode == 0
    assert "estate demo" in done.stdout
    assert "3 partial" in done.stdout
    heavy = "{'dagster', 'botocore', 'qdrant_client', 'torch', 'pyarrow', 'rich.progress'}"
    code = f"import sys; import estate_assets.cli; print(set(sys.modules) & {heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_export_gives_the_same_resources_in_each_form(scanned: Place) -> None:
    lines = scanned.run("export", "--format", "jsonl", "--service", "sqs")
    resources = [json.loads(line) for line in lines.stdout.splitlines()]
    assert resources
    assert {one["service"] for one in resources} == {"sqs"}
    assert f"{len(resources)} resources exported" in lines.stderr
    assert scanned.json("show", resources[0]["arn"]).items() >= resources[0].items()
    for form in ("csv", "parquet"):
        done = scanned.run("export", "--format", form, "--output", f"estate.{form}", "--service", "sqs")
        assert done.returncode == 0, done.stderr
        assert stat.S_IMODE((scanned.folder / f"estate.{form}").stat().st_mode) == 0o600
    with (scanned.folder / "estate.csv").open(newline="") as file:
        assert [row["arn"] for row in csv.DictReader(file)] == [one["arn"] for one in resources]
    assert pq.read_table(scanned.folder / "estate.parquet")["arn"].to_pylist() == [one["arn"] for one in resources]
    assert not [path for path in scanned.folder.iterdir() if path.name.startswith(".estate.")]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--format", "xml"), "--format"),
        (("--format", "parquet"), "--output estate.parquet"),
        (("--format", "csv", "--output", "nowhere/x.csv"), "--output nowhere/x.csv"),
        (("--format", "csv", "--output", "."), "--output ."),
        (("--format", "jsonl", "--tag", "x"), "KEY=VALUE"),
    ],
)
def test_an_export_that_cannot_be_is_told(scanned: Place, args: tuple[str, ...], words: str) -> None:
    done = scanned.run("export", *args)
    assert (done.returncode, words in done.stderr, done.stdout, "Traceback" in done.stderr) == (2, True, "", False)
