"""How far a scan is, for whoever wants to show it: a callback, called once per cell and stage."""

from __future__ import annotations

import contextvars
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.model import Outcome

#: Set it around a scan; it is called in the thread that drives the stages.
LISTENER: contextvars.ContextVar[Callable[[str, Outcome[Any]], None] | None] = contextvars.ContextVar(
    "progress", default=None
)


def advanced(stage: str, outcome: Outcome[Any]) -> None:
    """Tells the listener, if there is one, that a cell has passed a stage."""
    if listener := LISTENER.get():
        listener(stage, outcome)
