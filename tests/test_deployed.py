"""From one machine to many, without a cloud: what lies in deploy/ is run. Dagster's events in a real Postgres, Parquet in S3 and a
secret in Secrets Manager on the stand-in, points through Qdrant's HTTP contract with TLS and a key.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml

from tests.conftest import PRODUCTION, STAGING, Place, place_in
from tests.postgres import Postgres, missing
from tests.qdrant_server import QdrantServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.demo.process import StandIn
    from tests.forge import Forge

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
API_KEY = "planted-qdrant-key"
BUCKET = "estate-data"
CHAIN = ["raw_resources", "enriched_resources", "resource_embeddings", "qdrant_points"]
SERVICES = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What the service `certificates` makes, for another name."""
    folder = tmp_path_factory.mktemp("certificates")
    command = SERVICES["certificates"]["command"][-1].replace("DNS:qdrant", "DNS:localhost")
    subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, check=True)
    made = (folder / "cert.pem").stat().st_mtime_ns
    subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, check=True)
    assert (folder / "cert.pem").stat().st_mtime_ns == made  # the second time it stays
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def qdrant(certificate: tuple[Path, Path]) -> Iterator[QdrantServer]:
    server = QdrantServer(API_KEY, certificate)
    yield server
    server.close()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    if why := missing():
        pytest.skip(why)
    with Postgres() as running:
        yield running


