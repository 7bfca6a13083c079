"""The parts of a resource type's description: listing, details, tags, actions, rules, relations, facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


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
