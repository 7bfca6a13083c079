"""The engine of Qdrant's server in this process (`qdrant-edge-py`), behind those methods of Qdrant's client that `Collection` uses.

A collection is a folder: the engine's shard, and a file with what the server would keep as the collection's metadata. The file is
written last and removed first, so that a shard without it is rubbish of a process that was killed. The engine writes ahead:
a batch that was taken is there after a kill -9, whole.
"""

from __future__ import annotations

import json
import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from estate_assets.scanner import edge_forms as forms
from estate_assets.scanner.errors import SettingsError
from estate_assets.scanner.files import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from qdrant_client import models
    from qdrant_client.http import models as http

#: The engine's files are maps in memory that grow by 32 MB, of which a scan may need several. A write to a full disk kills the process
#: (SIGBUS, measured) and leaves nobody to say why.
SPARE = 256_000_000
MISSING = "store.engine = 'edge' needs another package: pip install 'estate-assets[edge]'"


def mark(home: Path, name: str) -> Path:
    """The file that is touched when a process begins to write to a collection; the shard's own files change when it is read, too."""
    return home / "qdrant" / "edge" / name / "estate.json"


class EdgeClient:
    """The collections of one ESTATE_HOME. One process at a time, which the caller's lock sees to; safe for several threads of it."""

    def __init__(self, home: Path) -> None:
        try:
            import qdrant_edge
        except ImportError as error:
            raise SettingsError(MISSING) from error
        self._edge, self._home = qdrant_edge, home
        self._shards: dict[str, Any] = {}
        self._marked: set[str] = set()
        self._lock = threading.RLock()

    def close(self) -> None:
        """Ends the engine; all that was written is on the disk then."""
        with self._engine():
            while self._shards:
                self._shards.popitem()[1].close()

    def collection_exists(self, name: str) -> bool:
        """Whether there is a collection."""
        return mark(self._home, name).exists()

    def create_collection(
        self, name: str, *, vectors_config: Mapping[str, Any], metadata: Mapping[str, Any],
        sparse_vectors_config: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """Makes a collection of vectors by cosine, and of words weighed by their rarity: what schema.py asks for."""
        edge, file = self._edge, mark(self._home, name)
        shutil.rmtree(file.parent, ignore_errors=True)  # of a process that was killed while it made one
        file.parent.mkdir(mode=0o700, parents=True)
        cosine, idf = edge.Distance.Cosine, edge.Modifier.Idf
        dense = {key: edge.EdgeVectorParams(size=one.size, distance=cosine) for key, one in vectors_config.items()}
        sparse = {key: edge.EdgeSparseVectorParams(modifier=idf) for key in sparse_vectors_config}
        _require_room(file.parent)
        with self._engine():
            self._shards[name] = edge.EdgeShard.create(str(file.parent / "shard"), edge.EdgeConfig(dense, sparse))
            self._shards[name].flush()
        self._describe(name, {**metadata, "sizes": {key: one.size for key, one in vectors_config.items()}})

    def delete_collection(self, name: str) -> None:
        """Takes a collection away."""
        with self._engine():
            mark(self._home, name).unlink(missing_ok=True)
            if shard := self._shards.pop(name, None):
                shard.close()
            shutil.rmtree(mark(self._home, name).parent)

    def get_collection(self, name: str) -> models.CollectionInfo:
        """A collection's vectors, metadata and indexes; nothing else of what a server tells."""
        from qdrant_client import models

        metadata = json.loads(mark(self._home, name).read_text())
        cosine = models.Distance.COSINE
        vectors = {key: models.VectorParams(size=size, distance=cosine) for key, size in metadata.pop("sizes").items()}
        params = forms.some(models.CollectionParams, vectors=vectors)
        config = forms.some(models.CollectionConfig, params=params, metadata=metadata)
        with self._engine():
            indexed = self._shard(name).info().payload_schema
        return forms.some(models.CollectionInfo, config=config, payload_schema=indexed)

    def update_collection(self, name: str, metadata: Mapping[str, Any]) -> None:
        """Changes these of a collection's metadata."""
        self._describe(name, json.loads(mark(self._home, name).read_text()) | metadata)

    def create_payload_index(self, name: str, field: str, kind: models.PayloadSchemaType, *, wait: bool = True) -> None:
        """An index of a payload field."""
        del wait  # it always does
        found = {"keyword": self._edge.PayloadSchemaType.Keyword, "integer": self._edge.PayloadSchemaType.Integer}
        self._write(name, self._edge.UpdateOperation.create_field_index(field, found[kind.value]))

    def upsert(self, name: str, points: Sequence[models.PointStruct], *, wait: bool = True) -> None:
        """Writes points, all or none."""
        del wait
        made = [self._edge.Point(one.id, forms.vectors(one.vector), one.payload) for one in points]
        self._write(name, self._edge.UpdateOperation.upsert_points(made))

    def batch_update_points(
        self, name: str, operations: Sequence[models.SetPayloadOperation], *, wait: bool = True
    ) -> None:
        """Sets payload fields, point by point."""
        del wait
        for one in operations:
            change = one.set_payload
            self._write(name, self._edge.UpdateOperation.set_payload(change.points or [], change.payload))

    def delete(self, name: str, ids: Sequence[str], *, wait: bool = True) -> None:
        """Removes points."""
        del wait
        self._write(name, self._edge.UpdateOperation.delete_points(list(ids)))

    def count(self, name: str, count_filter: models.Filter, *, exact: bool) -> models.CountResult:
        """How many points match."""
        from qdrant_client import models

        request = self._edge.CountRequest(exact=exact, filter=forms.chosen(count_filter))
        with self._engine():
            return models.CountResult(count=self._shard(name).count(request))

    def facet(
        self, name: str, key: str, *, facet_filter: models.Filter, limit: int, exact: bool
    ) -> models.FacetResponse:
        """The values of an indexed field among the points that match, and how many have each."""
        from qdrant_client import models

        request = self._edge.FacetRequest(key, limit=limit, exact=exact, filter=forms.chosen(facet_filter))
        with self._engine():
            found = self._shard(name).facet(request).hits
        return models.FacetResponse(hits=[models.FacetValueHit(value=hit.value, count=hit.count) for hit in found])

    def scroll(
        self, name: str, scroll_filter: models.Filter | None = None, *, limit: int, offset: Any = None,
        with_payload: Any = True, with_vectors: Any = False,
    ) -> tuple[list[models.Record], Any]:  # fmt: skip
        """A page of the points that match, in the order of their ids, and where the next one begins."""
        request = self._edge.ScrollRequest(
            limit=limit,
            offset=offset,
            filter=forms.chosen(scroll_filter),
            with_payload=with_payload,
            with_vector=with_vectors,
        )
        with self._engine():
            found, following = self._shard(name).scroll(request)
        return [forms.record(one) for one in found], following

    def retrieve(
        self, name: str, ids: Sequence[str], *, with_payload: Any, with_vectors: Any = False
    ) -> list[models.Record]:
        """The points with these ids; those that are not there are left out."""
        with self._engine():
            return [forms.record(one) for one in self._shard(name).retrieve(list(ids), with_payload, with_vectors)]

    def query_points(
        self, name: str, *, query: Any, query_filter: models.Filter, limit: int, offset: int, with_payload: bool,
        using: str | None = None, prefetch: Sequence[models.Prefetch] = (),
    ) -> http.QueryResponse:  # fmt: skip
        """The best points that match: by meaning, by words, or by both rankings fused, each of the points that match."""
        from qdrant_client.http.models import (
            QueryResponse,
            ScoredPoint,
        )  # qdrant_client.models has another of this name

        edge, chosen = self._edge, forms.chosen(query_filter)
        fused = edge.Fusion.Rrf(k=query.rrf.k, weights=query.rrf.weights) if prefetch else forms.nearest(query, using)
        rankings = [edge.Prefetch(one.limit, forms.nearest(one.query, one.using), filter=chosen) for one in prefetch]
        request = edge.QueryRequest(
            limit, offset=offset, query=fused, prefetches=rankings, with_payload=with_payload, filter=chosen
        )
        with self._engine():
            found = self._shard(name).query(request)
        points = [forms.some(ScoredPoint, id=str(one.id), score=one.score, payload=one.payload) for one in found]
        return forms.some(QueryResponse, points=points)

    @contextmanager
    def _engine(self) -> Iterator[None]:
        """One call at a time, and its errors as those of Qdrant's client: the engine raises plain exceptions."""
        with self._lock:
            try:
                yield
            except (OSError, ValueError, RuntimeError):
                raise
            except Exception as error:
                raise RuntimeError(f"the engine says: {error}") from error

    def _shard(self, name: str) -> Any:
        if name not in self._shards:
            self._shards[name] = self._edge.EdgeShard.load(str(mark(self._home, name).parent / "shard"))
        return self._shards[name]

    def _write(self, name: str, operation: Any) -> None:
        _require_room(mark(self._home, name).parent)
        with self._engine():
            if name not in self._marked:
                mark(self._home, name).touch()
                self._marked.add(name)
            self._shard(name).update(operation)

    def _describe(self, name: str, metadata: Mapping[str, Any]) -> None:
        with whole(mark(self._home, name)) as draft:
            draft.write_text(json.dumps(metadata))


def _require_room(folder: Path) -> None:
    if (free := shutil.disk_usage(folder).free) < SPARE:
        raise RuntimeError(
            f"{free // 1_000_000} MB are free on the disk of {folder}, and the engine needs {SPARE // 1_000_000}"
        )
