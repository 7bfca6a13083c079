"""What a purge takes out, what it leaves alone, and what is forgotten of the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fake_aws import ACCOUNT
from records import CELL, entry, outcome, resource, texts

from estate_assets.scanner.changes import FILE, Changes
from estate_assets.scanner.collection import opened
from estate_assets.scanner.dataset import Folder
from estate_assets.scanner.history import History
from estate_assets.scanner.journal import Journal
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import GLOBAL, Cell
from estate_assets.scanner.purge import Coverage, Purge, Selection
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.sections import DeletionSettings, StoreSettings
from estate_assets.scanner.stages import Keeper

OTHER = "444455556666"
US = Cell(ACCOUNT, "us-east-1", "sqs")
IAM = Cell(ACCOUNT, GLOBAL, "iam")
THEIRS = Cell(OTHER, CELL.region, "sqs")
CELLS = {CELL: "sqs:queue", US: "sqs:queue", IAM: "iam:role", THEIRS: "sqs:queue"}


@pytest.fixture
def estate(tmp_path):
    """Four cells of two resources each, in collection, ledger, book and Parquet; one with a gap."""
    book, ledger = Changes(tmp_path / FILE), Ledger(tmp_path / "ledger.db")
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
        for cell, kind in CELLS.items():
            journal = Journal(book, f"scan of {cell}", cell.account_id, collection, lambda _: ())
            keeper = Keeper(collection, cell.account_id, ScanRequest(), DeletionSettings(), journal)
            one = outcome(*(resource(f"{name}-{cell.region}", kind, cell) for name in "ab"), cell=cell)
            keeper.keep(one, texts(one.items))
            ledger.record([*one.ledger, entry("x:gap", cell, listed=False)])
            file = tmp_path / "parquet" / "raw_resources" / cell.account_id / cell.region / f"{cell.service}.parquet"
            file.parent.mkdir(parents=True)
            file.write_bytes(b"-")
        yield tmp_path, collection


def cells_left(home, collection):
    points = set(collection.counts())
    rows = {Cell(one.account_id, one.region, one.service) for one in Ledger(home / "ledger.db").entries()}
    files = {Cell(file.parts[-3], file.parts[-2], file.stem) for file in (home / "parquet").rglob("*.parquet")}
    gaps = {Cell(one.account_id, one.region, one.service) for one in Ledger(home / "ledger.db").gaps_at("9")}
    book = {Cell(one.account_id, one.region, one.service) for one in Changes(home / FILE).present()}
    assert points == rows == files == gaps == book
    return points


EVERY = frozenset({"sqs", "iam"})


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        (Selection(accounts=(ACCOUNT,)), {THEIRS}),
        (Selection(services=("sqs",)), {IAM}),
        (Selection(services=("sqs",), regions=("us-east-1",)), {CELL, IAM, THEIRS}),
        (Selection(accounts=(OTHER,), regions=("us-east-1",)), set(CELLS)),
        (Selection(regions=(GLOBAL,)), {CELL, US, THEIRS}),
        (Selection(covered=Coverage(frozenset({ACCOUNT, OTHER}), EVERY)), set(CELLS)),
        (Selection(covered=Coverage(frozenset({ACCOUNT}), EVERY)), {CELL, US, IAM}),
        (Selection(covered=Coverage(frozenset({ACCOUNT, OTHER}), EVERY, frozenset({"us-east-1"}))), {US, IAM}),
        (Selection(covered=Coverage(frozenset({ACCOUNT}), frozenset({"iam"})), accounts=(OTHER,)), {CELL, US, IAM}),
    ],
)
def test_exactly_the_selection_is_taken_out_of_everything(estate, selection, left):
    home, collection = estate
    work = Purge(home, Folder(home / "parquet"), collection, selection)
    plan = work.plan()
    assert set(plan) == set(CELLS) - left
    assert all((one.points, one.ledger_rows, len(one.files)) == (2, 2, 1) for one in plan.values())
    work.carry_out(plan)
    assert cells_left(home, collection) == left
    assert work.plan() == {}


def test_what_was_purged_is_told_as_purged_and_comes_back_as_added(estate):
    home, collection = estate
    work = Purge(home, Folder(home / "parquet"), collection, Selection(accounts=(OTHER,)))
    scan = work.carry_out(work.plan())
    past = History(home)
    diff = past.diff()
    assert (diff.end, len(diff.purged), diff.removed) == (scan, 2, [])
    arn = diff.purged[0].arn
    assert [(one.kind.value, one.scan == scan) for one in past.of(arn)] == [("added", False), ("purged", True)]
    journal = Journal(Changes(home / FILE), "again", OTHER, collection, lambda _: ())
    keeper = Keeper(collection, OTHER, ScanRequest(), DeletionSettings(), journal)
    one = outcome(*(resource(f"{name}-{THEIRS.region}", cell=THEIRS) for name in "ab"), cell=THEIRS)
    keeper.keep(one, texts(one.items))
    assert [one.kind.value for one in past.of(arn)] == ["added", "purged", "added"]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_purge_that_was_killed_is_ended_by_the_next(estate, monkeypatch, moment):
    home, collection = estate
    delete = collection.delete

    def cut(ids):
        if moment == "after":
            delete(ids)
        raise Killed

    work = Purge(home, Folder(home / "parquet"), collection, Selection(accounts=(OTHER,)))
    monkeypatch.setattr(collection, "delete", cut)
    with pytest.raises(Killed):
        work.carry_out(work.plan())
    monkeypatch.undo()
    work.carry_out(work.plan())
    assert cells_left(home, collection) == set(CELLS) - {THEIRS}
    kinds = [one.kind.value for one in Changes(home / FILE).find("account_id = ? AND settled", (OTHER,))]
    assert sorted(kinds) == ["added", "added", "purged", "purged"]


def test_the_past_is_forgotten_but_not_what_is_still_there(tmp_path):
    book = Changes(tmp_path / FILE)
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
        for number, names in enumerate((("stays", "goes", "moves"), ("stays", "moves"), ("stays", "moves", "new"))):
            journal = Journal(book, str(number), ACCOUNT, collection, lambda _: ())
            keeper = Keeper(collection, ACCOUNT, ScanRequest(), DeletionSettings(), journal)
            items = [resource(name, state=str(number) if name == "moves" else "") for name in names]
            keeper.keep(outcome(*items), texts(items))
            journal.finish()
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    book.trim(ACCOUNT, "2020-01-01")
    assert len(book.scans()) == 3
    book.trim(ACCOUNT, later)
    assert [(one.kind.value, one.name) for one in book.find("TRUE")] == [
        ("added", "stays"),
        ("changed", "moves"),
        ("added", "new"),
    ]
    assert {one.name for one in book.present()} == {"stays", "moves", "new"}
    assert book.scans() == []
