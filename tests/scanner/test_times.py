"""Times in questions: what range each way of saying it means, and what is left of the text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner.understanding.ranges import halved
from estate_assets.scanner.understanding.times import read

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # a Wednesday


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("created last week", "2026-11-09", "2026-11-16"), ("this week", "2026-11-16", None), ("created this month", "2026-11-01", None),
        ("last month", "2026-10-01", "2026-11-01"), ("this year", "2026-01-01", None), ("last year", "2025-01-01", "2026-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"), ("since march", "2026-03-01", None), ("since december", "2025-12-01", None),
        ("since december 2024", "2024-12-01", None), ("before 2024", None, "2024-01-01"), ("in 2023", "2023-01-01", "2024-01-01"),
        ("in february 2024", "2024-02-01", "2024-03-01"), ("made on 2026-05-06", "2026-05-06", "2026-05-07"),
        ("launched after 2026-05", "2026-06-01", None), ("created yesterday", "2026-11-17", "2026-11-18"),
        ("made today", "2026-11-18", "2026-11-19"),
        ("older than 10 days", None, "2026-11-08T15:30"), ("older than a week", None, "2026-11-11T15:30"),
        ("newer than two weeks", "2026-11-04T15:30", None),
        ("in the last 7 days", "2026-11-11T15:30", None), ("from the past 3 days", "2026-11-15T15:30", None),
        ("past 36 hours", "2026-11-17T03:30", None),
        ("not older than 10 days", "2026-11-08T15:30", None), ("over 10 days old", None, "2026-11-08T15:30"),
        ("less than a day old", "2026-11-17T15:30", None),
    ],
)  # fmt: skip
def test_each_way_of_saying_a_time_is_a_range(said, since, until):
    ((found,), rest) = read(f"servers {said} in ireland", NOW)
    assert (found.field, found.negated) == ("created_epoch", False)
    assert found.at_least == (day(since) if since else None)
    assert found.below == (day(until) if until else None)
    assert rest.split() in (["servers", "in", "ireland"], ["servers", "from", "in", "ireland"])
    assert len(rest) == len(f"servers {said} in ireland")


def test_two_times_are_two_conditions_and_a_negated_one_is_negated():
    found, _ = read("made since 2024 and before june 2025", NOW)
    assert [(one.at_least, one.below) for one in found] == [(day("2024-01-01"), None), (None, day("2025-06-01"))]
    ((one,), _) = read("databases not created last week", NOW)
    assert one.negated
    assert one.meaning.startswith("not created from 2026-11-09")


@pytest.mark.parametrize(
    "text", ["may i delete this", "over 3 replicas", "the last server", "10 days", "in ireland", "web-2024", "second"]
)
def test_what_is_no_time_is_left_alone(text):
    assert read(text, NOW) == ([], text)


@pytest.mark.parametrize("text", ["since 2026-13-45", "before 0000", "older than 9999999999 years"])
def test_a_day_that_is_in_no_calendar_is_no_condition(text):
    assert read(text, NOW)[0] == []


@given(st.text(alphabet="0123456789 -abcdefghijlmnoprstuvwy", max_size=60))
def test_any_text_is_read_without_an_error(text):
    found, rest = read(f"since {text} older than {text} days", NOW)
    assert isinstance(found, list)
    assert isinstance(rest, str)


@pytest.mark.parametrize(
    "said", ["wind back to noon yesterday", "restored to last week", "go back to 2 days ago", "rewind to 2026-10-01"]
)
def test_what_something_could_be_brought_back_to_is_not_when_it_was_made(said):
    assert read(said, NOW)[0] == []


@pytest.mark.parametrize("said", ["since the 31st of february", "since 99 may"])
def test_a_day_that_is_in_no_calendar_is_no_time(said):
    assert read(said, NOW)[0] == []


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("since the first of october", "2026-10-01", None), ("before the 2nd of may 2025", None, "2025-05-02"),
        ("after october 1st", "2026-10-01", None), ("since 24 december", "2025-12-24", None), ("on may 3", "2026-05-03", "2026-05-04"),
        ("in october 2025", "2025-10-01", "2025-11-01"),
    ],
)  # fmt: skip
def test_a_day_of_a_month_is_the_latest_one_past(said, since, until):
    found, rest = read(f"servers {said} in ireland", NOW)
    assert [(one.at_least, one.below) for one in found] == [(since and day(since), until and day(until))]
    assert rest.split() == ["servers", "in", "ireland"]


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("keys 2 years or older", None, "2024-11-18"), ("90+ days old", None, "2026-08-20"), ("up to a week old", "2026-11-11", None),
        ("max 30 days old", "2026-10-19", None), ("3 days ago or later", "2026-11-15", None), ("before this year", None, "2026-01-01"),
        ("older than last month", None, "2026-10-01"), ("after last year", "2026-01-01", None), ("created after 2023", "2024-01-01", None),
        ("since 2023", "2023-01-01", None), ("after the start of 2024", "2024-01-01", None), ("no update this year", None, "2026-01-01"),
        ("nobody has touched this year", None, "2026-01-01"), ("past their first year", None, "2025-11-18"),
    ],
)  # fmt: skip
def test_bounds_said_behind_an_age_or_before_a_period(question, since, until):
    (found,) = read(halved(question), NOW)[0]
    edges = [
        datetime.fromtimestamp(edge, UTC).date().isoformat() if edge else None for edge in (found.at_least, found.below)
    ]
    assert edges == [since, until]


@pytest.mark.parametrize(
    "question",
    [
        "between 30 and 90 days old",
        "30 to 90 days old",
        "older than 30 but younger than 90 days",
        "over 30 and under 90 days old",
    ],
)
def test_a_range_has_both_its_bounds(question):
    found = read(halved(question), NOW)[0]
    assert {(one.at_least and round(one.at_least), one.below and round(one.below)) for one in found} == {
        (None, round(NOW.timestamp()) - 30 * 86400), (round(NOW.timestamp()) - 90 * 86400, None),
    }  # fmt: skip
