"""The whole flow on one page: accounts and cells, then discover -> enrich -> embed -> keep. No Dagster needed."""

from __future__ import annotations

import functools
import os
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from botocore.exceptions import ClientError

from estate_assets.scanner import stages
from estate_assets.scanner.aws import code_of
from estate_assets.scanner.changes import FILE, Changes, new_scan_id
from estate_assets.scanner.client import told_of
from estate_assets.scanner.collection import Collection, opened
from estate_assets.scanner.discovery import Discovery
from estate_assets.scanner.embedding import Embedder
from estate_assets.scanner.errors import CredentialsError, ErrorCategory, SettingsError, StoreError, UnreachableError
from estate_assets.scanner.journal import Journal
from estate_assets.scanner.keys import sealer_of, source_of
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.locks import Turns
from estate_assets.scanner.model import Account, AWSResource, Cell, Outcome, RawResource, ScanError
from estate_assets.scanner.organization import members
from estate_assets.scanner.permissions.accounts import Permissions
from estate_assets.scanner.regions import check_regions, known_regions
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.results import ScanRequest, ScanResult, Stored
from estate_assets.scanner.rotation import require_keys
from estate_assets.scanner.settings import Settings, load
from estate_assets.scanner.upgrade import require_finished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from estate_assets.scanner.service import ServiceScanner
    from estate_assets.scanner.stages import Embedded


