"""Resources as points of the collection and back: payload, vector, filter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qdrant_client import models

from estate_assets.scanner.answers import possible
from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.errors import StoreError
from estate_assets.scanner.model import AWSResource
from estate_assets.scanner.text import environment, team

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.model import EmbeddedText

DENSE = "dense"
KEYWORDS = (
    "account_id", "region", "service", "resource_type", "arn", "id", "name", "tags", "environment", "team", "state",
    "allowed_actions", "can", "facts", "relations",
)  # fmt: skip


def match(filters: Mapping[str, Any]) -> models.Filter:
    """Field -> value or values, as Qdrant's filter: all fields must hold, of several values any."""
    return models.Filter(
        must=[
            models.FieldCondition(
                key=field,
                match=models.MatchAny(any=list(value))
                if isinstance(value, (list, tuple, set))
                else models.MatchValue(value=value),
            )
            for field, value in filters.items()
        ]
    )


def point_of(resource: AWSResource, text: EmbeddedText | None) -> models.PointStruct:
    """A resource as a point. Raises StoreError for a vector of another dimension."""
    vector: Any = {}
    if text and text.vector:
        if len(text.vector) != DIMENSION:
            raise StoreError(
                f"{resource.arn}: a vector of {len(text.vector)} dimensions, not {DIMENSION}; nothing was written"
            )
        vector = {DENSE: list(text.vector)}
    return models.PointStruct(
        id=resource.point_id, vector=vector, payload=payload_of(resource, text.text if text else "")
    )


def payload_of(resource: AWSResource, text: str) -> dict[str, Any]:
    """The payload: what is filtered by as fields, the whole record as one JSON text."""
    return {
        "account_id": resource.account_id,
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
        "allowed_actions": [
            action for action, verdict in resource.permissions.items() if verdict.decision == "allowed"
        ],
        "can": possible(resource),
        "facts": [name if fact.holds else f"not_{name}" for name, fact in resource.facts.items()],
        "relations": sorted({relation.target for relation in resource.relations}),
        "content_hash": resource.content_hash,
        "text": text,
        "record": json.dumps(resource.to_dict(), sort_keys=True, separators=(",", ":")),
    }


def resource_of(payload: Mapping[str, Any]) -> AWSResource:
    """The resource in a payload."""
    return AWSResource.from_dict(json.loads(payload["record"]))
