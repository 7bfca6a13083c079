"""The accounts of an AWS Organization, and the role into each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.credentials import told
from estate_assets.scanner.model import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from estate_assets.scanner.discovery import Discovery
    from estate_assets.scanner.sections import OrganizationSettings


def members(discovery: Discovery, settings: OrganizationSettings) -> list[Account]:
    """The organization's active accounts, in the order of their ids. Raises CredentialsError, UnreachableError."""
    own = discovery.entrance.identity(None).account_id
    engine = discovery.engine
    with told(None), discovery.entrance.acting(None):
        client = engine.client("organizations", engine.home_region)
        found = {one["Id"]: one for one in _listed(client, settings.units)}.values()
    partition = engine.partition(engine.home_region)
    return [
        _account(member, settings, own, partition)
        for member in sorted(found, key=lambda one: str(one["Id"]))
        if member["Status"] == "ACTIVE" and not _left_out(member["Id"], settings, own)
    ]


def _listed(client: Any, units: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The accounts of the whole organization, or of these units and of all that are below them."""
    if not units:
        yield from _pages(client, "list_accounts", "Accounts")
    for unit in units:
        yield from _pages(client, "list_accounts_for_parent", "Accounts", ParentId=unit)
        below = _pages(client, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit)
        if inner := [one["Id"] for one in below]:
            yield from _listed(client, inner)


def _pages(client: Any, operation: str, field: str, **asked: str) -> Iterator[dict[str, Any]]:
    for page in client.get_paginator(operation).paginate(**asked):
        yield from page[field]


def _left_out(account_id: str, settings: OrganizationSettings, own: str) -> bool:
    return account_id in settings.exclude or (account_id == own and settings.own_account == "skip")


def _account(member: dict[str, Any], settings: OrganizationSettings, own: str, partition: str) -> Account:
    if member["Id"] == own and settings.own_account != "role":
        return Account(own, member["Name"])
    role = f"arn:{partition}:iam::{member['Id']}:role/{settings.role_name}"
    return Account(member["Id"], member["Name"], role_arn=role, external_id=settings.external_id)
