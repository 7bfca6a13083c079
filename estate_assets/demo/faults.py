"""Errors on demand, and counts of what was asked: how a test suite makes the stand-in misbehave and watches it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.demo.answers import Answer, AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.demo.wire import Call

_TOKENS = ("NextToken", "nextToken", "Marker", "marker", "ContinuationToken", "ExclusiveStartTableName", "PageToken")


@dataclass
class Fault:
    """One error to answer with; what is None matches everything, `page` counts from 1."""

    service: str
    operation: str
    status: int
    code: str
    message: str = "Injected by the stand-in's fault hook"
    region: str | None = None
    account: str | None = None
    times: int | None = None
    page: int | None = None
    hits: int = 0

    def matches(self, call: Call, account: str, page: int) -> bool:
        """Whether this request is to be answered with this fault."""
        wanted = (self.service, self.operation, self.region, self.account, self.page)
        actual = (call.service, call.name, call.region, account, page)
        spent = self.times is not None and self.hits >= self.times
        return not spent and all(w in (None, "*", a) for w, a in zip(wanted, actual, strict=True))


class Watch:
    """Counts every call and injects the faults set by `POST /estate/faults`; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._faults: list[Fault] = []
        self._pages: dict[tuple[str, str, str], tuple[int, str | None]] = {}

    def see(self, call: Call, account: str) -> AwsError | None:
        """Count the call; the error to answer it with, if a fault matches."""
        token = _token(call) if self._faults else None
        with self._lock:
            self._calls[call.key] += 1
            page = self._page(call, account, token)
            fault = next((f for f in self._faults if f.matches(call, account, page)), None)
            if fault is None:
                return None
            fault.hits += 1
            return AwsError(fault.code, fault.message, fault.status)

    def control(self, method: str, path: str, body: bytes) -> Answer:
        """Answer `/estate/faults` (GET, POST, DELETE) and `/estate/calls` (GET, DELETE)."""
        try:
            with self._lock:
                return _json(200, self._act(method, path, body))
        except (LookupError, TypeError, ValueError) as problem:
            return _json(400, {"error": f"{type(problem).__name__}: {problem}"})

    def _act(self, method: str, path: str, body: bytes) -> Any:
        match method, path:
            case "GET", "/estate/calls":
                return dict(sorted(self._calls.items()))
            case "DELETE", "/estate/calls":
                self._calls.clear()
            case "POST", "/estate/faults":
                self._faults += [Fault(**fault) for fault in json.loads(body)]
            case "DELETE", "/estate/faults":
                self._faults.clear()
            case "GET", "/estate/faults":
                pass
            case _:
                raise LookupError(f"{method} {path} is not offered")
        return [asdict(fault) for fault in self._faults]

    def _page(self, call: Call, account: str, token: str | None) -> int:
        listing = (account, call.region, call.key)
        page, last = self._pages.get(listing, (0, None))
        if token is None:
            page = 1
        elif token != last:  # a retry asks for the same page again
            page += 1
        self._pages[listing] = (page, token)
        return page


def _token(call: Call) -> str | None:
    params: Mapping[str, Any] = call.params()
    return next((str(params[name]) for name in _TOKENS if params.get(name)), None)


def _json(status: int, value: Any) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})
