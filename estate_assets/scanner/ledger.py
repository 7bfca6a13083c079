"""What was seen completely, and what was not, and why: the judgement per resource type, and the book that keeps it."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from estate_assets.scanner import gaps
from estate_assets.scanner.errors import GAPLESS, ErrorCategory, Status
from estate_assets.scanner.model import Cell, LedgerEntry, ScanError
from estate_assets.scanner.sqlite import book

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from estate_assets.scanner.classify import Failure
    from estate_assets.scanner.gaps import Gap
    from estate_assets.scanner.observation import Observation

COLUMNS = tuple(field.name for field in fields(LedgerEntry))
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS ledger ({", ".join(COLUMNS)},
    PRIMARY KEY (account_id, region, service, resource_type)) WITHOUT ROWID
"""
MESSAGE_LIMIT = 500


def judge(
    cell: Cell, resource_type: str, observation: Observation, makers: frozenset[str], items: int
) -> tuple[LedgerEntry, list[ScanError]]:
    """How completely a resource type was seen, from what went over the wire.

    Args:
        cell: where.
        resource_type: what.
        observation: the calls that were made for it.
        makers: the operations without which an item is not seen at all; empty where any failure may hide one.
        items: how many were found.

    Returns:
        The ledger's entry, and one error per operation and code.
    """
    listing = [(f, later) for f, later in observation.failures if not makers or f.operation in makers]
    status, cause = _status(observation, listing, makers)
    listed = status is Status.COMPLETE
    if listed and observation.failures:  # all items were seen, but not all there is to know of them
        cause = observation.failures[0][0]
        status = cause.status if cause.status in (Status.DENIED, Status.THROTTLED) else Status.FAILED
    entry = LedgerEntry(
        cell.account_id, cell.region, cell.service, resource_type, status,
        operation=cause.operation if cause else "", code=cause.code if cause else "",
        message=_message(status, cause), items=items, listed=listed, scanned_at=now(),
    )  # fmt: skip
    return entry, _errors(cell, resource_type, [failure for failure, _ in observation.failures])


def _status(
    observation: Observation, listing: list[tuple[Failure, bool]], makers: frozenset[str]
) -> tuple[Status, Failure | None]:
    if listing:
        failure, later = next((one for one in listing if one[0].status not in GAPLESS), listing[0])
        seen = later or bool(observation.succeeded & makers)  # what is offered to one question is offered at all
        return (Status.TRUNCATED if later else _gap(failure) if seen else failure.status), failure
    if observation.ended:
        return _gap(observation.ended), observation.ended
    if observation.pending:
        return Status.TRUNCATED, None
    if not (observation.succeeded & makers if makers else observation.succeeded):
        return Status.SKIPPED, None
    return Status.COMPLETE, None


def _gap(failure: Failure) -> Status:
    return Status.FAILED if failure.status in GAPLESS else failure.status


def _message(status: Status, cause: Failure | None) -> str:
    if cause:
        return cause.message[:MESSAGE_LIMIT]
    return {
        Status.TRUNCATED: "there were further pages, which were not asked for",
        Status.SKIPPED: "the scanner asked AWS nothing",
    }.get(status, "")


def _errors(cell: Cell, resource_type: str, failures: list[Failure]) -> list[ScanError]:
    times = Counter((failure.operation, failure.code) for failure in failures)
    first = {(failure.operation, failure.code): failure for failure in reversed(failures)}
    return [
        error_at(cell, resource_type, first[key], first[key].message + (f" (and {n - 1} times more)" if n > 1 else ""))
        for key, n in times.items()
        if first[key].status not in (Status.NOT_ENABLED, Status.NOT_OFFERED)
    ]


def error_at(cell: Cell, resource_type: str, failure: Failure, message: str) -> ScanError:
    """A failure as the error of one resource type in one cell."""
    return ScanError(
        failure.category, cell.account_id, cell.region, cell.service, resource_type,
        failure.operation, failure.code, message[:MESSAGE_LIMIT], failure.retryable,
    )  # fmt: skip


