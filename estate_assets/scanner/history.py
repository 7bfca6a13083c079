"""What the books tell of the past: a resource's history, what differs between two scans, and what neither of them saw."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.changes import FILE, GONE, Change, Changes, Kind, Scan, precise_now
from estate_assets.scanner.errors import GAPLESS, UsageError
from estate_assets.scanner.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from estate_assets.scanner.gaps import Gap
    from estate_assets.scanner.model import AWSResource

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LEAST_TYPED = 4  # characters of a scan's id


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a gap hides: its reason, and how many resources known from before may be there."""

    gap: Gap
    resources: int

    def to_dict(self) -> dict[str, Any]:
        """This as plain JSON data."""
        return self.gap.to_dict() | {"resources": self.resources}


@dataclass(frozen=True, slots=True)
class Diff:
    """What became of the estate between two moments; each resource once. `passing` came and went in between.

    `not_seen`: what could not be seen at the end. Nothing of it is told as removed.
    """

    start: str
    end: str
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    purged: list[Change] = field(default_factory=list)
    passing: list[Change] = field(default_factory=list)
    not_seen: list[Unseen] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """This diff as plain JSON data."""
        lists = ("added", "changed", "removed", "purged", "passing", "not_seen")
        told = {name: [one.to_dict() for one in getattr(self, name)] for name in lists}
        return {"from": self.start, "to": self.end, **told}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which resources are asked about; an empty part chooses all."""

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The parts that choose, by the name of their field."""
        parts = {
            "account_id": self.accounts,
            "region": self.regions,
            "service": self.services,
            "resource_type": self.types,
        }
        return {name: values for name, values in parts.items() if values}

    def holds(self, one: Any) -> bool:
        """Whether a record with these fields is within."""
        return all(getattr(one, name) in values for name, values in self.chosen.items())


class History:
    """The past of one ESTATE_HOME. It reads the books alone: neither AWS nor the collection, and no lock."""

    def __init__(self, home: Path) -> None:
        self._changes, self._ledger = Changes(home / FILE), Ledger(home / "ledger.db")

    def of(self, name: str) -> list[Change]:
        """All that is told of the resources with this ARN, id or name (the first of the three that is known), in order."""
        for column in ("arn", "id", "name"):
            if found := self._changes.find(f"{column} = ?", (name,)):
                return found
        return []

    def seen(self, resource: AWSResource) -> str:
        """When its type was last listed in its cell, in words; or why it was not."""
        entries = self._ledger.entries(resource.cell)
        entry = next((one for one in entries if one.resource_type == resource.resource_type), None)
        if entry is None:
            return f"seen at {resource.discovered_at}; its cell has no row in the ledger"
        if entry.listed:
            return f"last seen at {entry.scanned_at}, when all {resource.resource_type} there were listed"
        cause = " ".join(part for part in (entry.status.value, entry.operation, entry.code) if part)
        return f"not seen at {entry.scanned_at} ({cause}); shown as of {resource.discovered_at}"

    def scans(self) -> list[Scan]:
        """All scans, the earliest first."""
        return self._changes.scans()

    def diff(self, *, since: str = "", start: str = "", end: str = "", scope: Scope | None = None) -> Diff:
        """What changed.

        Args:
            since: all since then: an ISO 8601 time (UTC, unless it says otherwise) or an age like `7d`, `12h`, `30m`.
            start: the scan after which to begin: its id, or the beginning of it.
            end: the scan with which to end; the latest where it is empty.
            scope: what of it.

        Returns:
            The changes; of the latest scan alone where nothing is chosen.

        Raises:
            UsageError: a time or a scan that can't be understood, or there is no scan yet.
        """
        if since and (start or end):
            raise UsageError(f"--since {since} and --from/--to exclude each other: give a time, or scans.")
        if since:
            moment = moment_of(since)
            return self._told("at >= ?", (moment,), Diff(moment, precise_now()), scope or Scope())
        first, last = self._window(start, end)
        condition = "scan IN (SELECT scan FROM scans GROUP BY scan HAVING MIN(started_at) > ? AND MIN(started_at) <= ?)"
        bounds = (first.started_at if first else "", last.started_at)
        empty = Diff(first.scan if first else "", last.scan)
        return self._told(condition, bounds, empty, scope or Scope(), last.finished_at or precise_now())

    def _window(self, start: str, end: str) -> tuple[Scan | None, Scan]:
        scans = self.scans()
        if not scans:
            raise UsageError(
                "no scan has been recorded here yet. Run `estate scan` first, or name its folder in ESTATE_HOME."
            )
        last = scan_of(scans, end, "--to") if end else scans[-1]
        if start:
            first = scan_of(scans, start, "--from")
            if scans.index(first) >= scans.index(last):
                raise UsageError(
                    f"--from {start}: it is not before --to {last.scan}. `estate scans` lists them in order."
                )
            return first, last
        return (scans[scans.index(last) - 1] if scans.index(last) else None), last

    def _told(self, condition: str, values: tuple[Any, ...], empty: Diff, scope: Scope, moment: str = "") -> Diff:
        condition = f"settled AND {condition}"
        for name, wanted in scope.chosen.items():
            condition += f" AND {name} IN ({', '.join('?' * len(wanted))})"
            values += wanted
        told = replace(empty, not_seen=self._unseen(moment or empty.end, scope))
        for kind, change in sorted(net(self._changes.find(condition, values)), key=lambda one: _place(one[1])):
            getattr(told, kind).append(change)
        return told

    def _unseen(self, moment: str, scope: Scope) -> list[Unseen]:
        gaps = [gap for gap in self._ledger.gaps_at(moment) if scope.holds(gap)]
        held = Counter(_cell_type(one) for one in self._changes.present(moment=moment)) if gaps else {}
        found = [Unseen(gap, held.get(_cell_type(gap), 0)) for gap in gaps]
        return [one for one in found if one.resources or one.gap.status not in GAPLESS]


