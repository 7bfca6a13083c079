"""Cells into the collection: what changed is written, what is surely gone is removed, and nothing else is touched."""

from dataclasses import replace

import pytest
from fake_aws import ACCOUNT
from records import CELL, entry, outcome, resource, texts

from estate_assets.scanner.collection import opened
from estate_assets.scanner.model import Cell, Outcome
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.sections import DeletionSettings, StoreSettings
from estate_assets.scanner.stages import Keeper

US = Cell(ACCOUNT, "us-east-1", "sqs")
SNS = Cell(ACCOUNT, CELL.region, "sns")


@pytest.fixture
def store(engine, tmp_path):
    with opened(StoreSettings(engine=engine), tmp_path) as collection:
        collection.ensure()
        yield collection


class Counting:
    """The collection, with a record of what was written and removed."""

    def __init__(self, store):
        self._store, self.written, self.removed = store, [], []

    def known(self, account_id):
        return self._store.known(account_id)

    def records(self, ids):
        return self._store.records(ids)

    def upsert(self, resources, vectors):
        self.written += [one.name for one in resources]
        self._store.upsert(resources, vectors)

    def delete(self, ids):
        self.removed += ids
        self._store.delete(ids)


def keep(store, *outcomes, vectors=texts, deletions=None, **request):
    """One scan of the account: what was stored of each cell, and what went to the store."""
    counting = Counting(store)
    keeper = Keeper(counting, ACCOUNT, ScanRequest(**request), deletions or DeletionSettings())
    return [keeper.keep(one, vectors(one.items)) for one in outcomes], counting


def names(store):
    return sorted(one.name for one in store.resources())


def many(number, **more):
    return [resource(f"q{n:02}", **more) for n in range(number)]


def test_tags_that_could_not_be_read_stay_as_they_are_known(store):
    tagged = resource("q", name="jobs", id="q-1", tags={"Name": "jobs", "team": "a"})
    unread = resource("q", name="q-1", id="q-1", notes=("GetResources: AccessDenied",))
    keep(store, outcome(tagged))
    for written in (["jobs"], []):
        _, counted = keep(store, outcome(unread))
        assert counted.written == written
        (found,) = store.resources()
        assert (found.tags, found.name, found.notes) == (tagged.tags, "jobs", unread.notes)
    untagged = resource("q", name="q-1", id="q-1")
    keep(store, outcome(untagged))
    (found,) = store.resources()
    assert (found.tags, found.name) == ({}, "q-1")


def test_the_first_scan_writes_all_and_the_second_nothing(store):
    (first,), _ = keep(store, outcome(*many(3)))
    assert (first.upserted, first.unchanged, first.deleted) == (3, 0, 0)
    (second,), traffic = keep(store, outcome(*many(3)))
    assert (second.upserted, second.unchanged, second.deleted) == (0, 3, 0)
    assert (traffic.written, traffic.removed) == ([], [])


def test_only_what_changed_is_written(store):
    keep(store, outcome(*many(3)))
    first, *rest = many(3)
    (stored,), traffic = keep(store, outcome(resource("q00", tags={"new": "tag"}), *rest))
    assert (stored.upserted, stored.unchanged, traffic.written) == (1, 2, ["q00"])
    assert store.get(first.arn)[0].tags == {"new": "tag"}


def test_what_was_listed_to_the_end_and_not_seen_is_removed(store):
    keep(store, outcome(*many(3)))
    (stored,), _ = keep(store, outcome(*many(2)))
    assert (stored.deleted, names(store)) == (1, ["q00", "q01"])


def test_what_was_not_listed_to_the_end_keeps_its_points(store):
    keep(store, outcome(*many(3)))
    (stored,), traffic = keep(store, outcome(*many(1), ledger=(entry(listed=False),)))
    assert (stored.deleted, traffic.removed, names(store)) == (0, [], ["q00", "q01", "q02"])


def test_one_types_gap_does_not_shield_another_type(store):
    topics = [resource(name, "sns:topic", SNS) for name in "ab"]
    subs = [resource(name, "sns:subscription", SNS) for name in "cd"]
    keep(store, outcome(*topics, *subs, cell=SNS))
    ledger = (entry("sns:topic", SNS), entry("sns:subscription", SNS, listed=False))
    keep(store, outcome(cell=SNS, ledger=ledger))
    assert names(store) == ["c", "d"]


def test_a_type_without_a_ledger_row_keeps_its_points(store):
    keep(store, outcome(*many(2)))
    keep(store, Outcome(CELL, ()))
    assert names(store) == ["q00", "q01"]


def test_another_cells_points_are_left_alone(store):
    keep(store, outcome(*many(1)), outcome(resource("us", cell=US), cell=US))
    keep(store, outcome())
    assert names(store) == ["us"]


