"""The permissions of all accounts of a scanner: one cache, one look at the organization, a principal per account."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from estate_assets.scanner.credentials import Identity
from estate_assets.scanner.errors import CredentialsError, SettingsError, UnreachableError
from estate_assets.scanner.model import Cell
from estate_assets.scanner.permissions.account import AccountPermissions
from estate_assets.scanner.permissions.actions import curated, everything
from estate_assets.scanner.permissions.cache import PermissionCache
from estate_assets.scanner.permissions.local.statements import PolicyError, statements_of
from estate_assets.scanner.permissions.opening import Means
from estate_assets.scanner.permissions.organization import OrganizationPolicies
from estate_assets.scanner.permissions.principal import Principal, principal_of
from estate_assets.scanner.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from estate_assets.scanner.discovery import Discovery
    from estate_assets.scanner.ledger import Ledger
    from estate_assets.scanner.model import Account, LedgerEntry
    from estate_assets.scanner.permissions.local.evaluate import Layer
    from estate_assets.scanner.settings import Settings

BURST_S = 30  # seconds' worth of simulations that may come at once


class Permissions:
    """Opens accounts' permissions. Raises SettingsError where the session policy of the settings can't be used."""

    def __init__(self, settings: Settings, discovery: Discovery, ledger: Ledger) -> None:
        self._settings, self._discovery, self._ledger = settings.permissions, discovery, ledger
        engine, rate = discovery.engine, settings.limits.simulate_rate
        engine.buckets.override("iam:simulate", Rate(rate, BURST_S * rate))
        self._means = Means(
            engine,
            PermissionCache(settings.home / "verdicts.db", self._settings.cache_ttl_s),
            OrganizationPolicies(engine, discovery.entrance),
            self._settings,
            everything if self._settings.actions == "all" else curated,
            _session(self._settings.session_policy),
            settings.scan.optional_details,
        )

    @contextmanager
    def of(self, account: Account) -> Iterator[AccountPermissions | None]:
        """An account's permissions; None where they are off, or the account can't be entered. Told in the ledger at the end."""
        if self._settings.engine == "off" or (identity := self._identity(account)) is None:
            yield None
            return
        engine, acting = self._discovery.engine, self._discovery.entrance.context(account)
        iam = engine.client("iam", engine.home_region)
        principal = acting.run(self._principal, identity, iam)
        found = AccountPermissions(self._means, iam, account, principal, acting)
        try:
            yield found
        finally:
            self._record(found.entries())

    def _record(self, entries: list[LedgerEntry]) -> None:
        """Troubles, and that there are none any more: an account without any has no row."""
        for entry in entries:
            cell = Cell(entry.account_id, entry.region, entry.service)
            before = any(one.resource_type == entry.resource_type for one in self._ledger.entries(cell))
            if entry.has_gap or before:
                self._ledger.record([entry])

    def _identity(self, account: Account) -> Identity | None:
        try:
            return self._discovery.entrance.identity(account)
        except (CredentialsError, UnreachableError):  # discovery has said so already
            return None

    def _principal(self, identity: Identity, iam: object) -> Principal:
        """The scanning identity, or whom the settings name; that one's role can be looked up only in its own account."""
        if (arn := self._settings.principal) is None:
            return principal_of(identity, iam)
        account_id = arn.split(":")[4]
        if account_id != identity.account_id:
            return Principal(arn, account_id=account_id)
        return principal_of(Identity(account_id, arn), iam)


def _session(path: Path | None) -> Layer | None:
    if path is None:
        return None
    try:
        return statements_of(path.read_text(encoding="utf-8"))
    except (OSError, PolicyError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"permissions.session_policy = {str(path)!r}: {error}. Give a file with a policy."
        ) from error
