"""A loopback AWS: answers what a test scripts, in botocore's own protocols, and does the harm a test asks for."""

from __future__ import annotations

import functools
import io
import json
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import botocore.session
from botocore.parsers import BaseCBORParser
from rendering import rendered, rendered_error

SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
SERVICES = {
    "elasticloadbalancing": "elbv2",
    "sso": "sso-admin",
    "cassandra": "keyspaces",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
ACCOUNT = "111122223333"
ENDLESS = 1_000  # calls in one test: it is going in circles
ROLE = f"arn:aws:iam::{ACCOUNT}:role/platform/scanner"


@dataclass(frozen=True)
class Fault:
    """An error answer of AWS's."""

    code: str
    status: int = 400
    message: str = "planted"


@dataclass(frozen=True)
class Raw:
    """Any bytes at all."""

    body: bytes
    status: int = 200


@dataclass(frozen=True)
class Reset:
    """The connection is cut instead of an answer."""


@dataclass(frozen=True)
class Slow:
    """The answer comes after the caller's patience has ended."""

    seconds: float = 2.0


@dataclass(frozen=True)
class Call:
    """One request that came."""

    service: str
    operation: str
    region: str
    access_key: str
    params: dict[str, Any]


@dataclass
class FakeAws:
    """The script and the record of calls. Give each operation an answer, several in turn, or a function of the params."""

    url: str = ""
    scripts: dict[str, list[Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    unscripted: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def on(self, operation: str, *answers: Any) -> None:
        """The answers of `service:Operation`, one a call; the last one stays."""
        self.scripts[operation] = list(answers)

    def paged(self, operation: str, token_in: str, token_out: str, *pages: Any) -> None:
        """Pages that hand out a token each, but the last. A page may be a fault."""

        def answer(params: dict[str, Any]) -> Any:
            at = int(str(params.get(token_in) or "page-0").rpartition("-")[2])
            more = {token_out: f"page-{at + 1}"} if at + 1 < len(pages) else {}
            return {**pages[at], **more} if isinstance(pages[at], dict) else pages[at]

        self.on(operation, answer)

    def count(self, operation: str) -> int:
        """How often an operation was called."""
        return len(self.params_of(operation))

    def params_of(self, operation: str) -> list[dict[str, Any]]:
        """The parameters of the calls of `service:Operation`, in the order they came."""
        service, _, name = operation.partition(":")
        return [call.params for call in self.calls if (call.service, call.operation) == (service, name)]

    def answer(self, call: Call) -> Any:
        """What the script says to a call."""
        key = f"{call.service}:{call.operation}"
        with self.lock:
            self.calls.append(call)
            script = self.scripts.get(key)
            if len(self.calls) > ENDLESS:
                script = None
            if script is None:
                self.unscripted.append(key)
                return Fault("Unscripted", 400, key)
            answer = script.pop(0) if len(script) > 1 else script[0]
        return answer(call.params) if callable(answer) else answer


class Handler(BaseHTTPRequestHandler):
    """One connection. HTTP/1.1, kept alive."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: as two they cost 40 ms, for which the client delays its ACK
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key, region, signing_name = SCOPE.search(self.headers["Authorization"]).groups()
        service = SERVICES.get(signing_name, signing_name)
        name, params = understood(self, service, body)
        answer = self.server.aws.answer(Call(service, name, region, key, params))
        if isinstance(answer, Slow):
            time.sleep(answer.seconds)
        if isinstance(answer, Slow | Reset):
            self.close_connection = True
            linger = struct.pack("ii", 1, 0)  # RST, not FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            return
        status, headers, data = wire(service, name, answer)
        self.send_response(status)
        for header, value in {**headers, "Content-Length": str(len(data)), "x-amzn-RequestId": "r"}.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815  # the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    """Threads that don't outlive the test run."""

    daemon_threads = True
    aws: FakeAws

    def handle_error(self, *_: Any) -> None:
        """A client that has gone away is part of the game."""


@functools.cache
def model_of(service: str) -> Any:
    return SESSION.get_service_model(service)


SESSION = botocore.session.Session()


def understood(request: Handler, service: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """The operation and the parameters of a request, as far as tests need them."""
    if request.path.startswith("/service/"):  # RPC v2 in CBOR
        return request.path.rpartition("/")[2], BaseCBORParser().parse_data_item(io.BufferedReader(io.BytesIO(body)))
    if target := request.headers.get("X-Amz-Target"):
        return target.rpartition(".")[2], json.loads(body)
    url = urlsplit(request.path)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    form = dict(parse_qsl(body.decode(), keep_blank_values=True)) if b"Action=" in body else {}
    if "Action" in form:
        return form.pop("Action"), form
    for operation, method, pattern, keys in routes(service):
        if method == request.command and (found := pattern.fullmatch(url.path)) and keys <= set(query):
            path = {name: unquote(value) for name, value in found.groupdict().items()}
            return operation, {**query, **path}
    return f"{request.command} {request.path}", query


@functools.cache
def routes(service: str) -> list[tuple[str, str, re.Pattern[str], set[str]]]:
    """Method, path and query keys of each operation, the most particular first."""
    found = []
    for name in model_of(service).operation_names:
        http = model_of(service).operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        path = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", path))
        keys = {part.partition("=")[0] for part in query.split("&") if part}
        found.append((name, http["method"], re.compile(path.rstrip("/") + "/?"), keys))
    return sorted(found, key=lambda route: (-len(route[3]), route[2].pattern.count("?P")))


def wire(service: str, name: str, answer: Any) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    if isinstance(answer, Raw):
        return answer.status, {"Content-Type": "text/html"}, answer.body
    model = model_of(service)
    if isinstance(answer, Fault):
        return rendered_error(model, answer.code, answer.status, answer.message)
    return rendered(model.operation_model(name), answer)
