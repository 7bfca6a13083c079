"""The form of a hand case: policies, a request, the verdict that AWS's documentation gives, and the rule it follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ACCOUNT, OTHER = "111122223333", "444455556666"
USER = f"arn:aws:iam::{ACCOUNT}:user/ann"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app/deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/build-7"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OBJECT, BUCKET = "arn:aws:s3:::reports/2026/may.csv", "arn:aws:s3:::reports"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b"
NOW = "2026-05-04T12:00:00Z"


@dataclass(frozen=True)
class Case:
    """`expected` begins with the decision; after it may follow words of the reason. Keys not in `context` are absent,
    or, with `open_context`, unknown."""

    why: str
    expected: str
    identity: Any = ()
    action: str = "s3:GetObject"
    resource: str = OBJECT
    context: dict[str, Any] = field(default_factory=dict)
    open_context: bool = False
    boundary: Any = None
    session_policy: Any = None
    scps: Any = ()
    policy: Any = None
    required: bool = False
    unread: str = ""
    principal: str = ROLE
    session: str = SESSION
    rcps: Any = ()

    @property
    def principal_kind(self) -> str:
        return "role" if ":role/" in self.principal else "root" if self.principal.endswith(":root") else "user"


def allow(action="s3:GetObject", resource="*", **more):
    return {"Effect": "Allow", **_part("Action", action), **_part("Resource", resource), **more}


def deny(action="s3:GetObject", resource="*", **more):
    return {**allow(action, resource, **more), "Effect": "Deny"}


def when(operator, key, value):
    return {"Condition": {operator: {key: value}}}


def to(*names, **more):
    """A Principal element."""
    return {"Principal": {"AWS": names[0] if len(names) == 1 else list(names)}, **more}


def document(statements, version="2012-10-17"):
    """A policy document of one or more statements; one that is a document already stays."""
    if isinstance(statements, dict) and "Statement" in statements:
        return statements
    return {"Version": version, "Statement": statements if isinstance(statements, dict) else list(statements)}


def _part(name, value):
    return {} if value is None else {name: value}
