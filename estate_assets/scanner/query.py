"""Questions to the collection: exact identifiers by look-up, everything else by meaning, both under filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.collection import Collection, Hit
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.points import payload_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from estate_assets.scanner.embedding import Embedder


def filters(
    *, accounts: Sequence[str] = (), regions: Sequence[str] = (), services: Sequence[str] = (), types: Sequence[str] = (),
    tags: Sequence[str] = (), can: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Flags as payload filters. Raises UsageError for a tag that is not K=V."""
    for tag in tags:
        if "=" not in tag:
            raise UsageError(f"--tag {tag!r}: give it as KEY=VALUE, for example --tag Environment=production")
    chosen = {
        "account_id": accounts, "region": regions, "service": services, "resource_type": types, "tags": tags, "can": can,
    }  # fmt: skip
    return {field: list(values) for field, values in chosen.items() if values}


def ask(
    collection: Collection, embedder: Embedder, question: str, chosen: Mapping[str, Any], limit: int
) -> tuple[list[Hit], str]:
    """The answers and why these: an exact ARN, id or name wins; else the nearest in meaning. Raises ModelError, StoreError."""
    exact = [found for found in collection.get(question) if _matches(found, chosen)]
    if exact:
        return [Hit(1.0, found) for found in exact[:limit]], "exact match of an ARN, id or name"
    (vector,) = embedder.embed([question])
    return collection.search(vector, chosen, limit), "nearest in meaning"


def answer_of(hit: Hit, why: str) -> dict[str, Any]:
    """One answer as `search --json` prints it."""
    found = hit.resource
    return {
        "score": round(hit.score, 4),
        "arn": found.arn,
        "resource_type": found.resource_type,
        "service": found.service,
        "account_id": found.account_id,
        "region": found.region,
        "name": found.name,
        "tags": dict(found.tags),
        "allowed_actions": [action for action, verdict in found.permissions.items() if verdict.decision == "allowed"],
        "constraints": [constraint.text for constraint in found.constraints],
        "why": why,
    }


def _matches(found: Any, chosen: Mapping[str, Any]) -> bool:
    payload = payload_of(found, "")
    return all(
        set(values) & set(held if isinstance(held := payload[field], list) else [held])
        for field, values in chosen.items()
    )
