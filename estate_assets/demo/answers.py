"""Writes an answer in the protocol its caller speaks: a result, an error, or "none of those"."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.core.serialize import get_serializer_class

if TYPE_CHECKING:
    from moto.core.model import Shape

    from estate_assets.demo.wire import Call

_EMPTY_SCALARS: dict[str, Any] = {"boolean": False, "integer": 0, "long": 0, "float": 0.0, "double": 0.0, "string": ""}
_REQUEST_ID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, complete."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class AwsError(Exception):
    """An error as AWS names it; `status` is the HTTP status it goes out with."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def result(call: Call, value: dict[str, Any]) -> Answer:
    """`value`, keyed by the members of the operation's output, in the caller's protocol."""
    if call.protocol == "smithy-rpc-v2-cbor":
        return Answer(200, _cbor_map(value), {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"})
    return _serialized(call, value, None)


def error(call: Call, problem: AwsError) -> Answer:
    """`problem` in the caller's protocol."""
    if call.protocol == "smithy-rpc-v2-cbor":
        body = _cbor_map({"__type": problem.code, "message": problem.message})
        headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return Answer(problem.status, body, headers)
    with warnings.catch_warnings():
        # moto warns of codes that a service's model does not list; AWS sends many such (ExpiredToken, Throttling).
        warnings.simplefilter("ignore")
        return _serialized(call, problem, problem.status)


def empty(call: Call) -> Answer:
    """The smallest valid output of the operation: every list in it empty, every required member present."""
    shape = call.operation.output_shape if call.operation is not None else None
    return result(call, _nothing(shape, {}) if shape is not None else {})


def _serialized(call: Call, value: Any, status: int | None) -> Answer:
    serializer = get_serializer_class(call.service, call.protocol)(operation_model=_operation(call))
    out = serializer.serialize(value)
    body = out["body"].encode() if isinstance(out["body"], str) else out["body"]
    headers = {**out["headers"], "x-amzn-RequestId": _REQUEST_ID}
    return Answer(status or out["status_code"], body, headers)


def _operation(call: Call) -> Any:
    from moto.core.model import OperationModel
    from moto.core.utils import get_service_model

    return call.operation if call.operation is not None else OperationModel({}, get_service_model(call.service))


def _nothing(shape: Shape, seen: dict[str, bool]) -> Any:
    if shape.type_name == "list":
        return []
    if shape.type_name == "map":
        return {}
    if shape.type_name != "structure":
        return shape.enum[0] if getattr(shape, "enum", None) else _EMPTY_SCALARS.get(shape.type_name)
    if shape.name in seen:
        return None
    seen = {**seen, shape.name: True}
    wanted = {*shape.required_members, shape.serialization.get("payload")}
    members = {
        name: _nothing(member, seen)
        for name, member in shape.members.items()
        if name in wanted or member.type_name == "list"
    }
    return {name: value for name, value in members.items() if value is not None}


def _cbor_map(value: dict[str, Any]) -> bytes:
    """CBOR of a small map whose values are strings or empty lists, which is all that is ever answered in it."""
    return bytes([0xA0 + len(value)]) + b"".join(
        _cbor_text(key) + (_cbor_text(item) if isinstance(item, str) else b"\x80") for key, item in value.items()
    )


def _cbor_text(text: str) -> bytes:
    raw = text.encode()
    return b"\x79" + len(raw).to_bytes(2, "big") + raw
