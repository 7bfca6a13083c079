"""JMESPath's trees as Python functions, made once: jmespath walks its tree for each record, at several times the cost.

What each makes of a value is jmespath's own meaning, node by node; a kind of node that is not known here is left to jmespath.
"""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import jmespath

    Find = Callable[[Any], Any]
    Node = Mapping[str, Any]

EQUALITY = ("eq", "ne")


class Closures:
    """Makes functions of trees. `functions` are those that expressions call; `interpreter` does what is not done here."""

    def __init__(self, interpreter: jmespath.visitor.TreeInterpreter, functions: jmespath.functions.Functions) -> None:
        self._interpreter, self._call = interpreter, functions.call_function
        self._comparisons = interpreter.COMPARATOR_FUNC

    def of(self, node: Node) -> Find:
        """The function that finds in a value what jmespath finds there with this tree."""
        make = getattr(self, f"_{node['type']}", None)
        found: Find = make(node) if make else lambda value: self._interpreter.visit(node, value)
        return found

    def _all(self, node: Node) -> list[Find]:
        return [self.of(child) for child in node["children"]]

    def _field(self, node: Node) -> Find:
        name = node["value"]
        return lambda value: value.get(name) if isinstance(value, dict) else None

    def _subexpression(self, node: Node) -> Find:
        names = _names(node)
        return _path(names) if all(names) else _chain(self._all(node))

    def _pipe(self, node: Node) -> Find:
        return _chain(self._all(node))

    _index_expression = _pipe

    def _identity(self, _: Node) -> Find:
        return lambda value: value

    _current = _identity

    def _literal(self, node: Node) -> Find:
        literal = node["value"]
        return lambda _: literal

    def _index(self, node: Node) -> Find:
        at = node["value"]

        def find(value: Any) -> Any:
            return value[at] if isinstance(value, list) and -len(value) <= at < len(value) else None

        return find

    def _flatten(self, node: Node) -> Find:
        (base,) = self._all(node)

        def find(value: Any) -> Any:
            lists = base(value)
            if not isinstance(lists, list):
                return None
            return [one for some in lists for one in (some if isinstance(some, list) else (some,))]

        return find

    def _projection(self, node: Node) -> Find:
        base, each = self._all(node)

        def find(value: Any) -> Any:
            many = base(value)
            return _each(each, many) if isinstance(many, list) else None

        return find

    def _value_projection(self, node: Node) -> Find:
        base, each = self._all(node)

        def find(value: Any) -> Any:
            many = base(value)
            return _each(each, many.values()) if isinstance(many, dict) else None

        return find

    def _filter_projection(self, node: Node) -> Find:
        base, each, holds = self._all(node)

        def find(value: Any) -> Any:
            many = base(value)
            return _each(each, (one for one in many if not _is_false(holds(one)))) if isinstance(many, list) else None

        return find

    def _or_expression(self, node: Node) -> Find:
        first, second = self._all(node)

        def find(value: Any) -> Any:
            return second(value) if _is_false(found := first(value)) else found

        return find

    def _and_expression(self, node: Node) -> Find:
        first, second = self._all(node)

        def find(value: Any) -> Any:
            return found if _is_false(found := first(value)) else second(value)

        return find

    def _not_expression(self, node: Node) -> Find:
        (inner,) = self._all(node)

        def find(value: Any) -> bool:
            found = inner(value)
            return not found and not _is_number(found)  # a 0 is something

        return find

    def _comparator(self, node: Node) -> Find:
        (left, right), compare = self._all(node), self._comparisons[node["value"]]
        literal = node["children"][1].get("value", 0) if node["children"][1]["type"] == "literal" else 0
        if node["value"] == "eq" and isinstance(literal, bool):
            return lambda value: left(value) is literal
        if node["value"] == "eq" and isinstance(literal, str):
            return lambda value: bool(left(value) == literal)
        if node["value"] in EQUALITY:
            return lambda value: compare(left(value), right(value))

        def find(value: Any) -> Any:
            one, other = left(value), right(value)
            return compare(one, other) if _has_order(one) and _has_order(other) else None

        return find

    def _function_expression(self, node: Node) -> Find:
        name, given, call = node["value"], self._all(node), self._call
        return lambda value: call(name, [one(value) for one in given])

    def _multi_select_list(self, node: Node) -> Find:
        wanted = self._all(node)
        return lambda value: None if value is None else [one(value) for one in wanted]


def _names(node: Node) -> list[str]:
    """The names of a path, in their order; an empty one for each step that is more than a name."""
    if node["type"] == "subexpression":
        return [name for child in node["children"] for name in _names(child)]
    return [node["value"] if node["type"] == "field" else ""]


def _path(names: list[str]) -> Find:
    def find(value: Any) -> Any:
        for name in names:
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value

    return find


def _chain(steps: list[Find]) -> Find:
    def find(value: Any) -> Any:
        for step in steps:
            value = step(value)
        return value

    return find


def _each(find: Find, many: Iterable[Any]) -> list[Any]:
    return [found for one in many if (found := find(one)) is not None]


def _is_false(value: Any) -> bool:
    """JMESPath's falsehood: nothing, or empty; a 0 is something."""
    return value is None or value is False or (not value and isinstance(value, (str, list, dict)))


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


def _has_order(value: Any) -> bool:
    return isinstance(value, str) or _is_number(value)