class EstateScanner:
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
        self._keys_fit = False
        self.ledger, self.changes = Ledger(home / "ledger.db"), Changes(home / FILE)
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
        request, started, result = request or ScanRequest(), time.monotonic(), ScanResult()
        request = replace(request, scan_id=request.scan_id or new_scan_id())
        accounts, result.errors = self.chosen(request.accounts)
        with self.turns.of(account.id for account in accounts), self.store() as collection:
            for account in accounts:
                try:
                    self._scan_account(account, request, collection, result)
                except StoreError as error:
                    result.failed(_refused(account, error))
        result.duration_s = time.monotonic() - started
        return result

    def _scan_account(self, account: Account, request: ScanRequest, collection: Collection, result: ScanResult) -> None:
        raw = self.discovery.discover(account, self.cells(account, request))
        for stored in self.keep(account, self.embed(self.enrich(account, raw)), collection, request):
            result.add(stored)

    def scan_service(self, account: Account, region: str, service: str) -> Outcome[AWSResource]:
        """One cell, discovered and enriched, and not stored."""
        raw = self.discovery.discover(account, [Cell(account.id, region, service)])
        return next(iter(self.enrich(account, raw)))

    def enrich(self, account: Account, raw: Iterable[Outcome[RawResource]]) -> Iterator[Outcome[AWSResource]]:
        """Outcomes of one account in the shared form, with permissions and constraints."""
        with self.permissions.of(account) as permissions:
            yield from stages.enrich(raw, account, self.registry, permissions)

    def embed(self, outcomes: Iterable[Outcome[AWSResource]]) -> Iterator[Embedded]:
        """Outcomes with their texts and vectors."""
        return stages.embed(outcomes, self.registry, self.embedder)

    def keep(
        self, account: Account, embedded: Iterable[Embedded], collection: Collection, request: ScanRequest
    ) -> Iterator[Stored]:
        """Outcomes of one account into the collection, and what that changes into the book. Raises StoreError where it refuses."""
        journal = Journal(self.changes, request.scan_id or new_scan_id(), account.id, collection, self._volatile)
        with told_of(self.settings.store):
            keeper = stages.Keeper(collection, account.id, request, self.settings.deletions, journal)
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
            if not self._keys_fit:  # once: the embedded store looks at every point for it
                require_keys(collection.key_ids(), self.sealer, source_of(self.settings).name)
                self._keys_fit = True
            yield collection

    def accounts(self, wanted: Sequence[str] = ()) -> list[Account]:
        """The accounts to scan: those configured, else those of the organization, else that of the default credentials.

        Raises:
            SettingsError: an account that is wanted is not among them.
            CredentialsError, UnreachableError: AWS could not be asked, and not all that is wanted is configured by hand.
        """
        return self.chosen(wanted)[0]

    def every_account(self) -> list[Account]:
        """All accounts of the settings, or an error: that one is not among them is believed. Raises CredentialsError, UnreachableError."""
        found, errors = self.chosen()
        if errors:
            raise CredentialsError(errors[0].message)
        return found

    def chosen(self, wanted: Sequence[str] = ()) -> tuple[list[Account], list[ScanError]]:
        """The accounts to scan, and why there may be more of them. Raises as `accounts` does."""
        found, errors = list(self.settings.configured_accounts), list[ScanError]()
        missing = set(wanted) - {account.id for account in found}
        if self.settings.organization and (missing or not wanted):
            try:
                others = self._members
                found += [account for account in others if account.id not in {one.id for one in found}]
            except (CredentialsError, UnreachableError) as error:
                if missing or not found:
                    raise
                errors.append(_unlisted(error))
        if not found:
            found = [Account(self.discovery.entrance.identity(None).account_id)]
        if unknown := sorted(set(wanted) - {account.id for account in found}):
            raise SettingsError(
                f"account {unknown[0]!r} is not configured. Known: {', '.join(account.id for account in found)}. "
                "Add it to estate.toml as [[accounts]] with its role_arn."
            )
        return [account for account in found if not wanted or account.id in wanted], errors

    @functools.cached_property
    def _members(self) -> list[Account]:
        """The organization's accounts, asked for once: its listing is slow, throttled early, and each stage of a run wants it."""
        assert self.settings.organization  # noqa: S101  # for the type checker; the caller has looked
        return members(self.discovery, self.settings.organization)

    def cells(self, account: Account, request: ScanRequest) -> list[Cell]:
        """The account's cells that the request and the settings choose. Raises SettingsError for unknown names."""
        targets = self.registry.targets(self.regions(account, request.regions), self.services(request.services))
        return [Cell(account.id, region, service) for region, service in targets]

    def services(self, wanted: Sequence[str] = ()) -> tuple[str, ...]:
        """The services to scan. Raises SettingsError for an unknown one."""
        named = tuple(wanted) or self.settings.services
        chosen = self.registry.services if named in ("all", ("all",)) else tuple(named)
        self.registry.check(chosen)
        return chosen

    def regions(self, account: Account, wanted: Sequence[str] = ()) -> tuple[str, ...]:
        """The regions to scan: those named, else those enabled for the account. Raises SettingsError for an unknown one."""
        named = tuple(wanted) or self.settings.regions
        if named not in ("all", ("all",)):
            check_regions(tuple(named))
            return tuple(named)
        enabled = self.discovery.enabled_regions(account)
        everywhere = known_regions()[self.discovery.engine.partition(self.discovery.engine.home_region)]
        return tuple(region for region in everywhere if enabled is None or region in enabled)


def _unlisted(error: CredentialsError | UnreachableError) -> ScanError:
    """The organization's accounts could not be listed; those configured by hand are scanned all the same."""
    refused = isinstance(error.__cause__, ClientError)
    category = ErrorCategory.AWS if refused else ErrorCategory.EXECUTION
    code = code_of(error.__cause__) if isinstance(error.__cause__, ClientError) else type(error).__name__
    words = f"only the accounts configured by hand were scanned: {error}"
    return ScanError(category, "", "", "organizations", "", "ListAccounts", code, words, retryable=not refused)


def _refused(account: Account, error: StoreError) -> ScanError:
    words = f"what was kept until then is right, the rest of the account waits for the next scan: {error}"
    return ScanError(ErrorCategory.STORAGE, account.id, "", "", "", "", type(error).__name__, words, retryable=True)
