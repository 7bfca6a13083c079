"""IAM's answers to simulations, read: in both of their shapes, and what they say of a principal's standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.local.evaluate import Standing
from estate_assets.scanner.permissions.local.verdict import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.scanner.permissions.asking import Asked


@dataclass(frozen=True, slots=True)
class Answer:
    """IAM's decision, what it missed, and whether boundary and organization allow; or why there is none."""

    decision: str = ""
    missing: tuple[str, ...] = ()
    bounds: bool = True
    organization: bool = True
    reason: str = ""


def answers_of(result: dict[str, Any]) -> Iterable[tuple[str, str, Answer]]:
    """AWS's two shapes: answers per resource inside, or one result per action and resource."""
    action = result["EvalActionName"]
    inner = result.get("ResourceSpecificResults")
    if not inner:
        yield action, result.get("EvalResourceName", "*"), _answer(result["EvalDecision"], result, result)
        return
    for part in inner:
        yield action, part["EvalResourceName"], _answer(part["EvalResourceDecision"], part, result)


def _answer(decision: str, part: dict[str, Any], whole: dict[str, Any]) -> Answer:
    bounds = part.get("PermissionsBoundaryDecisionDetail") or whole.get("PermissionsBoundaryDecisionDetail") or {}
    organization = whole.get("OrganizationsDecisionDetail") or {}
    return Answer(
        decision,
        tuple(part.get("MissingContextValues") or ()),
        bounds.get("AllowedByPermissionsBoundary", True),
        organization.get("AllowedByOrganizations", True),
    )


def standing_of(answer: Answer, asked: Asked, keys: frozenset[str] | None) -> Standing:
    """The answer as a standing. `keys` are those that decide about the action, where they are known.

    A key that IAM missed and that no such request carries is no doubt: IAM took it for absent.
    """
    if answer.reason:
        return Standing.unknown(answer.reason)
    missed = [key for key in answer.missing if keys is None or key.lower() in keys]
    doubts = [key for key in missed if asked.context.get(key) is not None]
    if doubts:
        return Standing.unknown(*(MISSING + key for key in doubts))
    match answer.decision:
        case "explicitDeny":
            return Standing(denied=True)
        case "allowed":
            return Standing(identity=True)
        case "implicitDeny":
            return Standing(identity=False, bounds=answer.bounds, organization=answer.organization)
    return Standing.unknown(f"IAM answered {answer.decision!r}")
