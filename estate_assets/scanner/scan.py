"""The whole flow on one page: accounts and cells, then discover -> enrich -> embed -> keep. No Dagster needed."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from estate_assets.scanner import stages
from estate_assets.scanner.changes import FILE, Changes, new_scan_id
from estate_assets.scanner.checkpoints import Checkpoints, Stage, Way
from estate_assets.scanner.client import told_of
from estate_assets.scanner.collection import Collection, opened
from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.embedding import Embedder
from estate_assets.scanner.errors import ErrorCategory, StoreError
from estate_assets.scanner.garbage import GARBAGE
from estate_assets.scanner.journal import Journal
from estate_assets.scanner.keys import require_keys, sealer_of, source_of
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.locks import Turns
from estate_assets.scanner.model import Account, AWSResource, Cell, Outcome, RawResource, ScanError
from estate_assets.scanner.permissions.accounts import Permissions
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.results import ScanRequest, ScanResult, Stored
from estate_assets.scanner.selection import Selection
from estate_assets.scanner.settings import Settings, load
from estate_assets.scanner.upgrade import require_finished

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from estate_assets.scanner.checkpoints import Interrupted
    from estate_assets.scanner.collection import Known
    from estate_assets.scanner.service import ServiceScanner
    from estate_assets.scanner.stages import Embedded


class EstateScanner(Selection):
    """Scans accounts into the collection. One per process; `close()` it, or use it in a `with`."""

    def __init__(self, settings: Settings | None = None, registry: Registry | None = None) -> None:
        self.settings = settings or load()
        self.registry = registry or Registry(tier=self.settings.tier)
        if not isinstance(wanted := self.settings.scan.aws_managed, bool):
            self.registry.check_types(wanted)
        home = self.settings.home
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(home, 0o700)  # noqa: PTH101  # it may be there already, made by hand
        self.sealer = sealer_of(self.settings)
        self.ledger, self.changes = Ledger(home / "ledger.db"), Changes(home / FILE)
        self.checkpoints = Checkpoints(home / "checkpoints.db")
        self.turns = Turns(home / "locks", self.settings.store.lock_wait_s)
        self.embedder = Embedder(home / "vectors.db")
        self.discovery = Discovery(self.settings, self.registry, self.sealer, self.ledger)
        self.permissions = Permissions(self.settings, self.discovery, self.ledger)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends threads and connections."""
        self.turns.give_back()
        self.discovery.close()

    def register_scanner(self, scanner: ServiceScanner) -> None:
        """Adds a scanner of your own for its service."""
        self.registry.register(scanner)

    def scan(self, request: ScanRequest | None = None) -> ScanResult:
        """Scans into the collection. Gaps are in the result; it raises only where nothing could begin.

        Raises:
            SettingsError, CredentialsError, UnreachableError, StoreLockedError, StoreError.
        """
        request = request or ScanRequest()
        return self._scan(replace(request, scan_id=request.scan_id or new_scan_id()))

    def interrupted(self) -> Interrupted | None:
        """The last scan of the library's that has not come to its end: killed, or interrupted, or still at work elsewhere."""
        return self.checkpoints.interrupted(Way.LIBRARY)

    def resume(self) -> ScanResult:
        """Goes on with the scan that was interrupted. A cell that it has kept is not asked for again, unless it has a gap.

        Raises:
            UsageError: there is none, or it is older than `scan.resume_within_s`.
            SettingsError, CredentialsError, UnreachableError, StoreLockedError, StoreError: as `scan` does.
        """
        return self._scan(self.checkpoints.resumable(Way.LIBRARY, self.settings.scan.resume_within_s).request)

    def _scan(self, request: ScanRequest) -> ScanResult:
        started, result = time.monotonic(), ScanResult()
        accounts, result.errors = self.chosen(request.accounts)
        with self.turns.of(account.id for account in accounts), self.store() as collection:
            planned = {account: self.cells(account, request) for account in accounts}
            self.checkpoints.begin(Way.LIBRARY, request, planned)
            for account, cells in planned.items():
                try:
                    self._scan_account(account, cells, request, collection, result)
                except StoreError as error:
                    result.failed(_refused(account, error))
            self.checkpoints.end(request.scan_id)
        result.duration_s = time.monotonic() - started
        return result

    def _scan_account(
        self, account: Account, cells: Sequence[Cell], request: ScanRequest, collection: Collection, result: ScanResult
    ) -> None:
        done = result.recall(self.checkpoints.marked(request.scan_id, account.id, Stage.KEPT), cells)
        raw = self.discovery.discover(account, [cell for cell in cells if cell not in done])
        with told_of(self.settings.store):
            known = collection.known(account.id)
        embedded = self.embed(self.enrich(account, raw), known)
        for stored in self.keep(account, embedded, collection, request, done, known):
            result.add(stored)
            if stored.whole:
                self.checkpoints.mark(request.scan_id, stored.outcome.cell, Stage.KEPT, stored.counts())

    def scan_service(self, account: Account, region: str, service: str) -> Outcome[AWSResource]:
        """One cell, discovered and enriched, and not stored."""
        raw = self.discovery.discover(account, [Cell(account.id, region, service)])
        return next(iter(self.enrich(account, raw)))

    def enrich(self, account: Account, raw: Iterable[Outcome[RawResource]]) -> Iterator[Outcome[AWSResource]]:
        """Outcomes of one account in the shared form, with permissions and constraints."""
        with GARBAGE.rarely_sought(), self.permissions.of(account) as permissions:
            yield from stages.enrich(raw, account, self.registry, permissions)

    def embed(
        self, outcomes: Iterable[Outcome[AWSResource]], known: Mapping[str, Known] = stages.NONE
    ) -> Iterator[Embedded]:
        """Outcomes with the texts and vectors of what the collection has not got already (`known`: what it has)."""
        with GARBAGE.rarely_sought():
            yield from stages.embed(outcomes, self.registry, self.embedder, known)

    def keep(
        self, account: Account, embedded: Iterable[Embedded], collection: Collection, request: ScanRequest,
        done: Container[Cell] = (), known: Mapping[str, Known] | None = None,
    ) -> Iterator[Stored]:  # fmt: skip
        """Outcomes of one account into the collection, and what that changes into the book; `done` are cells of the same scan
        that are there already, `known` what the collection has, where it was read before. Raises StoreError where it refuses.
        """
        journal = Journal(self.changes, request.scan_id or new_scan_id(), account.id, collection, self._volatile)
        with told_of(self.settings.store):
            keeper = stages.Keeper(collection, account.id, request, self.settings.deletions, journal, done, known)
        with GARBAGE.rarely_sought():
            for outcome, texts in embedded:
                with told_of(self.settings.store):
                    stored = keeper.keep(outcome, texts)
                yield stored
        journal.finish()
        self._forget_the_old(account)

    def _forget_the_old(self, account: Account) -> None:
        if days := self.settings.history.keep_days:
            before = (datetime.now(UTC) - timedelta(days=days)).isoformat()
            self.changes.trim(account.id, before)
            self.ledger.trim(before)

    def _volatile(self, resource_type: str) -> tuple[str, ...]:
        return self.registry.spec(resource_type).volatile

    @contextmanager
    def store(self, wait_s: float | None = None) -> Iterator[Collection]:
        """The collection, made where it is not there yet. Raises StoreLockedError, StoreError, StoreMismatchError, SealError."""
        require_finished(self.settings.home)
        with opened(self.settings.store, self.settings.home, wait_s) as collection:
            collection.ensure()
            require_keys(collection.key_ids(), self.sealer, source_of(self.settings).name)
            yield collection


def _refused(account: Account, error: StoreError) -> ScanError:
    words = f"what was kept until then is right, the rest of the account waits for the next scan: {error}"
    return ScanError(ErrorCategory.STORAGE, account.id, "", "", "", "", type(error).__name__, words, retryable=True)
