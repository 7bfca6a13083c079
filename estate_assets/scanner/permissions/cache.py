"""What IAM answered, kept between scans: believed while the policies are the same, remembered beyond. SQLite."""

from __future__ import annotations

import functools
import hashlib
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from estate_assets.scanner.permissions.local.evaluate import Standing
from estate_assets.scanner.sqlite import book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from estate_assets.scanner.permissions.local.truth import Held

CHUNK = 500
ENCODER = json.JSONEncoder(sort_keys=True, default=str)
COLUMNS = "subject, circumstances, standing, asked_at"
SCHEMA = f"CREATE TABLE IF NOT EXISTS standings ({COLUMNS}, PRIMARY KEY (subject)) WITHOUT ROWID"


class Subject(NamedTuple):  # made and looked up for each action on each resource: a dataclass takes three times as long
    """What an answer is about, and what it was given under: two hashes.

    `circumstances` is empty where the policies can't be told apart; then no answer is believed.
    """

    subject: str
    circumstances: str


class Kept(NamedTuple):
    """One answer: what it was, under which circumstances, and when (seconds since 1970)."""

    standing: Standing
    circumstances: str
    asked_at: float

    @property
    def as_of(self) -> str:
        """When it was asked, ISO 8601 in UTC."""
        return datetime.fromtimestamp(self.asked_at, UTC).isoformat(timespec="minutes")


class PermissionCache:
    """The latest answer on each subject. `ttl_s` of 0 keeps nothing."""

    def __init__(self, path: Path, ttl_s: float) -> None:
        self._path, self._ttl = path, ttl_s

    def believed(self, subjects: Iterable[Subject]) -> dict[Subject, Standing]:
        """The answers that are young enough and were given under these very circumstances."""
        since, wanted = time.time() - self._ttl, {one.subject: one for one in subjects if one.circumstances}
        return {
            wanted[subject]: _read(standing)
            for subject, circumstances, standing, asked_at in self._rows(wanted)
            if circumstances == wanted[subject].circumstances and asked_at > since
        }

    def kept(self, subjects: Iterable[Subject]) -> dict[Subject, Kept]:
        """The latest answers there are, whatever has changed since."""
        wanted = {one.subject: one for one in subjects}
        return {wanted[row[0]]: Kept(_read(row[2]), row[1], row[3]) for row in self._rows(wanted)}

    def _rows(self, subjects: Iterable[str]) -> Iterator[tuple[str, str, str, float]]:
        """What is kept of the subjects: each with its circumstances, standing and time."""
        names = sorted(subjects)  # neighbours are on one page
        if not self._ttl or not names or not self._path.exists():
            return
        with book(self._path, SCHEMA) as cache:
            for at in range(0, len(names), CHUNK):
                chunk = names[at : at + CHUNK]
                marks = ",".join("?" * len(chunk))
                yield from cache.execute(f"SELECT {COLUMNS} FROM standings WHERE subject IN ({marks})", chunk)  # noqa: S608  # only marks

    def write(self, standings: Mapping[Subject, Standing]) -> None:
        """Keeps answers. One that says nothing is not kept: it may say something next time."""
        rows = [
            (one.subject, one.circumstances, _written(standing), time.time())
            for one, standing in standings.items()
            if isinstance(standing.denied, bool) or isinstance(standing.identity, bool)
        ]
        if rows and self._ttl:
            with book(self._path, SCHEMA) as cache:
                cache.executemany("INSERT OR REPLACE INTO standings VALUES (?, ?, ?, ?)", rows)


def fingerprint(data: Any) -> str:
    """The hash of data, however it is nested."""
    return hashed(ENCODER.encode(data))


def hashed(text: str) -> str:
    """The hash of a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@functools.lru_cache(maxsize=10_000)
def _written(standing: Standing) -> str:
    parts = (standing.denied, standing.identity, standing.bounds, standing.organization)
    return json.dumps([part if isinstance(part, bool) else sorted(part) for part in parts])


@functools.lru_cache(maxsize=10_000)
def _read(text: str) -> Standing:
    denied, identity, bounds, organization = map(_held, json.loads(text))
    return Standing(denied, identity, bounds, organization)


def _held(part: Any) -> Held:
    return part if isinstance(part, bool) else frozenset(part)
