"""Token buckets, by a clock of the test's own."""

import pytest

from estate_assets.scanner import rate
from estate_assets.scanner.rate import Buckets, Rate, TokenBucket


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


@pytest.mark.usefixtures("clock")
def test_a_throttle_halves_the_rate_and_takes_what_was_saved():
    bucket = TokenBucket(Rate(10, 50))
    bucket.throttled()
    assert bucket.acquire() == pytest.approx(1 / 5)


def test_one_burst_of_refusals_is_one_event_and_later_ones_halve_again(clock):
    bucket = TokenBucket(Rate(16, 1))
    for _ in range(10):
        bucket.throttled()
    assert bucket._rate == 8
    clock.now += 1
    bucket.throttled()
    assert bucket._rate == 4


def test_the_rate_never_falls_below_its_floor(clock):
    bucket = TokenBucket(Rate(4, 1))
    for _ in range(20):
        clock.now += 1
        bucket.throttled()
    assert bucket._rate == TokenBucket.FLOOR


def test_a_tenth_of_the_rate_comes_back_each_quiet_second_up_to_the_limit(clock):
    bucket = TokenBucket(Rate(10, 5))
    bucket.throttled()
    clock.now += 2
    bucket.acquire()
    assert bucket._rate == pytest.approx(7)
    clock.now += 60
    bucket.acquire()
    assert bucket._rate == 10


def test_each_account_region_and_service_has_a_bucket_of_its_own():
    buckets = Buckets(Rate(40, 80), {"iam": Rate(5, 10)})
    first = buckets.of("1", "r", "ec2")
    assert first is buckets.of("1", "r", "ec2")
    others = {id(buckets.of(*key)) for key in (("2", "r", "ec2"), ("1", "q", "ec2"), ("1", "r", "sqs"))}
    assert id(first) not in others
    assert len(others) == 3
    assert buckets.of("1", "r", "iam")._rate == 5
    buckets.override("kms", Rate(1, 1))
    assert buckets.of("1", "r", "kms")._rate == 1
