"""What must hold of a resource to be an answer: one condition a field, as data; points.py makes Qdrant's filter of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Condition:
    """A payload field that has one of the values, or lies in a range; negated, that does not.

    `words` are those of the question that it was read from (empty: it was given as a flag), `meaning` says it for people.
    `reading` says how sure the reading is: `said`, `spelling` (a misspelt word), `sense` (nearest in meaning).
    """

    field: str
    values: tuple[str, ...] = ()
    negated: bool = False
    at_least: float | None = None
    below: float | None = None
    words: str = ""
    meaning: str = ""
    reading: str = "said"

    @property
    def why(self) -> str:
        """This condition for people: what was read, and as what."""
        meaning = self.meaning or f"{self.field} is {'not ' if self.negated else ''}{' or '.join(self.values)}"
        how = {"spelling": " (spelling)", "sense": " (nearest in meaning)"}.get(self.reading, "")
        return f"'{self.words}' read as {meaning}{how}" if self.words else meaning


def given(filters: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Field -> value or values as conditions: all fields must hold, of several values any."""
    return tuple(
        Condition(field, tuple(value) if isinstance(value, (list, tuple, set)) else (value,))
        for field, value in filters.items()
    )
