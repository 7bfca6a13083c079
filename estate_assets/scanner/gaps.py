"""Since when, and until when, something was not seen: the ledger's memory of its gaps."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from estate_assets.scanner.model import LedgerEntry


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which a type of a cell was not seen, for one reason. `until` is empty while it lasts.

    Where `listed` is true, every resource was seen, but not all that there is to know of it. A region that is not enabled
    is told here, too: points of earlier days may still be there.
    """

    account_id: str
    region: str
    service: str
    resource_type: str
    status: str
    operation: str
    code: str
    listed: bool
    message: str
    since: str
    until: str = ""

    def to_dict(self) -> dict[str, Any]:
        """This gap as plain JSON data."""
        return {name: getattr(self, name) for name in self.__slots__}


COLUMNS = tuple(field.name for field in fields(Gap))
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS gaps ({", ".join(COLUMNS)},
    PRIMARY KEY (account_id, region, service, resource_type, since)) WITHOUT ROWID
"""
OPEN = "SELECT * FROM gaps WHERE until = '' AND account_id = ? AND region = ? AND service = ?"
CLOSE = (
    "UPDATE gaps SET until = ? WHERE until = '' AND account_id = ? AND region = ? AND service = ? AND resource_type = ?"
)
ADD = f"INSERT OR REPLACE INTO gaps VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  # no user input


def remember(opened: sqlite3.Connection, entries: Iterable[LedgerEntry]) -> None:
    """Opens, closes or leaves alone the gaps of these entries. A gap that lasts, for the same reason, writes nothing."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    lasting: dict[tuple[str, str, str], dict[str, Gap]] = {}
    for entry in entries:
        place = (entry.account_id, entry.region, entry.service)
        if place not in lasting:
            lasting[place] = {row[3]: _gap(row) for row in opened.execute(OPEN, place)}
        before, gap = lasting[place].get(entry.resource_type), _gap_of(entry, now)
        if _reason(before) == _reason(gap):
            continue
        if before:
            opened.execute(CLOSE, (now, *place, entry.resource_type))
        if gap:
            opened.execute(ADD, astuple(gap))


def end(opened: sqlite3.Connection, places: Iterable[tuple[str, ...]]) -> None:
    """Ends the gaps of cells that are no longer asked about."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    opened.executemany(
        "UPDATE gaps SET until = ? WHERE until = '' AND (account_id, region, service) = (?, ?, ?)",
        [(now, *place) for place in places],
    )


def at(opened: sqlite3.Connection, moment: str) -> list[Gap]:
    """The gaps that lasted at a moment (ISO 8601, UTC), in the order of their places."""
    query = "SELECT * FROM gaps WHERE since <= ? AND (until = '' OR until > ?) ORDER BY 1, 2, 3, 4"
    return [_gap(row) for row in opened.execute(query, (moment, moment))]


def _gap_of(entry: LedgerEntry, now: str) -> Gap | None:
    if entry.listed and not entry.has_gap:
        return None
    return Gap(
        entry.account_id, entry.region, entry.service, entry.resource_type, entry.status.value, entry.operation,
        entry.code, entry.listed, entry.message, now,
    )  # fmt: skip


def _gap(row: tuple[Any, ...]) -> Gap:
    values = dict(zip(COLUMNS, row, strict=True))
    return Gap(**values | {"listed": bool(values["listed"])})


def _reason(gap: Gap | None) -> tuple[Any, ...]:
    return (gap.status, gap.operation, gap.code, gap.listed) if gap else ()
