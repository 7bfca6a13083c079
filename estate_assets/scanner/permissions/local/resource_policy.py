"""What a resource's own policy says of a principal of the same account: a bucket's, a queue's, a key's, a role's trust."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.arns import SESSION
from estate_assets.scanner.permissions.local.conditions import texts
from estate_assets.scanner.permissions.local.truth import Held, doubt, every, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.permissions.local.request import Context, Target
    from estate_assets.scanner.permissions.local.statements import Statement
    from estate_assets.scanner.permissions.principal import Principal

ACCOUNT = re.compile(r"^(?:arn:[\w-]+:iam::)?(?P<id>\d{12})(?::root)?$")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a resource's policy says of one action to one principal.

    Args:
        denied: an explicit deny applies.
        direct: it allows everyone, or the user or session by name: no bound of the identity limits that.
        limited: it allows the role by name: the role's permissions boundary and session policy limit that.
        delegated: it allows the account: the identity's own policies decide.
    """

    denied: Held = False
    direct: Held = False
    limited: Held = False
    delegated: Held = False


NONE = Grant()


def unread(reason: str) -> Grant:
    """The grant of a policy that was not read."""
    return Grant(doubt(reason), doubt(reason), doubt(reason), doubt(reason))


def granted(
    statements: Iterable[Statement], principal: Principal, action: str, target: Target, context: Context
) -> Grant:
    """What the policy's statements grant and deny."""
    found: dict[str, list[Held]] = {"denied": [], "direct": [], "limited": [], "delegated": []}
    for statement in statements:
        if not statement.names(action):
            continue
        applies = every((statement.met(context), statement.reaches(target, context)))
        for how, named in _named(statement, principal).items():
            found[how if statement.allows else "denied"].append(every((applies, named)))
    return Grant(**{how: some(parts) for how, parts in found.items()})


def _named(statement: Statement, principal: Principal) -> Mapping[str, Held]:
    """Whether, and in which way, the statement's Principal element means this principal."""
    if statement.not_principal:
        spared = [how for name in _names(statement.principal) for how, held in _of_name(name, principal) if held]
        # Who is spared must be named as a session, as a role and as an account: only who is named nowhere is sure.
        return {"direct": doubt("NotPrincipal names this account or principal") if spared else True}
    ways: dict[str, list[Held]] = {}
    for name in _names(statement.principal):
        for how, held in _of_name(name, principal):
            ways.setdefault(how, []).append(held)
    return {how: some(held) for how, held in ways.items()}


def _names(principal: Any) -> list[str]:
    """Those of Principal that may mean an identity of an account; services and identity providers are others."""
    if isinstance(principal, dict):
        canonical = ["canonical"] if "CanonicalUser" in principal else []
        return [*texts(principal.get("AWS", [])), *canonical]
    return ["*"] if principal == "*" else []


def _of_name(name: str, principal: Principal) -> list[tuple[str, Held]]:
    if name == "*":
        return [("direct", True)]
    if name == "canonical":
        return [("delegated", doubt("canonical user id not read"))]
    if account := ACCOUNT.match(name):
        same = account["id"] == principal.account_id
        return [("direct" if principal.kind == "root" else "delegated", same)]
    if session := SESSION.match(name):
        return [("direct", _is_session(session, name, principal))]
    if name == principal.arn:
        return [("limited" if principal.kind == "role" else "direct", True)]
    return []


def _is_session(session: re.Match[str], name: str, principal: Principal) -> Held:
    same_role = principal.kind == "role" and session["account"] == principal.account_id
    if not same_role or session["role"] != principal.name:
        return False
    return name == principal.session if principal.session else doubt("session name not known")
