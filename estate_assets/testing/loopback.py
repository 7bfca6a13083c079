"""The loopback AWS behind `check_scanner`: answers made up from botocore's models, in AWS's protocols.

It needs no table of routes: the kit's client says in a header which operation it calls, and with what.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

ACCOUNT, CALL = "111122223333", "X-Estate-Call"
#: Service, operation and parameters in, status and body out; None where the caller did not say what it calls.
Answerer = Callable[["tuple[str, str, dict[str, Any]] | None"], "tuple[int, bytes]"]
DEEP = 3  # from here on a list has one item, not two
SCALARS = {"integer": 1, "long": 1, "float": 1.0, "double": 1.0, "boolean": False, "blob": ""}
SCALARS["timestamp"] = "2024-05-06T07:08:09Z"


class Server(ThreadingHTTPServer):
    """Answers with what `answerer` says, in threads, until `close()`."""

    daemon_threads = True

    def __init__(self, answerer: Answerer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answerer = answerer
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Ends the threads."""
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """A client that has gone away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: Server

    def do_POST(self) -> None:
        """Answers one request, of any method."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = self.headers.get(CALL)
        status, body = self.server.answerer(tuple(json.loads(told)) if told else None)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", "made-up")
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    do_GET = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_POST  # noqa: N815  # the standard library's names

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def made_up(model: Any, region: str, seed: str) -> dict[str, Any]:
    """An answer of an operation, every member filled, under AWS's own names. The same seed makes the same answer."""
    mark = hashlib.blake2b(seed.encode(), digest_size=5).hexdigest()
    arn = f"arn:aws:{model.service_model.signing_name}:{region}:{ACCOUNT}:"
    found = _made_up(model.output_shape, "", mark, (arn, region), ())
    return found if isinstance(found, dict) else {}


def _made_up(shape: Any, name: str, mark: str, place: tuple[str, str], path: tuple[str, ...]) -> Any:
    kind = shape.type_name if shape else "none"
    if kind == "structure":
        members = [] if shape.name in path else list(shape.members.items())
        chosen = members[:1] if getattr(shape, "is_tagged_union", False) else members  # botocore refuses a union of two
        return {key: _made_up(member, key, mark, place, (*path, shape.name)) for key, member in chosen}
    if kind == "list":
        marks = [mark] if len(path) > DEEP else [f"{mark}a", f"{mark}b"]
        return [_made_up(shape.member, name, one, place, (*path, "")) for one in marks]
    if kind == "map":
        keys = getattr(shape.key, "enum", None) or ["Name"]
        return {key: _made_up(shape.value, key, mark, place, (*path, "")) for key in keys}
    return SCALARS[kind] if kind in SCALARS else _text(shape, name, mark, place)


def _text(shape: Any, name: str, mark: str, place: tuple[str, str]) -> str | None:
    low = name.lower()
    if shape is None or getattr(shape, "enum", None):
        return shape.enum[0] if shape else None
    if low.endswith(("arn", "arns")):
        return f"{place[0]}{name}/{mark}"
    if low.endswith("region"):
        return place[1]
    return "1714979289" if low.endswith("timestamp") else f"{name or 'name'}-{mark}"


def rendered(model: Any, answer: dict[str, Any]) -> bytes:
    """A good answer as it goes over the wire."""
    protocol, shape = model.service_model.resolved_protocol, model.output_shape
    payload = shape.serialization.get("payload") if shape else None
    inner = (shape.members[payload], answer.get(payload)) if payload else (shape, answer)
    if protocol in ("json", "rest-json"):
        return json.dumps(_json(*inner)).encode()
    text = _xml(inner[0], inner[1] or {}, protocol) if shape else ""
    if protocol == "query":
        wrapper = (shape.serialization.get("resultWrapper") if shape else None) or f"{model.name}Result"
        text = f"<{wrapper}>{text}</{wrapper}>"
    return f"<{model.name}Response>{text}</{model.name}Response>".encode()


def refused(model: Any, code: str) -> bytes:
    """An error answer as it goes over the wire."""
    protocol = model.service_model.resolved_protocol
    if protocol in ("json", "rest-json"):
        return json.dumps({"__type": code, "code": code, "message": "injected"}).encode()
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>injected</Message></Error>"
    if protocol == "ec2":
        return f"<Response><Errors>{error}</Errors></Response>".encode()
    return (error if model.service_model.service_name == "s3" else f"<ErrorResponse>{error}</ErrorResponse>").encode()


def _json(shape: Any, value: Any) -> Any:
    if isinstance(value, dict) and shape.type_name == "structure":
        body = {key: item for key, item in value.items() if "location" not in shape.members[key].serialization}
        return {
            shape.members[key].serialization.get("name", key): _json(shape.members[key], item)
            for key, item in body.items()
        }
    if isinstance(value, list):
        return [_json(shape.member, item) for item in value]
    if isinstance(value, dict):
        return {key: _json(shape.value, item) for key, item in value.items()}
    return value


def _xml(shape: Any, value: Any, protocol: str) -> str:
    if shape.type_name == "structure":
        return "".join(_element(shape.members[key], key, item, protocol) for key, item in value.items())
    if shape.type_name == "boolean":
        return str(value).lower()
    return escape(str(value))


def _element(shape: Any, name: str, value: Any, protocol: str) -> str:
    how = shape.serialization
    tag, flat = how.get("name", name), how.get("flattened")
    if "location" in how or how.get("xmlAttribute") or value is None:
        return ""
    if shape.type_name == "list":
        plain = "item" if protocol == "ec2" else "member"
        inner = tag if flat else shape.member.serialization.get("name", plain)
        text = "".join(f"<{inner}>{_xml(shape.member, item, protocol)}</{inner}>" for item in value)
    elif shape.type_name == "map":
        key, item = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        pairs = (f"<{key}>{escape(k)}</{key}>{_element(shape.value, item, v, protocol)}" for k, v in value.items())
        text = "".join(f"<{tag}>{pair}</{tag}>" if flat else f"<entry>{pair}</entry>" for pair in pairs)
    else:
        text, flat = _xml(shape, value, protocol), None
    return text if flat else f"<{tag}>{text}</{tag}>"