def test_another_accounts_points_are_left_alone_though_the_arns_be_equal(store):
    bucket = resource("b", "s3:bucket", Cell(ACCOUNT, "eu-west-1", "s3"), arn="arn:aws:s3:::b")
    other = replace(bucket, account_id="444455556666")
    keep(store, outcome(bucket, cell=bucket.cell))
    Keeper(store, other.account_id, ScanRequest(), DeletionSettings()).keep(
        outcome(other, cell=other.cell), texts([other])
    )
    assert store.count() == 2
    keep(store, outcome(cell=bucket.cell, ledger=(entry("s3:bucket", bucket.cell),)))
    assert [one.account_id for one in store.resources()] == [other.account_id]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_resource_that_moved_to_another_cell_is_not_lost_whichever_cell_comes_first(store, order):
    arn = "arn:aws:sqs:::wanderer"
    keep(store, outcome(resource("w", arn=arn)), outcome(cell=US))
    moved = (outcome(), outcome(resource("w", cell=US, arn=arn), cell=US))
    keep(store, *(moved[at] for at in order))
    (found,) = store.resources()
    assert found.region == US.region
    assert keep(store, *(moved[at] for at in order))[1].written == []


def test_cleanup_switched_off_removes_nothing(store):
    keep(store, outcome(*many(3)))
    (stored,), _ = keep(store, outcome(), cleanup_stale=False)
    assert (stored.deleted, store.count()) == (0, 3)


def test_the_breaker_stops_a_scan_that_would_empty_a_cell_and_says_so(store):
    keep(store, outcome(*many(20)))
    (stored,), traffic = keep(store, outcome(*many(5)))
    assert (stored.deleted, traffic.removed, store.count()) == (0, [], 20)
    (error,) = stored.errors
    assert (error.category, error.code) == ("storage", "DeletionBreaker")
    assert "15 of 20" in error.message
    assert "--force-deletes" in error.message


def test_forced_the_breaker_lets_it_pass(store):
    keep(store, outcome(*many(20)))
    (stored,), _ = keep(store, outcome(*many(5)), force_deletes=True)
    assert (stored.deleted, stored.errors, store.count()) == (15, (), 5)


@pytest.mark.parametrize(
    ("left", "limits", "deleted"),
    [
        (10, {}, 10),  # half is not more than half
        (9, {}, 0),
        (11, {}, 9),
        (0, {"min_count": 21}, 20),
        (0, {"min_count": 20}, 0),
        (0, {"max_share": 1}, 20),
        (19, {"max_share": 0, "min_count": 1}, 0),
    ],
)
def test_the_breaker_trips_above_its_share_and_from_its_number_on(store, left, limits, deleted):
    keep(store, outcome(*many(20)))
    (stored,), _ = keep(store, outcome(*many(left)), deletions=DeletionSettings(**limits))
    assert stored.deleted == deleted


def test_new_resources_do_not_outweigh_the_old_ones_that_vanish(store):
    """Twenty gone and thirty new is what another estate behind the same credentials looks like."""
    keep(store, outcome(*many(20)))
    new = [resource(f"new{n}") for n in range(30)]
    (stored,), _ = keep(store, outcome(*new))
    assert (stored.deleted, stored.upserted, store.count()) == (0, 30, 50)


def test_two_records_for_one_point_with_different_content_are_an_error_and_the_first_stays(store):
    one, two = resource("same", tags={"v": "1"}), resource("same", tags={"v": "2"})
    (stored,), _ = keep(store, outcome(one, two))
    assert [error.code for error in stored.errors] == ["DuplicateRecord"]
    assert one.arn in stored.errors[0].message
    assert (stored.upserted, store.get(one.arn)) == (1, [one])


def test_two_equal_records_for_one_point_are_one(store):
    (stored,), _ = keep(store, outcome(resource("same"), resource("same")))
    assert (stored.errors, stored.upserted, store.count()) == ((), 1, 1)


def test_a_resource_without_a_vector_is_stored_and_written_again_when_there_is_one(store):
    def without(items):
        return texts(items, ())

    keep(store, outcome(*many(2)), vectors=without)
    assert names(store) == ["q00", "q01"]
    (again,), _ = keep(store, outcome(*many(2)))
    assert (again.upserted, again.unchanged) == (2, 0)
    (third,), _ = keep(store, outcome(*many(2)))
    assert (third.upserted, third.unchanged) == (0, 2)


def test_a_detail_that_failed_does_not_stop_the_removal_of_what_is_gone(store):
    """`listed` decides, not the status: all items were seen, only not all of each."""
    keep(store, outcome(*many(2)))
    partial = replace(entry(listed=False), listed=True)
    assert partial.has_gap
    keep(store, outcome(*many(1), ledger=(partial,)))
    assert names(store) == ["q00"]


def test_a_resource_whose_text_was_not_embedded_yet_is_stored_and_written_again_when_it_is(store):
    """Points may be materialized over embeddings of an earlier run, which know nothing of what is new."""
    first = keep(store, outcome(resource("a")), vectors=lambda _: {})
    again = keep(store, outcome(resource("a")))
    third = keep(store, outcome(resource("a")))
    assert [stored[0].upserted for stored, _ in (first, again, third)] == [1, 1, 0]


def test_a_record_whose_embedding_is_of_an_older_text_is_written_again_with_the_new_one(store):
    before = resource("q", tags={"team": "old"})
    now = resource("q", tags={"team": "new"})
    keep(store, outcome(before))
    older = texts([before])
    (stored,), _ = keep(store, outcome(now), vectors=lambda _: older)
    assert stored.upserted == 1
    assert store.get("q")[0].tags == {"team": "new"}
    (again,), _ = keep(store, outcome(now))
    assert again.upserted == 1
    (third,), _ = keep(store, outcome(now))
    assert (third.upserted, third.unchanged) == (0, 1)
