"""Resuming a scan: what it has finished is not asked of AWS again; and how its user learns of it."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.crash.cloud import CELLS, SERVICES, Cloud
from tests.crash.killing import asked, marked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.conftest import Nursery

pytestmark = pytest.mark.slow
INTERRUPT = 2
LISTED = 8  # of the first account's ten cells, when the scan ends
IN_MID_LISTING = {"stage": "parquet", "number": LISTED, "when": "within", "delay_s": 0.0}
IN_MID_KEEPING = {"stage": "upsert", "number": 5, "when": "before", "delay_s": 0.0}


@pytest.fixture(autouse=True)
def _now(cloud: Cloud) -> None:
    cloud.age = 1
    cloud.forget()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_killed_scan_is_told_of_and_resumed_without_listing_a_cell_twice(
    nursery: Nursery, cloud: Cloud, home: Path
) -> None:
    assert nursery.order("estate", home, argv=["scan"], **IN_MID_LISTING)["signal"] == 9
    finished = marked(home, "command")
    assert LISTED - 1 <= len(finished) <= LISTED
    cloud.forget()
    done = nursery.done("estate", home, argv=["scan", "--resume", "--json"])
    assert done["code"] == 0
    assert re.search(rf"resuming the scan of \d\d:\d\d \({len(finished)} of {CELLS} cells done\)", done["stderr"])
    assert f"cells: {CELLS} complete" in done["stderr"]
    assert asked(cloud) & finished == set()
    assert len(asked(cloud)) == CELLS - len(finished)
    runs = nursery.done("runs", home)["runs"]
    assert [status for status, _ in runs] == ["SUCCESS", "SUCCESS", "SUCCESS", "FAILURE"]  # the last one was killed
    assert runs[2][1]["dagster/parent_run_id"]
    assert nursery.done("look", home, again=True)["again"]["resources_upserted"] == 0


def test_the_next_scan_says_that_the_last_one_was_interrupted(nursery: Nursery, home: Path) -> None:
    nursery.order("estate", home, argv=["scan"], **IN_MID_LISTING)
    done = nursery.done("estate", home, argv=["scan"])
    assert done["code"] == 0
    assert re.search(r"the scan of \d\d:\d\d \(\d of 20 cells done\) was interrupted", done["stderr"])
    assert "estate scan --resume would go on from there" in done["stderr"]
    assert "interrupted" not in nursery.done("estate", home, argv=["scan"])["stderr"]


def test_an_interrupted_scan_says_how_to_go_on(nursery: Nursery, cloud: Cloud, home: Path) -> None:
    done = nursery.order("estate", home, argv=["scan"], **IN_MID_LISTING, signal=INTERRUPT)["answer"]
    assert done["code"] == 130
    assert "interrupted; what was written is right" in done["stderr"]
    assert "cells done) can be resumed: estate scan --resume" in done["stderr"]
    accounts = {account for account, _, _ in asked(cloud)}
    assert len(accounts) == 1  # and not the next account all the same


def test_an_account_that_is_kept_as_a_whole_is_not_even_entered(nursery: Nursery, cloud: Cloud, home: Path) -> None:
    second = {"stage": "parquet", "number": 3 * CELLS // 2 + 3, "when": "before", "delay_s": 0.0}
    nursery.order("estate", home, argv=["scan"], **second)
    cloud.forget()
    done = nursery.done("command", home, resume=True)
    assert (done["resumed"], done["cells"]) == (True, {"complete": CELLS})
    assert done["resources_discovered"] == len(nursery.done("look", home)["points"])
    assert len({account for account, _, _ in asked(cloud)}) == 1
    assert cloud.calls["sts:AssumeRole"] == 1


def test_a_run_that_is_executed_again_from_failure_lists_nothing_twice(
    nursery: Nursery, cloud: Cloud, home: Path
) -> None:
    nursery.order("estate", home, argv=["scan"], **IN_MID_LISTING)
    finished = marked(home, "command")
    cloud.forget()
    assert nursery.done("reexecuted", home)["success"]
    assert len(asked(cloud)) == CELLS // 2 - len(finished)
    assert asked(cloud) & finished == set()


def test_the_library_resumes_what_it_has_not_kept(nursery: Nursery, cloud: Cloud, home: Path) -> None:
    nursery.order("library", home, **IN_MID_KEEPING)
    finished = marked(home, "library")
    assert len(finished) == 4
    cloud.forget()
    done = nursery.done("library", home, resume=True)
    assert (done["resumed"], done["status"], done["cells"]) == (True, "complete", {"complete": CELLS})
    assert asked(cloud) & finished == set()
    assert len(asked(cloud)) == CELLS - len(finished)
    assert done["resources_discovered"] == len(nursery.done("look", home)["points"])


def test_a_cell_with_a_gap_is_not_finished(
    nursery: Nursery, cloud: Cloud, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cloud, "_sqs_ListQueues", None)  # an error answers
    nursery.order("library", home, stage="upsert", number=10, when="before", delay_s=0.0)
    monkeypatch.undo()
    cloud.forget()
    done = nursery.done("library", home, resume=True)
    assert (done["status"], done["resumed"]) == ("complete", True)
    assert len([cell for cell in asked(cloud) if cell[2] == "sqs"]) == 4


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "there is no interrupted scan to resume"),
        (("--services", SERVICES[0]), "leave accounts, regions, services and cleanup out"),
    ],
)
def test_what_cannot_be_resumed_is_told(nursery: Nursery, home: Path, args: tuple[str, ...], words: str) -> None:
    done = nursery.done("estate", home, argv=["scan", "--resume", *args])
    assert (done["code"], words in done["stderr"]) == (2, True), done["stderr"]


def test_what_was_seen_too_long_ago_is_not_built_on(nursery: Nursery, home: Path) -> None:
    nursery.order("estate", home, argv=["scan"], **IN_MID_LISTING)
    aged(home / "checkpoints.db", "2026-01-01T00:00:00+00:00")
    done = nursery.done("estate", home, argv=["scan", "--resume"])
    assert (done["code"], "too old to be resumed" in done["stderr"]) == (2, True), done["stderr"]


def test_a_newer_scan_of_the_account_ends_the_hope_of_the_older(nursery: Nursery, cloud: Cloud, home: Path) -> None:
    nursery.order("library", home, **IN_MID_KEEPING)
    nursery.order("library", home, **IN_MID_KEEPING)
    nursery.done("library", home, resume=True)
    cloud.forget()
    assert nursery.done("library", home, resume=True)["resumed"] is False
    assert len(asked(cloud)) == CELLS


def aged(path: Path, begun: str) -> Any:
    with sqlite3.connect(path) as book:
        book.execute("UPDATE scans SET started_at = ?", (begun,))
    book.close()
