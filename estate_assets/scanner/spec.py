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

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ListSpec:
    """The operation that lists a type. `region` finds an item's own region, `region_param` asks for one region only.

    `service` is the API it belongs to, where that is not the type's own. `owner` finds the account an item belongs to:
    what is another's is left out. `paging` names the token pair {input, output} of an operation that has no paginator, and
    `more`, where a flag says whether there is a next page; without it the models are asked. `not_enabled` are the error
    codes (`Code`, or `Code: part of the message`) by which the operation says that the account does not use the service.
    """

    operation: str
    items: str
    params: Mapping[str, Any] = field(default_factory=dict)
    region_param: str | None = None
    region: str | None = None
    skip: str | None = None
    owner: str | None = None
    service: str | None = None
    paging: Mapping[str, str] | None = None
    not_enabled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailSpec:
    """A further question per item, or per `batch` of items: `path` of the answer replaces the item, or goes `into` a field.

    `absent` are the error codes that mean "it has none".
    """

    operation: str
    args: Mapping[str, Any]
    path: str | None = None
    into: str | None = None
    batch: int = 0
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagSpec:
    """Where tags are: in the item, or behind an `operation` of their own.

    A batched operation answers with a list (`items`), each of which names its resource (`match`).
    """

    path: str
    key: str = "Key"
    value: str = "Value"
    operation: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)
    batch: int = 0
    items: str | None = None
    match: str | None = None
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParentSpec:
    """The type whose items a listing must walk, and the parameters they give it."""

    type: str
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ManagedSpec:
    """What tells AWS's own items from the account's: `when` holds of them, or `params` of the listing leave them out."""

    when: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An IAM action worth asking about, and on what: the resource (`self`), `*`, or a template such as `{arn}/*`."""

    action: str
    target: str = "self"


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A constraint: where `when` (JMESPath over the properties) holds, the actions are blocked or risky.

    `needs` names the operation without whose answer the rule can't be decided.
    """

    rule: str
    kind: str
    when: str
    actions: tuple[str, ...]
    text: str
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A field (`path`, JMESPath to a text or to lists of texts) that points to other resources.

    `kind` says what it means; `type` is the others' resource type, left out where an ARN may be of any. A type's parent needs
    none: it is known.
    """

    path: str
    kind: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One way to tell a fact: it holds where `when` is true, or does not where `unless` is (JMESPath over the properties).

    `why` may name expressions in braces. `groups` finds ids of security groups of the same cell: one of them must let the
    internet in as well. `needs` names a detail's operation: where it went unanswered, the fact can't be told.
    """

    fact: str
    why: str
    when: str = ""
    unless: str = ""
    groups: str | None = None
    needs: str | None = None

    def __post_init__(self) -> None:
        if bool(self.when) == bool(self.unless):
            raise ValueError(f"fact {self.fact!r}: give `when` (it holds) or `unless` (it does not), not both")


@dataclass(frozen=True, slots=True)
class PolicySpec:
    """The resource's own policy (a bucket's, a key's, a role's trust), which IAM weighs beside those of the identity.

    `path` finds it in the properties; without one, the scan does not read it. `needs` names the operation that reads it.
    `required`: without the policy's word nothing is allowed, whatever the identity's policies say.
    """

    path: str | None = None
    needs: str | None = None
    required: bool = False


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
