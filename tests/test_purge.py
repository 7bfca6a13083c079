"""`estate purge` as a user meets it; and that nothing but it takes out what the settings no longer name."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PRODUCTION, STAGING

if TYPE_CHECKING:
    from tests.conftest import Place


def without(place: Place, account: str, services: list[str]) -> None:
    """Takes an account out of estate.toml, and leaves only these services in it."""
    file = place.folder / "estate.toml"
    head, *accounts = file.read_text().partition("\n[limits]")[0].split("[[accounts]]")
    others = [line for line in head.splitlines() if not line.startswith("services")]
    kept = [f"[[accounts]]{one}" for one in accounts if account not in one]
    limits = "[limits]\nsimulate_rate = 200\ndocumented_rates = false\n"
    file.write_text("\n".join([f"services = {json.dumps(services)}", *others, *kept, limits]))


def points(place: Place) -> Counter[tuple[str, str]]:
    """How many points each account has of each service."""
    records = [json.loads(line) for line in place.run("export", "--format", "jsonl").stdout.splitlines()]
    return Counter((one["account_id"], one["service"]) for one in records)


def test_what_left_the_settings_stays_until_it_is_purged(warm: Place) -> None:
    place = warm
    place.json("scan", "--accounts", f"{STAGING},{PRODUCTION}", "--services", "lambda,sqs", "--regions", "us-east-1")
    before, rows = points(place), place.json("ledger")
    assert set(before) == {(account, service) for account in (STAGING, PRODUCTION) for service in ("lambda", "sqs")}
    without(place, STAGING, ["sqs"])
    again = place.json("scan", "--accounts", PRODUCTION, "--regions", "us-east-1")
    assert again["resources_deleted"] == 0
    assert points(place) == before
    assert len(place.json("ledger")) == len(rows)

    asked = place.run("purge", "--gone")
    assert (asked.returncode, "--yes" in asked.stderr, asked.stdout) == (2, True, "")
    assert f"{STAGING}  sqs" in asked.stderr
    assert points(place) == before

    told = place.json("purge", "--gone", "--yes")
    left = {(PRODUCTION, "sqs"): before[PRODUCTION, "sqs"]}
    assert points(place) == left
    taken = {(one["account_id"], one["service"]): one["points"] for one in told["purged"]}
    assert taken | left == before
    assert {(row["account_id"], row["service"]) for row in place.json("ledger")} == set(left)
    files = [file.parts[-3:] for file in (place.home / "parquet").rglob("*.parquet")]
    assert {(account, service) for account, _, service in files} == {(PRODUCTION, "sqs.parquet")}
    assert len(place.json("diff")["purged"]) == sum(taken.values())
    assert "nothing of that is here" in place.run("purge", "--gone", "--yes").stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, "name what to purge"),
        (("--accounts", ","), 2, "--accounts ',': names nothing"),
        (("--accounts", STAGING), 1, "there is no collection yet"),
    ],
)
def test_a_purge_of_nothing_is_told_with_the_way_out(
    place: Place, args: tuple[str, ...], code: int, words: str
) -> None:
    done = place.run("purge", *args)
    assert (done.returncode, words in done.stderr, done.stdout, "Traceback" in done.stderr) == (code, True, "", False)
