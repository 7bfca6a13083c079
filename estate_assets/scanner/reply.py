"""What a question finds, and what there is to tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estate_assets.scanner.collection import Hit
    from estate_assets.scanner.conditions import Condition


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found.

    `total` counts all resources that fulfil the conditions, of which `hits` is one page. `relaxed` tells the conditions that
    were left out because nothing fulfilled them with the others. Without hits, `nearest` holds the most alike, which are no answers.
    `turning` are words that were not understood and may turn the answer into its opposite: there are no hits then, and `nearest` is
    what fulfils the rest. `untold` is what should be ordered by, where it is known of none: there are no hits then either.
    """

    hits: tuple[Hit, ...]
    why: tuple[str, ...]
    relaxed: tuple[str, ...] = ()
    total: int = 0
    nearest: tuple[Hit, ...] = ()
    turning: tuple[str, ...] = ()
    untold: str = ""

    @property
    def undecided(self) -> str:
        """Why there is no answer, though something fulfils what was understood; empty where there is one."""
        if self.untold:
            return f"no answer: nothing tells of these what comes first ({self.untold})"
        said = " and ".join(f"'{one}'" for one in self.turning)
        was = "was" if len(self.turning) == 1 else "were"
        told = f"no answer: {said} {was} not understood beyond doubt, and may turn it into its opposite. Say it otherwise, or leave it out."
        return told if self.turning else ""


@dataclass(frozen=True, slots=True)
class Read:
    """A question's conditions, the words that are none, and what there is to tell of it (an answer without hits)."""

    conditions: tuple[Condition, ...]
    rest: str
    answer: Answer
