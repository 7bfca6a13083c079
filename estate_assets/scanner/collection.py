"""The Qdrant collection: embedded or a server, one point a resource, written only where something changed."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner import ranking, schema
from estate_assets.scanner.client import client_of, told_of
from estate_assets.scanner.locks import held
from estate_assets.scanner.model import AWSResource, Cell, point_id
from estate_assets.scanner.points import DENSE, match, point_of, resealing, resource_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from qdrant_client import QdrantClient

    from estate_assets.scanner.conditions import Condition
    from estate_assets.scanner.model import EmbeddedText
    from estate_assets.scanner.sections import StoreSettings

    Filters = Mapping[str, Any] | Iterable[Condition]

#: How many distinct values a facet counts at most.
FACETS = 10_000
PAGE = 1_000
#: Qdrant's Python client sorts and filters all its points for each page.
PAGE_OF_ALL = 100_000
BATCH = 256


@dataclass(frozen=True, slots=True)
class Known:
    """What the collection holds of one resource: where it was listed, and the hash of its content."""

    region: str
    service: str
    resource_type: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of a search: 1 is the best possible score. `why` is for what is special to this one."""

    score: float
    resource: AWSResource
    why: str = ""


class Collection:
    """The points. Open it with `opened()`; the embedded store admits one process at a time."""

    def __init__(self, client: QdrantClient, name: str, *, embedded: bool) -> None:
        self._client, self._name, self._embedded = client, name, embedded

    def ensure(self) -> None:
        """Makes the collection and its payload indexes. Raises StoreMismatchError where one of another making is there."""
        schema.ensure(self._client, self._name, embedded=self._embedded)

    def check(self) -> None:
        """Raises StoreMismatchError where the collection was made with another model or schema."""
        schema.check(self._client, self._name)

    def outdated(self) -> bool:
        """Whether an earlier version made the collection. Raises StoreMismatchError where a later one did, or none."""
        metadata = self._client.get_collection(self._name).config.metadata
        return schema.is_outdated(self._name, metadata or {})

    def drop(self) -> None:
        """Takes the whole collection away."""
        self._client.delete_collection(self._name)

    def ids(self) -> Iterator[str]:
        """The ids of all points."""
        return (str(record.id) for record in self._scroll((), False))

    def raw_records(self) -> Iterator[str]:
        """Each point's record as it stands there, in JSON; also of a collection of another version."""
        return (record.payload["record"] for record in self._scroll((), ["record"]))

    @property
    def is_embedded(self) -> bool:
        """Whether Qdrant's Python client holds it, which looks at each point: there are no indexes."""
        return self._embedded

    @property
    def exists(self) -> bool:
        """Whether there is a collection yet."""
        return bool(self._client.collection_exists(self._name))

    def known(self, account_id: str) -> dict[str, Known]:
        """What the collection holds of an account, by point id."""
        found = {}
        fields = ["region", "service", "resource_type", "content_hash"]
        page = PAGE_OF_ALL if self._embedded else 0
        for record in self._scroll({"account_id": account_id}, fields, page=page):
            found[str(record.id)] = Known(**{field: record.payload[field] for field in fields})
        return found

    def records(self, ids: Sequence[str]) -> dict[str, AWSResource]:
        """The resources of these points, by point id; points that are not there are left out."""
        found = {}
        for at in range(0, len(ids), BATCH):
            for record in self._client.retrieve(self._name, list(ids[at : at + BATCH]), with_payload=["record"]):
                found[str(record.id)] = resource_of(record.payload or {})
        return found

    def points(self) -> Iterator[Any]:
        """All points with their payloads and vectors."""
        return self._scroll((), True, vectors=True)

    def upsert(self, resources: Sequence[AWSResource], texts: Mapping[str, EmbeddedText]) -> None:
        """Writes resources with their vectors, in batches. Raises StoreError, or the AssertionError of a wrong dimension."""
        points = [point_of(resource, texts.get(resource.point_id)) for resource in resources]
        for at in range(0, len(points), BATCH):
            self._client.upsert(self._name, points[at : at + BATCH], wait=True)

    def reseal(self, resources: Sequence[AWSResource]) -> None:
        """Writes resources, sealed anew, over the points that are there; their texts and vectors stay."""
        for at in range(0, len(resources), BATCH):
            chunk = resources[at : at + BATCH]
            self._client.batch_update_points(self._name, [resealing(resource) for resource in chunk], wait=True)

    def key_ids(self) -> dict[str, int]:
        """The keys that sealed what is stored, and in how many resources each."""
        return self.facet("sealed_by")

    def delete(self, ids: Sequence[str]) -> None:
        """Removes points."""
        if ids:
            self._client.delete(self._name, list(ids), wait=True)

    def count(self, filters: Filters = ()) -> int:
        """How many points there are, or how many match."""
        return int(self._client.count(self._name, match(filters), exact=True).count)

    def facet(self, field: str, filters: Filters = (), limit: int = FACETS) -> dict[str, int]:
        """The values of a keyword field among the points that match, and how many have each; most frequent first."""
        answer = self._client.facet(self._name, field, facet_filter=match(filters), limit=limit, exact=True)
        return {str(hit.value): hit.count for hit in answer.hits if hit.value != ""}

    def counts(self) -> Counter[Cell]:
        """How many points each cell has."""
        fields = ["account_id", "region", "service"]
        payloads = (record.payload for record in self._scroll((), fields))
        return Counter(Cell(*(payload[field] for field in fields)) for payload in payloads)

    def dimension(self) -> int:
        """The length of the vectors that the collection was made for."""
        vectors = self._client.get_collection(self._name).config.params.vectors
        return int(vectors[DENSE].size) if isinstance(vectors, dict) else 0

    def model(self) -> str:
        """The fingerprint of the model that the collection was made with."""
        return str((self._client.get_collection(self._name).config.metadata or {}).get("model", ""))

    def get(self, name: str) -> list[AWSResource]:
        """The resources with this ARN, id or name: the first of the three that anything matches."""
        for field in ("arn", "id", "name"):
            found = [resource_of(record.payload or {}) for record in self._scroll({field: name}, True)]
            if found:
                return found
        return []

    def by_id(self, id_: str) -> AWSResource | None:
        """The resource of a point; None where there is no such point."""
        return self.records([id_]).get(id_)

    def listed(self, filters: Filters, start: int, limit: int) -> tuple[int, list[AWSResource]]:
        """How many resources match, and a part of them in the order of type and name."""
        fields = ("resource_type", "name")
        order = sorted((*(payload[name] for name in fields), id_) for id_, payload in self.rows(filters, fields))
        part = [id_ for *_, id_ in order[start : start + limit]]
        records = self.records(part)
        return len(order), [records[id_] for id_ in part if id_ in records]

    def rows(self, filters: Filters, fields: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The ids of the points that match, with these payload fields."""
        return ((str(record.id), record.payload or {}) for record in self._scroll(filters, list(fields)))

    def vector(self, account_id: str, arn: str) -> list[float]:
        """A resource's vector; empty where it has none, or is not there."""
        found = self._client.retrieve(self._name, [point_id(account_id, arn)], with_payload=False, with_vectors=[DENSE])
        vectors: Any = found[0].vector if found else None
        return list(vectors.get(DENSE, ())) if isinstance(vectors, dict) else []

    def resources(self, filters: Filters = ()) -> Iterator[AWSResource]:
        """All resources that match."""
        for record in self._scroll(filters, True):
            yield resource_of(record.payload)

    def search(
        self, vector: Sequence[float] | None, filters: Filters, limit: int, *, words: str = "", offset: int = 0
    ) -> list[Hit]:
        """The best resources that match, best first.

        Args:
            vector: ranks by meaning; None ranks by words alone.
            filters: conditions, or payload field -> value or values of which one must hold.
            limit: how many.
            words: ranks by rare words in common. With a vector, both rankings are fused.
            offset: how many of the best to leave out.
        """
        asked, best = ranking.query(vector, words, offset + limit)
        answer = self._client.query_points(
            self._name, **asked, query_filter=match(filters), limit=limit, offset=offset, with_payload=True
        )
        return [Hit(point.score / best, resource_of(point.payload or {})) for point in answer.points]

    def _scroll(self, filters: Filters, payload: Any, *, vectors: bool = False, page: int = 0) -> Iterator[Any]:
        condition, offset = match(filters), None
        while True:
            records, offset = self._client.scroll(
                self._name, condition, limit=page or PAGE, offset=offset, with_payload=payload, with_vectors=vectors
            )
            yield from records
            if offset is None:
                return


@contextmanager
def opened(settings: StoreSettings, home: Path, wait_s: float | None = None) -> Iterator[Collection]:
    """The collection, locked for this process where it is embedded.

    Args:
        settings: where it is.
        home: ESTATE_HOME.
        wait_s: how long to wait for another process; by default as long as the settings say.

    Raises:
        StoreLockedError: another process holds it.
        StoreError: it can't be reached or read.
        SettingsError: its engine is not installed.
    """
    embedded, wait_s = settings.url is None, settings.lock_wait_s if wait_s is None else wait_s
    # Our own lock, taken before the client opens: the client reads its files before it takes its own.
    lock = held(home / "qdrant.lock", f"the store in {home}", wait_s) if embedded else nullcontext()
    with lock, told_of(settings):
        client = client_of(settings, home)
        try:
            yield Collection(client, settings.collection, embedded=embedded and settings.engine == "local")
        finally:
            client.close()
