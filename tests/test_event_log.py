"""Our event log holds what Dagster's holds, whether a range's materializations come one by one or together."""

import sqlite3
import warnings
from contextlib import closing

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from estate_assets.event_log import EventLog

KEYS = [f"k{number:02}" for number in range(12)]
CELLS = dg.StaticPartitionsDefinition(KEYS)


with warnings.catch_warnings():
    warnings.simplefilter("ignore", dg.BetaWarning)

    @dg.asset(partitions_def=CELLS, backfill_policy=dg.BackfillPolicy.single_run())
    def upstream(context: dg.AssetExecutionContext) -> None:
        for key in context.partition_keys:
            context.add_asset_metadata({"name": key}, partition_key=key)

    @dg.asset(partitions_def=CELLS, backfill_policy=dg.BackfillPolicy.single_run(), deps=[upstream])
    def downstream(context: dg.AssetExecutionContext) -> None:
        pass


INSTANCE = """
telemetry: {{enabled: false}}
event_log_storage: {{module: {log.__module__}, class: {log.__name__}, config: {{base_dir: {folder}/log}}}}
"""


def logged(folder, log, batch, monkeypatch, times=1):
    """What Dagster finds of a run of a range in a log of this kind, and what stands in its files."""
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", batch)
    tags = {"dagster/asset_partition_range_start": KEYS[0], "dagster/asset_partition_range_end": KEYS[-1]}
    folder.mkdir()
    (folder / "dagster.yaml").write_text(INSTANCE.format(log=log, folder=folder))
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        assert type(instance.event_log_storage) is log
        for _ in range(times):
            run = dg.materialize([upstream, downstream], instance=instance, tags=tags)
        found = {}
        for asset in (upstream, downstream):
            records = instance.fetch_materializations(asset.key, limit=100).records
            latest = instance.get_latest_materialization_event(asset.key)
            found[asset.key.to_user_string()] = (
                [(one.partition_key, {k: v.value for k, v in one.asset_materialization.metadata.items()}) for one in records],
                sorted(instance.get_materialized_partitions(asset.key)),
                latest.asset_materialization.partition,
                latest.run_id == run.run_id,
                sorted({*instance.get_latest_storage_id_by_partition(asset.key, dg.DagsterEventType.ASSET_MATERIALIZATION)}),
                len(instance.get_event_tags_for_asset(asset.key)),
                sorted({name for tags in instance.get_event_tags_for_asset(asset.key) for name in tags}),
            )  # fmt: skip
        types = [
            event.dagster_event.event_type_value for event in instance.all_logs(run.run_id) if event.is_dagster_event
        ]
    return found, sorted(types), {file.stem == "index": _rows(file) for file in (folder / "log").glob("*.db")}


def _rows(file):
    with closing(sqlite3.connect(file)) as shard:
        kinds = shard.execute("SELECT dagster_event_type, partition, asset_key FROM event_logs").fetchall()
        return sorted(map(str, kinds)), shard.execute("SELECT count(*) FROM asset_event_tags").fetchone()


@pytest.mark.parametrize("batch", ["0", "5", "100"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_range_is_logged_as_by_dagsters_own_log(tmp_path, monkeypatch, batch, times):
    plain = logged(tmp_path / "plain", SqliteEventLogStorage, "0", monkeypatch, times)
    ours = logged(tmp_path / "ours", EventLog, batch, monkeypatch, times)
    assert ours == plain
    assert ours[0]["upstream"][1] == KEYS
