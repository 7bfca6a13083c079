"""Token buckets, by a clock of the test's own: how they pace, and what they learn from an AWS that has a bucket of its own."""

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner import rate
from estate_assets.scanner.aws import rates_of
from estate_assets.scanner.rate import Buckets, TokenBucket, merged
from estate_assets.scanner.rates import KNOWN, Rate
from estate_assets.scanner.settings import Settings


class Clock:
    def __init__(self):
        self.now, self.slept = 1_000.0, 0.0

    def sleep(self, seconds):
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(rate.time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(rate.time, "sleep", clock.sleep)
    return clock


def test_a_burst_goes_at_once_and_then_the_pace_is_the_rate(clock):
    bucket = TokenBucket(Rate(10, 5))
    for _ in range(5):
        assert bucket.acquire() == 0
    assert [round(bucket.acquire(), 6) for _ in range(20)] == [0.1] * 20
    assert clock.slept == pytest.approx(2)


def test_a_pause_earns_back_no_more_than_the_burst(clock):
    bucket = TokenBucket(Rate(10, 5))
    for _ in range(5):
        bucket.acquire()
    clock.now += 3_600
    assert [bucket.acquire() for _ in range(5)] == [0] * 5
    assert bucket.acquire() > 0


def sent(bucket, clock, number, every):
    for _ in range(number):
        bucket.acquire()
        bucket.passed()
        clock.now += every


def test_a_first_throttle_halves_the_rate_and_takes_what_was_saved(clock):
    bucket = TokenBucket(Rate(10, 50))
    sent(bucket, clock, 10, every=0.125)
    bucket.throttled()
    assert bucket.rate == 5
    assert bucket.acquire() > 0


def test_what_passes_between_two_throttles_is_measured(clock):
    """AWS takes five a second: it was empty at both moments, so that what it took between them is what it earns."""
    bucket = TokenBucket(Rate(40, 80))
    bucket.throttled()
    for _ in range(10):
        clock.now += 0.2
        bucket.passed()
        bucket.throttled()
    assert bucket.rate == pytest.approx(0.9 * 5, rel=0.25)


def test_few_throttles_lower_the_rate_a_little(clock):
    bucket = TokenBucket(Rate(10, 50))
    bucket.throttled()
    sent(bucket, clock, 10, every=0.2)
    before = bucket.rate
    bucket.throttled()
    assert bucket.rate == pytest.approx(TokenBucket.FEW * before)


def test_a_throttle_after_a_long_calm_is_an_overshoot(clock):
    bucket = TokenBucket(Rate(10, 50))
    bucket.throttled()
    clock.now += 3_600  # and nobody called
    bucket.throttled()
    assert bucket.rate == pytest.approx(8.5)


def test_one_burst_of_refusals_is_one_event_and_later_ones_lower_the_rate_again(clock):
    bucket = TokenBucket(Rate(16, 1))
    for _ in range(10):
        bucket.throttled()
    assert bucket.rate == 8
    clock.now += 1
    bucket.throttled()
    assert bucket.rate == pytest.approx(8 / 4, rel=0.02)  # no more at once: the calls that caused it may not be ours


def test_who_waits_is_slowed_by_what_is_refused_meanwhile(clock, monkeypatch):
    """A wait that began at the old rate ends at the new one."""
    bucket = TokenBucket(Rate(10, 1))
    bucket.acquire()
    monkeypatch.setattr(rate.time, "sleep", lambda seconds: (bucket.throttled(), clock.sleep(seconds)))
    assert bucket.acquire() == pytest.approx(0.2, rel=0.01)


def test_the_rate_never_falls_below_its_floor(clock):
    bucket = TokenBucket(Rate(4, 1))
    for _ in range(20):
        clock.now += 1
        bucket.throttled()
    assert bucket.rate == TokenBucket.FLOOR


def test_calm_brings_the_rate_back_slowly_at_first_and_up_to_the_limit(clock):
    bucket = TokenBucket(Rate(10, 5))
    bucket.throttled()
    rates = []
    for _ in range(4):
        clock.now += 5
        rates.append(bucket.rate)
    assert rates == sorted(rates)
    assert rates[0] < 5 * 1.1
    clock.now += 60
    assert bucket.rate == 10


class Aws:
    """The other side: a bucket that refuses, and the round trip to it."""

    def __init__(self, clock, limit, burst, latency=0.05):
        self.clock, self.limit, self.burst, self.latency = clock, limit, burst, latency
        self.tokens, self.filled = burst, clock.now
        self.answers = []

    def takes(self):
        self.tokens = min(self.burst, self.tokens + (self.clock.now - self.filled) * self.limit)
        self.filled = self.clock.now
        good = self.tokens >= 1
        self.tokens -= good
        self.answers.append((self.clock.now, good))
        self.clock.now += self.latency
        return good


@pytest.mark.parametrize("burst", [1, 10, 100])
@pytest.mark.parametrize("limit", [1, 2.5, 5, 10, 18])
def test_a_limit_is_found_and_kept_to(clock, limit, burst):
    """40 a second are thought to be allowed, and fewer are."""
    bucket, aws, begun = TokenBucket(Rate(40, 80)), Aws(clock, limit, burst), clock.now
    while clock.now < begun + 240:
        bucket.acquire()
        (bucket.passed if aws.takes() else bucket.throttled)()
    later = [good for at, good in aws.answers if at > begun + 10 + burst / limit]
    assert later.count(False) / len(later) < 0.05
    assert later.count(True) > 0.75 * limit * (240 - 10 - burst / limit)


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=60), st.floats(0.5, 100))
def test_whatever_happens_the_rate_is_between_floor_and_limit(events, limit):
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate.time, "monotonic", lambda: clock.now)
        patch.setattr(rate.time, "sleep", clock.sleep)
        bucket = TokenBucket(Rate(limit, 10))
        for seconds, good in events:
            clock.now += seconds
            bucket.acquire()
            (bucket.passed if good else bucket.throttled)()
            assert TokenBucket.FLOOR <= bucket.rate <= limit