def unseen(
    cell: Cell, resource_type: str, status: Status, code: str = "", message: str = "", operation: str = ""
) -> LedgerEntry:
    """The entry of a resource type for which no call was made."""
    return LedgerEntry(
        cell.account_id, cell.region, cell.service, resource_type, status,
        operation=operation, code=code, message=message[:MESSAGE_LIMIT], scanned_at=now(),
    )  # fmt: skip


def unreachable(cell: Cell, code: str, message: str, operation: str = "") -> ScanError:
    """The error of a cell whose account can't be entered."""
    return ScanError(
        ErrorCategory.EXECUTION, cell.account_id, cell.region, cell.service, "", operation, code, message, True
    )


def now() -> str:
    """The time, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell as the ledger last saw it: how many resources, with which gaps, and when (the oldest of its types)."""

    cell: Cell
    items: int
    gaps: frozenset[Status]
    scanned_at: datetime


class Ledger:
    """The book: one row per account × region × service × type, the latest. SQLite, safe for several processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, entries: Iterable[LedgerEntry]) -> None:
        """Writes the entries, each over its predecessor, all or none; their gaps are remembered."""
        marks, rows = ", ".join("?" * len(COLUMNS)), list(entries)
        values = [
            tuple(entry.to_dict().values()) for entry in rows
        ]  # astuple copies each value: a tenth of all discovery
        with book(self._path, SCHEMA, gaps.SCHEMA) as opened:
            opened.executemany(f"INSERT OR REPLACE INTO ledger VALUES ({marks})", values)  # noqa: S608  # no user input
            gaps.remember(opened, rows)

    def forget(self, cells: Iterable[Cell]) -> None:
        """Takes out the rows of cells; their gaps end."""
        places = [astuple(cell) for cell in cells]
        with book(self._path, SCHEMA, gaps.SCHEMA) as opened:
            opened.executemany("DELETE FROM ledger WHERE (account_id, region, service) = (?, ?, ?)", places)
            gaps.end(opened, places)

    def trim(self, before: str) -> None:
        """Forgets gaps that ended before a moment (ISO 8601, UTC)."""
        with book(self._path, SCHEMA, gaps.SCHEMA) as opened:
            opened.execute("DELETE FROM gaps WHERE until != '' AND until < ?", (before,))

    def gaps_at(self, moment: str) -> list[Gap]:
        """What was not seen at a moment (ISO 8601, UTC), and why."""
        if not self._path.exists():
            return []
        with book(self._path, SCHEMA, gaps.SCHEMA) as opened:
            return gaps.at(opened, moment)

    def entries(self, cell: Cell | None = None) -> list[LedgerEntry]:
        """All entries, or one cell's; ordered by account, region, service and type."""
        if not self._path.exists():
            return []
        where = "WHERE (account_id, region, service) = (?, ?, ?)" if cell else ""
        query = f"SELECT * FROM ledger {where} ORDER BY account_id, region, service, resource_type"  # noqa: S608  # no user input
        with book(self._path, SCHEMA) as opened:
            rows = opened.execute(query, astuple(cell) if cell else ()).fetchall()
        found = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
        return [LedgerEntry(**{**row, "status": Status(row["status"]), "listed": bool(row["listed"])}) for row in found]

    def cells(self) -> list[CellState]:
        """Every cell that was ever scanned, ordered by account, region and service."""
        if not self._path.exists():
            return []
        asked = (
            "SELECT account_id, region, service, SUM(items), GROUP_CONCAT(DISTINCT status), MIN(scanned_at) FROM ledger"
        )
        with book(self._path, SCHEMA) as opened:
            rows = opened.execute(f"{asked} GROUP BY account_id, region, service").fetchall()
        return [
            CellState(
                Cell(account_id, region, service), items,
                frozenset({Status(status) for status in statuses.split(",")} - GAPLESS), datetime.fromisoformat(at),
            )
            for account_id, region, service, items, statuses, at in rows
        ]  # fmt: skip
