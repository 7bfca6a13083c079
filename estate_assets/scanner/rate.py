"""Token buckets: no more calls a second than a service of an account in a region takes, learnt from its throttles."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.rates import Rate


class TokenBucket:
    """A bucket that learns what AWS takes.

    A throttle lowers the rate to a little less than what went through lately, and by no more than half, since calls that were
    not ours may have caused it. From there it probes: slowly at first, so that a limit that has been found costs about one
    call in a hundred; after half a minute without a throttle it is back at twice the rate.
    """

    FLOOR = 0.5
    KEPT, LEAST, MOST = 0.9, 0.5, 0.85  # of what went through; of the rate, at least and at most
    LINEAR, SQUARE = 0.01, 0.001  # the growth after t seconds, as a share of the lowered rate: 1 % t + 0.1 % t² ...
    BRISK = 4.0  # ... at this rate and above; slower below, since a throttle weighs more among few calls
    LATELY = 5.0  # seconds

    def __init__(self, rate: Rate) -> None:
        self._limit, self._burst = rate.per_second, rate.burst
        self._base, self._tokens = rate.per_second, rate.burst
        self._filled = time.monotonic()
        self._slowed: float | None = None
        self._sent: deque[float] = deque()
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        """Calls a second, at this moment."""
        if self._slowed is None:
            return self._limit
        calm = (time.monotonic() - self._slowed) * min(1.0, self._base / self.BRISK)
        return min(self._limit, self._base * (1 + self.LINEAR * calm + self.SQUARE * calm * calm))

    def acquire(self) -> float:
        """Takes one token, waiting for it where there is none. Returns the seconds waited."""
        with self._lock:
            now, rate = time.monotonic(), self.rate
            burst = self._burst if self._slowed is None else min(self._burst, max(1.0, rate))
            self._tokens = min(burst, self._tokens + (now - self._filled) * rate) - 1
            self._filled = now
            wait = max(0.0, -self._tokens / rate)
            self._sent.append(now + wait)
            while self._sent[0] < now - self.LATELY:
                self._sent.popleft()
        if wait:
            time.sleep(wait)
        return wait

    def throttled(self) -> None:
        """AWS refused a call for its rate. One burst of refusals is one event: at most one a second is heeded."""
        with self._lock:
            now = time.monotonic()
            if self._sent:
                self._sent.pop()  # it did not go through
            if self._slowed is not None and now - self._slowed < 1:
                return
            rate = self.rate
            self._base = max(self.FLOOR, min(self.MOST * rate, max(self.LEAST * rate, self.KEPT * self._lately(now))))
            self._slowed, self._tokens = now, min(self._tokens, 0.0)

    def _lately(self, now: float) -> float:
        """Calls a second that went through, over the last seconds, or since the first of them."""
        sent = [at for at in self._sent if at <= now]
        return len(sent) / max(1.0, now - sent[0]) if sent else 0.0


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
