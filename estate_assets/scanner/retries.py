"""Retries that botocore leaves out: throttles under names of AWS's that its standard mode does not know (SNS: `Throttled`, 429)."""

from __future__ import annotations

import random
from typing import Any

from estate_assets.scanner.codes import RETRIED_CODES, RETRIED_STATUSES, Kind, kind_of

LONGEST_S = 20.0


class Retries:
    """Asks again, up to so many attempts per call, where AWS said "later" and botocore would take it for the last word."""

    def __init__(self, session: Any, attempts: int) -> None:
        self._attempts = attempts
        session.get_component("event_emitter").register("needs-retry", self._again, unique_id="estate-retries")

    def _again(self, response: Any, attempts: int, **_: Any) -> float | None:
        """Seconds to wait before the next attempt; None where there is none, or botocore sees to it."""
        if response is None or attempts >= self._attempts:
            return None
        status, error = response[0].status_code, response[1].get("Error", {})
        code = str(error.get("Code", ""))
        if not code or code in RETRIED_CODES or status in RETRIED_STATUSES:
            return None
        later = kind_of(code, status, str(error.get("Message", ""))) in (Kind.THROTTLE, Kind.TRANSIENT)
        return min(LONGEST_S, random.random() * 2 ** (attempts - 1)) if later else None  # noqa: S311  # botocore's own formula
