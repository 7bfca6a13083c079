"""Condition blocks: every operator AWS documents, `...IfExists`, and the set operators."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.local import comparisons
from estate_assets.scanner.permissions.local.patterns import Filled, Template
from estate_assets.scanner.permissions.local.truth import Held, doubt, every, inverse, some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from estate_assets.scanner.permissions.local.request import Context

NEGATIONS = {
    "stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase", "stringnotlike": "stringlike",
    "arnnotequals": "arnequals", "arnnotlike": "arnlike", "numericnotequals": "numericequals", "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
}  # fmt: skip
ORDERS = {
    "equals": operator.eq, "lessthan": operator.lt, "lessthanequals": operator.le, "greaterthan": operator.gt,
    "greaterthanequals": operator.ge,
}  # fmt: skip
TESTS: dict[str, Callable[[str, Filled], bool]] = {
    "stringequals": comparisons.equal,
    "stringequalsignorecase": comparisons.equal_ignoring_case,
    "stringlike": comparisons.like,
    "arnequals": comparisons.arn_like,
    "arnlike": comparisons.arn_like,
    "bool": comparisons.equal_ignoring_case,
    "binaryequals": comparisons.same_bytes,
    "ipaddress": comparisons.in_network,
    **{f"numeric{name}": comparisons.numeric(order) for name, order in ORDERS.items()},
    **{f"date{name}": comparisons.dated(order) for name, order in ORDERS.items()},
}
#: Families in whose values variables are filled in; elsewhere `${` is text.
VARIABLE_FAMILIES = ("string", "arn")


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a condition block, under one operator."""

    operator: str
    key: str
    wanted: tuple[Template, ...]
    quantifier: str = ""
    if_exists: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The context keys that it reads."""
        return (self.key, *(key for want in self.wanted for key in want.keys))

    def holds(self, context: Context) -> Held:
        """Whether it holds in this context."""
        values = context.get(self.key)
        if isinstance(values, frozenset):
            return values
        name = NEGATIONS.get(self.operator, self.operator)
        if name == "null":
            return any(_is_true(want) == (values is None) for want in self.wanted)
        if name not in TESTS:
            return doubt(f"condition operator {self.operator} is not known")
        negated = name != self.operator
        if values is None:
            return self.if_exists or self.quantifier == "forallvalues" or (negated and not self.quantifier)
        wanted = [want.filled(context) for want in self.wanted]
        if None in wanted:
            return False  # a variable without a value voids the statement
        return self._compared(values, [want for want in wanted if want is not None], name, negated=negated)

    def _compared(
        self, values: tuple[str, ...], wanted: list[Filled | frozenset[str]], name: str, *, negated: bool
    ) -> Held:
        def one(value: str) -> Held:
            found = some(want if isinstance(want, frozenset) else _matches(name, value, want) for want in wanted)
            return inverse(found) if negated else found

        # Without a set operator a plain test may hold for any value, a negated one must hold for all.
        all_of_them = self.quantifier == "forallvalues" or (negated and not self.quantifier)
        return every(map(one, values)) if all_of_them else some(map(one, values))


def conditions_of(block: Mapping[str, Mapping[str, Any]], *, variables: bool) -> Iterator[Condition]:
    """The conditions of a statement's block; all of them must hold."""
    for written, keys in block.items():
        quantifier, _, name = written.lower().rpartition(":")
        base = name.removesuffix("ifexists")
        filled = variables and base.removeprefix("not").startswith(VARIABLE_FAMILIES)
        for key, values in keys.items():
            wanted = tuple(Template.of(text, variables=filled) for text in texts(values))
            yield Condition(base, key, wanted, quantifier, base != name)


def texts(values: Any) -> list[str]:
    """One value or many, as policies write them, as texts."""
    listed = values if isinstance(values, list) else [values]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in listed]


def _is_true(want: Template) -> bool:
    return "".join(piece for piece in want.pieces if isinstance(piece, str)).lower() == "true"


def _matches(name: str, value: str, want: Filled) -> bool:
    try:
        return TESTS[name](value, want)
    except ValueError:  # a text where a number, a date or an address should be matches nothing
        return False
