"""Policy documents as statements, and whether a statement applies to an action on a resource."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.demo.policy import conditions
from estate_assets.demo.policy.conditions import as_list
from estate_assets.demo.policy.context import variables

if TYPE_CHECKING:
    from estate_assets.demo.policy.context import Context


@dataclass(frozen=True)
class Statement:
    """One statement and the policy it stands in."""

    policy_id: str
    policy_type: str
    body: dict[str, Any]

    @property
    def allows(self) -> bool:
        """Whether its effect is Allow."""
        return bool(self.body["Effect"] == "Allow")

    def names(self, action: str) -> bool:
        """Whether its Action or NotAction covers `action`."""
        if "NotAction" in self.body:
            return not _any_action(as_list(self.body["NotAction"]), action)
        return _any_action(as_list(self.body.get("Action", [])), action)

    def applies(self, action: str, resource: str, context: Context) -> bool:
        """Whether it covers `action` on `resource` in this context."""
        return (
            self.names(action)
            and self._covers(resource, context)
            and conditions.hold(self.body.get("Condition", {}), context)
        )

    def trusts(self, principals: set[str]) -> bool:
        """Whether its Principal names one of `principals` (ARNs and account ids)."""
        principal = self.body.get("Principal", {})
        named = ["*"] if principal == "*" else as_list(principal.get("AWS", []))
        return any(name == "*" or name in principals for name in named)

    def context_keys(self) -> list[str]:
        """The context keys it reads, in conditions and in policy variables."""
        block = self.body.get("Condition", {})
        keys = [key for entries in block.values() for key in entries]
        values = [value for entries in block.values() for wanted in entries.values() for value in as_list(wanted)]
        texts = values + as_list(self.body.get("Resource", [])) + as_list(self.body.get("NotResource", []))
        return keys + [name for text in texts for name in variables(text)]

    def _covers(self, resource: str, context: Context) -> bool:
        negated = "NotResource" in self.body
        element = self.body.get("NotResource" if negated else "Resource", "*")
        patterns = [context.pattern(text) for text in as_list(element)]
        if negated and None in patterns:
            return False  # a variable that can't be filled voids the statement
        return any(p is not None and p.match(resource) for p in patterns) != negated


def parse(document: str | dict[str, Any], policy_id: str, policy_type: str) -> list[Statement]:
    """The statements of a policy document.

    Raises:
        ValueError: it isn't a policy.
    """
    policy = json.loads(document) if isinstance(document, str) else document
    bodies = policy.get("Statement", []) if isinstance(policy, dict) else None
    if bodies is None:
        raise ValueError("A policy is a JSON object")
    return [Statement(policy_id, policy_type, body) for body in (bodies if isinstance(bodies, list) else [bodies])]


def _any_action(patterns: list[str], action: str) -> bool:
    return any(_glob(pattern.lower()).match(action.lower()) for pattern in patterns)


@functools.lru_cache(maxsize=10_000)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".") + r"\Z")
