"""The book of changes: what each scan added, changed and removed. SQLite; a row is written before the collection and settled after it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.model import point_id
from estate_assets.scanner.sqlite import book

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

FILE = "changes.db"
CHUNK = 500


class Kind(StrEnum):
    """What became of a resource. `purged`: its point was taken out by command, and nothing is said of the resource itself."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    PURGED = "purged"


GONE = frozenset({Kind.REMOVED, Kind.PURGED})


@dataclass(frozen=True, slots=True)
class Change:
    """One resource in one scan. `fields` names what differs from before (`state`, `tags.Team`), never a value.

    `content_hash` is that of the point as written. `settled` is false where the scan ended before it was known whether the
    collection took the change; the account's next scan finds out.
    """

    scan: str
    at: str
    kind: Kind
    account_id: str
    region: str
    service: str
    resource_type: str
    arn: str
    id: str
    name: str
    fields: tuple[str, ...] = ()
    content_hash: str = ""
    settled: bool = True

    @property
    def point_id(self) -> str:
        """The id of the resource's point."""
        return point_id(self.account_id, self.arn)

    def to_dict(self) -> dict[str, Any]:
        """This change as plain JSON data."""
        data = {name: getattr(self, name) for name in self.__slots__ if name != "content_hash"}
        return data | {"kind": self.kind.value, "fields": list(self.fields)}


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, summed over its accounts. `started_at`: when it began to write into the collection; its id tells when it was called.

    `finished_at` is empty while it runs, and stays so where it was interrupted.
    """

    scan: str
    started_at: str
    finished_at: str = ""
    accounts: int = 0
    cells: int = 0
    resources: int = 0
    gaps: int = 0
    errors: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """`unfinished` (at work, or interrupted), `partial` where there was a gap or an error, else `complete`."""
        return "unfinished" if not self.finished_at else "partial" if self.gaps or self.errors else "complete"

    def to_dict(self) -> dict[str, Any]:
        """This scan as plain JSON data."""
        return {"scan": self.scan, "status": self.status} | {name: getattr(self, name) for name in self.__slots__[1:]}


COLUMNS = tuple(one.name for one in fields(Change))
SCHEMA = (
    f"CREATE TABLE IF NOT EXISTS changes (seq INTEGER PRIMARY KEY, point_id, {', '.join(COLUMNS)}, UNIQUE (point_id, scan))",
    "CREATE INDEX IF NOT EXISTS changes_by_account ON changes (account_id, point_id)",
    "CREATE INDEX IF NOT EXISTS changes_by_scan ON changes (scan)",
    """CREATE TABLE IF NOT EXISTS scans (scan, account_id, started_at, finished_at DEFAULT '', cells DEFAULT 0,
    resources DEFAULT 0, gaps DEFAULT 0, errors DEFAULT 0, PRIMARY KEY (scan, account_id)) WITHOUT ROWID""",
)
#: The latest word on each point; SQLite takes the other columns from the row of the maximum.
LATEST = "SELECT *, MAX(seq) FROM changes WHERE settled AND {} GROUP BY point_id"


def precise_now() -> str:
    """The time to the microsecond, ISO 8601 in UTC: what is ordered by it may be close together."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def new_scan_id() -> str:
    """An id that says when, and can be typed: `20261123-101000-3f9a`."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


class Changes:
    """The book. Reading it needs neither the collection nor its lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, changes: Iterable[Change], *, settled: bool) -> None:
        """Writes changes, all or none; one of the same resource and scan takes the place of its predecessor."""
        rows = [(one.point_id, *_row(one), int(settled)) for one in changes]
        if not rows:
            return
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        with self._open() as opened:
            opened.executemany(
                f"INSERT OR REPLACE INTO changes (point_id, {', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608  # only our names
                rows,
            )

    def settle(self, changes: Iterable[Change]) -> None:
        """What was announced has happened."""
        keys = [(one.point_id, one.scan) for one in changes]
        if keys:
            with self._open() as opened:
                opened.executemany("UPDATE changes SET settled = 1 WHERE point_id = ? AND scan = ?", keys)

    def discard(self, changes: Iterable[Change]) -> None:
        """Takes back what was announced and did not happen."""
        keys = [(one.point_id, one.scan) for one in changes]
        if keys:
            with self._open() as opened:
                opened.executemany("DELETE FROM changes WHERE point_id = ? AND scan = ? AND NOT settled", keys)

    def unsettled(self, account_id: str) -> list[Change]:
        """What was announced and may not have happened."""
        return self.find("account_id = ? AND NOT settled", (account_id,))

    def present(self, account_id: str = "", moment: str = "", but: Container[str] = ()) -> Iterator[Change]:
        """The latest change of each resource that is there by the book; of one account, at an earlier moment, but not these points."""
        if not self._path.exists():
            return
        asked = {"account_id = ?": account_id, "at <= ?": moment}
        query = LATEST.format(" AND ".join(["TRUE", *(condition for condition, value in asked.items() if value)]))
        with self._open() as opened:
            for row in opened.execute(query, [value for value in asked.values() if value]):
                if row[1] not in but and (found := _change(row)).kind not in GONE:
                    yield found

    def find(self, condition: str, values: Sequence[Any] = ()) -> list[Change]:
        """Changes under an SQL condition, in the order of their making."""
        if not self._path.exists():
            return []
        with self._open() as opened:
            rows = opened.execute(f"SELECT * FROM changes WHERE {condition} ORDER BY seq", values).fetchall()  # noqa: S608  # the caller's own text
        return [_change(row) for row in rows]

    def begin(self, scan: str, account_id: str) -> None:
        """An account's part of a scan begins."""
        with self._open() as opened:
            opened.execute(
                "INSERT INTO scans (scan, account_id, started_at) VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET finished_at = ''",
                (scan, account_id, precise_now()),
            )

    def finish(self, scan: str, account_id: str, counts: Mapping[str, int]) -> None:
        """It has ended, with so many cells, resources, gaps and errors."""
        with self._open() as opened:
            opened.execute(
                "UPDATE scans SET finished_at = ?, cells = cells + ?, resources = resources + ?, gaps = gaps + ?, "
                "errors = errors + ? WHERE scan = ? AND account_id = ?",
                (
                    precise_now(),
                    *(counts.get(name, 0) for name in ("cells", "resources", "gaps", "errors")),
                    scan,
                    account_id,
                ),
            )

    def trim(self, account_id: str, before: str) -> None:
        """Forgets an account's changes of before a moment, but not the latest of what is still there; and scans of before it."""
        latest = "SELECT MAX(seq) FROM changes WHERE account_id = ? GROUP BY point_id"
        gone = ", ".join(f"'{kind}'" for kind in sorted(GONE))
        old = f"account_id = ? AND at < ? AND settled AND (kind IN ({gone}) OR seq NOT IN ({latest}))"
        with self._open() as opened:
            opened.execute(f"DELETE FROM changes WHERE {old}", (account_id, before, account_id))  # noqa: S608  # our own words
            opened.execute("DELETE FROM scans WHERE account_id = ? AND started_at < ?", (account_id, before))

    def scans(self) -> list[Scan]:
        """All scans, the earliest first."""
        if not self._path.exists():
            return []
        with self._open() as opened:
            kinds = opened.execute("SELECT scan, kind, COUNT(*) FROM changes WHERE settled GROUP BY scan, kind")
            counts: dict[str, dict[str, int]] = {}
            for scan, kind, number in kinds:
                counts.setdefault(scan, {})[kind] = number
            rows = opened.execute(
                "SELECT scan, MIN(started_at), CASE WHEN MIN(finished_at) = '' THEN '' ELSE MAX(finished_at) END, "
                "COUNT(*), SUM(cells), SUM(resources), SUM(gaps), SUM(errors) FROM scans GROUP BY scan ORDER BY 2"
            )
            return [replace(Scan(*row), changes=counts.get(row[0], {})) for row in rows]

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return book(self._path, *SCHEMA)


def _row(change: Change) -> tuple[Any, ...]:
    values = {name: getattr(change, name) for name in COLUMNS[:-1]}
    return tuple({**values, "kind": change.kind.value, "fields": json.dumps(change.fields)}.values())


def _change(row: Sequence[Any]) -> Change:
    values = dict(zip(COLUMNS, row[2:], strict=False))
    return Change(
        **values
        | {
            "kind": Kind(values["kind"]),
            "fields": tuple(json.loads(values["fields"])),
            "settled": bool(values["settled"]),
        }
    )
