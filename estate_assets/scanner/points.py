"""Resources as points of the collection and back: payload, vector, filter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from estate_assets.scanner import lexical
from estate_assets.scanner.answers import possible
from estate_assets.scanner.conditions import Condition, given
from estate_assets.scanner.embedding import DIMENSION, FINGERPRINT
from estate_assets.scanner.encryption import key_of, sealed_in
from estate_assets.scanner.errors import StoreError
from estate_assets.scanner.identifiers import identifiers_of
from estate_assets.scanner.measures import PATHS, measures_of
from estate_assets.scanner.model import AWSResource
from estate_assets.scanner.text import VERSION, words
from estate_assets.scanner.traits import environment, team, traits_of

if TYPE_CHECKING:
    from qdrant_client import models

    from estate_assets.scanner.model import EmbeddedText

DENSE, LEXICAL = "dense", "lexical"
KEYWORDS = (
    "account_id", "account_name", "region", "service", "resource_type", "arn", "id", "name", "tags", "tag_keys", "environment", "team",
    "state", "allowed_actions", "can", "facts", "relations", "identifiers", "traits", "words", "lacks",
    "sealed", "sealed_by",
)  # fmt: skip
#: Times are whole seconds since 1970.
NUMBERS = ("created_epoch", "text_version", *PATHS)


def match(conditions: Mapping[str, Any] | Iterable[Condition]) -> models.Filter:
    """Conditions (or field -> value or values) as Qdrant's filter: all must hold, of several values any."""
    from qdrant_client import models

    chosen = given(conditions) if isinstance(conditions, Mapping) else tuple(conditions)
    return models.Filter(
        must=[_field(one) for one in chosen if not one.negated],
        must_not=[_field(one) for one in chosen if one.negated] or None,
    )


def _field(condition: Condition) -> models.FieldCondition:
    from qdrant_client import models

    if condition.at_least is not None or condition.below is not None:
        return models.FieldCondition(
            key=condition.field, range=models.Range(gte=condition.at_least, lt=condition.below)
        )
    return models.FieldCondition(key=condition.field, match=models.MatchAny(any=list(condition.values)))


def point_of(resource: AWSResource, text: EmbeddedText | None) -> models.PointStruct:
    """A resource as a point. Raises StoreError for a vector of another dimension."""
    from qdrant_client import models

    words = text.text if text else ""
    payload = payload_of(resource, words)
    indices, weights = lexical.document(resource, words, payload["identifiers"])
    vector: Any = {LEXICAL: models.SparseVector(indices=indices, values=weights)}
    if text and text.vector:
        if len(text.vector) != DIMENSION:
            raise StoreError(
                f"{resource.arn}: a vector of {len(text.vector)} dimensions, not {DIMENSION}; nothing was written"
            )
        vector[DENSE] = list(text.vector)
    return models.PointStruct(id=resource.point_id, vector=vector, payload=payload)


def payload_of(resource: AWSResource, text: str) -> dict[str, Any]:
    """The payload: what is filtered by as fields, the whole record as one JSON text."""
    sealed = list(sealed_in(resource.properties))
    return {
        "account_id": resource.account_id,
        "account_name": resource.account_name,
        "region": resource.region,
        "service": resource.service,
        "resource_type": resource.resource_type,
        "arn": resource.arn,
        "id": resource.id,
        "name": resource.name,
        "state": resource.state,
        "environment": environment(resource),
        "team": team(resource),
        "tags": [f"{key}={value}" for key, value in resource.tags.items()],
        "tag_keys": [key.lower() for key in resource.tags],
        "lacks": _lacks(resource),
        "traits": sorted({value.lower() for value in traits_of(resource).values()}),
        "words": _words(resource),
        "identifiers": list(identifiers_of(resource)),
        "created_epoch": _epoch(resource.created_at),
        **measures_of(resource),
        # Sorted: a record that has been in Parquet has its keys in another order, and must make the same point.
        "allowed_actions": sorted(
            action for action, verdict in resource.permissions.items() if verdict.decision == "allowed"
        ),
        "can": sorted(possible(resource)),
        "facts": sorted(name if fact.holds else f"not_{name}" for name, fact in resource.facts.items()),
        "relations": sorted({relation.target for relation in resource.relations}),
        "sealed": sorted({mark for path, one in sealed for mark in (one["digest"], f"{path}={one['digest']}")}),
        "sealed_by": sorted({key_of(one) for _, one in sealed}),
        "content_hash": resource.content_hash,
        "text": text,
        "text_version": VERSION,
        "model": FINGERPRINT,
        "record": json.dumps(resource.to_dict(), sort_keys=True, separators=(",", ":")),
    }


def resealing(resource: AWSResource) -> models.SetPayloadOperation:
    """The change of a point whose resource was sealed anew."""
    from qdrant_client import models

    whole = payload_of(resource, "")
    changed = {field: whole[field] for field in ("sealed", "sealed_by", "content_hash", "record")}
    return models.SetPayloadOperation(set_payload=models.SetPayload(payload=changed, points=[resource.point_id]))


def resource_of(payload: Mapping[str, Any]) -> AWSResource:
    """The resource in a payload."""
    return AWSResource.from_dict(json.loads(payload["record"]))


def _lacks(resource: AWSResource) -> list[str]:
    """What people ask for by its absence: tags of their own at all, a team, an environment. Tags that could not be read are not absent."""
    if any("Tag" in note.partition(":")[0] for note in resource.notes):
        return []
    tagged = any(not key.startswith("aws:") for key in resource.tags)
    held = {"tags": tagged, "team": team(resource), "environment": environment(resource)}
    return [name for name, value in held.items() if not value]


def _words(resource: AWSResource) -> list[str]:
    """The words that people gave it: in its name, in its tags' values."""
    given_ = [resource.name, *(value for key, value in resource.tags.items() if not key.startswith("aws:"))]
    return sorted({token for text in given_ for token in lexical.tokens(words(text))})


def _epoch(created_at: str | None) -> int | None:
    return int(datetime.fromisoformat(created_at).timestamp()) if created_at else None
