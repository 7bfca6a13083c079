"""A home of an earlier version brought to this one: its points written anew from their own records, without asking AWS."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.errors import ModelError, StoreMismatchError
from estate_assets.scanner.files import whole
from estate_assets.scanner.model import AWSResource, Cell, Outcome
from estate_assets.scanner.stages import WINDOW, embed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.dataset import Dataset
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.registry import Registry

DRAFT = "upgrade.jsonl"
#: What a record of an earlier version may lack.
EMPTY = AWSResource("", "", "", "", "", "", "", "").to_dict()


@dataclass(slots=True)
class Upgraded:
    """What was done: points written anew, those that could not be (the next scan brings them), Parquet files taken away."""

    points: int = 0
    left_out: int = 0
    files: int = 0


def require_finished(home: Path) -> None:
    """Raises StoreMismatchError where an upgrade was interrupted: a scan into half a collection would be taken for all of it."""
    if (home / DRAFT).exists():
        raise StoreMismatchError("an upgrade of the store was interrupted. End it with: estate upgrade")


def upgrade(home: Path, dataset: Dataset, collection: Collection, registry: Registry, embedder: Embedder) -> Upgraded:
    """Brings the collection and the Parquet to this version. Killed on the way, it goes on when it is called again.

    The records are first set down in a file of their own (0600, sealed as they are); only then is the old collection dropped.
    Each point is written without a content hash, so that its next scan writes it once more, with all that this version knows.

    Raises:
        StoreMismatchError: a collection that a later Estate made, or none at all.
        ModelError: the model is not there; nothing was done, or what was done stays.
    """
    from estate_assets.scanner.tables import is_current  # pyarrow, which a scan's start does not wait for

    draft, done = home / DRAFT, Upgraded()
    embedder.check()
    if collection.exists and collection.outdated():
        with whole(draft) as path, path.open("w", encoding="utf-8") as file:
            file.writelines(f"{record}\n" for record in collection.raw_records())
        collection.drop()
    if draft.exists():
        collection.ensure()
        _write(draft, collection, registry, embedder, done)
        draft.unlink()
    for name in list(dataset.names()):
        if not is_current(dataset, name):
            dataset.remove(name)
            done.files += 1
    return done


def _write(draft: Path, collection: Collection, registry: Registry, embedder: Embedder, done: Upgraded) -> None:
    known = {*collection.ids()}
    for outcome, texts in embed(_windows(draft, registry, known, done), registry, embedder):
        if outcome.errors:
            raise ModelError(f"{outcome.errors[0].message}. Mend that, and run `estate upgrade` again: it goes on.")
        collection.upsert([replace(one, content_hash="") for one in outcome.items], texts)
        done.points += len(outcome.items)


def _windows(draft: Path, registry: Registry, known: set[str], done: Upgraded) -> Iterator[Outcome[AWSResource]]:
    window: list[AWSResource] = []
    with draft.open(encoding="utf-8") as lines:
        for line in lines:
            resource = _resource(json.loads(line), registry)
            if resource is None:
                done.left_out += 1
            elif resource.point_id not in known:
                window.append(resource)
            if len(window) >= WINDOW:
                yield Outcome(Cell("", "", ""), tuple(window))
                window = []
    yield Outcome(Cell("", "", ""), tuple(window))


def _resource(record: dict[str, Any], registry: Registry) -> AWSResource | None:
    """A record of an earlier version as one of this; None where it can't be, or its type is not known any more."""
    known = (
        {spec.key for spec in registry.specs(record["service"])}
        if record.get("service") in registry.services
        else set()
    )
    if record.get("resource_type") not in known or not (record.get("account_id") and record.get("arn")):
        return None
    try:
        return AWSResource.from_dict(EMPTY | {name: value for name, value in record.items() if name in EMPTY})
    except (TypeError, KeyError, AttributeError):  # a part of it has another form
        return None
