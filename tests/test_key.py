"""`estate key` and `estate search --sealed` as a user meets them: rotation, KMS through the stand-in, kill -9, wrong keys."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import STAGING, Place, place_in

if TYPE_CHECKING:
    from pathlib import Path

    from estate_assets.demo.process import StandIn
    from tests.forge import Forge

pytestmark = pytest.mark.slow
CHOSEN = ("--accounts", STAGING, "--services", "lambda,sqs", "--regions", "us-east-1")


@pytest.fixture(scope="module")
def kept(stand_in: StandIn, forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place that has been scanned; its tests come in order, each rotates on."""
    found = place_in(tmp_path_factory.mktemp("kept"), stand_in, forge)
    found.first = found.json("scan", *CHOSEN)
    return found


def function(place: Place) -> tuple[str, dict[str, Any]]:
    """The ARN of a function with variables, and those opened."""
    hit = place.json("search", "--sealed", "Environment.Variables.LOG_LEVEL=INFO", "--limit", "1")[0]
    return hit["arn"], place.json("show", hit["arn"], "--reveal")["properties"]["Environment"]["Variables"]


def ids(place: Place, env: dict[str, str] | None = None) -> list[str]:
    return [row["id"] for row in json.loads(place.run("key", "list", "--json", env=env).stdout)]


def test_the_key_is_shown_by_its_id_and_age_and_never_itself(kept: Place) -> None:
    text = (kept.home / "key").read_text().split()[0]
    (row,) = kept.json("key", "show")
    assert (row["seals"], row["source"].startswith("the key file"), row["uses"] > 0) == (True, True, True)
    told = [kept.run("key", command, *more) for command in ("show", "list") for more in ((), ("--json",))]
    assert all(row["id"] in one.stdout and one.returncode == 0 for one in told)
    assert not [one for one in told if text in one.stdout + one.stderr or base64.b64decode(text).hex() in one.stdout]


def test_a_rotation_through_the_command_and_dagster_leaves_nothing_to_write(kept: Place) -> None:
    before = function(kept)
    (old,) = ids(kept)
    done = kept.json("key", "rotate")
    assert done["dropped"] == [old]
    assert (done["points"] > 0, done["files"] > 0, done["given_up"]) == (True, True, 0)
    assert ids(kept) == [done["key_id"]] != [old]
    files = [path for path in kept.home.rglob("*") if path.is_file() and "history" not in path.parts]
    assert [path for path in files if f"v1.{old}.".encode() in path.read_bytes()] == []
    assert function(kept) == before
    again = kept.json("scan", *CHOSEN)
    assert (again["resources_upserted"], again["resources_unchanged"]) == (0, kept.first["resources_discovered"])


