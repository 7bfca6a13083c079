"""How long the scanner itself worked in a run: what is left of the run's time is Dagster's own."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


class Clock:
    """Seconds of wall time spent in what it was asked to time: in all, and in the last of it."""

    def __init__(self) -> None:
        self.seconds = self.last = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Counts what happens within."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.last = time.monotonic() - started
            self.seconds += self.last

    def timed(self, items: Iterable[T]) -> Iterator[T]:
        """The items, with the time that making each took."""
        source = iter(items)
        while True:
            with self.running():
                item = next(source, self)
            if item is self:
                return
            yield item  # type: ignore[misc]  # the sentinel has been sorted out


#: This process's clock.
CLOCK = Clock()
