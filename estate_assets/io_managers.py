"""Where partitions stand between assets: one Parquet file a cell, written as it comes and read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow.parquet as pq
from pydantic import Field

from estate_assets.clock import CLOCK
from estate_assets.partitions import cell_of
from estate_assets.scanner.files import whole
from estate_assets.scanner.settings import load

if TYPE_CHECKING:
    import pyarrow as pa


class Partitions(Mapping[str, "pa.Table"]):
    """Partition key -> table, each read from its file when it is asked for: a run's memory holds one cell, not all."""

    def __init__(self, paths: dict[str, Path]) -> None:
        self._paths = paths

    def __getitem__(self, key: str) -> pa.Table:
        return pq.read_table(self._paths[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class ParquetIOManager(dg.ConfigurableIOManager):
    """Parquet under `base`/asset/account/region/service.parquet. Files are 0600, in folders 0700, whole or not there."""

    base: str = Field(default="", description="The folder; where it is empty, `parquet` in ESTATE_HOME.")

    def handle_output(self, context: dg.OutputContext, obj: Iterator[tuple[str, pa.Table]]) -> None:
        """Writes (partition key, table) pairs as they come."""
        folder = self._folder(context.asset_key)
        for key, table in obj:
            with CLOCK.running():
                self._write(path_in(folder, key), table)

    def load_input(self, context: dg.InputContext) -> Partitions:
        """The partitions asked for. Raises DagsterInvariantViolationError that names what is not there yet."""
        folder = self._folder(context.asset_key)
        paths = {key: path_in(folder, key) for key in context.asset_partition_keys}
        missing = [key for key, path in paths.items() if not path.exists()]
        if missing:
            raise dg.DagsterInvariantViolationError(
                f"{context.asset_key.to_user_string()} has no data for {len(missing)} partitions ({missing[0]}, ...): "
                "materialize it first, or select it together with its upstream assets."
            )
        return Partitions(paths)

    def read(self, asset_key: dg.AssetKey, key: str) -> pa.Table:
        """One partition as it stands. Raises OSError where it is not there, ValueError where it can't be read."""
        return pq.read_table(path_in(self._folder(asset_key), key))

    def _folder(self, asset_key: dg.AssetKey) -> Path:
        return Path(self.base or load().home / "parquet", *asset_key.path)

    def _write(self, path: Path, table: Any) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in path.parent.glob(f".{path.name}.*"):  # by a scan that was killed: this one holds the account
            left.unlink()
        with whole(path) as draft:
            pq.write_table(table, draft, compression="zstd")


def path_in(folder: Path, key: str) -> Path:
    """The file of a partition in its asset's folder."""
    cell = cell_of(key)
    return folder / cell.account_id / cell.region / f"{cell.service}.parquet"
