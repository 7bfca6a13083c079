"""What a resource's state forbids or makes dangerous, from the rules in its type's spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner.findings import Constraint
from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from estate_assets.scanner.forms import RuleSpec
    from estate_assets.scanner.spec import ResourceSpec


def constraints_of(properties: Mapping[str, Any], spec: ResourceSpec) -> tuple[Constraint, ...]:
    """The rules of the type that hold for these properties, in the order of the spec.

    A rule that needs a detail which was not fetched does not fire: nothing is claimed that was not seen.
    """
    return tuple(
        Constraint(rule.rule, rule.kind, rule.actions, rule.text)
        for rule in spec.constraints
        if _decidable(rule, properties, spec) and search(rule.when, properties)
    )


def _decidable(rule: RuleSpec, properties: Mapping[str, Any], spec: ResourceSpec) -> bool:
    """Whether the answers that the rule reads are there."""
    if rule.needs != "optional_details":
        return True
    return any(
        detail.into in properties and detail.into in rule.when for detail in spec.optional_details if detail.into
    )
