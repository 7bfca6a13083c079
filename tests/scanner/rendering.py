"""Answers in botocore's protocols, written from its models: JSON, query and EC2 XML, REST XML."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

JSON = {"Content-Type": "application/x-amz-json-1.0"}
XML = {"Content-Type": "text/xml"}
CBOR = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def rendered(model: Any, answer: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a good answer, given under AWS's own names (not the wire's)."""
    service, name, shape = model.service_model, model.name, model.output_shape
    protocol = service.resolved_protocol
    unknown = set(answer) - set(shape.members if shape else {})
    assert not unknown, f"{name} answers no {unknown}"
    if protocol in ("json", "rest-json"):
        return 200, JSON, json.dumps(_json(shape, answer)).encode()
    if protocol == "smithy-rpc-v2-cbor":
        return 200, CBOR, cbor(answer)
    inner = _members(shape, answer, protocol) if shape else ""
    if protocol == "query":
        wrapper = shape.serialization.get("resultWrapper", f"{name}Result") if shape else f"{name}Result"
        text = f"<{name}Response><{wrapper}>{inner}</{wrapper}></{name}Response>"
    elif protocol == "ec2":
        text = f"<{name}Response><requestId>r</requestId>{inner}</{name}Response>"
    elif payload := shape.serialization.get("payload"):
        text = _member(payload, shape.members[payload], answer[payload], protocol)
    else:
        root = shape.serialization.get("name", f"{name}Result")
        text = f"<{root}>{inner}</{root}>"
    return 200, XML, f'<?xml version="1.0"?>{text}'.encode()


def rendered_error(service: Any, code: str, status: int, message: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an error answer."""
    protocol = service.resolved_protocol
    if protocol == "json":
        return status, JSON, json.dumps({"__type": f"com.amazon#{code}", "message": message}).encode()
    if protocol == "rest-json":
        return status, {**JSON, "x-amzn-ErrorType": code}, json.dumps({"message": message}).encode()
    if protocol == "smithy-rpc-v2-cbor":
        return status, CBOR, cbor({"__type": f"com.amazon#{code}", "message": message})
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == "query":
        text = f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error><RequestId>r</RequestId></ErrorResponse>"
    elif protocol == "ec2":
        text = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>r</RequestID></Response>"
    else:
        text = f"<Error>{inner}<RequestId>r</RequestId></Error>"
    return status, XML, text.encode()


def cbor(value: Any) -> bytes:
    """Texts, whole numbers, lists and maps as CBOR (RFC 8949)."""
    match value:
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case int():
            return _head(0, value)
        case list():
            return _head(4, len(value)) + b"".join(map(cbor, value))
        case dict():
            return _head(5, len(value)) + b"".join(cbor(part) for pair in value.items() for part in pair)
    raise TypeError(value)


def _head(major: int, count: int) -> bytes:
    return bytes([major << 5 | count]) if count < 24 else bytes([major << 5 | 26]) + count.to_bytes(4, "big")


def _json(shape: Any, value: Any) -> Any:
    if shape is None or value is None:
        return value if shape else {}
    if shape.type_name == "structure":
        members = ((shape.members[name], name, item) for name, item in value.items())
        return {member.serialization.get("name", name): _json(member, item) for member, name, item in members}
    if shape.type_name == "list":
        return [_json(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _json(shape.value, item) for key, item in value.items()}
    return value


def _members(shape: Any, value: dict[str, Any], protocol: str) -> str:
    return "".join(
        _member(name, shape.members[name], item, protocol) for name, item in value.items() if item is not None
    )


def _member(name: str, shape: Any, value: Any, protocol: str) -> str:
    tag = shape.serialization.get("name", name)
    if shape.type_name == "list":
        flat = shape.serialization.get("flattened")
        inner_tag = tag if flat else shape.member.serialization.get("name", "item" if protocol == "ec2" else "member")
        inner = "".join(f"<{inner_tag}>{_text(shape.member, item, protocol)}</{inner_tag}>" for item in value)
        return inner if flat else f"<{tag}>{inner}</{tag}>"
    return f"<{tag}>{_text(shape, value, protocol)}</{tag}>"


def _text(shape: Any, value: Any, protocol: str) -> str:
    if shape.type_name == "structure":
        return _members(shape, value, protocol)
    if shape.type_name == "boolean":
        return "true" if value else "false"
    return escape(str(value))
