"""Rotation: what is sealed with older keys, sealed anew with the one that seals; in the collection and in Parquet.

It may be killed anywhere and begun again: a key enters the ring before anything is sealed with it, and leaves it only
when nothing needs it any more.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from estate_assets.scanner import tables
from estate_assets.scanner.changes import FILE, Changes
from estate_assets.scanner.collection import Collection, opened
from estate_assets.scanner.dataset import dataset_of
from estate_assets.scanner.encryption import VERSION, Place, Sealer, reseal_all
from estate_assets.scanner.errors import SettingsError, UsageError
from estate_assets.scanner.hashing import hashed
from estate_assets.scanner.journal import settle
from estate_assets.scanner.keys import others_at_hand, require_keys, sealer_of, source_of
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.locks import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from estate_assets.scanner.dataset import Dataset
    from estate_assets.scanner.model import AWSResource, RawResource
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.settings import Settings

#: A sealed value in JSON text. A user's own text can't look like it: its quotes are escaped there.
SEALED = re.compile(rf'"\$sealed":"{VERSION}\.([0-9a-f]{{8}})\.')
BATCH = 256


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the key that seals from now on, and those that nothing needs any more.

    `given_up` counts resources in the collection that held a value which did not open; the next scan reads it anew.
    """

    key_id: str
    points: int
    files: int
    given_up: int
    dropped: tuple[str, ...]


def rotate(settings: Settings, registry: Registry) -> Rotated:
    """Makes a new key and seals everything with it; one that was begun and not finished is finished instead.

    Raises:
        UsageError: the key is in ESTATE_KEY, alone: only the user can make another.
        SealError: something is sealed with a key that is not at hand.
        StoreLockedError, StoreError, SettingsError, CredentialsError, UnreachableError.
    """
    with _alone(settings) as collection:
        source, others = source_of(settings), others_at_hand(settings)
        keys, strange = source.load(), [key for other in others for key in other.load()]
        dataset = dataset_of(settings)
        used = set(uses(collection, dataset))
        if not keys or (used <= {keys[0].id} and not keys[1:] and not strange):
            keys = source.add()
        sealer = Sealer(*(key.secret for key in (*keys, *strange)))
        require_keys(used, sealer, source.name)
        done = _renewed(Rotation(sealer, registry), collection, settings.home, dataset)
        idle = set(sealer.key_ids[1:]) - uses(collection, dataset).keys()
        for one in (source, *others):
            one.drop(idle)
        return Rotated(sealer.key_id, *done, tuple(sorted(idle)))


def forget(settings: Settings, registry: Registry, key_id: str) -> Rotated:
    """Gives up what was sealed with a key that is lost: null, until the next scan reads it anew.

    Raises:
        UsageError: nothing was sealed with it, or it is at hand.
    """
    sealer = sealer_of(settings)
    with _alone(settings) as collection:
        dataset = dataset_of(settings)
        used = uses(collection, dataset)
        if key_id in sealer.key_ids or key_id not in used:
            why = "is at hand: rotate it instead" if key_id in sealer.key_ids else "sealed nothing that is stored"
            raise UsageError(f"key {key_id!r} {why}. Keys that are in use: {', '.join(sorted(used)) or 'none'}.")
        done = _renewed(Rotation(sealer, registry), collection, settings.home, dataset)
        return Rotated(sealer.key_id, *done, (key_id,))


@contextmanager
def _alone(settings: Settings) -> Iterator[Collection]:
    """The collection, while nobody scans the accounts that are known: a scan at work seals with the key that it began with."""
    accounts = {entry.account_id for entry in Ledger(settings.home / "ledger.db").entries()}
    accounts |= {account.id for account in settings.configured_accounts}
    turns = Turns(settings.home / "locks", settings.store.lock_wait_s)
    with turns.of(accounts), opened(settings.store, settings.home) as collection:
        yield collection


def uses(collection: Collection, dataset: Dataset) -> Counter[str]:
    """The keys that sealed something in the collection or in Parquet, and how many resources and values."""
    found = keys_in(dataset)
    found.update(collection.key_ids() if collection.exists else {})
    return found


def _renewed(rotation: Rotation, collection: Collection, home: Path, dataset: Dataset) -> tuple[int, int, int]:
    points = given_up = 0
    if collection.exists:
        for account_id in collection.facet("account_id"):  # by their hashes, which change now
            settle(Changes(home / FILE), account_id, collection.known(account_id))
        points, given_up = rotation.collection(collection)
    return points, rotation.parquet(dataset), given_up


@dataclass(frozen=True, slots=True)
class Rotation:
    """Seals anew with `sealer`, whose older keys open. What does not open (tampered with, or its key is lost) becomes null."""

    sealer: Sealer
    registry: Registry

    def collection(self, collection: Collection) -> tuple[int, int]:
        """Seals a collection's resources anew: how many, and how many of them held what does not open. Raises StoreError."""
        others = set(collection.key_ids()) - {self.sealer.key_id}
        waiting, done, given_up = collection.resources({"sealed_by": sorted(others)}) if others else iter(()), 0, 0
        while some := [self.resource(one) for one in islice(waiting, BATCH)]:
            collection.reseal([one for one, _ in some])
            done, given_up = done + len(some), given_up + sum(lost > 0 for _, lost in some)
        return done, given_up

    def parquet(self, dataset: Dataset) -> int:
        """Seals the Parquet files anew, each whole or not at all; how many. Raises StoreMismatchError."""
        done = 0
        for name, table in _tables(dataset):
            if _keys_in(table).keys() - {self.sealer.key_id}:
                dataset.write(name, self._table(table))
                done += 1
        return done

    def resource(self, one: AWSResource) -> tuple[AWSResource, int]:
        """A resource sealed anew, and how much of it did not open.

        Its content is the same, so its hash follows, and the next scan finds nothing changed. Unless something did not open,
        or the hash was not that of this content to begin with: then it stays, and the next scan writes the resource.
        """
        properties, given_up = reseal_all(one.properties, self.sealer, Place(one.account_id, one.arn))
        fresh = replace(one, properties=properties)
        try:
            spec = self.registry.spec(one.resource_type)
        except SettingsError:  # the type is in the catalogue no more
            return fresh, given_up
        same = not given_up and hashed(one, spec).content_hash == one.content_hash
        return (hashed(fresh, spec) if same else fresh), given_up

    def _table(self, table: pa.Table) -> pa.Table:
        if "content_hash" in table.column_names:
            enriched = tables.enriched_outcome(table)
            return tables.enriched_table(
                replace(enriched, items=tuple(self.resource(one)[0] for one in enriched.items))
            )
        raw = tables.raw_outcome(table)
        return tables.raw_table(replace(raw, items=tuple(self._raw(one) for one in raw.items)))

    def _raw(self, one: RawResource) -> RawResource:
        place = Place(one.cell.account_id, one.arn)
        return replace(one, properties=reseal_all(one.properties, self.sealer, place)[0])


def keys_in(dataset: Dataset) -> Counter[str]:
    """The keys that sealed what the Parquet files hold, and how many values each."""
    return sum((_keys_in(table) for _, table in _tables(dataset)), Counter[str]())


def _tables(dataset: Dataset) -> Iterator[tuple[str, pa.Table]]:
    for name in list(dataset.names()):
        yield name, dataset.read(name)


def _keys_in(table: pa.Table) -> Counter[str]:
    texts = [column.to_pylist() for column in table.columns if str(column.type) == "string"]
    return Counter(key for column in texts for text in column if text for key in SEALED.findall(text))
