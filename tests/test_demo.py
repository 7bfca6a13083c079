"""The demo as a newcomer meets it: an empty folder, one command, twice; then the UI on what it left."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.demo.secrets import planted
from estate_assets.scanner.errors import Status
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import LedgerEntry
from tests.conftest import AWS_VARIABLES, PRODUCTION, STAGING, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
SUMMARY = re.compile(r"(\w+): (\d+) resources seen, (\d+) written, (\d+) unchanged, (\d+) removed")
SHARE = re.compile(r"Dagster's own share of the scan's time: (\d+)%")


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An empty folder in which `estate demo` has run once; `first` holds what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(AWS_VARIABLES)}
    place = Place(tmp_path_factory.mktemp("newcomer"), clean, "")
    done = place.run("demo")
    place.first = {"code": done.returncode, "out": done.stdout, "err": done.stderr}
    return place


def test_the_demo_goes_from_nothing_to_answers(newcomer: Place) -> None:
    assert newcomer.first["code"] == 0, newcomer.first["err"]
    status, seen, written, unchanged, removed = SUMMARY.search(newcomer.first["err"]).groups()
    assert (status, unchanged, removed) == ("complete", "0", "0")
    assert int(seen) == int(written) >= 1500
    questions = [line for line in newcomer.first["out"].splitlines() if line and not line.startswith(" ")]
    assert len(questions) == 3
    assert "rds:db_instance" in newcomer.first["out"]
    assert "estate ui" in newcomer.first["err"]


def test_dagsters_own_share_of_the_first_scan_is_under_a_third(newcomer: Place) -> None:
    assert int(SHARE.search(newcomer.first["err"])[1]) < 33


def test_what_the_demo_leaves_can_be_read_without_any_aws(newcomer: Place) -> None:
    services = {entry["service"] for entry in newcomer.json("ledger")}
    assert len(services) == 20
    hits = newcomer.json("search", "message queues of the orders team", "--limit", "5")
    assert {hit["resource_type"] for hit in hits} == {"sqs:queue"}


def test_no_planted_secret_is_in_any_byte_that_the_demo_leaves(newcomer: Place) -> None:
    forms = {form for secret in planted() for form in (secret.encode(), base64.b64encode(secret.encode()))}
    files = [path for path in newcomer.home.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"key", "ledger.db", "vectors.db", "dagster.yaml", "index.db"}
    assert [(path.name, form) for path in files for form in forms if form in path.read_bytes()] == []


def test_a_second_demo_writes_nothing(newcomer: Place) -> None:
    done = newcomer.run("demo")
    assert done.returncode == 0, done.stderr
    status, seen, written, unchanged, removed = SUMMARY.search(done.stderr).groups()
    assert (status, written, removed) == ("complete", "0", "0")
    assert seen == unchanged


def test_the_demo_does_not_mix_with_an_estate_of_ones_own(tmp_path: Path, newcomer: Place) -> None:
    mine = Ledger(tmp_path / ".estate" / "ledger.db")
    mine.record([LedgerEntry("123456789012", "eu-west-1", "sqs", "sqs:queue", Status.COMPLETE)])
    done = Place(tmp_path, newcomer.env, "").run("demo")
    assert (done.returncode, "would mix with it" in done.stderr) == (2, True)
    assert len(mine.entries()) == 1


def test_a_port_that_is_taken_is_told_before_anything_starts(newcomer: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = newcomer.run("ui", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, "Address already in use" in done.stderr) == (2, True)


def test_the_stand_in_serves_alone_until_it_is_stopped(newcomer: Place) -> None:
    command = [sys.executable, "-m", "estate_assets.cli", "demo", "--serve"]
    server = subprocess.Popen(command, cwd=newcomer.folder, env=newcomer.env, stdout=subprocess.PIPE, text=True)
    try:
        exported: dict[str, str] = {}
        while "AWS_ENDPOINT_URL" not in exported:
            name, _, value = server.stdout.readline().strip().removeprefix("export ").partition("=")
            exported[name] = value
        urllib.request.urlopen(f"{exported['AWS_ENDPOINT_URL']}/estate/calls").close()
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
        server.stdout.close()


class Web:
    """The UI's GraphQL."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str, **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def wait(self, ask: Any, done: Any, seconds: float) -> Any:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                found = ask()
            except OSError:
                found = None
            if found is not None and done(found):
                return found
            time.sleep(1)
        raise AssertionError(f"not within {seconds} s; last: {found}")


@pytest.fixture
def web(newcomer: Place) -> Iterator[Web]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (newcomer.folder / "ui.log").open("w")
    command = [sys.executable, "-m", "estate_assets.cli", "ui", "--demo", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=newcomer.folder, env=newcomer.env, stdout=log, stderr=log, start_new_session=True
    )
    try:
        found = Web(port)
        found.wait(lambda: found.ask("{ version }"), bool, 120)
        yield found
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()


KEYS = '{ assetNodes(assetKeys: [{path: ["raw_resources"]}]) { partitionKeys } }'
LAUNCH = """mutation($p: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $p) {
  __typename ... on LaunchBackfillSuccess { backfillId } } }"""
FOLLOW = """query($b: String!) { partitionBackfillOrError(backfillId: $b) {
  ... on PartitionBackfill { status numPartitions runs(limit: 9) { id status } } } }"""
CHECKS = """{ assetNodes(assetKeys: [{path: ["raw_resources"]}]) {
  assetMaterializations(limit: 1, partitions: ["333344445555|us-east-1/ec2"]) { metadataEntries { label } } } }"""


def test_a_backfill_of_one_account_from_the_ui_is_one_run(web: Web) -> None:
    keys = web.ask(KEYS)["assetNodes"][0]["partitionKeys"]
    mine = [key for key in keys if key.startswith(STAGING)]
    some = [key for key in mine if "|us-east-1/" in key]
    assert len(keys) == 3 * len(mine)
    assert any(key.startswith(PRODUCTION) for key in keys)
    chain = ["raw_resources", "enriched_resources", "resource_embeddings", "qdrant_points"]
    params = {"assetSelection": [{"path": [name]} for name in chain], "partitionNames": some}
    backfill = web.ask(LAUNCH, p=params)["launchPartitionBackfill"]["backfillId"]
    done = web.wait(
        lambda: web.ask(FOLLOW, b=backfill)["partitionBackfillOrError"],
        lambda found: found["status"] not in ("REQUESTED", "COMPLETING"),
        300,
    )
    assert (done["status"], done["numPartitions"], len(done["runs"])) == ("COMPLETED_SUCCESS", len(some), 1)
    (told,) = web.ask(CHECKS)["assetNodes"][0]["assetMaterializations"]
    labels = {entry["label"] for entry in told["metadataEntries"]}
    assert labels >= {
        "dagster/partition_row_count",
        "status",
        "errors_by_category",
        "api_calls",
        "scan_seconds",
        "error_count",
    }
