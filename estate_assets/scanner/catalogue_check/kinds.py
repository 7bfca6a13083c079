"""The kinds of values that expressions meet: botocore's shapes as JMESPath sees them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT, NUMBER, FLAG, TIME, LIST, RECORD, MAP, ANY, NOTHING = (
    "text", "number", "flag", "time", "list", "record", "map", "any", "nothing",
)  # fmt: skip
#: botocore's types by ours. Bytes become base64 text in the record.
OF_SHAPES = {
    "string": TEXT, "character": TEXT, "blob": TEXT, "boolean": FLAG, "timestamp": TIME, "list": LIST, "map": MAP,
    "integer": NUMBER, "long": NUMBER, "float": NUMBER, "double": NUMBER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value. Members and elements of a shape are read when asked for: shapes may hold themselves.

    `values` are the texts that are possible, where they are known; `fixed` says that a literal stands in the expression;
    `path` are the field names that led here from the item, None for what is not read from it.
    """

    name: str
    shape: Any = None
    values: frozenset[str] | None = None
    fixed: bool = False
    of: Kind | None = None
    fields: Mapping[str, Kind] | None = None
    path: tuple[str, ...] | None = field(default=None, compare=False)

    @property
    def element(self) -> Kind:
        """What a list holds, or the values of a map."""
        if self.of is not None:
            found = self.of
        elif self.shape is not None and self.name in (LIST, MAP):
            found = of_shape(self.shape.member if self.name == LIST else self.shape.value)
        else:
            return Kind(ANY, path=self.path)
        return replace(found, path=self.path)

    @property
    def members(self) -> Mapping[str, Kind]:
        """The fields of a record by name."""
        if self.fields is None and self.shape is not None and self.name == RECORD:
            return {name: of_shape(shape) for name, shape in self.shape.members.items()}
        return self.fields or {}

    def member(self, name: str) -> Kind | None:
        """One field of a record; None where it has none of that name."""
        if self.fields is not None:
            found = self.fields.get(name)
        else:
            shape = self.shape.members.get(name) if self.shape is not None and self.name == RECORD else None
            found = None if shape is None else of_shape(shape)
        return found and replace(found, path=None if self.path is None else (*self.path, name))

    @property
    def told(self) -> str:
        """The kind in a message: `list of text`, `record Instance`."""
        if self.name == LIST:
            return f"list of {self.element.told}"
        shape = f" {self.shape.name}" if self.shape is not None and self.name == RECORD else ""
        return f"{self.name}{shape}"


UNKNOWN, NULL, BOOLEAN, STRING, COUNT = Kind(ANY), Kind(NOTHING), Kind(FLAG), Kind(TEXT), Kind(NUMBER)


def of_shape(shape: Any) -> Kind:
    """The kind of one of botocore's shapes."""
    if shape is None or getattr(shape, "is_document_type", False):
        return UNKNOWN
    if shape.type_name == "structure":
        return Kind(RECORD, shape)
    enum = frozenset(getattr(shape, "enum", ()) or ())
    return Kind(OF_SHAPES.get(shape.type_name, ANY), shape, enum or None)


def of_value(value: Any) -> Kind:
    """The kind of a literal."""
    match value:
        case None:
            return NULL
        case bool():
            return Kind(FLAG, fixed=True)
        case int() | float():
            return Kind(NUMBER, fixed=True)
        case str():
            return Kind(TEXT, values=frozenset({value}), fixed=True)
        case list():
            return Kind(LIST, of=joined([of_value(one) for one in value]), fixed=True)
    return Kind(RECORD, fields={str(name): of_value(one) for name, one in dict(value).items()}, fixed=True)


def joined(kinds: list[Kind]) -> Kind:
    """What one of several kinds may be: the same kind, or anything."""
    real = [kind for kind in kinds if kind.name != NOTHING]
    if not real:
        return NULL if kinds else UNKNOWN
    first = real[0]
    if any(kind.name != first.name for kind in real):
        return UNKNOWN
    if first.name == TEXT:
        known = [kind.values for kind in real if kind.values is not None]
        values = frozenset[str]().union(*known) if len(known) == len(real) else None
        return Kind(TEXT, values=values, fixed=all(kind.fixed for kind in real))
    if all(kind.fields is not None for kind in real):
        names = {name for kind in real for name in kind.fields or ()}
        return Kind(
            RECORD,
            fields={name: joined([kind.members[name] for kind in real if name in kind.members]) for name in names},
        )
    if all(kind.shape is first.shape for kind in real) or len(real) == 1:
        return first
    return Kind(first.name) if first.name in (NUMBER, FLAG, TIME) else UNKNOWN
