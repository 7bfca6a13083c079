"""A loopback AWS of any service: synthesised answers in two pages where the operation pages, in the service's own protocol."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from moto.core.model import ServiceModel
from moto.core.serialize import get_serializer_class

from estate_assets.scanner.paging import TokenPair, token_pair
from tests.catalogue.synthesis import ACCOUNT, Synthesis

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.spec import ResourceSpec

#: The one call without the headers: the identity is asked in a session of its own.
IDENTITY = '["sts", "GetCallerIdentity", {}]'
UNKNOWN = "AddedAfterTheseModels"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/scanner"


@dataclass
class World:
    """What is there: `items` of each listed type, `page` of them a page. `mend` changes an answer before it is sent."""

    region: str = "us-east-1"
    items: int = 6
    page: int = 3
    calls: list[tuple[str, str]] = field(default_factory=list)
    pairs: dict[str, TokenPair] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    url: str = ""
    unknown: bool = False
    paged: bool = False
    mend: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda _operation, answer: answer

    def pages(self, specs: tuple[ResourceSpec, ...]) -> None:
        """Which operations list, and by which tokens they page."""
        for spec in specs:
            paging = spec.list.paging
            self.pairs[spec.list.operation] = (
                TokenPair((paging["input"],), (paging["output"],), paging.get("more")) if paging else TokenPair()
            )

    def answer(self, model: Any, paginator: Any, params: dict[str, Any]) -> dict[str, Any]:
        """The answer to one call, as Python data."""
        self.calls.append((model.service_model.service_name, model.name))
        if model.name == "GetCallerIdentity":
            return {"Account": ACCOUNT, "Arn": ROLE, "UserId": "u"}
        if model.name == "DescribeRegions":
            return {"Regions": [{"RegionName": name} for name in ("us-east-1", self.region)]}
        if model.name == "DescribeEndpoints" and model.service_model.service_name == "timestream-write":
            return {"Endpoints": [{"Address": self.url, "CachePeriodInMinutes": 60}]}  # where its listings are asked
        if model.output_shape is None:
            return {}
        pair = self.pairs.get(model.name, TokenPair())
        pair = pair if pair.inputs else token_pair(paginator, model)
        if model.name not in self.pairs or not pair.inputs:
            numbers = range(self.items) if model.name in self.pairs else range(0)
            made = Synthesis(params, self.region, numbers).of(model.output_shape)
            _turned(made, pair, None)
            return self.mend(model.name, made)
        self.paged = True
        at = max(self.at.get(str(params.get(name)), 0) for name in pair.inputs)
        last = (at + 1) * self.page >= self.items
        rest = {name: value for name, value in params.items() if name not in pair.inputs}
        made = Synthesis(rest, self.region, range(at * self.page, min((at + 1) * self.page, self.items))).of(
            model.output_shape
        )
        token = f"page-{at + 1:040}"  # some tokens have a least length
        _turned(made, pair, None if last else token)
        self.at[str(pair.token(made) or token)] = at + 1  # a token may be the last item's name
        return self.mend(model.name, made)


def _turned(answer: dict[str, Any], pair: TokenPair, token: str | None) -> None:
    """The answer as a page: with the token of the next one, or as the last."""
    for output in pair.outputs:
        _put(answer, output.partition("||")[0].strip(), token)
    if pair.more:
        _put(answer, pair.more, token is not None)


def _put(answer: Any, path: str, value: Any) -> None:
    *folders, name = path.split(".")
    for folder in folders:
        answer = answer.get(folder, {})
    if value is None:
        answer.pop(name, None)
    elif name.isidentifier():
        answer[name] = value


def with_unknown(body: bytes, protocol: str) -> bytes:
    """The answer with a member that no model knows in every list's every record."""
    if "json" in protocol and body:
        return json.dumps(_with_unknown(json.loads(body))).encode()
    for end in (b"</item>", b"</member>"):
        body = body.replace(end, f"<{UNKNOWN}>1</{UNKNOWN}>".encode() + end)
    return body


def is_record(item: Any) -> bool:
    """Unions have one member, and no other."""
    return isinstance(item, dict) and len(item) > 1


def _with_unknown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_unknown(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_with_unknown(item) for item in value]
        return [{**item, UNKNOWN: [{"a": 1}]} if is_record(item) else item for item in items]
    return value


class Handler(BaseHTTPRequestHandler):
    """One connection. The client says what it asks in headers of the test's own; the answer goes over the wire as AWS's."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: as two they cost 40 ms, for which the client delays its ACK
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service, operation, params = json.loads(self.headers.get("X-Test-Call") or IDENTITY)
        model, paginator, protocol = self.server.model(service, operation)
        answer = self.server.world.answer(model, paginator, params)
        sent = get_serializer_class(service, protocol)(model).serialize(answer)
        body = sent["body"] if isinstance(sent["body"], bytes) else sent["body"].encode()
        if self.server.world.unknown:
            body = with_unknown(body, protocol)
        self.send_response(sent["status_code"])
        for name, value in {**sent["headers"], "Content-Length": str(len(body))}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815  # the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    """The world's door."""

    daemon_threads = True
    world: World

    def __init__(self, engine_models: Callable[[str, str], Any]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.model = engine_models
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


def models_of(engine: Engine) -> Callable[[str, str], Any]:
    """How the server finds an operation's model and paginator: in the client's own loader."""
    loader = engine.session.get_component("data_loader")

    @cache
    def models(service: str) -> Any:  # moto's serializers insist on moto's shapes
        return ServiceModel(loader.load_service_model(service, "service-2"), service)

    def find(service: str, operation: str) -> Any:
        model = models(service)
        try:
            paginators = loader.load_service_model(service, "paginators-1")["pagination"]
        except Exception:  # noqa: BLE001  # botocore's word for "has none" differs by version
            paginators = {}
        return (
            model.operation_model(operation),
            paginators.get(operation),
            engine.session.get_service_model(service).resolved_protocol,
        )

    return find


def announce(engine: Engine) -> None:
    """Lets every request carry the call it stands for."""

    def note(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context["test_call"] = json.dumps([model.service_model.service_name, model.name, params], default=str)

    def send(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        params["headers"]["X-Test-Call"] = context["test_call"]

    engine.session.register("before-parameter-build", note)
    engine.session.register("before-call", send)
