"""Condition blocks: every operator family, `...IfExists`, and the set operators."""

from __future__ import annotations

import datetime as dt
import ipaddress
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from estate_assets.demo.policy.context import Context

    Test = Callable[[str, str, Context], bool]

_ARN_PARTS = 6


def hold(block: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Whether every condition of the block holds in this context.

    Raises:
        ValueError: an operator is unknown.
    """
    return all(
        _holds(name, key, as_list(values), context) for name, keys in block.items() for key, values in keys.items()
    )


def as_list(value: Any) -> list[str]:
    """One value or many, as policies write them, as texts."""
    values = value if isinstance(value, list) else [value]
    return [str(v).lower() if isinstance(v, bool) else str(v) for v in values]


def _holds(name: str, key: str, wanted: Sequence[str], context: Context) -> bool:
    quantifier, _, rest = name.rpartition(":")
    base, optional = rest.removesuffix("IfExists"), rest.endswith("IfExists")
    present = context.get(key)
    if base == "Null":
        return any((present is None) == (want == "true") for want in wanted)
    if base not in _TESTS:
        raise ValueError(f"Unknown condition operator {name}")
    test, negated = _TESTS[base]
    if present is None:
        return optional or quantifier == "ForAllValues" or (negated and not quantifier)
    if any(context.text(want) is None for want in wanted):
        return False

    def one(value: str) -> bool:
        return any(_safely(test, value, want, context) for want in wanted) != negated

    # Without a set operator a negated test must fail for every value, a plain one may hold for any.
    every = quantifier == "ForAllValues" or (negated and not quantifier)
    return all(map(one, present)) if every else any(map(one, present))


def _safely(test: Test, value: str, want: str, context: Context) -> bool:
    try:
        return test(value, want, context)
    except ValueError:  # a text where a number, date or address should be never matches
        return False


def _equals(value: str, want: str, context: Context) -> bool:
    return value == context.text(want)


def _equals_ignoring_case(value: str, want: str, context: Context) -> bool:
    return value.lower() == (context.text(want) or "").lower()


def _like(value: str, want: str, context: Context) -> bool:
    pattern = context.pattern(want)
    return pattern is not None and pattern.match(value) is not None


def _arn_like(value: str, want: str, context: Context) -> bool:
    values, wants = value.split(":", _ARN_PARTS - 1), want.split(":", _ARN_PARTS - 1)
    if not len(values) == len(wants) == _ARN_PARTS:
        return _like(value, want, context)
    return all(_like(v, w, context) for v, w in zip(values, wants, strict=True))


def _ip(value: str, want: str, context: Context) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(context.text(want) or "", strict=False)


def _bool(value: str, want: str, _context: Context) -> bool:
    return value.lower() == want.lower()


def _number(compare: Callable[[float, float], bool]) -> Test:
    return lambda value, want, context: compare(float(value), float(context.text(want) or ""))


def _date(compare: Callable[[dt.datetime, dt.datetime], bool]) -> Test:
    return lambda value, want, context: compare(_moment(value), _moment(context.text(want) or ""))


def _moment(text: str) -> dt.datetime:
    if text.lstrip("-").isdigit():
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _ordered(family: str, make: Callable[[Any], Test]) -> dict[str, tuple[Test, bool]]:
    comparisons = {
        "LessThan": operator.lt,
        "LessThanEquals": operator.le,
        "GreaterThan": operator.gt,
        "GreaterThanEquals": operator.ge,
    }
    tests = {family + name: (make(compare), False) for name, compare in comparisons.items()}
    equal = make(operator.eq)
    return {**tests, f"{family}Equals": (equal, False), f"{family}NotEquals": (equal, True)}


# Operator -> how one value is tested against one wanted value, and whether the outcome is turned round.
_TESTS: dict[str, tuple[Test, bool]] = {
    "StringEquals": (_equals, False),
    "StringNotEquals": (_equals, True),
    "StringEqualsIgnoreCase": (_equals_ignoring_case, False),
    "StringNotEqualsIgnoreCase": (_equals_ignoring_case, True),
    "StringLike": (_like, False),
    "StringNotLike": (_like, True),
    "ArnEquals": (_arn_like, False),
    "ArnLike": (_arn_like, False),
    "ArnNotEquals": (_arn_like, True),
    "ArnNotLike": (_arn_like, True),
    "IpAddress": (_ip, False),
    "NotIpAddress": (_ip, True),
    "Bool": (_bool, False),
    "BinaryEquals": (_equals, False),
    **_ordered("Numeric", _number),
    **_ordered("Date", _date),
}
