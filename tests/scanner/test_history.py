"""The books of the past: what scans added, changed and removed, what hid from them, and what a kill in between leaves."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from fake_aws import ACCOUNT
from records import CELL, entry, outcome, resource, texts

from estate_assets.scanner.changes import FILE, Changes
from estate_assets.scanner.collection import opened
from estate_assets.scanner.errors import Status, UsageError
from estate_assets.scanner.history import History, Scope
from estate_assets.scanner.journal import Journal
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import Cell
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.sections import DeletionSettings, StoreSettings
from estate_assets.scanner.stages import Keeper

US = Cell(ACCOUNT, "us-east-1", "sqs")


class Killed(BaseException):
    """The process ends here: nothing may catch it on the way."""


class Estate:
    """A home with a collection and its books, and scans of outcomes into it."""

    def __init__(self, home, collection):
        self.home, self.collection = home, collection
        self.book, self.ledger, self.history = Changes(home / FILE), Ledger(home / "ledger.db"), History(home)
        self.number = 0

    def scan(self, *outcomes, collection=None, **request):
        self.number += 1
        store, name = collection or self.collection, f"scan-{self.number:03}"
        journal = Journal(self.book, name, ACCOUNT, store, lambda _: ("ApproximateNumberOfMessages",))
        keeper = Keeper(store, ACCOUNT, ScanRequest(**request), DeletionSettings(min_count=1000), journal)
        for one in outcomes:
            self.ledger.record(one.ledger)
            keeper.keep(one, texts(one.items))
        journal.finish()
        return name

    def told(self, scan):
        return sorted((one.kind.value, one.name) for one in self.book.find("settled AND scan = ?", (scan,)))

    def of(self, name):
        return [one.kind.value for one in self.history.of(name)]

    def rows(self):
        with sqlite3.connect(self.home / FILE) as book:
            return book.execute("SELECT * FROM changes").fetchall()


@pytest.fixture
def estate(tmp_path):
    with opened(StoreSettings(), tmp_path) as collection:
        collection.ensure()
        yield Estate(tmp_path, collection)


def queues(*names, **more):
    return [resource(name, **more) for name in names]


def test_each_scan_tells_what_it_added_changed_and_removed(estate):
    first = estate.scan(outcome(*queues("a", "b")))
    second = estate.scan(outcome(resource("a", tags={"Team": "x"}), *queues("c")))
    assert estate.told(first) == [("added", "a"), ("added", "b")]
    assert estate.told(second) == [("added", "c"), ("changed", "a"), ("removed", "b")]
    (added, changed) = estate.history.of(resource("a").arn)
    assert (added.scan, changed.scan, changed.fields) == (first, second, ("tags.Team",))
    assert (changed.account_id, changed.region, changed.resource_type) == (ACCOUNT, CELL.region, "sqs:queue")
    assert estate.of("b") == ["added", "removed"]


def test_an_unchanged_scan_tells_nothing(estate):
    estate.scan(outcome(*queues("a", "b")), outcome(cell=US, ledger=(entry(cell=US, listed=False),)))
    before, gaps = estate.rows(), estate.ledger.gaps_at("9")
    estate.scan(outcome(*queues("a", "b")), outcome(cell=US, ledger=(entry(cell=US, listed=False),)))
    assert estate.rows() == before
    assert estate.ledger.gaps_at("9") == gaps != []
    assert [one.changes for one in estate.history.scans()] == [{"added": 2}, {}]


def test_what_is_made_of_a_resource_is_no_change_of_it(estate):
    estate.scan(outcome(*queues("a", properties={"ApproximateNumberOfMessages": 1})))
    other = replace(resource("a", properties={"ApproximateNumberOfMessages": 2}), content_hash="by a new text")
    again = estate.scan(outcome(other))
    assert (estate.told(again), estate.of("a")) == ([], ["added"])


def test_a_gap_is_told_as_not_seen_with_its_reason_and_never_as_removed(estate):
    estate.scan(outcome(*queues("a", "b")))
    denied = entry(listed=False, operation="ListQueues", code="AccessDenied")
    scan = estate.scan(outcome(ledger=(denied,)))
    diff = estate.history.diff()
    assert (diff.end, diff.removed, estate.told(scan)) == (scan, [], [])
    (unseen,) = diff.not_seen
    assert (unseen.gap.status, unseen.gap.operation, unseen.gap.code, unseen.resources) == (
        "denied", "ListQueues", "AccessDenied", 2,
    )  # fmt: skip
    estate.scan(outcome(*queues("b")))
    after = estate.history.diff()
    assert ([one.name for one in after.removed], after.not_seen) == (["a"], [])
    (then,) = estate.history.diff(end=scan).not_seen
    assert (then.gap.since, then.resources, then.gap.until > "") == (unseen.gap.since, 2, True)


def test_a_region_that_is_not_enabled_any_more_hides_what_was_there_and_is_no_news_elsewhere(estate):
    estate.scan(outcome(*queues("a")))
    off = {"listed": False, "status": Status.NOT_ENABLED}
    estate.scan(outcome(ledger=(entry(**off),)), outcome(cell=US, ledger=(entry(cell=US, **off),)))
    diff = estate.history.diff()
    assert [(one.gap.region, one.gap.status, one.resources) for one in diff.not_seen] == [
        (CELL.region, "not_enabled", 1)
    ]
    assert diff.removed == []


def test_a_detail_that_was_refused_is_told_as_seen_in_part(estate):
    estate.scan(outcome(resource("a", tags={"Team": "x"})))
    part = entry(status=Status.DENIED, listed=True, operation="ListQueueTags")
    estate.scan(outcome(resource("a", notes=("ListQueueTags: AccessDenied",)), ledger=(part,)))
    diff = estate.history.diff()
    assert (diff.changed, diff.removed) == ([], [])
    assert [one.gap.listed for one in diff.not_seen] == [True]


def test_a_diff_between_scans_is_net(estate):
    first = estate.scan(outcome(*queues("stays", "goes", "blinks")))
    estate.scan(outcome(resource("stays", state="x"), *queues("comes", "passes")))
    last = estate.scan(outcome(resource("stays", state="y", tags={"k": "v"}), *queues("comes", "blinks")))
    diff = estate.history.diff(start=first, end=last)
    names = {kind: [one.name for one in getattr(diff, kind)] for kind in ("added", "changed", "removed", "passing")}
    assert names == {"added": ["comes"], "changed": ["blinks", "stays"], "removed": ["goes"], "passing": ["passes"]}
    assert [one.fields for one in diff.changed] == [("recreated",), ("state", "tags.k")]
    assert estate.history.diff(since="1d").added[-1].name == "stays"
    assert estate.history.diff(start=first, end=last, scope=Scope(regions=("us-east-1",))).added == []
    assert estate.history.diff(start=first, end=last, scope=Scope(types=("sqs:queue",))).to_dict() == diff.to_dict()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "yesterday"}, "give a date"),
        ({"since": "999999w"}, "give a date"),
        ({"since": "1d", "end": "scan-001"}, "exclude each other"),
        ({"end": "nosuch"}, "no such scan"),
        ({"end": "scan"}, "several scans"),
        ({"start": "scan-002", "end": "scan-001"}, "not before"),
    ],
)  # fmt: skip
def test_what_can_not_be_meant_is_refused(estate, asked, words):
    estate.scan()
    estate.scan()
    with pytest.raises(UsageError, match=words):
        estate.history.diff(**asked)


def test_without_a_scan_there_is_nothing_to_tell_and_nothing_is_made(tmp_path):
    past = History(tmp_path / "none")
    assert (past.of("x"), past.scans()) == ([], [])
    with pytest.raises(UsageError, match="estate scan"):
        past.diff()
    assert not (tmp_path / "none").exists()


class Cut:
    """The collection of a process that is killed at a moment of one cell."""

    def __init__(self, collection, moment):
        self._collection, self._moment = collection, moment

    def __getattr__(self, name):
        return getattr(self._collection, name)

    def upsert(self, resources, vectors):
        self._act("upsert", lambda some: self._collection.upsert(some, vectors), resources)

    def delete(self, ids):
        self._act("delete", self._collection.delete, ids)

    def _act(self, name, act, what):
        stage, _, when = self._moment.partition(" ")
        if stage == name and when == "before":
            raise Killed
        act(what[:1] if stage == name and when == "amid" else what)
        if stage == name:
            raise Killed


MOMENTS = [f"{stage} {when}" for stage in ("upsert", "delete") for when in ("before", "amid", "after")]


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment_the_next_scan_tells_each_change_once_and_no_false_one(estate, moment):
    estate.scan(outcome(*queues("same", "gone1", "gone2"), resource("other", state="x")))
    now = outcome(*queues("same", "new1", "new2"), resource("other", state="y"))
    with pytest.raises(Killed):
        estate.scan(now, collection=Cut(estate.collection, moment))
    assert all(one.settled for one in estate.book.find("scan = 'scan-001'"))
    estate.scan(now)
    told = {name: estate.of(name) for name in ("same", "gone1", "gone2", "new1", "new2", "other")}
    gone, new = ["added", "removed"], ["added"]
    assert told == {"same": new, "gone1": gone, "gone2": gone, "new1": new, "new2": new, "other": ["added", "changed"]}
    assert estate.book.unsettled(ACCOUNT) == []
    assert [one.status for one in estate.history.scans()] == ["complete", "unfinished", "complete"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_tombstone_of_what_came_back_before_the_next_scan_is_corrected(estate, moment):
    estate.scan(outcome(*queues("a", "b")))
    with pytest.raises(Killed):
        estate.scan(outcome(*queues("c")), collection=Cut(estate.collection, moment))
    estate.scan(outcome(*queues("a", "b", "c")))
    held, believed = {one.name for one in estate.collection.resources()}, {one.name for one in estate.book.present()}
    assert held == believed == {"a", "b", "c"}
    for name in ("a", "b"):
        kinds = estate.of(name)
        assert kinds in (["added"], ["added", "removed", "added"]), "a removal is told only if the point had gone"


def test_a_collection_made_anew_is_no_news(estate):
    estate.scan(outcome(*queues("a", "b")))
    estate.collection._client.delete_collection("estate")
    estate.collection.ensure()
    again = estate.scan(outcome(*queues("a", "c")))
    assert estate.told(again) == [("added", "c"), ("removed", "b")]
    assert estate.of("a") == ["added"]


def test_a_resource_that_moved_to_another_cell_changed_its_region(estate):
    arn = "arn:aws:sqs:::wanderer"
    estate.scan(outcome(resource("w", arn=arn)), outcome(cell=US))
    for scan in (estate.scan(outcome(), outcome(resource("w", cell=US, arn=arn), cell=US)),):
        assert estate.told(scan) == [("changed", "w")]
    assert estate.history.of("w")[-1].fields == ("region",)
