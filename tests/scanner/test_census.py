"""The collection held against the ledger: what is missing, what is too much, what is old."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from records import CELL, entry

from estate_assets.scanner import census
from estate_assets.scanner.census import Census
from estate_assets.scanner.embedding import DIMENSION, FINGERPRINT
from estate_assets.scanner.ledger import CellState
from estate_assets.scanner.tables import EMBEDDED, dimensions, unsound

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def counted(points: int, resources: int | None = None, model: str = FINGERPRINT) -> Census:
    """A collection of queues in one cell."""
    return Census(points, points if resources is None else resources, {(CELL, "sqs:queue"): points}, DIMENSION, model)


@pytest.mark.parametrize(
    ("points", "seen", "listed", "right"),
    [(3, 3, True, True), (0, 0, True, True), (2, 3, True, False), (4, 3, True, False), (4, 0, False, True)],
)
def test_points_are_held_against_what_was_listed_to_its_end(points, seen, listed, right):
    passed, words = census.unmatched(counted(points), [entry(listed=listed, items=seen)])
    assert passed is right
    assert right or words == f"{CELL.account_id} {CELL.region} sqs:queue: {points} points, {seen} seen"


def test_points_of_what_is_not_in_the_ledger_are_left_alone():
    assert census.unmatched(counted(7), [])[0]


def test_what_is_wrong_is_named_but_not_all_of_it():
    entries = [entry(f"sqs:type{n}", items=1) for n in range(5)]
    _, words = census.unmatched(counted(0), entries)
    assert "sqs:type0" in words
    assert "sqs:type3" not in words
    assert words.endswith("; and 2 more")


def test_duplicates_and_another_model_are_told():
    assert census.duplicates(counted(5))[0]
    assert census.duplicates(counted(5, 4)) == (False, "1 points stand for a resource that has another")
    assert census.model(counted(1))[0]
    passed, words = census.model(counted(1, model="old"))
    assert (passed, "made with old" in words) == (False, True)


def test_gaps_are_counted():
    entries = [entry(), entry("sqs:other", listed=False)]
    assert census.gaps(entries) == (False, "1 of 2 listings have a gap")
    assert (census.complete_share(entries), census.complete_share([])) == (0.5, 1.0)
    assert census.gaps(entries[:1])[0]


def test_old_cells_are_named_but_not_those_of_accounts_that_are_gone():
    states = [CellState(CELL, 1, frozenset(), NOON - timedelta(hours=3))]
    assert census.stale(states, set(), NOON - timedelta(hours=4))[0]
    assert census.stale(states, {CELL.account_id}, NOON)[0]
    passed, words = census.stale(states, set(), NOON)
    assert (passed, words) == (False, f"{CELL.account_id} {CELL.target} (2026-03-01 09:00)")


UNIT = (1.0, *(0.0,) * (DIMENSION - 1))


@pytest.mark.parametrize(
    ("vectors", "lengths", "broken"),
    [
        ([], {}, 0),
        ([UNIT, UNIT], {384: 2}, 0),
        ([UNIT, (2.0, *UNIT[1:])], {384: 2}, 1),
        ([UNIT, (float("nan"), *UNIT[1:])], {384: 2}, 1),
        ([(float("inf"), *UNIT[1:]), UNIT[1:], ()], {384: 1, 383: 1, 0: 1}, 1),
        ([(1.0005, *UNIT[1:])], {384: 1}, 0),
    ],
)
def test_vectors_that_are_no_unit_vectors_are_counted(vectors, lengths, broken):
    rows = [{"point_id": str(n), "text": "", "vector": one, "content_hash": ""} for n, one in enumerate(vectors)]
    table = pa.Table.from_pylist(rows, schema=EMBEDDED)
    assert (dimensions(table), unsound(table)) == (lengths, broken)
