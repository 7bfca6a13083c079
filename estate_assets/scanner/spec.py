"""The form in which resource types are described: what to list, what to ask of each item, and where its fields are.

One YAML file an AWS service, in `catalogue/`. Expressions are JMESPath over the item, with a few functions of ours
(expressions.py) and the variables `$arn`, `$input` (the list operation's own item), `$parent.FIELD`, `$account` and
`$region`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.expressions import compiled as compiled  # noqa: PLC0414  # part of this module for those who read specs
from estate_assets.scanner.expressions import search as search  # noqa: PLC0414
from estate_assets.scanner.forms import (
    ActionSpec,
    DetailSpec,
    FactSpec,
    ListSpec,
    ManagedSpec,
    ParentSpec,
    PolicySpec,
    RelationSpec,
    RuleSpec,
    TagSpec,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ResourceSpec:
    """One resource type as data. `home` is where a global one answers, if not where its partition's global services do.

    `arn_account` finds the account in the ARN of what may be shared (a VPC is its owner's); without one it is the cell's.
    `aws_managed` tells what AWS put there by itself; it is left out unless asked for.
    """

    service: str
    type: str
    list: ListSpec
    id: str
    tier: str = "core"
    name: str | None = None
    words: str = ""
    scope: str = "regional"
    home: str = ""
    parent: ParentSpec | None = None
    details: tuple[DetailSpec, ...] = ()
    optional_details: tuple[DetailSpec, ...] = ()
    created: str | None = None
    state: str | None = None
    arn: str | None = None
    arn_template: str | None = None
    arn_vars: Mapping[str, str] = field(default_factory=dict)
    arn_account: str | None = None
    aws_managed: ManagedSpec | None = None
    synthetic_arn: bool = False
    tags: TagSpec | None = None
    sensitive: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    cfn: str | None = None
    iam: tuple[str, ...] = ()
    optional_iam: tuple[str, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    constraints: tuple[RuleSpec, ...] = ()
    facts: tuple[FactSpec, ...] = ()
    relations: tuple[RelationSpec, ...] = ()
    policy: PolicySpec | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """`service:type`, the resource type's name everywhere."""
        return f"{self.service}:{self.type}"

    @property
    def list_service(self) -> str:
        """The service whose API lists the type."""
        return self.list.service or self.service

    @property
    def is_global(self) -> bool:
        """Whether the type exists once per account."""
        return self.scope == "global"

    @classmethod
    def from_dict(cls, service: str, name: str, data: Mapping[str, Any]) -> ResourceSpec:
        """A spec from its YAML. Raises CatalogueError that names the field in question."""
        try:
            return cls(service=service, type=name, **_parts(data))
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise CatalogueError(f"{service}.yaml: type {name!r}: {error}") from error


def _parts(data: Mapping[str, Any]) -> dict[str, Any]:
    parts = dict(data)
    parts["list"] = ListSpec(**_frozen(data["list"], "not_enabled"))
    for many in ("details", "optional_details"):
        parts[many] = tuple(DetailSpec(**_frozen(detail, "absent")) for detail in data.get(many, ()))
    if data.get("tags"):
        parts["tags"] = TagSpec(**_frozen(data["tags"], "absent"))
    if data.get("parent"):
        parts["parent"] = ParentSpec(**data["parent"])
    if data.get("aws_managed"):
        parts["aws_managed"] = ManagedSpec(**data["aws_managed"])
    if "policy" in data:
        parts["policy"] = PolicySpec(**data["policy"])
    parts["actions"] = tuple(_action(action) for action in _many(data, "actions"))
    parts["constraints"] = tuple(RuleSpec(**_frozen(rule, "actions")) for rule in data.get("constraints", ()))
    parts["facts"] = tuple(fact for name, ways in data.get("facts", {}).items() for fact in _facts(name, ways))
    parts["relations"] = tuple(RelationSpec(**relation) for relation in _many(data, "relations"))
    for many in ("sensitive", "volatile", "never", "iam", "optional_iam"):
        parts[many] = _many(data, many)
    return parts


def _frozen(data: Mapping[str, Any], many: str) -> dict[str, Any]:
    return {**data, many: _many(data, many)}


def _many(data: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """A field's list. A lone text must not pass as the list of its letters: a sensitive path would seal nothing."""
    found = data.get(name, ())
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"{name!r} is not a list: {found!r}")
    return tuple(found)


def _action(data: str | Mapping[str, str]) -> ActionSpec:
    return ActionSpec(data) if isinstance(data, str) else ActionSpec(**data)


def _facts(name: str, ways: str | list[dict[str, Any]]) -> list[FactSpec]:
    """A fact's ways, in order; a lone path stands for a flag that tells it both ways."""
    if isinstance(ways, str):
        why = f"{ways} is {{{ways}}}"
        return [FactSpec(name, why, when=f"{ways}==`true`"), FactSpec(name, why, unless=f"{ways}==`false`")]
    return [FactSpec(name, **way) for way in ways]


def fill(template: str, values: Mapping[str, str | None]) -> str | None:
    """The template with its `${Variables}` filled; None where one has no value."""
    names = VARIABLE.findall(template)
    if any(values.get(name) in (None, "") for name in names):
        return None
    return VARIABLE.sub(lambda match: str(values[match[1]]), template)
