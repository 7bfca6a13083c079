"""Versions, schedules, sizes and retention: read from a record, asked for in a question, and the two meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import resource

from estate_assets.scanner.measures import measures_of
from estate_assets.scanner.points import match, payload_of
from estate_assets.scanner.schedules import schedule_of
from estate_assets.scanner.traits import traits_of, version_of
from estate_assets.scanner.understanding import schedules, sizes, versions

VERSIONS = ("1.29", "1.33", "15.4", "14.10", "opensearch_2.11")
NAMES = frozenset({"postgres", "kubernetes"})
PLANS = ("rate(5 minutes)", "rate(1 hour)", "cron(0 3 * * ? *)", "cron(30 14 ? * MON *)")
OFTEN, HOURLY, NIGHTLY, WEEKLY = ({one} for one in PLANS)


def of(properties):
    return resource("x", properties=properties)


@pytest.mark.parametrize(
    ("question", "values", "left"),
    [
        ("clusters on 1.33", {"1.33"}, "clusters"),
        ("clusters still at 1.29 in frankfurt", {"1.29"}, "clusters in frankfurt"),
        ("clusters not on 1.33", {"1.29", "15.4", "14.10", "opensearch_2.11"}, "clusters"),
        ("clusters that haven't made it to 1.33", {"1.29"}, "clusters that have"),
        ("clusters not yet at 1.33", {"1.29"}, "clusters"),
        ("postgres older than 15", {"1.29", "1.33", "14.10", "opensearch_2.11"}, "postgres"),
        ("postgres 15", {"15.4"}, "postgres"),
        ("postgres version 14 or newer", {"15.4", "14.10"}, "postgres"),
        ("kubernetes 1.30 or older", {"1.29"}, "kubernetes"),
        ("engines at least version 14.10", {"14.10", "15.4"}, "engines"),
        ("version 99", {"99"}, ""),
        ("servers with 15 disks", None, "servers with 15 disks"),
        ("postgres 15 days", None, "postgres 15 days"),
        ("postgres with 3 replicas", None, "postgres with 3 replicas"),
        ("10.0.0.9", None, "10.0.0.9"),
        ("t3.micro and python3.9", None, "t3.micro and python3.9"),
    ],
)
def test_a_version_is_read_with_what_it_is_compared_by(question, values, left):
    found, text = versions.read(question, VERSIONS, NAMES)
    assert [{*one.values} for one in found] == ([values] if values else [])
    assert " ".join(text.split()) == left


def test_where_nothing_has_a_version_only_what_is_called_one_is():
    traits = ("postgres", "t3.micro")
    assert versions.read("clusters on 1.33", traits, NAMES) == ([], "clusters on 1.33")
    for question in ("clusters on version 1.33", "kubernetes older than 1.33"):
        ((found,), _) = versions.read(question, traits, NAMES)
        assert found.values == ("1.33",)  # which nothing has, and that is told


PAIR = st.tuples(st.integers(0, 99), st.integers(0, 99))


@given(st.sets(PAIR, min_size=1, max_size=6), PAIR)
def test_older_the_same_and_newer_divide_what_there_is(pairs, asked):
    known = {f"{major}.{minor}" for major, minor in pairs}

    def found(how):
        ((one,), _) = versions.read(f"kubernetes {how}{asked[0]}.{asked[1]}", known, NAMES)
        return {*one.values} & known

    assert found("older than ") == {f"{a}.{b}" for a, b in pairs if (a, b) < asked}
    assert found("newer than ") == {f"{a}.{b}" for a, b in pairs if (a, b) > asked}
    assert found("") == {f"{a}.{b}" for a, b in pairs if (a, b) == asked}


@pytest.mark.parametrize(
    ("properties", "version"),
    [
        ({"EngineVersion": "15.4"}, "15.4"),
        ({"version": "1.33"}, "1.33"),
        ({"EngineVersion": "8.0.mysql_aurora.3.04.0"}, "8.0.mysql_aurora.3.04.0"),
        ({"EngineVersion": "OpenSearch_2.11"}, "OpenSearch_2.11"),
        ({"version": "3"}, None),
        ({"version": "$LATEST"}, None),
        ({"version": "2026-01-01T00:00:00"}, None),
    ],
)
def test_a_record_tells_its_version_where_it_is_one(properties, version):
    assert traits_of(of(properties)).get("version") == version
    assert bool(version_of(version or "")) == bool(version)


@pytest.mark.parametrize(
    ("question", "plans"),
    [
        ("rules that fire every 5 minutes", OFTEN),
        ("rules that fire every five minutes", OFTEN),
        ("jobs that kick in every few minutes", OFTEN),
        ("what runs several times an hour", OFTEN),
        ("timers that run hourly", HOURLY),
        ("rules running every hour", HOURLY),
        ("jobs that run nightly", NIGHTLY),
        ("jobs that start at 3 at night", NIGHTLY),
        ("rules that run daily", NIGHTLY),
        ("schedules that run once a week", WEEKLY),
        ("rules that fire at 2 pm", WEEKLY),
        ("rules that run monthly", {"monthly"}),
        ("tables copied every night", None),
        ("the nightly report rule", None),
    ],
)
def test_a_rhythm_is_read_where_something_runs(question, plans):
    found, _ = schedules.read(question, PLANS, {"nightly", "report"})
    assert [{*one.values} for one in found] == ([plans] if plans else [])


def test_a_rhythm_that_is_denied_is_denied():
    ((found,), _) = schedules.read("rules that do not run hourly", PLANS)
    assert (found.negated, {*found.values}) == (True, HOURLY)


@pytest.mark.parametrize(
    ("expression", "minutes", "hour"),
    [
        ("rate(5 minutes)", 5, None), ("rate(1 day)", 1_440, None), ("cron(0 3 * * ? *)", 1_440, 3), ("cron(0/15 * * * ? *)", 15, None),
        ("cron(0 * * * ? *)", 60, None), ("cron(0 */6 * * ? *)", 360, None), ("cron(0 8 1 * ? *)", 43_200, 8),
        ("cron(0 8 ? * MON-FRI *)", 10_080, 8), ("cron(0 8-18 * * ? *)", 1_440, None),
    ],
)  # fmt: skip
def test_an_expression_is_a_rhythm(expression, minutes, hour):
    plan = schedule_of(expression)
    assert (plan.minutes, plan.hour) == (minutes, hour)


@pytest.mark.parametrize("text", ["", "at(2026-01-01T00:00:00)", "every day", "cron(0/5 3 * * ? *)"])
def test_what_is_no_plain_rhythm_is_none(text):
    assert schedule_of(text) is None


@pytest.mark.parametrize(
    ("question", "field", "at_least", "below", "negated"),
    [
        ("volumes larger than 500 gb", "size_mb", 512_001, None, False),
        ("volumes 200 gb in size", "size_mb", 204_800, 204_801, False),
        ("volumes of at least 1.5tb", "size_mb", 1_572_864, None, False),
        ("terabyte-sized disks", "size_mb", 1_024_000, 1_048_577, False),
        ("terabyte disks", "size_mb", 1_024_000, 1_048_577, False),
        ("whose backups are held for a whole month", "kept_days", 30, 31, False),
        ("one terabyte volumes", "size_mb", 1_024_000, 1_048_577, False),
        ("volumes not larger than 100 gb", "size_mb", None, 102_401, False),
        ("volumes smaller than 8 gigs", "size_mb", None, 8_192, False),
        ("volumes up to 8 gib", "size_mb", None, 8_193, False),
        ("databases that aren't 100 gb", "size_mb", 102_400, 102_401, True),
        ("functions with 512 mb of memory or more", "memory_mb", 512, None, False),
        ("functions with 2 gb ram", "memory_mb", 2_048, 2_049, False),
        ("logs kept for more than 2 weeks", "kept_days", 15, None, False),
        ("databases whose automatic backups stay around for 30 days", "kept_days", 30, 31, False),
        ("7-day backup retention", "kept_days", 7, 8, False),
        ("retention shorter than a week", "kept_days", None, 7, False),
        ("queues that keep messages for 14 days", "kept_days", 14, 15, False),
    ],
)
def test_an_amount_is_a_range(question, field, at_least, below, negated):
    ((found,), _) = sizes.read(question)
    assert (found.field, found.at_least, found.below, found.negated) == (field, at_least, below, negated)
    assert found.words.removeprefix("one ") in question


@pytest.mark.parametrize(
    "question",
    [
        "m5.large or t3",
        "in the last 30 days",
        "databases backed up 30 days ago",
        "kept for 30 days ago",
        "older than 2 weeks",
        "g5 and p3",
        "3 am",
    ],
)
def test_what_is_no_amount_is_left(question):
    assert sizes.read(question) == ([], question)


@pytest.mark.parametrize(
    ("properties", "measures"),
    [
        ({"Size": 500}, {"size_mb": 512_000}),
        ({"AllocatedStorage": 100, "BackupRetentionPeriod": 7}, {"size_mb": 102_400, "kept_days": 7}),
        ({"MemorySize": 256}, {"memory_mb": 256}),
        ({"MessageRetentionPeriod": "1209600"}, {"kept_days": 14}),
        ({"RetentionPeriodHours": 24}, {"kept_days": 1}),
        ({"BackupRetentionPeriod": 0}, {"kept_days": 0}),
        ({"Size": True, "memory": "much", "AllocatedStorage": float("nan")}, {}),
        ({"Size": {"$sealed": "x"}}, {}),
    ],
)
def test_a_record_tells_its_measures_and_no_others(properties, measures):
    found = measures_of(of(properties))
    assert {name: value for name, value in found.items() if value is not None} == measures
    payload = payload_of(of(properties), "")
    assert {name: payload[name] for name in found} == found


def test_a_range_reaches_qdrant_as_a_range():
    ((found,), _) = sizes.read("volumes larger than 500 gb")
    (condition,) = match([found]).must
    assert (condition.key, condition.range.gte, condition.range.lt) == ("size_mb", 512_001, None)
