"""A loopback proxy in front of the stand-in that does harm on the way: what AWS's errors alone can't show."""

from __future__ import annotations

import http.client
import io
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from estate_assets.demo import wire
from estate_assets.demo.accounts import MANAGEMENT
from tests.faults.paging import Pager, page_of

Reply = tuple[int, dict[str, str], bytes]
Forward = Callable[[], Reply]
Harm = Callable[[wire.Call, Forward], Reply]
KEY = re.compile(rb"<AccessKeyId>([^<]+)</AccessKeyId>")
ROLE = re.compile(r"arn:aws:iam::(\d{12}):role/")
HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})


class Cut(Exception):  # noqa: N818  # no error of ours: the connection ends here, in the reply if there is one
    def __init__(self, reply: Reply | None = None, share: float = 0) -> None:
        super().__init__()
        self.reply, self.share = reply, share


@dataclass
class Rule:
    """Which requests come to harm. What is None or "*" matches all; the first `after` that match are let through."""

    service: str
    operation: str
    harm: Harm
    account: str | None = None
    region: str | None = None
    page: int | None = None
    after: int = 0
    times: int | None = None
    hits: int = 0

    def strikes(self, call: wire.Call, account: str, page: int) -> bool:
        wanted = (self.service, self.operation, self.account, self.region, self.page)
        actual = (call.service, call.name, account, call.region, page)
        if not all(want in (None, "*", value) for want, value in zip(wanted, actual, strict=True)):
            return False
        self.hits += 1
        return self.hits > self.after and (self.times is None or self.hits <= self.after + self.times)


class Proxy:
    """Runs in threads of this process until `close()`. `rules` may be set at any time."""

    def __init__(self, endpoint: str) -> None:
        url = urlsplit(endpoint)
        self.host, self.port = str(url.hostname), int(url.port or 80)
        self._rules: list[Rule] = []
        self._owners: dict[str, str] = {}
        self._said: dict[tuple[Any, ...], Reply] = {}
        self._pager, self._lock = Pager(), threading.Lock()
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def set(self, *rules: Rule) -> None:
        """These rules instead of those before, as if never hit."""
        with self._lock:
            self._rules = [replace(rule, hits=0) for rule in rules]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, call: wire.Call, asked: tuple[str, str, bytes], forward: Forward) -> Reply:
        account = self._account(call)
        known = partial(self._once, (account, call.region, call.key, *asked), forward)
        learnt = partial(self._learnt, call, account, forward if call.service == "sts" else known)
        forward = partial(self._pager.answer, call, account, learnt)
        with self._lock:
            rule = next((one for one in self._rules if one.strikes(call, account, page_of(call))), None)
        return rule.harm(call, forward) if rule else forward()

    def _account(self, call: wire.Call) -> str:
        """Whose call it is; of AssumeRole, whose role."""
        if call.name == "AssumeRole":
            return ROLE.match(str(call.params()["RoleArn"]))[1]
        return self._owners.get(call.access_key, MANAGEMENT.id)

    def _once(self, question: tuple[Any, ...], forward: Forward) -> Reply:
        """What the stand-in said to the same question: the estate stays as it is, and moto would be a third of the matrix's time."""
        if question in self._said:
            return self._said[question]
        reply = forward()
        if reply[0] == HTTPStatus.OK:
            self._said[question] = reply
        return reply

    def _learnt(self, call: wire.Call, account: str, forward: Forward) -> Reply:
        reply = forward()
        if call.name == "AssumeRole" and (key := KEY.search(reply[2])):
            self._owners[key[1].decode()] = account
        return reply


class Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: Proxy

    def handle_error(self, *_: Any) -> None:
        """A client that has gone away is part of the game."""


class Handler(BaseHTTPRequestHandler):
    """One kept-alive connection of a client, with one of its own to the stand-in."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: Server
    upstream: http.client.HTTPConnection | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call, forward = wire.read(self._environ(body), body), partial(self._forward, body)
        try:
            asked = (self.command, self.path, body)
            self._send(self.server.proxy.answer(call, asked, forward) if call else forward())
        except Cut as cut:
            self._cut(cut)

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815  # the standard library's names

    def log_message(self, *_: Any) -> None:
        """Say nothing: a scan makes hundreds of requests."""

    def finish(self) -> None:
        if self.upstream:
            self.upstream.close()
        super().finish()

    def _forward(self, body: bytes) -> Reply:
        if self.upstream is None:
            self.upstream = http.client.HTTPConnection(self.server.proxy.host, self.server.proxy.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        self.upstream.request(self.command, self.path, body, headers)
        answer = self.upstream.getresponse()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
        return answer.status, kept, answer.read()

    def _send(self, reply: Reply, share: float = 1) -> None:
        status, headers, body = reply
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: int(len(body) * share)])

    def _cut(self, cut: Cut) -> None:
        self.close_connection = True
        if cut.reply:
            self._send(cut.reply, cut.share)
            self.wfile.flush()
        else:  # RST, not FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return headers | {
            "REQUEST_METHOD": self.command, "SCRIPT_NAME": "", "PATH_INFO": unquote(path), "QUERY_STRING": query,
            "RAW_URI": self.path, "REQUEST_URI": self.path, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
        }  # fmt: skip
