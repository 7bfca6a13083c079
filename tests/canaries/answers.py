"""A loopback AWS that answers any reading operation from botocore's models, every text of its answers another one; and
secrets among them: the texts that a first look has shown to stand under a type's sensitive paths come marked.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import botocore.session

from estate_assets.testing.loopback import ACCOUNT, CALL, Server, made_up, rendered

REGION, HOME = "eu-west-1", "us-east-1"
#: No base64 of anything else, in no name of AWS's; its own encodings are looked for by `forms`.
MARK = "Cnry7q"
SESSION = botocore.session.Session()
#: How a free text ends: no other in any answer is like it.
UNIQUE = re.compile(r"x[0-9a-f]{12}$")
_MARKED = re.compile(r"[-/][0-9a-f]{10}[ab]?")
#: What would say that there is a further page.
MORE = re.compile(
    r"(?i)(?:\w*(?:page|next|continuation|pagination)\w*|\w*marker|(?!client)\w*token|istruncated|has\w*more\w*|position|last\w*)"
)
#: Answers that a scan compares with what it knows.
FIXED = {"MasterAccountId": ACCOUNT}
IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
    f"<Arn>arn:aws:iam::{ACCOUNT}:user/scanner</Arn><UserId>U</UserId><Account>{ACCOUNT}</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
).encode()


@functools.cache
def model(service: str, operation: str) -> Any:
    """The model of an operation."""
    with _LOCK:
        return SESSION.get_service_model(service).operation_model(operation)


_LOCK = threading.Lock()


@dataclass
class Planted:
    """The answers. `secrets` come marked; `refused` are operations that answer with an error which repeats the service's.

    `calls` counts service:operation, so that a test can say what was never asked.
    """

    secrets: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    calls: Counter[str] = field(default_factory=Counter)
    given: dict[str, set[str]] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.Lock)

    def answer(self, call: tuple[str, str, dict[str, Any]] | None) -> tuple[int, bytes]:
        """What AWS says: sts, which comes without a name, knows one answer."""
        if call is None:
            return 200, IDENTITY
        service, operation, params = call
        with self.lock:
            self.calls[f"{service}:{operation}"] += 1
        if operation == "DescribeRegions":
            regions = [{"RegionName": REGION}, {"RegionName": HOME}]
            return 200, rendered(model(service, operation), {"Regions": regions})
        if f"{service}:{operation}" in self.refused:
            return self._refusal(service, operation)
        body = answered(service, operation, json.dumps(params, sort_keys=True, default=str))
        return 200, rendered(model(service, operation), self._planted(body, service))

    def _planted(self, value: Any, service: str) -> Any:
        if isinstance(value, dict):
            return {key: self._planted(item, service) for key, item in value.items()}
        if isinstance(value, list):
            return [self._planted(item, service) for item in value]
        if value in self.secrets:
            with self.lock:
                self.given.setdefault(service, set()).add(marked(value))
            return marked(value)
        return value

    def _refusal(self, service: str, operation: str) -> tuple[int, bytes]:
        """An error that quotes what the service holds: in the message, and beside it."""
        with self.lock:
            quoted = sorted(self.given.get(service, ()))[:4]
        words = f"1 validation error: value '{' '.join(quoted)}' failed; password={MARK}-in-a-message"
        return refusal(model(service, operation), words)


def marked(text: str) -> str:
    """The secret that a text becomes."""
    return f"{MARK}-{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}/+={MARK}"


def refusal(operation: Any, words: str) -> tuple[int, bytes]:
    """An error answer with a message, and properties beside it."""
    protocol = operation.service_model.resolved_protocol
    if protocol in ("json", "rest-json"):
        body = {
            "__type": "ValidationException",
            "code": "ValidationException",
            "message": words,
            "Properties": {"Secret": words},
        }
        return 400, json.dumps(body).encode()
    inner = f"<Code>ValidationError</Code><Message>{words}</Message><Properties><Secret>{words}</Secret></Properties>"
    error = f"<Error><Type>Sender</Type>{inner}</Error>"
    if protocol == "ec2":
        return 400, f"<Response><Errors>{error}</Errors></Response>".encode()
    return 400, (
        error if operation.service_model.service_name == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"
    ).encode()


@functools.lru_cache(maxsize=10_000)
def answered(service: str, operation: str, params: str) -> dict[str, Any]:
    """An answer without page tokens, every free text of it another one; the same question gets the same answer."""
    found, seed = model(service, operation), f"{service} {operation} {params}"
    with _LOCK:
        body = made_up(found, REGION, seed)
    for level in (body, *(inner for inner in body.values() if isinstance(inner, dict))):
        for name in [name for name in level if MORE.fullmatch(name)]:
            del level[name]
    return _apart(body, seed)


def _apart(value: Any, where: str) -> Any:
    if isinstance(value, dict):
        return {key: FIXED.get(key) or _apart(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_apart(item, f"{where}[{number}]") for number, item in enumerate(value)]
    if isinstance(value, str) and _MARKED.search(value):
        return f"{value}x{hashlib.blake2b(where.encode(), digest_size=6).hexdigest()}"
    return value


def named_calls(session: Any) -> None:
    """Makes a botocore session say in a header which operation it calls, and with what."""
    events = session.get_component("event_emitter")
    events.register("before-parameter-build", _noted)
    events.register("before-call", _announced)


def _noted(params: Any, context: dict[str, Any], **_: Any) -> None:
    context["asked"] = params


def _announced(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    call = (model.service_model.service_name, model.name, context.get("asked") or {})
    params["headers"][CALL] = json.dumps(call, default=str)


def served(planted: Planted) -> Server:
    """The loopback AWS; close it."""
    return Server(planted.answer)
