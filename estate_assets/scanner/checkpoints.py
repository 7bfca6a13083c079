"""Which cells a scan has finished, so that one that was interrupted can be resumed without asking AWS for them again. SQLite."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.model import Cell
from estate_assets.scanner.results import ScanRequest
from estate_assets.scanner.sqlite import book

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from estate_assets.scanner.model import Account

KEPT = timedelta(days=7)  # longer than any setting lets a scan be resumed
SCANS = """CREATE TABLE IF NOT EXISTS scans (scan_id TEXT PRIMARY KEY, way TEXT, request TEXT, accounts TEXT, cells INTEGER,
    started_at TEXT, ended_at TEXT DEFAULT '') WITHOUT ROWID"""
CELLS = """CREATE TABLE IF NOT EXISTS cells (scan_id TEXT, account_id TEXT, region TEXT, service TEXT, stage TEXT, found TEXT, at TEXT,
    PRIMARY KEY (scan_id, account_id, region, service)) WITHOUT ROWID"""


class Stage(StrEnum):
    """How far a cell is. `listed`: what AWS said of it is on the disk; `kept`: it is in the collection."""

    LISTED = "listed"
    KEPT = "kept"


class Way(StrEnum):
    """How a scan runs, and so what it leaves on the disk: each is resumed in its own way."""

    DAGSTER = "dagster"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A scan that has not come to its end. `done` of its `cells` are finished."""

    scan_id: str
    way: Way
    request: ScanRequest
    cells: int
    done: int
    started_at: datetime

    @property
    def age_s(self) -> float:
        """Seconds since it began."""
        return (datetime.now(UTC) - self.started_at).total_seconds()

    @property
    def told(self) -> str:
        """It in words: `the scan of 12:03 (40 of 75 cells done)`."""
        local = self.started_at.astimezone()
        day = "" if local.date() == datetime.now().astimezone().date() else f"{local:%Y-%m-%d} "
        return f"the scan of {day}{local:%H:%M} ({self.done} of {self.cells} cells done)"


class Checkpoints:
    """The book. A cell with a gap is not marked: when the scan is resumed, it is asked for again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, way: Way, request: ScanRequest, planned: Mapping[Account, Sequence[Cell]]) -> None:
        """A scan begins, or goes on, with the cells of these accounts. What is older than a week is forgotten."""
        now = datetime.now(UTC)
        with self._book() as opened:
            old = [(now - KEPT).isoformat()]
            opened.execute("DELETE FROM cells WHERE at < ?", old)
            opened.execute("DELETE FROM scans WHERE started_at < ?", old)
            accounts, cells = json.dumps([account.id for account in planned]), sum(map(len, planned.values()))
            row = (request.scan_id, way, json.dumps(asdict(request)), accounts, cells, now.isoformat())
            opened.execute("INSERT OR IGNORE INTO scans VALUES (?, ?, ?, ?, ?, ?, '')", row)

    def mark(self, scan_id: str, cell: Cell, stage: Stage, found: Mapping[str, Any] | None = None) -> None:
        """A cell has come so far; `found` are its counts. From here on, older scans of its account can't be resumed."""
        with self._book() as opened:
            row = (scan_id, *astuple(cell), stage, json.dumps(found or {}), datetime.now(UTC).isoformat())
            opened.execute("INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            opened.execute(
                "UPDATE scans SET ended_at = 'superseded' WHERE scan_id != ? AND ended_at = '' AND accounts LIKE ? "
                "AND started_at < (SELECT started_at FROM scans WHERE scan_id = ?)",
                (scan_id, f'%"{cell.account_id}"%', scan_id),
            )

    def end(self, scan_id: str) -> None:
        """A scan has come to its end, gaps or not: there is nothing to resume."""
        with self._book() as opened:
            opened.execute("UPDATE scans SET ended_at = ? WHERE scan_id = ?", (datetime.now(UTC).isoformat(), scan_id))

    def marked(self, scan_id: str, account_id: str, *stages: Stage) -> dict[Cell, dict[str, Any]]:
        """An account's cells that have come to one of these stages in a scan, with their counts."""
        with self._book() as opened:
            query = "SELECT * FROM cells WHERE scan_id = ? AND account_id = ?"
            rows = opened.execute(query, (scan_id, account_id)).fetchall()
        return {Cell(*row[1:4]): json.loads(row[5]) for row in rows if row[4] in stages}

    def interrupted(self, way: Way) -> Interrupted | None:
        """The last scan that has finished a cell and not ended. It may still be at work."""
        if not self._path.exists():
            return None
        query = """SELECT scan_id, way, request, cells, (SELECT COUNT(*) FROM cells WHERE cells.scan_id = scans.scan_id) AS done,
            started_at FROM scans WHERE ended_at = '' AND way = ? AND done ORDER BY started_at DESC LIMIT 1"""
        with self._book() as opened:
            row = opened.execute(query, (way,)).fetchone()
        return _interrupted(*row) if row else None

    def resumable(self, way: Way, max_age_s: float) -> Interrupted:
        """The scan to resume. Raises UsageError where there is none, or where what it saw is too old."""
        found = self.interrupted(way)
        if found is None:
            raise UsageError(
                "there is no interrupted scan to resume: the last one came to its end. Scan without --resume."
            )
        if found.age_s > max_age_s:
            raise UsageError(
                f"{found.told} is too old to be resumed: what it saw may not hold any more (ESTATE_SCAN__RESUME_WITHIN_S, "
                f"now {max_age_s:g}). Scan without --resume."
            )
        return found

    def _book(self) -> AbstractContextManager[sqlite3.Connection]:
        return book(self._path, SCANS, CELLS)


def _interrupted(scan_id: str, way: str, request: str, cells: int, done: int, started_at: str) -> Interrupted:
    chosen: dict[str, Any] = json.loads(request)
    for name in ("accounts", "regions", "services"):
        chosen[name] = tuple(chosen[name])
    return Interrupted(scan_id, Way(way), ScanRequest(**chosen), cells, done, datetime.fromisoformat(started_at))