def test_a_sealed_value_is_found_by_equality_and_never_printed(kept: Place) -> None:
    arn, variables = function(kept)
    name, value = "LOG_LEVEL", variables["LOG_LEVEL"]
    path = f"Environment.Variables.{name}"
    flag = kept.json("search", "--sealed", f"{path}={value}", "--limit", "1000")
    piped = kept.run("search", "--sealed", "*=-", "--limit", "1000", "--json", stdin=f"{value}\n")
    assert arn in {hit["arn"] for hit in flag} <= {hit["arn"] for hit in json.loads(piped.stdout)}
    assert {hit["why"] for hit in flag} == {"holds the sealed value"}
    assert f'"{value}"' not in piped.stdout + piped.stderr
    assert [hit["arn"] for hit in kept.json("search", arn, "--sealed", f"{path}={value}")] == [arn]
    assert kept.json("search", "--sealed", f"{path}={value}x") == []
    assert kept.json("search", "--sealed", f"Environment.Variables.NO={value}") == []
    shown = kept.run("search", "--sealed", f"{path}={value}")
    assert (shown.returncode, arn.rpartition(":")[2] in shown.stdout, value in shown.stdout) == (0, True, False)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("search", "--sealed", "hunter2"), ("PATH=VALUE", "'*=-'")),
        (("search", "--sealed", "=hunter2"), ("PATH=VALUE",)),
        (("search", "--sealed", "*=-"), ("stdin is empty",)),
        (("search", "-", "--sealed", "*=-"), ("can't both come from stdin",)),
        (("search",), ("the question is empty",)),
        (("key", "forget", "00000000", "--yes"), ("sealed nothing that is stored",)),
    ],
)
def test_wrong_use_is_told_and_a_value_is_not_repeated(
    kept: Place, args: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = kept.run(*args, stdin="")
    assert (done.returncode, done.stdout) == (2, "")
    assert all(word in done.stderr for word in words), done.stderr
    assert "=hunter2" not in done.stderr


def test_a_wrong_key_is_refused_whatever_is_asked_and_nothing_is_lost(kept: Place) -> None:
    before, calls = function(kept), kept.calls()
    wrong = {"ESTATE_KEY": base64.b64encode(bytes(32)).decode()}
    for args in (("scan", *CHOSEN), ("search", "--sealed", "*=x"), ("show", before[0], "--reveal")):
        done = kept.run(*args, env=wrong)
        assert (done.returncode, done.stdout) == (1, ""), args
        assert "sealed with key" in done.stderr
        assert "ESTATE_KEY" in done.stderr
    assert {key: n for key, n in kept.calls().items() if key.startswith(("lambda", "sqs"))} == {
        key: n for key, n in calls.items() if key.startswith(("lambda", "sqs"))
    }
    bad = kept.run("key", "show", env={"ESTATE_KEY": "no key"})
    assert (bad.returncode, "ESTATE_KEY is not a key" in bad.stderr, "no key\n" in bad.stderr) == (2, True, False)
    (kept.home / "key").chmod(0o644)
    shared = kept.run("key", "show")
    assert (shared.returncode, "chmod 600" in shared.stderr) == (2, True)
    (kept.home / "key").chmod(0o600)
    assert function(kept) == before


def test_the_key_moves_into_kms_and_only_kms_opens_it(kept: Place, stand_in: StandIn) -> None:
    import boto3

    kms = boto3.client(
        "kms", "us-east-1", endpoint_url=stand_in.endpoint, aws_access_key_id=stand_in.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=stand_in.env["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    before, env = function(kept), {"ESTATE_ENCRYPTION__KMS_KEY": arn}
    done = kept.run("key", "rotate", "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert not (kept.home / "key").exists()
    assert ids(kept, env) == [json.loads(done.stdout)["key_id"]]
    kept.env.update(env)
    assert function(kept) == before
    assert kept.json("scan", *CHOSEN)["resources_upserted"] == 0
    wrapped = json.loads((kept.home / "key.kms").read_text())
    blob = base64.b64decode(wrapped["keys"][0]["wrapped"])
    secret = kms.decrypt(CiphertextBlob=blob, EncryptionContext={"estate": "sealing-key"})["Plaintext"]
    forms = (secret, base64.b64encode(secret), secret.hex().encode())
    assert not [path for path in kept.home.rglob("*") if path.is_file() and any(f in path.read_bytes() for f in forms)]
    with pytest.raises(kms.exceptions.ClientError):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"estate": "something else"})
    kept.faults(
        {"service": "kms", "operation": "Decrypt", "status": 400, "code": "DisabledException", "message": "disabled"}
    )
    refused = kept.run("show", before[0], "--reveal")
    assert (refused.returncode, "encryption.kms_key" in refused.stderr, "enable the key again" in refused.stderr) == (
        1,
        True,
        True,
    )
    kept.settle()
    assert function(kept) == before


def test_killed_at_any_moment_of_a_rotation_all_opens_and_the_next_one_finishes(
    stand_in: StandIn, forge: Forge, tmp_path: Path
) -> None:
    place = place_in(tmp_path, stand_in, forge)
    place.json("scan", "--accounts", STAGING, "--services", "lambda,ecs,sqs")
    before, chance, ended = function(place), random.Random(9), 0  # noqa: S311  # chance, not secrecy
    for _ in range(8):
        started = subprocess.Popen(
            [sys.executable, "-m", "estate_assets.cli", "key", "rotate"], cwd=place.folder, env=place.env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for_ring(place.home / "key", started)
        time.sleep(chance.uniform(0, 0.25))
        os.kill(started.pid, signal.SIGKILL)
        ended += started.wait() == -signal.SIGKILL
        assert function(place) == before
    assert ended >= 4
    done = place.json("key", "rotate")
    assert ids(place) == [done["key_id"]]
    assert function(place) == before
    assert place.json("scan", "--accounts", STAGING, "--services", "lambda,ecs,sqs")["resources_upserted"] == 0


def wait_for_ring(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the rotation has begun: its key is in the ring, or it goes on with one that is."""
    at = path.stat().st_mtime_ns
    deadline = time.monotonic() + 30
    while path.stat().st_mtime_ns == at and len(path.read_text().split("\n")) < 3 and time.monotonic() < deadline:
        if process.poll() is not None:
            return
        time.sleep(0.005)
