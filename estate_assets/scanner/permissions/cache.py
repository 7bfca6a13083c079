"""Verdicts already asked for, kept between scans for as long as they are believed. SQLite."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.sqlite import book

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

CHUNK = 500
SCHEMA = "CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, decision TEXT, reason TEXT, asked_at REAL) WITHOUT ROWID"


class PermissionCache:
    """Verdicts by key, with their age. `ttl_s` of 0 believes nothing."""

    def __init__(self, path: Path, ttl_s: float) -> None:
        self._path, self._ttl = path, ttl_s

    def read(self, keys: Iterable[str]) -> dict[str, Verdict]:
        """The verdicts at hand that are young enough."""
        wanted, found = list(keys), {}
        if not self._ttl:
            return {}
        with book(self._path, SCHEMA) as cache:
            for at in range(0, len(wanted), CHUNK):
                chunk = wanted[at : at + CHUNK]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, decision, reason FROM verdicts WHERE asked_at > ? AND key IN ({marks})"  # noqa: S608  # only marks
                for key, decision, reason in cache.execute(query, [time.time() - self._ttl, *chunk]):
                    found[key] = Verdict(decision, reason)
        return found

    def write(self, verdicts: Mapping[str, Verdict]) -> None:
        """Keeps verdicts. `unknown` is not kept: it may be known next time."""
        rows = [(key, v.decision, v.reason, time.time()) for key, v in verdicts.items() if v.decision != "unknown"]
        if rows and self._ttl:
            with book(self._path, SCHEMA) as cache:
                cache.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?)", rows)


def key_of(principal: str, action: str, target: str, context: Iterable[tuple[str, str]]) -> str:
    """The key of one verdict: all that decides it."""
    text = "|".join((principal, action, target, *(f"{name}={value}" for name, value in sorted(context))))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
