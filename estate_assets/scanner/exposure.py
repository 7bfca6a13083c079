"""What lets the whole internet, or every AWS account, in: resource policies and security group rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVERYWHERE = frozenset({"0.0.0.0/0", "::/0"})
#: Condition keys that narrow a statement for everyone to somebody, as AWS's own meaning of "public" has it
#: (Amazon S3 user guide, "The meaning of public"; lower case, since keys are not case sensitive).
NARROWING = frozenset({
    "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceip",
    "aws:userid", "aws:username", "kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
    "lambda:functionurlauthtype", "sns:endpoint", "elasticfilesystem:accesspointarn",
})  # fmt: skip
#: Operators that ask for a value, not for its absence or opposite.
ASKING = ("stringequals", "stringlike", "arnequals", "arnlike", "ipaddress")
#: A denial under these keys says how to call, not who may.
MANNERS = frozenset({"aws:securetransport", "s3:tlsversion", "s3:x-amz-server-side-encryption", "s3:signatureversion"})


def public_statements(policy: Any) -> list[str] | None:
    """The statements (Sid, or number) of a resource policy that let everyone in.

    Returns:
        None where there is no policy, it can't be read, or a denial narrows it in a way that is not followed here.
    """
    statements = _statements(policy)
    if statements is None or any(_narrows(statement) for statement in statements):
        return None
    return [
        str(statement.get("Sid") or f"number {number}")
        for number, statement in enumerate(statements, 1)
        if statement.get("Effect") == "Allow" and _for_everyone(statement) and not _conditioned(statement)
    ]


def open_ports(permissions: list[Any]) -> list[str]:
    """What security group rules (`IpPermissions`) let in from the whole internet: "tcp 22", "tcp 8000-8080", "all traffic"."""
    return [_ports(rule) for rule in permissions if isinstance(rule, dict) and EVERYWHERE & set(_sources(rule))]


def _sources(rule: Mapping[str, Any]) -> Iterable[Any]:
    yield from (source.get("CidrIp") for source in rule.get("IpRanges") or ())
    yield from (source.get("CidrIpv6") for source in rule.get("Ipv6Ranges") or ())


def _ports(rule: Mapping[str, Any]) -> str:
    protocol, first, last = rule.get("IpProtocol"), rule.get("FromPort"), rule.get("ToPort")
    if protocol in (None, "-1"):
        return "all traffic"
    return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"


def _statements(policy: Any) -> list[Any] | None:
    try:
        document = json.loads(policy) if isinstance(policy, str) else policy
    except ValueError:
        return None
    found = document.get("Statement") if isinstance(document, dict) else None
    statements = found if isinstance(found, list) else [found]
    return statements if all(isinstance(statement, dict) for statement in statements) else None


def _for_everyone(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    return "*" in (named if isinstance(named, list) else [named]) or "NotPrincipal" in statement


def _narrows(statement: Mapping[str, Any]) -> bool:
    """Whether a denial may take back what an allowance gives to everyone."""
    return (
        statement.get("Effect") == "Deny"
        and _for_everyone(statement)
        and any(key not in MANNERS for _, key, _ in _conditions(statement))
    )


def _conditioned(statement: Mapping[str, Any]) -> bool:
    return any(
        operator.startswith(ASKING) and not operator.endswith("ifexists") and key in NARROWING and _is_fixed(values)
        for operator, key, values in _conditions(statement)
    )


def _conditions(statement: Mapping[str, Any]) -> Iterable[tuple[str, str, list[Any]]]:
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items():
            yield operator.rpartition(":")[2].lower(), key.lower(), values if isinstance(values, list) else [values]


def _is_fixed(values: Iterable[Any]) -> bool:
    return all(value not in ("*", *EVERYWHERE) for value in values)
