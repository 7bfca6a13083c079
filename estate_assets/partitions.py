"""Partition keys and cells: account (dynamic) × target (static, `region/service`, `global/iam`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import dagster as dg

from estate_assets.scanner.errors import SettingsError
from estate_assets.scanner.model import Cell
from estate_assets.scanner.regions import check_regions, known_regions
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ACCOUNT_ID = re.compile(r"^\d{12}$")


def target_keys() -> list[str]:
    """Every target of the settings: globals first, then region by region. Asks AWS nothing. Raises SettingsError."""
    settings = load()
    registry = Registry(tier=settings.tier)
    services = registry.services if settings.services == "all" else settings.services
    registry.check(services)
    regions = known_regions()["aws"] if settings.regions == "all" else settings.regions
    check_regions(tuple(regions))
    return [f"{region}/{service}" for region, service in registry.targets(regions, services)]


class Cells(dg.MultiPartitionsDefinition):
    """account × target. Dagster asks for the keys of the run's range at each partition's metadata, so that a run over n cells
    makes n² keys (400 targets: 640,000); the range asked for last is kept.
    """

    _last: tuple[tuple[str, str], Sequence[dg.MultiPartitionKey]] | None = None

    def get_partition_keys_in_range(
        self, partition_key_range: dg.PartitionKeyRange, dynamic_partitions_store: Any = None
    ) -> Sequence[dg.MultiPartitionKey]:
        """The keys from the first to the last, of an account that is there."""
        start, end = partition_key_range.start, partition_key_range.end
        asked = (str(start), str(end))
        if self._last is None or self._last[0] != asked:
            found = super().get_partition_keys_in_range(partition_key_range, dynamic_partitions_store)
            keys = cast("Sequence[dg.MultiPartitionKey]", found)
            if cell_of(start).account_id != cell_of(end).account_id:
                return keys  # which accounts lie between may change
            self._last = (asked, keys)
        return self._last[1]


#: The set of accounts that are gone: closed, left out of the settings. Their partitions and all data stay.
RETIRED = "retired_account"
accounts = dg.DynamicPartitionsDefinition(name="account")
retired = dg.DynamicPartitionsDefinition(name=RETIRED)
targets = dg.StaticPartitionsDefinition(target_keys())
cells = Cells({"account": accounts, "target": targets})


def key_of(cell: Cell) -> dg.MultiPartitionKey:
    """The partition key of a cell."""
    return dg.MultiPartitionKey({"account": cell.account_id, "target": cell.target})


def cell_of(key: str) -> Cell:
    """The cell of a partition key (`account|region/service`)."""
    account_id, _, target = key.partition("|")
    region, _, service = target.partition("/")
    return Cell(account_id, region, service)


def by_account(keys: Iterable[str]) -> dict[str, list[Cell]]:
    """The cells of partition keys, by account, each in the order of the keys."""
    grouped: dict[str, list[Cell]] = {}
    for key in keys:
        cell = cell_of(key)
        grouped.setdefault(cell.account_id, []).append(cell)
    return grouped


def check_account_ids(account_ids: Sequence[str]) -> None:
    """Dagster does not check dynamic keys, so this does. Raises SettingsError."""
    for account_id in account_ids:
        if not ACCOUNT_ID.match(account_id):
            raise SettingsError(f"not an account id: {account_id!r}; it has 12 digits")


def register_accounts(instance: dg.DagsterInstance, account_ids: Sequence[str]) -> None:
    """Adds accounts to the dimension; one that was gone is back. Raises SettingsError."""
    check_account_ids(account_ids)
    instance.add_dynamic_partitions("account", list(account_ids))
    for account_id in set(account_ids) & set(instance.get_dynamic_partitions(RETIRED)):
        instance.delete_dynamic_partition(RETIRED, account_id)


def range_tags(cells_: Sequence[Cell]) -> dict[str, str]:
    """The run tags that choose one account's contiguous cells (the first to the last)."""
    return {
        "dagster/asset_partition_range_start": str(key_of(cells_[0])),
        "dagster/asset_partition_range_end": str(key_of(cells_[-1])),
    }
