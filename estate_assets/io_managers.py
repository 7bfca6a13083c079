"""Where partitions stand between assets: one Parquet file a cell, written as it comes and read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg

from estate_assets.clock import CLOCK
from estate_assets.partitions import cell_of
from estate_assets.scanner.dataset import Dataset, dataset_of
from estate_assets.scanner.settings import load

if TYPE_CHECKING:
    import pyarrow as pa


class Partitions(Mapping[str, "pa.Table"]):
    """Partition key -> table, each read from its file when it is asked for: a run's memory holds one cell, not all."""

    def __init__(self, dataset: Dataset, names: dict[str, str]) -> None:
        self._dataset, self._names = dataset, names

    def __getitem__(self, key: str) -> pa.Table:
        return self._dataset.read(self._names[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class ParquetIOManager(dg.ConfigurableIOManager):
    """Parquet as asset/account/region/service.parquet, where `store.data` says: in a folder, or in a bucket of S3."""

    def handle_output(self, context: dg.OutputContext, obj: Iterator[tuple[str, pa.Table]]) -> None:
        """Writes (partition key, table) pairs as they come."""
        dataset = _dataset()
        for key, table in obj:
            with CLOCK.running():
                dataset.write(name_of(context.asset_key, key), table)

    def load_input(self, context: dg.InputContext) -> Partitions:
        """The partitions asked for. Raises DagsterInvariantViolationError that names what is not there yet."""
        dataset, names = _dataset(), {key: name_of(context.asset_key, key) for key in context.asset_partition_keys}
        folders = sorted({name.rpartition("/")[0].rpartition("/")[0] for name in names.values()})  # of an account
        there = {name for folder in folders for name in dataset.names(folder)}
        missing = [key for key, name in names.items() if name not in there]
        if missing:
            raise dg.DagsterInvariantViolationError(
                f"{context.asset_key.to_user_string()} has no data for {len(missing)} partitions ({missing[0]}, ...): "
                "materialize it first, or select it together with its upstream assets."
            )
        return Partitions(dataset, names)

    def read(self, asset_key: dg.AssetKey, key: str) -> pa.Table:
        """One partition as it stands. Raises OSError where it is not there, ValueError where it can't be read."""
        return _dataset().read(name_of(asset_key, key))


def _dataset() -> Dataset:
    return dataset_of(load(), _s3)


def _s3() -> Any:
    from dagster_aws.s3 import S3Resource  # a second of CPU: only where the Parquet is in S3

    return S3Resource().get_client()


def name_of(asset_key: dg.AssetKey, key: str) -> str:
    """The file of a partition."""
    cell = cell_of(key)
    return "/".join((*asset_key.path, cell.account_id, cell.region, f"{cell.service}.parquet"))
