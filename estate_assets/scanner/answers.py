"""May I, and can I: what IAM says of an action and what the resource's state says of it, as one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner.findings import Verdict

if TYPE_CHECKING:
    from estate_assets.scanner.model import AWSResource

ALLOWED, UNKNOWN = "allowed", "unknown"
#: A constraint's kind, and what it makes of an action that IAM does not refuse.
BY_KIND = {"block": "blocked", "risk": "risky"}


def answers(resource: AWSResource) -> dict[str, Verdict]:
    """One answer per action that was asked about: allowed, denied, not_allowed, blocked, risky or unknown, and the reason.

    IAM's refusal comes first, for nothing can be done about the state without a right. Then the state: what it blocks is
    blocked whether or not IAM's answer is known; what it makes risky is so only where IAM allows it.
    """
    return {action: _answer(resource, action, verdict) for action, verdict in resource.permissions.items()}


def possible(resource: AWSResource) -> list[str]:
    """The actions that IAM allows and the state does not block. The risky ones are among them."""
    return [action for action, answer in answers(resource).items() if answer.decision in (ALLOWED, BY_KIND["risk"])]


def _answer(resource: AWSResource, action: str, verdict: Verdict) -> Verdict:
    kinds = ["block", "risk"] if verdict.decision == ALLOWED else ["block"] if verdict.decision == UNKNOWN else []
    for kind in kinds:
        found = [one for one in resource.constraints if one.kind == kind and action in one.actions]
        if found:
            return Verdict(BY_KIND[kind], "; ".join(f"{one.text} ({one.rule})" for one in found))
    return verdict
