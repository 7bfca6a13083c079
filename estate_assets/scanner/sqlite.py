"""Small books in ESTATE_HOME: SQLite files for their owner only, safe for several threads and processes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_S = 30  # for another writer; SQLite's own journal, since a switch to WAL waits for nobody


@contextmanager
def book(path: Path, *schema: str) -> Iterator[sqlite3.Connection]:
    """A connection to the file, made with mode 0600 and the tables of `schema` where it is new. Commits at the end, or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection, connection:
        connection.execute("PRAGMA synchronous=NORMAL")
        for statement in schema:
            connection.execute(statement)
        yield connection
