"""The daemon itself, live: a sensor that was turned on in the UI closes a gap, and scans only the cell that has it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import STAGING
from tests.test_demo import Web

if TYPE_CHECKING:
    from tests.conftest import Place

SETTINGS = {
    "ESTATE_REGIONS": "us-east-1",
    "ESTATE_SERVICES": "lambda,sqs",
    "ESTATE_AUTOMATION__RETRY_AFTER_MIN": "0.01",
}
WHERE = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } sensors { name } } } } }"
START = """mutation($s: SensorSelector!) { startSensor(sensorSelector: $s) {
  __typename ... on Sensor { sensorState { status } } ... on PythonError { message } } }"""
RUNS = """{ runsOrError(filter: {tags: [{key: "estate/why", value: "incomplete"}]}) {
  ... on Runs { results { status tags { key value } } } } }"""


@pytest.mark.slow
def test_a_sensor_closes_a_gap_and_scans_nothing_else(warm: Place) -> None:
    place = warm
    place.faults(
        {
            "service": "lambda",
            "operation": "ListFunctions",
            "status": 503,
            "code": "ServiceException",
            "message": "later",
        }
    )
    place.env |= SETTINGS
    assert place.run("scan", "--accounts", STAGING).returncode == 3
    place.settle()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (place.folder / "ui.log").open("w")
    command = [sys.executable, "-m", "estate_assets.cli", "ui", "--port", str(port)]
    server = subprocess.Popen(command, cwd=place.folder, env=place.env, stdout=log, stderr=log, start_new_session=True)
    try:
        _gap_is_closed(Web(port), place)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()


def _gap_is_closed(web: Web, place: Place) -> None:
    found = web.wait(lambda: web.ask(WHERE)["repositoriesOrError"]["nodes"], bool, 180)
    selector = {
        "repositoryName": found[0]["name"],
        "repositoryLocationName": found[0]["location"]["name"],
        "sensorName": "estate_incomplete_cells",
    }
    started = web.ask(START, s=selector)["startSensor"]
    assert (started["__typename"], started["sensorState"]["status"]) == ("Sensor", "RUNNING")
    (run,) = web.wait(
        lambda: web.ask(RUNS)["runsOrError"]["results"],
        lambda runs: runs and all(one["status"] in ("SUCCESS", "FAILURE") for one in runs),
        300,
    )
    assert run["status"] == "SUCCESS"
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    edges = {tags[f"dagster/asset_partition_range_{edge}"] for edge in ("start", "end")}
    assert edges == {f"{STAGING}|us-east-1/lambda"}
    statuses = {(entry["service"], entry["status"]) for entry in place.json("ledger")}
    assert statuses == {("lambda", "complete"), ("sqs", "complete")}
