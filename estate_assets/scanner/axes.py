"""The axes on which things differ, with the many ways to say each side: data (senses.yaml), and which of them may be meant."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.understanding.books import data
from estate_assets.scanner.understanding.polarity import plain

if TYPE_CHECKING:
    from collections.abc import Collection as Some
    from collections.abc import Iterable, Iterator, Mapping


def all_axes() -> list[dict[str, Any]]:
    """All axes."""
    found: list[dict[str, Any]] = data("senses.yaml")["axes"]
    return found


def applies(axis: Mapping[str, Any], kinds: Some[str], held: Mapping[str, Some[str]]) -> bool:
    """Whether an axis tells things of some kinds apart, by the values that they hold of each field."""
    ((field, value),) = axis["is"].items()
    if ("of" in axis and not {*axis["of"]} & {*kinds}) or (kinds and {*kinds} <= {*axis.get("but", ())}):
        return False
    wanted = [*_values(value), *(one for other in axis.get("is_not", {}).values() for one in _values(other))]
    return field not in held or bool({*wanted} & {*held[field]})


def _values(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@functools.cache
def ways(at: int) -> tuple[tuple[str, str], ...]:
    """The ways to say an axis without their denials, and which side each is on: `3 yes`, `3 no`."""
    axis = all_axes()[at]
    found = []
    for is_so, texts in ((True, axis["said"]), (False, axis.get("denied", ()))):
        for text in _flat(texts):
            core, denials = plain(text)
            found.append((f"{at} {'yes' if is_so != bool(denials % 2) else 'no'}", core))
    return tuple(found)


def _flat(texts: Iterable[str | list[str]]) -> Iterator[str]:
    """The texts; of another axis's that one has as well, each."""
    for one in texts:
        yield from (one,) if isinstance(one, str) else one


def side_of(label: str) -> tuple[int, bool]:
    """The axis and the side that a label names: `3 yes`."""
    at, _, side = label.partition(" ")
    return int(at), side == "yes"