@pytest.fixture(scope="module")
def deployed(
    stand_in: StandIn, forge: Forge, qdrant: QdrantServer, postgres: Postgres, certificate: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:  # fmt: skip
    """A place with deploy/dagster.yaml on the Postgres, Parquet in the stand-in's S3, its key and the server's in its Secrets Manager."""
    folder = tmp_path_factory.mktemp("deployed")
    found = place_in(folder, stand_in, forge)
    instance = (DEPLOY / "dagster.yaml").read_text().replace("/var/log/estate", str(folder / "logs"))
    (folder / "dagster").mkdir()
    (folder / "dagster" / "dagster.yaml").write_text(instance)
    made = {"endpoint_url": found.endpoint, "region_name": "us-east-1"} | {
        name.lower(): value
        for name, value in found.env.items()
        if name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    }
    boto3.client("s3", **made).create_bucket(Bucket=BUCKET)
    secrets = {"api_key": API_KEY, "key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
    boto3.client("secretsmanager", **made).create_secret(Name="estate/own", SecretString=json.dumps(secrets))
    found.env |= postgres.env | { "DAGSTER_HOME": str(folder / "dagster"), "PYTHONPATH": str(ROOT),
        "ESTATE_SERVICES": "lambda,sqs", "ESTATE_REGIONS": "us-east-1", "AWS_REGION": "us-east-1",
        "ESTATE_KEY": "secretsmanager:estate/own#key", "ESTATE_STORE__API_KEY": "secretsmanager:estate/own#api_key",
        "ESTATE_STORE__URL": qdrant.url, "ESTATE_STORE__CA_FILE": str(certificate[0]),
        "ESTATE_STORE__DATA": f"s3://{BUCKET}/estate",
    }  # fmt: skip
    found.first = made
    tables = SERVICES["tables"]["command"]
    subprocess.run(
        [Path(sys.executable).parent / tables[0], *tables[1:]], env=found.env, capture_output=True, check=True
    )
    return found


@pytest.fixture(scope="module")
def two_workers(deployed: Place) -> list[tuple[int, dict[str, Any]]]:
    """Two processes, each scanning an account of its own, at once: one event log, one bucket, one collection."""
    command = [
        sys.executable,
        "-m",
        "tests.faults.full_disk",
        "scan",
        "--json",
        "--accounts",
    ]  # with hashes as the model
    as_pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    workers = [
        subprocess.Popen([*command, account], cwd=deployed.folder, env=deployed.env, **as_pipes)
        for account in (STAGING, PRODUCTION)
    ]
    told = [worker.communicate(timeout=300) for worker in workers]
    assert all(out for out, _ in told), told
    # Two that make tables at once get in each other's way, and one of them may end with an error: nobody makes any by now.
    assert [err for _, err in told if "Retrying failed database creation" in err] == []
    return [(worker.returncode, json.loads(out)) for worker, (out, _) in zip(workers, told, strict=True)]


def test_two_workers_scan_different_accounts_at_once_into_one_collection(
    two_workers: list[tuple[int, dict[str, Any]]], qdrant: QdrantServer
) -> None:
    assert [(code, found["status"], found["errors"]) for code, found in two_workers] == [(0, "complete", [])] * 2
    written = {
        account: found["resources_upserted"]
        for account, (_, found) in zip((STAGING, PRODUCTION), two_workers, strict=True)
    }
    assert dict(qdrant.writes) == written
    assert min(written.values()) > 0
    assert qdrant.engine.count("estate").count == sum(written.values())


def test_their_runs_and_events_are_in_postgres(two_workers: Any, postgres: Postgres) -> None:
    runs = postgres.ask("SELECT status, count(*) FROM runs GROUP BY status")
    assert runs == [("SUCCESS", 4)]  # a scan, and the collection after it, of each
    asked = "SELECT asset_key, count(DISTINCT partition) FROM event_logs WHERE dagster_event_type = 'ASSET_MATERIALIZATION' GROUP BY 1"
    assert dict(postgres.ask(asked)) == {json.dumps([asset]): 4 for asset in CHAIN} | {'["qdrant_collection"]': 0}
    told = "SELECT count(*) > 0, bool_and(event ~ '\"success\": true') FROM event_logs"
    told += " WHERE dagster_event_type = 'ASSET_CHECK_EVALUATION'"
    assert postgres.ask(told) == [(True, True)]


def test_their_parquet_is_in_s3_and_nothing_of_it_on_disk(two_workers: Any, deployed: Place) -> None:
    found = boto3.client("s3", **deployed.first).list_objects_v2(Bucket=BUCKET)["Contents"]
    cells = [f"{account}/us-east-1/{service}" for account in (STAGING, PRODUCTION) for service in ("lambda", "sqs")]
    assert {one["Key"] for one in found} == {f"estate/{asset}/{cell}.parquet" for asset in CHAIN[:3] for cell in cells}
    assert not (deployed.home / "parquet").exists()
    assert not (deployed.home / "key").exists()


def test_what_they_stored_is_read_sealed_and_purged_by_command(two_workers: Any, deployed: Place) -> None:
    (key,) = deployed.json("key", "list")
    assert key["uses"] > 0
    assert {entry["account_id"] for entry in deployed.json("ledger")} == {STAGING, PRODUCTION}
    assert deployed.run("purge", "--accounts", PRODUCTION, "--yes").returncode == 0
    found = boto3.client("s3", **deployed.first).list_objects_v2(Bucket=BUCKET)["Contents"]
    assert {one["Key"].split("/")[2] for one in found} == {STAGING}


def test_a_server_that_is_not_trusted_or_a_wrong_key_is_told(two_workers: Any, deployed: Place) -> None:
    ask = ("show", "arn:aws:sqs:us-east-1:1:none")
    strange = deployed.run(*ask, env={"ESTATE_STORE__CA_FILE": str(ROOT / "pyproject.toml")})
    assert (strange.returncode, "no certificate" in strange.stderr) == (2, True)
    unknown = {name: value for name, value in deployed.env.items() if name != "ESTATE_STORE__CA_FILE"}
    refused = Place(deployed.folder, unknown, "", forge=deployed.forge).run(*ask)
    assert (refused.returncode, "CERTIFICATE_VERIFY_FAILED" in refused.stderr) == (1, True), refused.stderr
    wrong = deployed.run(*ask, env={"ESTATE_STORE__API_KEY": "planted-wrong-key"})
    assert (wrong.returncode, "ESTATE_STORE__API_KEY" in wrong.stderr) == (1, True), wrong.stderr
    assert "planted-wrong-key" not in wrong.stderr
