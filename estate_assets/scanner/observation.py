"""What really went over the wire while one resource type was listed, told by botocore's own events.

A scanner that swallows its errors or stops early can't hide it from here.
"""

from __future__ import annotations

import contextvars
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import DataNotFoundError
from botocore.parsers import ResponseParserError

from estate_assets.scanner.classify import UNKNOWN_HOST, Failure, excused, of_code, of_exception
from estate_assets.scanner.codes import Kind, kind_of
from estate_assets.scanner.errors import ListingError, Status
from estate_assets.scanner.never import CODE, is_never_asked
from estate_assets.scanner.paging import TokenPair, token_pair
from estate_assets.scanner.rate import Pace  # noqa: TC001  # a dataclass field

CURRENT: contextvars.ContextVar[Observation | None] = contextvars.ContextVar("observation", default=None)
#: A token that was taken for the next call already.
PAID: contextvars.ContextVar[list[bool] | None] = contextvars.ContextVar("paid", default=None)
SERVER_REDIRECT = 300


@dataclass(slots=True)
class Observation:
    """The calls made for one resource type of one cell. Shared by the threads that work on it.

    `pending` holds the page tokens that were handed out and not yet followed; `ended` what stopped the scanner itself.
    `offered` says whether botocore's endpoint data lists the service there: if not, a host that does not exist tells why.
    """

    calls: int = 0
    throttles: int = 0
    succeeded: set[str] = field(default_factory=set)
    failures: list[tuple[Failure, bool]] = field(default_factory=list)
    pending: dict[tuple[str, str], str] = field(default_factory=dict)
    tolerated: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ended: Failure | None = None
    pace: Pace | None = None
    offered: bool = True
    started: float = field(default_factory=time.monotonic)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tolerate(self, operation: str, codes: tuple[str, ...]) -> None:
        """Declares that these codes of the operation are answers, not errors ("it has none")."""
        with self._lock:
            self.tolerated[operation] = (*self.tolerated.get(operation, ()), *codes)

    def requested(self, operation: str, params: Mapping[str, Any], token_names: tuple[str, ...]) -> None:
        """Notes a request. Raises ListingError where a page is asked for a second time: the token loops."""
        token = {name: params[name] for name in token_names if params.get(name)}
        if not token:
            return
        rest = repr(sorted((key, value) for key, value in params.items() if key not in token))
        with self._lock:
            asked = (operation, repr(sorted(token.items())) + rest)
            if asked in self._asked:
                raise ListingError("PageTokenLoop", "AWS handed out the same page token twice", operation)
            self._asked.add(asked)

    def answered(self, operation: str, params: Mapping[str, Any], names: tuple[str, ...], token: Any) -> None:
        """Notes an answer. A token in it means that there is more, until the next page is asked for."""
        rest = repr(sorted((key, value) for key, value in params.items() if key not in names))
        with self._lock:
            self.calls += 1
            self.succeeded.add(operation)
            if any(params.get(name) for name in names):
                self.pending.pop((operation, rest), None)
            if token:
                self.pending[operation, rest] = str(token)

    def noted(self, failure: Failure) -> None:
        """Notes a call that failed before it was sent (a parameter is missing): botocore tells no handler of it."""
        with self._lock:
            if not any((f.operation, f.code) == (failure.operation, failure.code) for f, _ in self.failures):
                self.failures.append((failure, False))

    def forgive(self, operation: str, code: str) -> None:
        """Takes one noted failure back: it turned out to be an answer (the item is gone, or has none of it)."""
        with self._lock:
            at = next(i for i, (f, _) in enumerate(self.failures) if (f.operation, f.code) == (operation, code))
            del self.failures[at]

    def excuse(self, operation: str, codes: tuple[str, ...]) -> None:
        """Reads these errors of an operation (`Code`, or `Code: part of the message`) as "the account does not use it"."""
        with self._lock:
            self.failures = [(excused(failure, operation, codes), later) for failure, later in self.failures]

    def scrub(self, clean: Callable[[str], str]) -> None:
        """Takes out of the failures' messages what was sealed meanwhile: AWS may repeat what it was asked, or has."""
        with self._lock:
            self.failures = [(replace(one, message=clean(one.message)), later) for one, later in self.failures]
            if self.ended:
                self.ended = replace(self.ended, message=clean(self.ended.message))

    def throttled(self, operation: str) -> None:
        """Notes that AWS refused a call for its rate, and slows down."""
        with self._lock:
            self.throttles += 1
        if self.pace:
            self.pace.of(operation).throttled()

    def add(self, other: Observation) -> None:
        """Counts what was asked under another observation for this one's sake."""
        with self._lock:
            self.calls += other.calls
            self.throttles += other.throttles

    def failed(self, failure: Failure, *, later_page: bool) -> None:
        """Notes a call that failed for good, all its retries included."""
        if failure.code == UNKNOWN_HOST and not self.offered:
            failure = replace(failure, status=Status.NOT_OFFERED, retryable=False)
        with self._lock:
            self.calls += 1
            if failure.code in self.tolerated.get(failure.operation, ()):
                self.succeeded.add(failure.operation)  # "it has none" is an answer
            else:
                self.failures.append((failure, later_page))


