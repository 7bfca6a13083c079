"""Small books in ESTATE_HOME: SQLite files for their owner only, safe for several threads and processes.

A book carries its version in SQLite's `user_version`. One of an earlier version is brought up when it is opened, whole or
not at all; one of a later version is refused.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from estate_assets.scanner.errors import StoreMismatchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

WAIT_S = 30  # for another writer; SQLite's own journal, since a switch to WAL waits for nobody


@contextmanager
def book(path: Path, *schema: str, upgrades: Sequence[str] = ()) -> Iterator[sqlite3.Connection]:
    """A connection to the file, made with mode 0600 and the tables of `schema` where it is new. Commits at the end, or nothing.

    Args:
        path: the file.
        schema: statements that make its tables, each only where it is missing.
        upgrades: what takes a book of version 1 to 2, 2 to 3, and so on: a statement each.

    Raises:
        StoreMismatchError: a later version of Estate made the book.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection, connection:
        connection.execute("PRAGMA synchronous=NORMAL")
        if _version(connection) != len(upgrades) + 1:
            _bring_up(connection, path, upgrades)
        for statement in schema:
            connection.execute(statement)
        yield connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up(connection: sqlite3.Connection, path: Path, upgrades: Sequence[str]) -> None:
    current = len(upgrades) + 1
    connection.execute("BEGIN IMMEDIATE")
    found = _version(connection)  # again: another process may have been quicker
    if found > current:
        raise StoreMismatchError(
            f"{path} is of version {found}, made by a later Estate; this one knows version {current}. Use the later one, or "
            "another ESTATE_HOME."
        )
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        for statement in upgrades[max(found, 1) - 1 :]:  # 0: of before books had versions, which is the first
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {current}")
    connection.commit()
