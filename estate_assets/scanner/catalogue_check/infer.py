"""Types JMESPath expressions: what kind of value one gives for an item of a known kind, or why it can't give any."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check import calls
from estate_assets.scanner.catalogue_check.kinds import (
    ANY,
    BOOLEAN,
    LIST,
    MAP,
    NOTHING,
    NUMBER,
    RECORD,
    TEXT,
    TIME,
    UNKNOWN,
    Kind,
    joined,
    of_value,
)  # fmt: skip
from estate_assets.scanner.catalogue_check.problem import MismatchError, hint
from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.spec import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

LITERAL = re.compile(r"`([^`]*)`")
Paths = set[tuple[str, ...]]


def infer(expression: str, item: Kind, read: Paths | None = None) -> Kind:
    """The kind of what the expression gives for an item; the paths it reads are added to `read`.

    Raises:
        MismatchError: it does not parse, names a field that is not there, or compares what can't be equal.
    """
    _literals(expression)
    try:
        tree = compiled(expression).parsed
    except CatalogueError as error:
        raise MismatchError(str(error)) from error
    return Typing(read if read is not None else set()).of(tree, replace(item, path=()))


def _literals(expression: str) -> None:
    """What stands in backquotes is JSON; jmespath takes what is not for a text, and warns only. Raises MismatchError."""
    for literal in LITERAL.findall(expression):
        try:
            json.loads(literal)
        except ValueError as error:
            raise MismatchError(f"`{literal}` is no JSON: write `true`, `1`, or 'text'") from error


class Typing:
    """One walk over an expression's tree."""

    def __init__(self, read: Paths) -> None:
        self._read = read

    def of(self, node: Any, at: Kind) -> Kind:
        """The kind of a node's value where `at` is the current value. Raises MismatchError."""
        visit: Callable[[Any, Kind], Kind] = getattr(self, f"_{node['type']}")
        return visit(node, at)

    def _field(self, node: Any, at: Kind) -> Kind:
        name = node["value"]
        if at.name == RECORD:
            found = at.member(name)
            if found is None:
                raise MismatchError(f"{at.told} has no field {name!r}; {hint(name, at.members)}")
            if found.path is not None:
                self._read.add(found.path)
            return found
        if at.name == MAP:
            keys = getattr(at.shape.key, "enum", ()) if at.shape is not None else ()
            if keys and name not in keys:
                raise MismatchError(f"the map has no key {name!r}; {hint(name, keys)}")
            return at.element
        if at.name == LIST:
            raise MismatchError(f"{name!r} is asked of a {at.told}: put [] before it, to ask it of each, or [0]")
        if at.name in (ANY, NOTHING):
            return UNKNOWN
        raise MismatchError(f"{name!r} is asked of a {at.told}, which has no fields")

    def _subexpression(self, node: Any, at: Kind) -> Kind:
        for child in node["children"]:
            at = self.of(child, at)
        return at

    _index_expression = _pipe = _subexpression

    def _identity(self, node: Any, at: Kind) -> Kind:
        del node
        return at

    _current = _identity

    def _literal(self, node: Any, at: Kind) -> Kind:
        del at
        return of_value(node["value"])

    def _index(self, node: Any, at: Kind) -> Kind:
        return _list(at, f"[{node['value']}]").element

    def _slice(self, node: Any, at: Kind) -> Kind:
        del node
        return _list(at, "a slice")

    def _flatten(self, node: Any, at: Kind) -> Kind:
        inner = _list(self.of(node["children"][0], at), "[]")
        return inner.element if inner.name == LIST and inner.element.name == LIST else inner

    def _projection(self, node: Any, at: Kind) -> Kind:
        left, right = node["children"]
        each = _list(self.of(left, at), "[*]").element
        return Kind(LIST, of=self.of(right, each))

    def _value_projection(self, node: Any, at: Kind) -> Kind:
        left, right = node["children"]
        held = self.of(left, at)
        if held.name not in (RECORD, MAP, ANY):
            raise MismatchError(f"`*` is asked of a {held.told}, which has no fields")
        each = held.element if held.name == MAP else joined(list(held.members.values()))
        return Kind(LIST, of=self.of(right, each))

    def _filter_projection(self, node: Any, at: Kind) -> Kind:
        left, right, test = node["children"]
        each = _list(self.of(left, at), "[?...]").element
        truth(self.of(test, each))
        return Kind(LIST, of=self.of(right, each))

    def _comparator(self, node: Any, at: Kind) -> Kind:
        left, right = (self.of(child, at) for child in node["children"])
        _comparable(node["value"], left, right)
        return BOOLEAN

    def _and_expression(self, node: Any, at: Kind) -> Kind:
        left, right = (self.of(child, at) for child in node["children"])
        truth(left)
        return joined([left, right])

    def _or_expression(self, node: Any, at: Kind) -> Kind:
        return joined([self.of(child, at) for child in node["children"]])

    def _not_expression(self, node: Any, at: Kind) -> Kind:
        truth(self.of(node["children"][0], at))
        return BOOLEAN

    def _multi_select_list(self, node: Any, at: Kind) -> Kind:
        each = [self.of(child, at) for child in node["children"]]
        return Kind(LIST, of=joined(each), fixed=all(kind.fixed for kind in each))

    def _multi_select_dict(self, node: Any, at: Kind) -> Kind:
        return Kind(RECORD, fields={pair["value"]: self.of(pair["children"][0], at) for pair in node["children"]})

    def _expref(self, node: Any, at: Kind) -> Kind:
        return self.of(node["children"][0], at)

    def _function_expression(self, node: Any, at: Kind) -> Kind:
        name, children = node["value"], node["children"]
        calls.known(name)
        plain = [child for child in children if child["type"] != "expref"]
        given = {id(child): self.of(child, at) for child in plain}
        of_list = next((kind for kind in given.values() if kind.name == LIST), UNKNOWN)
        given |= {id(child): self.of(child, of_list.element) for child in children if child["type"] == "expref"}
        return calls.result(name, [(child["type"] == "expref", given[id(child)]) for child in children])


