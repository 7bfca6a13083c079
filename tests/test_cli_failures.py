"""The command where something fails or is used wrongly: its words, its exit code, and that nothing is lost."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.conftest import STAGING, Place

if TYPE_CHECKING:
    from pathlib import Path


def fingerprint(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.usefixtures("warm")
def test_a_denied_listing_is_a_gap_with_exit_code_3_and_deletes_nothing(place: Place) -> None:
    first = place.json("scan", "--accounts", STAGING, "--services", "lambda,sqs")
    place.faults({"service": "lambda", "operation": "ListFunctions", "region": "us-east-1", "status": 403,
                  "code": "AccessDeniedException", "message": "not authorized"})  # fmt: skip
    again = place.json("scan", "--accounts", STAGING, "--services", "lambda,sqs", code=3)
    assert again["status"] == "partial"
    assert again["resources_deleted"] == 0
    assert again["cells"] == {"complete": first["cells"]["complete"] - 1, "denied": 1}
    assert [(e["category"], e["code"], e["region"], e["resource_type"]) for e in again["errors"]] == [
        ("aws", "AccessDeniedException", "us-east-1", "lambda:function")
    ]
    gaps = [entry for entry in place.json("ledger") if entry["status"] != "complete"]
    assert [(gap["resource_type"], gap["region"], gap["status"], gap["operation"]) for gap in gaps] == [
        ("lambda:function", "us-east-1", "denied", "ListFunctions")
    ]
    still = place.json("search", "function", "--service", "lambda", "--region", "us-east-1", "--limit", "1000")
    assert any(hit["resource_type"] == "lambda:function" for hit in still)


@pytest.mark.usefixtures("warm")
def test_an_account_that_cannot_be_entered_fails_and_loses_nothing(place: Place) -> None:
    first = place.json("scan", "--accounts", STAGING, "--services", "sqs")
    place.faults({"service": "sts", "operation": "AssumeRole", "status": 403, "code": "AccessDenied", "message": "no"})
    again = place.json("scan", "--accounts", STAGING, "--services", "sqs", code=1)
    assert again["status"] == "failed"
    assert again["resources_deleted"] == 0
    assert {entry["status"] for entry in place.json("ledger")} == {"denied"}
    assert len(place.json("search", "queue", "--limit", "1000")) == first["resources_discovered"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("scan", "--services", "ec3"), 2, ("unknown service 'ec3'", "ec2")),
        (("scan", "--regions", "eu-west-9"), 2, ("unknown region 'eu-west-9'", "eu-west-1")),
        (("scan", "--accounts", "123456789012"), 2, ("account '123456789012' is not configured", STAGING)),
        (("scan", "--accounts-file", "nowhere.txt"), 2, ("nowhere.txt", "account id per line")),
        (("scan", "--accounts-file", "/dev/null"), 2, ("--accounts-file", "names no account")),
        (("scan", "--regions", "global"), 2, ("'global' is no region",)),
        (("scan", "--services", ","), 2, ("--services", "names nothing")),
        (("scan", "--servces", "ec2"), 2, ("--servces", "--services")),
        (("search", "x", "--limit", "0"), 2, ("--limit",)),
        (("search", "x", "--tag", "production"), 2, ("--tag 'production'", "KEY=VALUE")),
        (("search", "x"), 1, ("there is no collection yet", "estate scan")),
        (("ledger",), 1, ("nothing was scanned yet", "estate scan")),
    ],
)
def test_wrong_use_is_told_with_the_way_out(
    place: Place, args: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    done = place.run(*args)
    assert done.returncode == code
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_home_that_cannot_be_made_is_told(place: Place) -> None:
    done = place.run("scan", env={"ESTATE_HOME": "/proc/nowhere"})
    assert (done.returncode, "/proc/nowhere" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("regions = [", ("estate.toml is not TOML",)),
        ("region = ['us-east-1']", ("there is no setting 'region'",)),
        ("[limits]\ncells = 0", ("limits.cells = 0", "greater than or equal to 1")),
        ("[[accounts]]\nid = '12'", ("accounts.0.id = '12'",)),
        ("services = ['ec3']", ("unknown service 'ec3'",)),
    ],
)
def test_malformed_settings_name_the_field(place: Place, toml: str, words: tuple[str, ...]) -> None:
    (place.folder / "estate.toml").write_text(toml)
    done = place.run("scan")
    assert done.returncode == 2
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("warm")
def test_no_expired_and_unreachable_credentials_leave_the_store_alone(place: Place) -> None:
    place.json("scan", "--accounts", STAGING, "--services", "sqs")
    (place.folder / "estate.toml").write_text(
        'regions = ["us-east-1"]\n[limits]\nattempts = 1\nconnect_timeout_s = 1\n'
    )
    before = fingerprint(place.home / "qdrant")
    none = {
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
    cases = {
        "No AWS credentials": place.run("scan", env=none),
        "AWS does not answer": place.run("scan", env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}),
    }
    place.faults(
        {
            "service": "sts",
            "operation": "GetCallerIdentity",
            "status": 403,
            "code": "ExpiredToken",
            "message": "expired",
        }
    )
    cases["The credentials have expired"] = place.run("scan")
    for words, done in cases.items():
        assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr
    assert fingerprint(place.home / "qdrant") == before


@pytest.mark.usefixtures("warm")
def test_a_store_held_by_another_process_is_refused_before_the_scan(place: Place) -> None:
    place.json("scan", "--accounts", STAGING, "--services", "sqs")
    calls = place.calls()
    with FileLock(place.home / "qdrant.lock"):
        done = place.run("scan", "--accounts", STAGING, env={"ESTATE_STORE__LOCK_WAIT_S": "0.2"})
    assert done.returncode == 1
    assert "in use by another process" in done.stderr
    assert place.calls() == calls
