"""What is wrong with a resource type's description, in words that teach the form."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 12


class MismatchError(Exception):
    """One value does not fit; whoever knows which field it stands in makes a Problem of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: in which file, type and field, which value, and what was expected instead."""

    file: str
    type: str
    field: str
    value: Any
    expected: str

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.type, self.field) if part)
        return f"{where}: {self.value!r}: {self.expected}" if self.value is not None else f"{where}: {self.expected}"

    def to_dict(self) -> dict[str, Any]:
        """As `estate catalogue check --json` prints it."""
        return {
            "file": self.file, "type": self.type, "field": self.field, "value": self.value, "expected": self.expected,
        }  # fmt: skip


def hint(value: Any, names: Iterable[str]) -> str:
    """The end of a message: the nearest name, or the names there are."""
    known = sorted(names)
    folded = {name.lower(): name for name in known}
    near = difflib.get_close_matches(str(value).lower(), folded, n=1)
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    if not known:
        return "there is none"
    return f"there is: {', '.join(known[:SHOWN])}{', ...' if len(known) > SHOWN else ''}"