def net(changes: Iterable[Change]) -> list[tuple[str, Change]]:
    """Each resource's changes as one: (`added`, `changed`, `removed`, `purged` or `passing`, its latest change with all fields)."""
    by_point: dict[str, list[Change]] = {}
    for change in changes:
        by_point.setdefault(change.point_id, []).append(change)
    return [(_net_kind(some), _merged(some)) for some in by_point.values()]


def _net_kind(some: Sequence[Change]) -> str:
    was_there, is_there = some[0].kind is not Kind.ADDED, some[-1].kind not in GONE
    if was_there and is_there:
        return Kind.CHANGED.value
    if was_there:
        return some[-1].kind.value
    return Kind.ADDED.value if is_there else "passing"


def _merged(some: Sequence[Change]) -> Change:
    names = dict.fromkeys(name for one in some for name in one.fields)
    again = any(one.kind in GONE for one in some[:-1])  # it was gone in between
    return replace(some[-1], fields=(*names, *(["recreated"] if again else [])))


def scan_of(scans: Sequence[Scan], text: str, flag: str) -> Scan:
    """The scan with this id, or whose id begins so. Raises UsageError where none or several do."""
    exact = [one for one in scans if one.scan == text]
    found = exact or [one for one in scans if len(text) >= LEAST_TYPED and one.scan.startswith(text)]
    if len(found) != 1:
        what = "several scans begin so" if found else "there is no such scan"
        raise UsageError(f"{flag} {text!r}: {what}. `estate scans` lists them.")
    return found[0]


def moment_of(text: str) -> str:
    """An ISO 8601 time, or an age like `7d`, as ISO 8601 in UTC. Raises UsageError."""
    try:
        if age := re.fullmatch(r"(\d{1,6})([mhdw])", text.strip()):
            ago = timedelta(**{UNITS[age[2]]: int(age[1])})
            return (datetime.now(UTC) - ago).isoformat(timespec="microseconds")
        when = datetime.fromisoformat(text.strip())
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"--since {text!r}: give a date (2026-11-23), a time (2026-11-23T10:00), or an age (7d, 12h, 30m)."
        ) from error


def _place(one: Change) -> tuple[str, ...]:
    return (one.account_id, one.region, one.service, one.resource_type, one.name, one.arn)


def _cell_type(one: Change | Gap) -> tuple[str, ...]:
    return (one.account_id, one.region, one.service, one.resource_type)
