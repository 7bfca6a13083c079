"""Python's search for garbage, rarer while a scan works."""

from __future__ import annotations

import atexit
import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Records are trees: almost nothing of a scan is garbage that only a search finds, and a full search walks the whole estate.
RARE = (100_000, 50, 100)


class Garbage:
    """How often the process looks for garbage. Scopes may overlap, in threads and in generators that are never finished."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a generator's end may come in the middle of another's
        self._scopes = 0
        self._before: tuple[int, ...] = ()
        self._ours: tuple[int, ...] = ()
        self._usual: tuple[int, ...] = ()

    @contextmanager
    def rarely_sought(self) -> Iterator[None]:
        """In here, rarely. After the last of all scopes as often as before the first, unless somebody else chose by then."""
        with self._lock:
            self._scopes += 1
            if self._scopes == 1 and all(before := gc.get_threshold()):  # a zero: it was turned off
                self._before, self._ours = before, tuple(map(max, before, RARE))
                gc.set_threshold(*self._ours)
        try:
            yield
        finally:
            with self._lock:
                self._scopes -= 1
                if not self._scopes and gc.get_threshold() == self._ours:
                    gc.set_threshold(*self._before)

    def process_is_ours(self) -> None:
        """For a process that does nothing else: rarely until its end, and not once more then, for memory that goes with it."""
        self._usual = gc.get_threshold()
        gc.set_threshold(*map(max, self._usual, RARE))
        atexit.register(gc.freeze)

    def process_is_a_server(self) -> None:
        """As often as usual again: what a server has in memory is replaced from time to time, and the old must go."""
        if self._usual:
            gc.set_threshold(*self._usual)


GARBAGE = Garbage()
