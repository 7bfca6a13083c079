"""Dagster's SQLite event log with its connections kept open: Dagster makes an engine for each statement, which cost four
fifths of a scan's time (30 of 38 CPU seconds over 75 cells, measured). Same files, same schema: either reads the other's.

What Dagster looks up for each event (is there this table, this column?) is remembered, and a commit does not wait for the
disk: the files are in WAL mode, where a crash of the machine can lose the last events, but not tear the log.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dagster._core.events import ASSET_EVENTS
from dagster._core.storage.event_log import SqlEventLogStorageTable, SqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dagster import EventLogEntry
    from dagster._serdes import ConfigurableClassData

KEPT = 2  # the index, and the run that is being written
TIMEOUT_S = 30


class EventLog(SqliteEventLogStorage):
    """Named in our dagster.yaml. One connection per file, used under the storage's own lock."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._partitions: set[tuple[str, str]] = set()
        self._there: set[str] = set()  # tables and columns: they do not go away
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> EventLog:
        """Made by Dagster from its instance file."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            while len(self._engines) >= KEPT:
                oldest = next(name for name in self._engines if name != "index" or len(self._engines) == 1)
                self._engines.pop(oldest).dispose()
            self._engines[shard] = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": TIMEOUT_S, "check_same_thread": False},
            )
            event.listen(self._engines[shard], "connect", _without_waiting)
            if shard not in self._initialized_dbs:
                self._initdb(self._engines[shard])
                self._initialized_dbs.add(shard)
        return self._engines[shard]

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """The materializations of a range, each serialized once, in a transaction a file; only an asset's last becomes its latest."""
        if {event.dagster_event_type for event in events} - ASSET_EVENTS or len({event.run_id for event in events}) > 1:
            super().store_event_batch(events)
            return
        insert, rows = SqlEventLogStorageTable.insert(), [self._event_to_row(event) for event in events]
        with self.index_transaction() as conn:
            ids = [conn.execute(insert, row).lastrowid for row in rows]
            self._store_asset_event_tags(conn, events, ids)
            latest = {row["asset_key"]: (event, id_) for row, event, id_ in zip(rows, events, ids, strict=True)}
            for event, id_ in latest.values():
                self._store_asset_event(conn, event, id_)
        with self.run_connection(events[0].run_id) as conn:
            conn.execute(insert, rows)

    def has_table(self, table_name: str) -> bool:
        """Whether there is the table; a yes is remembered."""
        return self._remembered(table_name, lambda: super(EventLog, self).has_table(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        there = super()._has_asset_key_col_on_connection
        return self._remembered(f"asset_keys.{column_name}", lambda: there(conn, column_name))

    def _remembered(self, name: str, look: Callable[[], bool]) -> bool:
        if name not in self._there and look():
            self._there.add(name)
        return name in self._there

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Asked twice for each partition's metadata; what was there once in this process is not looked up again."""
        known = (partitions_def_name, partition_key)
        if known not in self._partitions and super().has_dynamic_partition(partitions_def_name, partition_key):
            self._partitions.add(known)
        return known in self._partitions

    def delete_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> None:
        """Forgets it here, too."""
        self._partitions.discard((partitions_def_name, partition_key))
        super().delete_dynamic_partition(partitions_def_name, partition_key)

    def dispose(self) -> None:
        """Closes the connections."""
        super().dispose()
        while self._engines:
            self._engines.popitem()[1].dispose()


def _without_waiting(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
