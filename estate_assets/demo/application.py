"""The WSGI application: gate, faults and own handlers before moto, the empty answer after it."""

from __future__ import annotations

import logging
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app

from estate_assets.demo import answers, enforcement, fallback, gate, handlers, wire
from estate_assets.demo.answers import Answer, AwsError
from estate_assets.demo.enforcement import Enforcement
from estate_assets.demo.faults import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LOG = logging.getLogger(__name__)
# Calls that wait for something else to happen, which must not hold up the rest.
_WAITING = frozenset({"sqs:ReceiveMessage", "lambda:Invoke", "lambda:InvokeAsync", "stepfunctions:GetActivityTask"})


class Application:
    """One AWS for all accounts, regions and services.

    Args:
        simulate_shape: "nested" or "flat", the shape of SimulatePrincipalPolicy's answers unless a request asks otherwise.
    """

    def __init__(self, simulate_shape: str = "nested") -> None:
        self._moto = DomainDispatcherApplication(_backend_app)
        self._watch = Watch()
        self._enforcement = Enforcement()
        self._handlers = handlers.table(simulate_shape)
        # moto's backends race under threads (CreateRole answers 500, listings change size). It is pure Python, so that
        # taking turns costs no throughput.
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; WSGI."""
        answer = self.answer(environ)
        headers = list(answer.headers.items())
        bodiless = environ["REQUEST_METHOD"] == "HEAD"
        if not bodiless:
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers.append(("Content-Length", str(len(answer.body))))
        start_response(f"{answer.status} {_phrase(answer.status)}", headers)
        return [] if bodiless else [answer.body]

    def answer(self, environ: dict[str, Any]) -> Answer:
        """Answer one request."""
        body = wire.buffer_body(environ)
        path = environ.get("PATH_INFO", "")
        if path == enforcement.PATH:
            return self._enforcement.control(environ["REQUEST_METHOD"], body)
        if path.startswith("/estate/"):
            return self._watch.control(environ["REQUEST_METHOD"], path, body)
        call = wire.read(environ, body)
        if call is None:
            return self._ask_moto(environ)
        try:
            return self._answer_call(call, environ)
        except AwsError as problem:
            return answers.error(call, problem)
        except NotImplementedError:
            return fallback.not_implemented(call)
        except Exception as problem:  # noqa: BLE001 - a server's boundary: one caller's 500, not the connection's end
            if call.key in fallback.BROKEN:
                return fallback.not_implemented(call)
            _LOG.exception("%s failed", call.key)
            return answers.error(call, AwsError("InternalFailure", f"{type(problem).__name__}: {problem}", 500))

    def _answer_call(self, call: wire.Call, environ: dict[str, Any]) -> Answer:
        account = gate.account_of(call)
        fault = self._watch.see(call, account)
        if fault is not None:
            raise fault
        with self._turn:
            self._enforcement.check(call, account)
        handler = self._handlers.get(call.key)
        if handler is not None:
            with self._turn:
                value = handler(call, account)
            if value is not None:
                return answers.result(call, value)
        return self._mended(call, environ)

    def _mended(self, call: wire.Call, environ: dict[str, Any]) -> Answer:
        if call.key in _WAITING:
            answer = self._ask_moto(environ)
        else:
            with self._turn:
                answer = self._ask_moto(environ)
        return fallback.not_implemented(call) if fallback.is_unimplemented(answer) else answer

    def _ask_moto(self, environ: dict[str, Any]) -> Answer:
        chunks, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        return Answer(int(status.split(maxsplit=1)[0]), b"".join(chunks), dict(headers.items()))


def _backend_app(service: str | None) -> Any:
    if service is None:
        raise NotImplementedError("moto has no such service")
    return create_backend_app(service)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
