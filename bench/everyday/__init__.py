"""Questions as colleagues would type them, in sets that were each written blind: `python -m bench.search --split everyday`.

Whoever wrote a set had read of this project only the made-up estate (bench/estate.py, parts.py, records.py) and bench/truth.py, nothing of the
search, its tables, its documents or the other questions; and was told to be natural, no riddles. Each set was asked once, unseen, before its
misses were read (docs/searching.md has those figures). The halves: `tune` are those whose misses were read, `test` the one that was asked last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.everyday import (
    eighth,
    eleventh,
    fifteenth,
    fifth,
    first,
    fourteenth,
    fourth,
    ninth,
    second,
    seventh,
    sixteenth,
    sixth,
    tenth,
    third,
    thirteenth,
    twelfth,
)
from bench.questions import Question
from bench.truth import nothing

if TYPE_CHECKING:
    from types import ModuleType

READ = (
    first,
    second,
    third,
    fourth,
    fifth,
    sixth,
    seventh,
    eighth,
    ninth,
    tenth,
    eleventh,
    twelfth,
    thirteenth,
    fourteenth,
    fifteenth,
)
SETS: tuple[tuple[ModuleType, str], ...] = (*((one, "tune") for one in READ), (sixteenth, "test"))


def everyday() -> list[Question]:
    """The questions of all sets."""
    return [
        Question(kind, text, relevant, *(opposite or [nothing]), half=half)
        for module, half in SETS
        for kind, rows in module.WRITTEN.items()
        for text, relevant, *opposite in rows
    ]
