"""The book of finished cells: which scan is to be resumed, and which is not any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from estate_assets.scanner import checkpoints
from estate_assets.scanner.checkpoints import Checkpoints, Stage, Way
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.results import ScanRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE, OTHER = Account("111122223333"), Account("222233334444")
CELLS = {account: [Cell(account.id, "eu-west-1", service) for service in ("lambda", "sqs")] for account in (ONE, OTHER)}
REQUEST = ScanRequest(regions=("eu-west-1",), services=("lambda", "sqs"), cleanup_stale=False, scan_id="first")
LATER = ScanRequest(scan_id="later")


@pytest.fixture
def book(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path / "checkpoints.db")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Makes it so much later than now."""

    def moved(by: timedelta) -> None:
        class Then(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:
                return datetime.now(tz) + by

        monkeypatch.setattr(checkpoints, "datetime", Then)

    return moved


def test_without_a_book_or_a_finished_cell_there_is_nothing_to_resume(book: Checkpoints, tmp_path: Path) -> None:
    assert book.interrupted(Way.LIBRARY) is None
    assert list(tmp_path.iterdir()) == []  # a look leaves nothing
    book.begin(Way.LIBRARY, REQUEST, CELLS)
    with pytest.raises(UsageError, match="no interrupted scan to resume"):
        book.resumable(Way.LIBRARY, 60)


def test_a_scan_is_resumed_as_it_was_begun_and_only_its_own_way(book: Checkpoints) -> None:
    book.begin(Way.LIBRARY, REQUEST, CELLS)
    book.mark("first", CELLS[ONE][0], Stage.KEPT, {"resources_discovered": 3})
    found = book.resumable(Way.LIBRARY, 60)
    assert (found.scan_id, found.request, found.cells, found.done) == ("first", REQUEST, 4, 1)
    assert found.told == f"the scan of {found.started_at.astimezone():%H:%M} (1 of 4 cells done)"
    assert book.marked("first", ONE.id, Stage.KEPT) == {CELLS[ONE][0]: {"resources_discovered": 3}}
    assert book.marked("first", ONE.id, Stage.LISTED) == book.marked("first", OTHER.id, Stage.KEPT) == {}
    assert book.interrupted(Way.DAGSTER) is None


def test_a_scan_that_ended_is_not_resumed(book: Checkpoints) -> None:
    book.begin(Way.LIBRARY, REQUEST, CELLS)
    book.mark("first", CELLS[ONE][0], Stage.KEPT)
    book.end("first")
    assert book.interrupted(Way.LIBRARY) is None


def test_what_was_seen_too_long_ago_is_not_resumed(book: Checkpoints, at: Callable[[timedelta], None]) -> None:
    book.begin(Way.LIBRARY, REQUEST, CELLS)
    book.mark("first", CELLS[ONE][0], Stage.KEPT)
    at(timedelta(hours=25))
    with pytest.raises(UsageError, match=r"too old to be resumed.*ESTATE_SCAN__RESUME_WITHIN_S, now 86400"):
        book.resumable(Way.LIBRARY, 86400)
    begun = book.resumable(Way.LIBRARY, 100000).started_at.astimezone()
    assert book.resumable(Way.LIBRARY, 100000).told.startswith(f"the scan of {begun:%Y-%m-%d %H:%M} ")


@pytest.mark.parametrize(("account", "left"), [(ONE, None), (OTHER, "first")])
def test_a_newer_scans_finished_cell_ends_the_hope_of_older_ones_of_its_account(
    book: Checkpoints, at: Callable[[timedelta], None], account: Account, left: str | None
) -> None:
    book.begin(Way.LIBRARY, REQUEST, {ONE: CELLS[ONE]})
    book.mark("first", CELLS[ONE][0], Stage.KEPT)
    at(timedelta(minutes=1))
    book.begin(Way.LIBRARY, LATER, {account: CELLS[account]})
    assert book.interrupted(Way.LIBRARY).scan_id == "first"  # the later one has not finished a cell yet
    book.mark("later", CELLS[account][0], Stage.KEPT)
    book.end("later")
    found = book.interrupted(Way.LIBRARY)
    assert (found and found.scan_id) == left


def test_what_is_older_than_a_week_is_forgotten(book: Checkpoints, at: Callable[[timedelta], None]) -> None:
    book.begin(Way.LIBRARY, REQUEST, CELLS)
    book.mark("first", CELLS[ONE][0], Stage.KEPT)
    at(timedelta(days=8))
    book.begin(Way.LIBRARY, LATER, CELLS)
    assert book.marked("first", ONE.id, *Stage) == {}
    assert book.interrupted(Way.LIBRARY) is None
