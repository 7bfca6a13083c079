"""Policy documents as statements: which actions, which resources, on which conditions, and for whom."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.local.conditions import Condition, conditions_of, texts
from estate_assets.scanner.permissions.local.patterns import Template, covers, glob
from estate_assets.scanner.permissions.local.truth import Held, every, inverse, some

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.permissions.local.request import Context, Target

#: The version of the policy language that knows variables.
WITH_VARIABLES = "2012-10-17"


class PolicyError(ValueError):
    """A policy document that is none."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `resources` of None means any; `principal` is as written, and None in policies of identities."""

    allows: bool
    actions: tuple[str, ...]
    resources: tuple[Template, ...] | None
    conditions: tuple[Condition, ...] = ()
    not_actions: bool = False
    not_resources: bool = False
    principal: Any = None
    not_principal: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The context keys that it reads, in lower case."""
        read = [key for one in self.conditions for key in one.keys]
        read += [key for template in self.resources or () for key in template.keys]
        return frozenset(key.lower() for key in read)

    def names(self, action: str) -> bool:
        """Whether its Action (or NotAction) element covers the action; case does not matter."""
        lower = action.lower()
        return any(glob(wanted).match(lower) for wanted in self.actions) != self.not_actions

    def met(self, context: Context) -> Held:
        """Whether all its conditions hold."""
        return every(condition.holds(context) for condition in self.conditions)

    def reaches(self, target: Target, context: Context) -> Held:
        """Whether its Resource (or NotResource) element covers the target."""
        if self.resources is None:
            return True
        filled = [template.filled(context) for template in self.resources]
        if self.not_resources and None in filled:
            return False  # a variable without a value voids the statement
        found = some(one if isinstance(one, frozenset) else covers(one, target) for one in filled if one is not None)
        return inverse(found) if self.not_resources else found


def statements_of(document: str | Mapping[str, Any]) -> tuple[Statement, ...]:
    """The statements of a policy document. Raises PolicyError where it is none."""
    try:
        policy = json.loads(document) if isinstance(document, str) else document
        bodies = policy["Statement"]
        variables = str(policy.get("Version", "")) == WITH_VARIABLES
        return tuple(_statement(body, variables) for body in (bodies if isinstance(bodies, list) else [bodies]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PolicyError(f"not a policy document: {type(error).__name__}: {error}") from error


def _statement(body: Mapping[str, Any], variables: bool) -> Statement:
    effect = body["Effect"]
    if effect not in ("Allow", "Deny"):
        raise PolicyError(f"Effect is {effect!r}")
    not_actions, not_resources = "NotAction" in body, "NotResource" in body
    resources = body.get("NotResource" if not_resources else "Resource")
    return Statement(
        allows=effect == "Allow",
        actions=tuple(text.lower() for text in texts(body["NotAction" if not_actions else "Action"])),
        resources=None if resources is None else tuple(Template.of(t, variables=variables) for t in texts(resources)),
        conditions=tuple(conditions_of(body.get("Condition") or {}, variables=variables)),
        not_actions=not_actions,
        not_resources=not_resources,
        principal=body.get("NotPrincipal", body.get("Principal")),
        not_principal="NotPrincipal" in body,
    )
