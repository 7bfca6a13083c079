"""Which cells are due: what may have changed, and gaps whose pause is over."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import CELL

from estate_assets.scanner.due import Attempts, differing, incomplete, pause
from estate_assets.scanner.errors import GAPLESS, Status
from estate_assets.scanner.ledger import CellState, Ledger
from estate_assets.scanner.model import Cell, LedgerEntry
from estate_assets.scanner.sections import AutomationSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = AutomationSettings()
GAPS = sorted(set(Status) - GAPLESS)
OTHER = Cell(CELL.account_id, CELL.region, "sns")


def state(items: int = 0, gaps: tuple[Status, ...] = (), hours: float = 1) -> CellState:
    return CellState(CELL, items, frozenset(gaps), NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ([], True),
        ([state()], False),
        ([state(items=1)], True),
        ([state(gaps=(Status.DENIED,))], True),
        ([state(hours=23.9)], False),
        ([state(hours=24.1)], True),
    ],
)
def test_all_but_what_was_empty_a_short_while_ago_may_differ(known, asked):
    assert differing([CELL], known, NOW, SETTINGS) == ([CELL] if asked else [])


@given(st.sets(st.sampled_from(GAPS), min_size=1), st.integers(0, 10**6))
def test_a_pause_grows_with_the_attempts_and_is_never_longer_than_that_of_the_denied(gaps, attempts):
    shortest = timedelta(minutes=SETTINGS.retry_after_min)
    longest = timedelta(hours=SETTINGS.denied_after_h)
    now, later = (pause(frozenset(gaps), n, SETTINGS) for n in (attempts, attempts + 1))
    assert shortest <= now <= later <= longest
    assert gaps & {Status.THROTTLED, Status.FAILED, Status.TRUNCATED} or now == longest


@given(st.floats(0, 1000), st.floats(0, 1000), st.integers(0, 12))
def test_what_was_asked_for_is_not_asked_for_again_before_its_pause_is_over(scanned_h, asked_h, count):
    tried = {CELL: Attempts(count, NOW - timedelta(hours=asked_h))}
    gap = state(gaps=(Status.THROTTLED,), hours=scanned_h)
    waited = min(scanned_h, asked_h) * 60
    assert bool(incomplete([gap], tried, NOW, SETTINGS)) == (waited >= min(15 * 2**count, 24 * 60))


def test_those_that_waited_longest_come_first():
    old = CellState(OTHER, 0, frozenset({Status.FAILED}), NOW - timedelta(hours=9))
    assert incomplete([state(gaps=(Status.FAILED,)), old], {}, NOW, SETTINGS) == [OTHER, CELL]


def test_the_ledger_tells_of_cells_what_it_knows_of_their_types(tmp_path):
    ledger = Ledger(tmp_path / "ledger.db")
    assert ledger.cells() == []
    place, early, late = (CELL.account_id, CELL.region, "sqs"), "2026-03-01T10:00:00+00:00", "2026-03-01T11:00:00+00:00"
    ledger.record(
        [
            LedgerEntry(*place, "sqs:a", Status.COMPLETE, items=3, scanned_at=late),
            LedgerEntry(*place, "sqs:b", Status.THROTTLED, items=2, scanned_at=early),
            LedgerEntry(*place, "sqs:c", Status.NOT_OFFERED, scanned_at=late),
            LedgerEntry(CELL.account_id, CELL.region, "sns", "sns:topic", Status.COMPLETE, scanned_at=late),
        ]
    )
    assert ledger.cells() == [
        CellState(OTHER, 0, frozenset(), datetime.fromisoformat(late)),
        CellState(CELL, 5, frozenset({Status.THROTTLED}), datetime.fromisoformat(early)),
    ]