def test_each_account_region_and_service_has_a_bucket_of_its_own():
    buckets = Buckets(Rate(40, 80), {"iam": Rate(5, 10)})
    first = buckets.of("1", "r", "sns").of("ListTopics")
    assert first is buckets.of("1", "r", "sns").of("GetTopicAttributes")
    others = {id(buckets.of(*key).of()) for key in (("2", "r", "sns"), ("1", "q", "sns"), ("1", "r", "sqs"))}
    assert id(first) not in others
    assert len(others) == 3
    assert buckets.of("1", "r", "iam").of("ListRoles").rate == 5
    buckets.override("kms", Rate(1, 1))
    assert buckets.of("1", "r", "kms").of().rate == 1


def test_an_operation_may_have_a_bucket_of_its_own_or_each_one():
    rates = {"lambda": Rate(15, 15), "lambda:GetFunction": Rate(100, 100), "ec2:*": Rate(10, 50)}
    buckets = Buckets(Rate(40, 80), rates)
    functions, machines = buckets.of("1", "r", "lambda"), buckets.of("1", "r", "ec2")
    assert functions.of("GetFunction").rate == 100
    assert functions.of("ListFunctions") is functions.of("ListTags") is not functions.of("GetFunction")
    assert functions.of("ListFunctions").rate == 15
    assert machines.of("DescribeVolumes") is machines.of("DescribeVolumes") is not machines.of("DescribeVpcs")
    assert machines.of("DescribeVpcs").rate == 10


def test_what_the_settings_name_wins_over_what_aws_documents():
    assert rates_of(Settings().limits) == KNOWN
    named = rates_of(Settings(limits={"rates": {"lambda": 3, "kinesis:ListStreams": 1}}).limits)
    assert named["lambda"] == Rate(3, 6)
    assert "lambda:GetFunction" not in named  # the whole service was named
    assert named["kinesis:ListStreams"] == Rate(1, 2)
    assert named["kinesis:ListTagsForStream"] == KNOWN["kinesis:ListTagsForStream"]
    assert rates_of(Settings(limits={"documented_rates": False, "rates": {"iam": 7}}).limits) == {"iam": Rate(7, 14)}
    assert merged(KNOWN, {}) == KNOWN


def test_the_documented_rates_are_of_services_and_operations_that_there_are():
    for key in KNOWN:
        service, _, operation = key.partition(":")
        names = Session().get_service_model(service).operation_names
        assert operation in ("", "*") or operation in names, key
