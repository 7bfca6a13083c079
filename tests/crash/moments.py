"""Where a scan can be killed: its stages, counted as they pass, and the signal that the moment has come."""

from __future__ import annotations

import functools
import os
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from mmap import mmap

#: The stages: what a call of which function belongs to.
LIBRARY = {
    "discovery": [("estate_assets.scanner.discovery", "Discovery._cell")],
    "ledger": [("estate_assets.scanner.ledger", "Ledger.record")],
    "enrich": [("estate_assets.scanner.stages", "_finished")],
    "embed": [
        ("estate_assets.scanner.embedding", "Embedder._computed"),
        ("estate_assets.scanner.embedding", "VectorCache.write"),
    ],
    "book of changes": [("estate_assets.scanner.changes", "Changes.record")],
    "upsert": [("estate_assets.scanner.collection", "Collection.upsert")],
    "delete": [("estate_assets.scanner.collection", "Collection.delete")],
    "checkpoint": [("estate_assets.scanner.checkpoints", "Checkpoints.mark")],
}
DAGSTER = {
    "parquet": [("estate_assets.scanner.dataset", "Folder.write")],
    "event log": [
        ("estate_assets.event_log", "EventLog.store_event"),
        ("estate_assets.event_log", "EventLog.store_event_batch"),
    ],
}
STAGES = (*LIBRARY, *DAGSTER)


class Moments:
    """Counts the calls of each stage; at the chosen one it tells the killer, and waits there for its end, or goes on to meet it.

    `active`, shared with the killer, holds for each stage how many calls of it are at work, and how many have begun.
    """

    def __init__(self, active: mmap, killer: int, stage: str, number: int, when: str) -> None:
        self._active, self._killer = active, killer
        self._stage, self._number, self._when = stage, number, when
        self._lock = threading.Lock()

    def watch(self, stages: dict[str, list[tuple[str, str]]]) -> None:
        """Wraps the functions of the stages."""
        import importlib

        for stage, places in stages.items():
            for module, path in places:
                owner: Any = importlib.import_module(module)
                *outer, name = path.split(".")
                for part in outer:
                    owner = getattr(owner, part)
                setattr(owner, name, self._wrapped(stage, getattr(owner, name)))

    def _wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def watched(*args: Any, **more: Any) -> Any:
            mine = self._passed(stage, 1)
            try:
                if mine:
                    self._tell("before", "within")
                answer = function(*args, **more)
                if mine:
                    self._tell("after")
                return answer
            finally:
                self._passed(stage, -1)

        return watched

    def _passed(self, stage: str, step: int) -> bool:
        """Notes that a call begins or ends. True where it is the chosen one."""
        with self._lock:
            at = 3 * STAGES.index(stage)
            self._active[at] += step
            if step < 0:
                return False
            begun = int.from_bytes(self._active[at + 1 : at + 3], "big") + 1
            self._active[at + 1 : at + 3] = begun.to_bytes(2, "big")
            return stage == self._stage and begun == self._number

    def _tell(self, *moments: str) -> None:
        if self._when in moments:
            os.write(self._killer, b"!")
            if self._when != "within":
                time.sleep(60)  # the kill comes


def at_work(active: mmap) -> list[str]:
    """The stages that were at work."""
    return [stage for n, stage in enumerate(STAGES) if active[3 * n]]


def begun(active: mmap) -> dict[str, int]:
    """How many calls of each stage have begun."""
    return {stage: int.from_bytes(active[3 * n + 1 : 3 * n + 3], "big") for n, stage in enumerate(STAGES)}
