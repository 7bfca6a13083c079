"""The form in which resource types are described: what to list, what to ask of each item, and where its fields are.

One YAML file an AWS service, in `catalogue/`. Expressions are JMESPath over the item, with two functions of ours
(`after_last(text, mark)`, `strip_left(text, mark)`) and the variables `$arn`, `$input` (the list operation's own item)
and `$parent.FIELD`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jmespath

from estate_assets.scanner.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = re.compile(r"\$\{(\w+)\}")


class Functions(jmespath.functions.Functions):  # type: ignore[misc]  # jmespath publishes no types
    """What JMESPath lacks to take identifiers apart."""

    @jmespath.functions.signature({"types": ["string", "null"]}, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_after_last(self, text: str | None, mark: str) -> str | None:
        return text.rsplit(mark, 1)[-1] if text else None

    @jmespath.functions.signature({"types": ["string", "null"]}, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_strip_left(self, text: str | None, mark: str) -> str | None:
        return text.lstrip(mark) if text else None


OPTIONS = jmespath.Options(custom_functions=Functions())


@functools.cache
def compiled(expression: str) -> Any:
    """The compiled JMESPath. Raises CatalogueError where it does not parse."""
    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        raise CatalogueError(f"not a JMESPath expression: {expression!r} ({error})") from error


def search(expression: str | None, data: Any) -> Any:
    """What the expression finds in `data`; None where there is no expression or the data has another shape."""
    if expression is None:
        return None
    try:
        return compiled(expression).search(data, options=OPTIONS)
    except jmespath.exceptions.JMESPathTypeError:
        return None


@dataclass(frozen=True, slots=True)
class ListSpec:
    """The operation that lists a type. `region` finds an item's own region, `region_param` asks for one region only.

    `paging` names the token pair {input, output} of an operation that has no paginator; without it the models are asked.
    """

    operation: str
    items: str
    params: Mapping[str, Any] = field(default_factory=dict)
    region_param: str | None = None
    region: str | None = None
    skip: str | None = None
    paging: Mapping[str, str] | None = None


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
class ResourceSpec:
    """One resource type as data."""

    service: str
    type: str
    list: ListSpec
    id: str
    name: str | None = None
    words: str = ""
    scope: str = "regional"
    parent: ParentSpec | None = None
    details: tuple[DetailSpec, ...] = ()
    optional_details: tuple[DetailSpec, ...] = ()
    created: str | None = None
    state: str | None = None
    arn: str | None = None
    arn_template: str | None = None
    arn_vars: Mapping[str, str] = field(default_factory=dict)
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
    note: str = ""

    @property
    def key(self) -> str:
        """`service:type`, the resource type's name everywhere."""
        return f"{self.service}:{self.type}"

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
    parts["list"] = ListSpec(**data["list"])
    for many in ("details", "optional_details"):
        parts[many] = tuple(DetailSpec(**_frozen(detail, "absent")) for detail in data.get(many, ()))
    if data.get("tags"):
        parts["tags"] = TagSpec(**_frozen(data["tags"], "absent"))
    if data.get("parent"):
        parts["parent"] = ParentSpec(**data["parent"])
    parts["actions"] = tuple(_action(action) for action in _many(data, "actions"))
    parts["constraints"] = tuple(RuleSpec(**_frozen(rule, "actions")) for rule in data.get("constraints", ()))
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


def fill(template: str, values: Mapping[str, str | None]) -> str | None:
    """The template with its `${Variables}` filled; None where one has no value."""
    names = VARIABLE.findall(template)
    if any(values.get(name) in (None, "") for name in names):
        return None
    return VARIABLE.sub(lambda match: str(values[match[1]]), template)
