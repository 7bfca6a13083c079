"""The collection's making: its vectors, its payload indexes, and what tells that it is ours and of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner import text
from estate_assets.scanner.embedding import DIMENSION, FINGERPRINT
from estate_assets.scanner.errors import StoreMismatchError
from estate_assets.scanner.points import DENSE, KEYWORDS, LEXICAL, NUMBERS

if TYPE_CHECKING:
    from qdrant_client import QdrantClient, models

#: Raised whenever points of the last version can't stand beside those of this one.
SCHEMA = 3


def ensure(client: QdrantClient, name: str, *, embedded: bool) -> None:
    """Makes the collection and its payload indexes, each where it is missing. Raises StoreMismatchError."""
    if not client.collection_exists(name):
        _create(client, name)
    found = check(client, name)
    if found.config.metadata and found.config.metadata.get("text") != text.VERSION:
        client.update_collection(name, metadata={"text": text.VERSION})  # its points are written anew by the scan
    if not embedded:  # the embedded store scans; it has no indexes
        _index(client, name, set(found.payload_schema or ()))


def _create(client: QdrantClient, name: str) -> None:
    from qdrant_client import models
    from qdrant_client.http.exceptions import UnexpectedResponse

    try:
        client.create_collection(
            name,
            vectors_config={DENSE: models.VectorParams(size=DIMENSION, distance=models.Distance.COSINE)},
            sparse_vectors_config={LEXICAL: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            metadata={"schema": SCHEMA, "model": FINGERPRINT, "text": text.VERSION},
        )
    except UnexpectedResponse:
        if not client.collection_exists(name):  # else another scan, that began with this one, was first
            raise


def check(client: QdrantClient, name: str) -> models.CollectionInfo:
    """What the collection is. Raises StoreMismatchError where it was made with another model or schema."""
    info: models.CollectionInfo = client.get_collection(name)
    found: dict[str, Any] = info.config.metadata or {}
    if is_outdated(name, found):
        raise StoreMismatchError(
            f"collection {name!r} is of schema {found.get('schema')} and model {found.get('model')}; this version needs "
            f"{SCHEMA} and {FINGERPRINT}. Bring it up with `estate upgrade` (AWS is not asked), or name another collection "
            "(ESTATE_STORE__COLLECTION) and scan again."
        )
    return info


def is_outdated(name: str, metadata: dict[str, Any]) -> bool:
    """Whether an earlier version, or another model, made a collection. Raises StoreMismatchError: a later one did, or none of ours."""
    schema = metadata.get("schema")
    if not isinstance(schema, int):
        raise StoreMismatchError(
            f"collection {name!r} was not made by Estate. Name another one (ESTATE_STORE__COLLECTION)."
        )
    if schema > SCHEMA:
        raise StoreMismatchError(
            f"collection {name!r} is of schema {schema}, made by a later Estate; this one knows schema {SCHEMA}. Use the later "
            "one, or name another collection (ESTATE_STORE__COLLECTION)."
        )
    return schema < SCHEMA or metadata.get("model") != FINGERPRINT


def _index(client: QdrantClient, name: str, there: set[str]) -> None:
    """An index for every field that is filtered by: a server in strict mode refuses to filter by any other."""
    from qdrant_client import models

    kinds = dict.fromkeys(KEYWORDS, models.PayloadSchemaType.KEYWORD) | dict.fromkeys(
        NUMBERS, models.PayloadSchemaType.INTEGER
    )
    for field, kind in kinds.items():
        if field not in there:
            client.create_payload_index(name, field, kind, wait=True)
