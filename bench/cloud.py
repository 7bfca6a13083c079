"""A fast AWS on loopback, for benchmarks: prepared pages of a made-up estate, in AWS's protocols, after a latency.

`python -m bench.cloud` runs it as a process of its own, so that its CPU is not the scanner's. Whatever it has no records of is
answered as empty. What it was asked is at `/_calls`; `/_change` changes one record in a hundred.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import re
from collections import Counter
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from bench.records import CHANGED, Estate, empty, pages, records

SCOPE = re.compile(rb"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
TARGET = re.compile(rb"x-amz-target: *[\w.]*?(\w+)\r", re.IGNORECASE)
SIGNED = {
    "monitoring": "cloudwatch", "elasticloadbalancing": "elbv2", "states": "stepfunctions", "tagging": "resourcegroupstaggingapi",
}  # fmt: skip


class Cloud(asyncio.Protocol):
    """One connection, kept alive. Requests are answered in their order, each after the latency."""

    calls: ClassVar[Counter[str]] = Counter()
    active = most = 0
    estate: Estate
    latency = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport, self.buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, mark, rest = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return
        found = LENGTH.search(head)
        length = int(found.group(1)) if found else 0
        if b"expect: 100-continue" in head.lower() and not rest:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        body, asked = answer(self.estate, head, rest[:length])
        cls = type(self)
        if asked:
            cls.calls[asked] += 1
            cls.active += 1
            cls.most = max(cls.most, cls.active)
            asyncio.get_running_loop().call_later(self.latency, self.send, body)
        else:
            self.transport.write(told(body))

    def send(self, body: bytes) -> None:
        type(self).active -= 1
        self.transport.write(told(body))


def told(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nx-amzn-RequestId: r\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(body)
    ) + body


def answer(estate: Estate, head: bytes, body: bytes) -> tuple[bytes, str]:
    """The body of an answer, and the name of the call; no name for what is asked of the bench itself."""
    method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
    if path.startswith("/_"):
        return own(estate, path), ""
    key, region, signed = (part.decode() for part in SCOPE.search(head).groups())  # type: ignore[union-attr]
    service = SIGNED.get(signed, signed)
    operation, params = understood(head, method, path, body, service)
    account = key[-12:]
    if (found := estate.special(operation, params, account, key)) is not None:
        return found, f"{service}:{operation}"
    place = "global" if service == "iam" else region
    at = next((int(value[5:]) for value in params.values() if isinstance(value, str) and value.startswith("page-")), 0)
    prepared = pages(estate, account, place, service, operation)
    return (prepared[at] if prepared else empty(service, operation)), f"{service}:{operation}"


def understood(head: bytes, method: str, path: str, body: bytes, service: str) -> tuple[str, dict[str, Any]]:
    if target := TARGET.search(head):
        return target.group(1).decode(), json.loads(body or b"{}")
    if b"Action=" in body:
        form = dict(parse_qsl(body.decode()))
        return form.pop("Action"), form
    url = urlsplit(path)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    for name, verb, pattern in routes(service):
        if verb == method and (found := pattern.fullmatch(unquote(url.path))):
            return name, query | found.groupdict()
    return f"{method} {url.path}", query


@functools.cache
def routes(service: str) -> list[tuple[str, str, re.Pattern[str]]]:
    from bench.records import model_of

    if (model := model_of(service)) is None:
        return []
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = http["requestUri"].partition("?")[0]
        path = re.sub(r"\{(\w+)\+?\}", r"(?P<\1>.+)", path)
        found.append((name, http["method"], re.compile(path.rstrip("/") + "/?")))
    return sorted(found, key=lambda route: route[2].pattern.count("?P"))


def own(estate: Estate, path: str) -> bytes:
    if path.startswith("/_change"):
        estate.generation += 1
        pages.cache_clear()
        records.cache_clear()
        return str(CHANGED).encode()
    told_ = {"calls": sum(Cloud.calls.values()), "most": Cloud.most, "by": Cloud.calls}
    found = json.dumps(told_).encode()
    Cloud.calls, Cloud.most = Counter(), 0
    return found


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Cloud, "127.0.0.1", port)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    """The command."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--port", type=int, default=0)
    flags.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    flags.add_argument("--regions", default="us-east-1", help="with commas")
    flags.add_argument("--apps", type=int, default=4, help="deployments in each account and region")
    chosen = flags.parse_args()
    Cloud.latency, Cloud.estate = chosen.latency, Estate(tuple(chosen.regions.split(",")), chosen.apps)
    asyncio.run(serve(chosen.port))


if __name__ == "__main__":
    main()
