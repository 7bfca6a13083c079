"""Token buckets: no more calls a second than a service of an account in a region takes, learnt from its throttles."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls a second, and how many may come at once after a pause."""

    per_second: float = 40.0
    burst: float = 80.0


class TokenBucket:
    """A bucket that halves its rate when AWS throttles and earns it back, a tenth for each second without one."""

    FLOOR = 0.5
    RECOVERY = 0.1

    def __init__(self, rate: Rate) -> None:
        self._limit, self._burst = rate.per_second, rate.burst
        self._rate, self._tokens = rate.per_second, rate.burst
        self._filled = self._slowed = time.monotonic()
        self._lock = threading.Lock()

    def acquire(self) -> float:
        """Takes one token, waiting for it where there is none. Returns the seconds waited."""
        with self._lock:
            now = time.monotonic()
            self._rate = min(self._limit, self._rate + (now - self._filled) * self._limit * self.RECOVERY)
            self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate) - 1
            self._filled = now
            wait = max(0.0, -self._tokens / self._rate)
        if wait:
            time.sleep(wait)
        return wait

    def throttled(self) -> None:
        """Halves the rate, at most once a second: one burst of refusals is one event."""
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._tokens, 0.0)
            if now - self._slowed >= 1 or self._rate == self._limit:
                self._rate, self._slowed = max(self.FLOOR, self._rate / 2), now


class Buckets:
    """One bucket per account × region × service. `overrides` gives services a rate of their own."""

    def __init__(self, default: Rate, overrides: dict[str, Rate] | None = None) -> None:
        self._default, self._overrides = default, overrides or {}
        self._buckets: dict[tuple[str, str, str], TokenBucket] = {}
        self._lock = threading.Lock()

    def of(self, account_id: str, region: str, service: str) -> TokenBucket:
        """The bucket of one service of one account in one region."""
        key = (account_id, region, service)
        with self._lock:
            if key not in self._buckets:
                self._buckets[key] = TokenBucket(self._overrides.get(service, self._default))
            return self._buckets[key]

    def override(self, service: str, rate: Rate) -> None:
        """Gives a service a rate of its own, for buckets that are not made yet."""
        self._overrides[service] = rate
