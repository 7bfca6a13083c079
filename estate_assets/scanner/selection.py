"""What a scan covers: accounts, regions, services, and the cells that they make."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.errors import CredentialsError, ErrorCategory, SettingsError, UnreachableError
from estate_assets.scanner.model import Account, Cell, ScanError
from estate_assets.scanner.organization import members
from estate_assets.scanner.regions import check_regions, known_regions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.discovery import Discovery
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.results import ScanRequest
    from estate_assets.scanner.settings import Settings


class Selection:
    """The part of a scanner that chooses."""

    settings: Settings
    registry: Registry
    discovery: Discovery

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
