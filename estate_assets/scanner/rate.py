"""Token buckets: no more calls a second than a service of an account in a region takes, learnt from its throttles."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.rates import Rate

WHOLE = 1 - 1e-9  # a token, but for what sums of floats lose


class TokenBucket:
    """A bucket that learns what AWS takes.

    Between two refusals AWS's own bucket was empty: what passed meanwhile is its rate, and a little less than that becomes ours.
    Where refusals were few, or there is nothing to measure from yet, the rate falls by a set share. From there it probes: slowly
    at first, so that a limit that has been found costs about one call in a hundred; after half a minute without a throttle it is
    back at twice the rate.
    """

    FLOOR = 0.5
    FIRST, FEW, LEAST = 0.5, 0.85, 0.25  # what is left of the rate: at first, where few were refused, and at least
    KEPT = 0.9  # of what passed
    MANY = 3  # more than one refusal to so many that passed are not few
    LINEAR, SQUARE = 0.01, 0.001  # the growth after t seconds, as a share of the lowered rate: 1 % t + 0.1 % t² ...
    BRISK = 4.0  # ... at this rate and above; slower below, since a throttle weighs more among few calls
    LATELY = 5.0  # seconds in which a measure stays good

    def __init__(self, rate: Rate) -> None:
        self._limit, self._burst = rate.per_second, rate.burst
        self._base, self._tokens = rate.per_second, rate.burst
        self._filled = time.monotonic()
        self._slowed: float | None = None
        self._passed = self._refused = 0  # since it slowed down last
        self._turn, self._lock = threading.Lock(), threading.Lock()

    @property
    def rate(self) -> float:
        """Calls a second, at this moment."""
        if self._slowed is None:
            return self._limit
        calm = (time.monotonic() - self._slowed) * min(1.0, self._base / self.BRISK)
        return min(self._limit, self._base * (1 + self.LINEAR * calm + self.SQUARE * calm * calm))

    def acquire(self) -> float:
        """Takes one token, waiting for it where there is none. Returns the seconds waited.

        One caller waits at a time, and looks again when its time has come: what AWS refused meanwhile slows all the others, too.
        """
        waited = 0.0
        with self._turn:
            while (wait := self._missing()) > 0:
                time.sleep(wait)
                waited += wait
        return waited

    def _missing(self) -> float:
        """Takes a token and returns 0, or says in how many seconds there will be one."""
        with self._lock:
            now, rate = time.monotonic(), self.rate
            burst = self._burst if self._slowed is None else min(self._burst, max(1.0, rate))
            self._tokens = min(max(1.0, burst), self._tokens + (now - self._filled) * rate)
            self._filled = now
            if self._tokens < WHOLE:
                return (1 - self._tokens) / rate
            self._tokens -= 1
            return 0.0

    def passed(self) -> None:
        """AWS took a call."""
        with self._lock:
            self._passed += 1

    def throttled(self) -> None:
        """AWS refused a call for its rate. One burst of refusals is one event: at most one a second is heeded."""
        with self._lock:
            now, self._refused = time.monotonic(), self._refused + 1
            if self._slowed is not None and now - self._slowed < 1:
                return
            self._base = max(self.FLOOR, self._lowered(now))
            self._slowed, self._tokens = now, min(self._tokens, 0.0)
            self._passed = self._refused = 0

    def _lowered(self, now: float) -> float:
        rate, passed = self.rate, self._passed
        if self._slowed is None:
            return self.FIRST * rate
        if self._refused * self.MANY <= passed or now - self._slowed > self.LATELY:
            return self.FEW * rate
        measured = self.KEPT * (passed + 1) / (now - self._slowed)
        return min(self.FEW * rate, max(self.LEAST * rate, measured))


class Pace:
    """The buckets of one service of one account in one region."""

    def __init__(self, service: str, rates: Mapping[str, Rate], default: Rate) -> None:
        self._service, self._rates, self._default = service, rates, default
        self._buckets: dict[str, TokenBucket] = {}
        self._lock = threading.Lock()

    def of(self, operation: str = "") -> TokenBucket:
        """The bucket that a call takes its token from: the operation's own, where it has one; else the service's."""
        own = next((key for key in (f"{self._service}:{operation}", f"{self._service}:*") if key in self._rates), "")
        name = operation if own else ""
        with self._lock:
            if name not in self._buckets:
                self._buckets[name] = TokenBucket(self._rates.get(own or self._service, self._default))
            return self._buckets[name]


class Buckets:
    """The paces of all services, per account × region × service. `rates` are those of `rates.KNOWN`'s form, else the default holds."""

    def __init__(self, default: Rate, rates: Mapping[str, Rate] | None = None) -> None:
        self._default, self._rates = default, dict(rates or {})
        self._paces: dict[tuple[str, str, str], Pace] = {}
        self._lock = threading.Lock()

    def of(self, account_id: str, region: str, service: str) -> Pace:
        """The pace of one service of one account in one region."""
        key = (account_id, region, service)
        with self._lock:
            if key not in self._paces:
                self._paces[key] = Pace(service, self._rates, self._default)
            return self._paces[key]

    def override(self, service: str, rate: Rate) -> None:
        """Gives a service a rate of its own, for buckets that are not made yet."""
        self._rates[service] = rate


def merged(known: Mapping[str, Rate], overrides: Mapping[str, Rate]) -> dict[str, Rate]:
    """The rates in force. One that is set for a whole service also replaces what is known of its single operations."""
    whole = {key for key in overrides if ":" not in key}
    return {key: rate for key, rate in known.items() if key.partition(":")[0] not in whole} | dict(overrides)