def truth(kind: Kind) -> None:
    """A number is true even where it is 0, and a literal always or never. Raises MismatchError."""
    if kind.name == NUMBER:
        raise MismatchError("a number counts as true, even 0: compare it, as in Count > `0`")
    if kind.fixed:
        raise MismatchError("it does not depend on the item: a literal is always (or never) true")


def _list(kind: Kind, what: str) -> Kind:
    if kind.name in (LIST, ANY, NOTHING):
        return kind
    raise MismatchError(f"{what} is asked of a {kind.told}, which is no list")


def _comparable(sign: str, left: Kind, right: Kind) -> None:
    if left.fixed and right.fixed:
        raise MismatchError("two literals are compared: the outcome is always the same")
    if sign not in ("eq", "ne"):
        for kind in (left, right):
            if kind.name not in (NUMBER, ANY):
                raise MismatchError(f"{kind.told} is ordered with <, >: JMESPath orders numbers only")
        return
    free = {ANY, NOTHING}
    if not {left.name, right.name} & free and _sort(left) != _sort(right):
        raise MismatchError(f"{left.told} is compared with {right.told}: it is never equal. {_written(left, right)}")
    for kind, other in ((left, right), (right, left)):
        member(kind, other)


def member(literal: Kind, of: Kind) -> None:
    """A literal text must be one of the texts that are possible. Raises MismatchError with the nearest."""
    if literal.name != TEXT or not literal.fixed or of.values is None or literal.values is None:
        return
    for value in sorted(literal.values - of.values):
        raise MismatchError(f"it is never {value!r}; {hint(value, of.values)}")


def _sort(kind: Kind) -> str:
    return TEXT if kind.name == TIME else kind.name


def _written(*kinds: Kind) -> str:
    names = {kind.name for kind in kinds}
    if "flag" in names:
        return "Write flags as `true` or `false`"
    return "Write numbers as `1`" if NUMBER in names else "Write texts as 'text'"
