"""The judgement from an observation alone, and the book that keeps it."""

import threading

import pytest
from records import CELL, entry

from estate_assets.scanner.classify import Failure, of_code
from estate_assets.scanner.errors import ErrorCategory, Status
from estate_assets.scanner.ledger import MESSAGE_LIMIT, Ledger, judge
from estate_assets.scanner.model import Cell
from estate_assets.scanner.observation import Observation

LIST = frozenset({"ListQueues"})
DENIED = of_code("AccessDenied", 403, "ListQueues", "no")
OFFERED_NOT = of_code("UnsupportedOperation", 400, "ListQueues", "no")
BY_THE_WAY = of_code("AccessDenied", 403, "ListTags", "no")


def judged(items=0, **observed):
    return judge(CELL, "sqs:queue", Observation(**observed), LIST, items)


@pytest.mark.parametrize(
    ("observed", "status", "listed"),
    [
        ({"succeeded": {"ListQueues"}}, Status.COMPLETE, True),
        ({}, Status.SKIPPED, False),
        ({"succeeded": {"ListTags"}}, Status.SKIPPED, False),
        ({"succeeded": {"ListQueues"}, "pending": {("ListQueues", ""): "t"}}, Status.TRUNCATED, False),
        ({"failures": [(DENIED, False)]}, Status.DENIED, False),
        ({"succeeded": {"ListQueues"}, "failures": [(DENIED, True)]}, Status.TRUNCATED, False),
        ({"succeeded": {"ListQueues"}, "failures": [(DENIED, False)]}, Status.DENIED, False),
        ({"succeeded": {"ListQueues"}, "failures": [(BY_THE_WAY, False)]}, Status.DENIED, True),
        ({"succeeded": {"ListQueues"}, "failures": [(BY_THE_WAY, False)], "ended": BY_THE_WAY}, Status.DENIED, False),
        ({"failures": [(OFFERED_NOT, False)]}, Status.NOT_OFFERED, False),
        ({"succeeded": {"ListQueues"}, "failures": [(OFFERED_NOT, False)]}, Status.FAILED, False),
        ({"failures": [(OFFERED_NOT, False), (DENIED, False)]}, Status.DENIED, False),
        ({"succeeded": {"ListQueues"}, "ended": OFFERED_NOT}, Status.FAILED, False),
    ],
)
def test_a_type_is_listed_only_where_its_listing_reached_its_end(observed, status, listed):
    found, _ = judged(**observed)
    assert (found.status, found.listed) == (status, listed)


@pytest.mark.parametrize("code", ["UnsupportedOperation", "OptInRequired", "WhoKnows"])
def test_a_side_question_that_fails_is_always_a_gap(code):
    side = of_code(code, 400, "ListTags", "no")
    found, _ = judged(succeeded={"ListQueues"}, failures=[(side, False)])
    assert (found.listed, found.has_gap) == (True, True)


def test_errors_are_told_once_per_operation_and_code_with_their_number():
    other = of_code("Throttling", 400, "ListTags", "slow down")
    _, errors = judged(succeeded={"ListQueues"}, failures=[(BY_THE_WAY, False)] * 3 + [(other, False)])
    assert [(e.code, e.message) for e in errors] == [
        ("AccessDenied", "no (and 2 times more)"),
        ("Throttling", "slow down"),
    ]
    assert [e.retryable for e in errors] == [False, True]


def test_what_is_not_offered_or_not_enabled_is_no_error():
    assert judged(failures=[(OFFERED_NOT, False)])[1] == []


def test_a_message_of_any_length_is_cut():
    long = Failure(Status.FAILED, ErrorCategory.AWS, "ListQueues", "X", "y" * 9_999)
    found, errors = judged(failures=[(long, False)])
    assert len(found.message) == len(errors[0].message) == MESSAGE_LIMIT


def test_a_failure_may_be_taken_back_once():
    observation = Observation(failures=[(BY_THE_WAY, False), (BY_THE_WAY, False)])
    observation.forgive("ListTags", "AccessDenied")
    assert len(observation.failures) == 1


def test_the_book_keeps_the_latest_row_per_type_and_reads_it_back_equal(tmp_path):
    book = Ledger(tmp_path / "new" / "ledger.db")
    assert book.entries() == []
    other = entry("sqs:queue", Cell(CELL.account_id, "us-east-1", "sqs"), items=7, message="ünïcode")
    book.record([entry(listed=False, code="AccessDenied"), other])
    book.record([entry(items=3)])
    book.record([])
    assert book.entries() == [entry(items=3), other]


def test_the_book_is_for_its_owner_only(tmp_path):
    book = Ledger(tmp_path / "home" / "ledger.db")
    book.record([entry()])
    assert (tmp_path / "home" / "ledger.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_several_writers_lose_nothing(tmp_path):
    book = Ledger(tmp_path / "ledger.db")
    rows = [[entry(f"sqs:t{n}-{m}") for m in range(10)] for n in range(4)]
    threads = [threading.Thread(target=book.record, args=(part,)) for part in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.entries()) == 40
