"""The policies that the stand-in holds for a user, group or role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import ServiceException
from moto.iam.models import iam_backends

from estate_assets.demo.answers import AwsError
from estate_assets.demo.policy.decision import Policies
from estate_assets.demo.policy.statements import Statement, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRINCIPAL = re.compile(r"^arn:aws:iam::(\d{12}):(user|group|role)/(?:[\w+=,.@/-]*/)?([\w+=,.@-]+)$")


def policies_of(arn: str, account: str) -> Policies:
    """All policies of the principal, and its permissions boundary.

    Raises:
        AwsError: InvalidInput for session and malformed ARNs, NoSuchEntity where there is no such principal.
    """
    match = _PRINCIPAL.match(arn)
    if match is None:
        message = f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
        raise AwsError("InvalidInput", message)
    kind, name = match[2], match[3]
    iam = iam_backends[account]["aws"]
    try:
        principal = {"user": iam.get_user, "group": iam.get_group, "role": iam.get_role}[kind](name)
    except ServiceException:
        principal = None
    if principal is None or principal.arn != arn:
        raise AwsError("NoSuchEntity", f"The {kind} with name {name} cannot be found.", 404)
    groups = iam.get_groups_for_user(name) if kind == "user" else []
    held = [*_held(principal, kind)]
    for group in groups:
        held += _held(group, "group")
    return Policies(tuple(held), _boundary(principal, iam))


def _held(principal: Any, kind: str) -> Iterator[Statement]:
    for name, document in principal.policies.items():
        yield from parse(document, f"{kind}_{principal.name}_{name}", kind)
    for policy in principal.managed_policies.values():
        yield from _managed(policy)


def _managed(policy: Any) -> list[Statement]:
    owner = "aws-managed" if ":iam::aws:" in policy.arn else "user-managed"
    return parse(_document(policy), policy.name, owner)


def _document(policy: Any) -> Any:
    return next(v.document for v in policy.versions if v.version_id == policy.default_version_id)


def _boundary(principal: Any, iam: Any) -> tuple[Statement, ...] | None:
    arn = getattr(principal, "permissions_boundary_arn", None)
    return None if arn is None else tuple(_managed(iam.get_policy(arn)))
