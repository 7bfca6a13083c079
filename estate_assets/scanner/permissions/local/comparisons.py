"""One value of the request against one of the policy. A ValueError says that one of them is not of the operator's kind."""

from __future__ import annotations

import base64
import ipaddress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.local.patterns import Exact, Filled, pattern, plain
from estate_assets.scanner.permissions.local.request import ARN_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    Comparison = Callable[[Any, Any], bool]


def equal(value: str, want: Filled) -> bool:
    """The same text; wildcards are letters like any other."""
    return value == plain(want)


def equal_ignoring_case(value: str, want: Filled) -> bool:
    """The same text but for its case."""
    return value.lower() == plain(want).lower()


def like(value: str, want: Filled) -> bool:
    """A text that the pattern covers."""
    return pattern(want).match(value) is not None


def arn_like(value: str, want: Filled) -> bool:
    """An ARN each of whose six parts is covered by its part of the pattern."""
    wanted = _arn_parts(want)
    values = value.split(":", ARN_PARTS - 1)
    return len(values) == len(wanted) == ARN_PARTS and all(map(like, values, wanted))


def same_bytes(value: str, want: Filled) -> bool:
    """The same bytes, both in base64."""
    return base64.b64decode(value, validate=True) == base64.b64decode(plain(want), validate=True)


def in_network(value: str, want: Filled) -> bool:
    """An address, or a network, within the network; without a prefix that is one address."""
    network, found = ipaddress.ip_network(plain(want), strict=False), ipaddress.ip_network(value, strict=False)
    return network.version == found.version and found.subnet_of(network)  # type: ignore[arg-type]  # versions are equal


def numeric(order: Comparison) -> Callable[[str, Filled], bool]:
    """A comparison of whole or decimal numbers."""
    return lambda value, want: order(_number(value), _number(plain(want)))


def dated(order: Comparison) -> Callable[[str, Filled], bool]:
    """A comparison of moments, given in ISO 8601 or in seconds since 1970."""
    return lambda value, want: order(_moment(value), _moment(plain(want)))


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _moment(text: str) -> datetime:
    if text.lstrip("-").replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _arn_parts(want: Filled) -> list[Filled]:
    """A pattern cut at its first five colons."""
    parts: list[list[str | Exact]] = [[]]
    for piece in want:
        first, *others = (piece if isinstance(piece, str) else piece.text).split(":", ARN_PARTS - len(parts))
        for number, text in enumerate((first, *others)):
            if number:
                parts.append([])
            parts[-1].append(text if isinstance(piece, str) else Exact(text))
    return [tuple(part) for part in parts]