def foreign(body: bytes, parsed: Mapping[str, Any], model: Any) -> bool:
    """Whether a good answer is not AWS's: botocore takes a proxy's page, or half a body, for an answer without members."""
    shape = model.output_shape
    if shape is None or not shape.members:
        return False
    if not body:  # the connection ended after the headers: in REST, botocore takes that for an empty listing
        return any("location" not in member.serialization for member in shape.members.values())
    if any(name in parsed for name in shape.members):
        return False
    protocol = model.service_model.resolved_protocol
    if protocol not in ("json", "rest-json"):
        return b"<html" in body[:1024].lower()
    try:
        return bool(body or protocol == "json") and not isinstance(json.loads(body), dict)
    except ValueError:
        return True


def cut_short(response: Any, model: Any) -> bool:
    """Whether less of an answer came than was announced: botocore does not compare (`enforce_content_length=False`)."""
    announced = str(response.headers.get("content-length", ""))
    return model.http.get("method") != "HEAD" and announced.isdigit() and len(response.content) < int(announced)


class Watch:
    """The handlers that feed the current observation. Registered once, on the session."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._pairs: dict[tuple[str, str], TokenPair] = {}
        events = session.get_component("event_emitter")
        events.register("before-parameter-build", self._before, unique_id="estate-before")
        events.register("before-send", self._sending, unique_id="estate-send")
        events.register("response-received", self._received, unique_id="estate-received")
        events.register("after-call", self._after, unique_id="estate-after")
        events.register("after-call-error", self._error, unique_id="estate-error")

    def pair(self, model: Any, tokens: Mapping[str, str] | None = None) -> TokenPair:
        """The token pair of one operation, remembered: the one given, else that of the models."""
        service = model.service_model.service_name
        key = (service, model.name)
        if tokens:
            self._pairs[key] = TokenPair((tokens["input"],), (tokens["output"],), tokens.get("more"))
        if key not in self._pairs:
            try:
                paginator = self._session.get_paginator_model(service).get_paginator(model.name)
            except (ValueError, DataNotFoundError):  # no such operation, no paginators at all
                paginator = None
            self._pairs[key] = token_pair(paginator, model)
        return self._pairs[key]

    def _before(self, params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        if is_never_asked(model.service_model.service_name, model.name):
            self._refuse(model.name)
        if (observation := CURRENT.get()) is None or not isinstance(params, Mapping):
            return
        pair = self.pair(model)
        context["estate"] = (observation, dict(params), pair)
        observation.requested(model.name, params, pair.inputs)

    def _refuse(self, operation: str) -> None:
        """Raises ListingError; noted first, since a scanner may swallow it."""
        error = ListingError(CODE, "it would fetch secret values, or contents: a scan only describes", operation)
        if observation := CURRENT.get():
            observation.noted(of_exception(error, operation))
        raise error

    def _sending(self, event_name: str, **_: Any) -> None:
        if paid := PAID.get():
            paid.pop()
        elif (observation := CURRENT.get()) and observation.pace:
            observation.pace.of(event_name.rpartition(".")[2]).acquire()

    def _received(self, parsed_response: Any, context: dict[str, Any], event_name: str, **_: Any) -> None:
        if parsed_response is None or "estate" not in context:
            return
        observation, operation, error = (
            context["estate"][0],
            event_name.rpartition(".")[2],
            parsed_response.get("Error", {}),
        )
        status = parsed_response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if error and kind_of(str(error.get("Code", "")), status, str(error.get("Message", ""))) is Kind.THROTTLE:
            observation.throttled(operation)
        elif observation.pace:
            observation.pace.of(operation).passed()

    def _after(self, http_response: Any, parsed: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        if "estate" not in context:
            return
        observation, params, pair = context["estate"]
        if http_response.status_code < SERVER_REDIRECT:
            if cut_short(http_response, model) or foreign(http_response.content, parsed, model):
                raise self._unread(observation, params, pair, model)
            observation.answered(model.name, params, pair.inputs, pair.token(parsed))
            return
        error = parsed.get("Error", {})
        failure = of_code(
            str(error.get("Code", "Unknown")), http_response.status_code, model.name, error.get("Message", "")
        )
        observation.failed(failure, later_page=any(params.get(name) for name in pair.inputs))

    def _unread(
        self, observation: Observation, params: Mapping[str, Any], pair: TokenPair, model: Any
    ) -> ResponseParserError:
        error = ResponseParserError(f"the answer to {model.name} is not AWS's")
        later = any(params.get(name) for name in pair.inputs)
        observation.failed(of_exception(error, model.name), later_page=later)
        return error

    def _error(self, exception: Exception, context: dict[str, Any], event_name: str, **_: Any) -> None:
        if "estate" in context:
            observation, params, pair = context["estate"]
            operation = event_name.rsplit(".", 1)[-1]  # not the exception's own: that may be AssumeRole's
            failure = replace(of_exception(exception, operation), operation=operation)
            observation.failed(failure, later_page=any(params.get(name) for name in pair.inputs))
