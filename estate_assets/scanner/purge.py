"""Taking out by command what scans never take out: the points, ledger rows and Parquet of accounts, services and regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from estate_assets.scanner.changes import FILE, Change, Changes, Kind, new_scan_id, precise_now
from estate_assets.scanner.journal import settle
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.model import GLOBAL, Cell

if TYPE_CHECKING:
    from pathlib import Path

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.dataset import Dataset
    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.scan import EstateScanner

CHUNK = 512


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cells: those that fit every part that is given, and that the settings do not cover any more, where `covered` is given."""

    accounts: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    covered: Coverage | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether a cell is chosen."""
        parts = ((self.accounts, cell.account_id), (self.services, cell.service), (self.regions, cell.region))
        fits = all(not wanted or value in wanted for wanted, value in parts)
        return fits and not (self.covered and self.covered.holds(cell))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cells that the settings choose. `regions` of None: every one."""

    accounts: frozenset[str]
    services: frozenset[str]
    regions: frozenset[str] | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether a scan by these settings may look at the cell."""
        near = self.regions is None or cell.region == GLOBAL or cell.region in self.regions
        return near and cell.account_id in self.accounts and cell.service in self.services


@dataclass(slots=True)
class Doomed:
    """What would be taken out of one cell."""

    points: int = 0
    ledger_rows: int = 0
    files: list[str] = field(default_factory=list)


def coverage(scanner: EstateScanner) -> Coverage:
    """What the settings cover now.

    Raises:
        CredentialsError, UnreachableError: AWS, which knows the accounts, could not be asked. Then nothing is known to be gone.
    """
    accounts = scanner.every_account()
    regions = None if scanner.settings.regions == "all" else frozenset(scanner.settings.regions)
    return Coverage(frozenset(account.id for account in accounts), frozenset(scanner.services()), regions)


class Purge:
    """What a selection would take out of one home and its collection, and the taking out. Hold the collection open around both."""

    def __init__(self, home: Path, dataset: Dataset, collection: Collection, selection: Selection) -> None:
        self._dataset, self._collection, self._selection = dataset, collection, selection
        self._book, self._ledger = Changes(home / FILE), Ledger(home / "ledger.db")

    def plan(self) -> dict[Cell, Doomed]:
        """What is there of the selection, by cell, in order."""
        found: dict[Cell, Doomed] = {}
        for cell, number in self._collection.counts().items():
            found.setdefault(cell, Doomed()).points += number
        for entry in self._ledger.entries():
            found.setdefault(Cell(entry.account_id, entry.region, entry.service), Doomed()).ledger_rows += 1
        for name in self._dataset.names():
            _, account_id, region, file = name.split("/")
            cell = Cell(account_id, region, file.removesuffix(".parquet"))
            found.setdefault(cell, Doomed()).files.append(name)
        return {cell: found[cell] for cell in sorted(found) if self._selection.holds(cell)}

    def carry_out(self, plan: dict[Cell, Doomed]) -> str:
        """Takes it out and leaves `purged` tombstones. Killed on the way, the same command ends it. Returns the id it is told under.

        Points go first, then the ledger's rows, then files: what is left in the ledger is never without what it tells of.
        """
        scan = f"purge-{new_scan_id()}"
        for account_id in dict.fromkeys(cell.account_id for cell in plan):
            self._book.begin(scan, account_id)
            cells = {cell for cell in plan if cell.account_id == account_id}
            self._points(scan, account_id, cells)
            self._ledger.forget(cells)
            self._book.finish(scan, account_id, {"cells": len(cells)})
        for doomed in plan.values():
            for file in doomed.files:
                self._dataset.remove(file)
        return scan

    def _points(self, scan: str, account_id: str, cells: set[Cell]) -> None:
        known = self._collection.known(account_id)
        settle(self._book, account_id, known)
        ids = [id_ for id_, one in known.items() if Cell(account_id, one.region, one.service) in cells]
        for at in range(0, len(ids), CHUNK):
            chunk = ids[at : at + CHUNK]
            tombstones = [_tombstone(scan, one) for one in self._collection.records(chunk).values()]
            self._book.record(tombstones, settled=False)
            self._collection.delete(chunk)
            self._book.settle(tombstones)
        lost = [one for one in self._book.present(account_id, but=known) if _cell(one) in cells]
        self._book.record([_tombstone(scan, one) for one in lost], settled=True)


def _tombstone(scan: str, one: Change | AWSResource) -> Change:
    return Change(
        scan,
        precise_now(),
        Kind.PURGED,
        one.account_id,
        one.region,
        one.service,
        one.resource_type,
        one.arn,
        one.id,
        one.name,
    )


def _cell(one: Change) -> Cell:
    return Cell(one.account_id, one.region, one.service)
