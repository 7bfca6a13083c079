"""Three-valued logic: true, false, or the reasons why it can't be told. A doubt that decides nothing disappears."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Whether something holds: yes, no, or (never empty) what it depends on that is not known.
Held = bool | frozenset[str]


def doubt(reason: str) -> Held:
    """It depends on this."""
    return frozenset((reason,))


def every(parts: Iterable[Held]) -> Held:
    """Whether all of them hold."""
    doubts: frozenset[str] = frozenset()
    for part in parts:
        if part is False:
            return False
        if part is not True:
            doubts |= part
    return doubts or True


def some(parts: Iterable[Held]) -> Held:
    """Whether any of them holds."""
    doubts: frozenset[str] = frozenset()
    for part in parts:
        if part is True:
            return True
        if part is not False:
            doubts |= part
    return doubts or False


def inverse(part: Held) -> Held:
    """Whether it does not hold."""
    return not part if isinstance(part, bool) else part
