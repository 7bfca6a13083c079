"""What Qdrant's client is asked, in the engine's own form; and the engine's records in the client's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    import qdrant_edge
    from pydantic import BaseModel
    from qdrant_client import models

T = TypeVar("T", bound="BaseModel")


def vectors(given: Any) -> dict[str, Any]:
    """A point's vectors, by name."""
    named: Mapping[str, Any] = given
    return {name: one if isinstance(one, list) else _sparse(one) for name, one in named.items()}


def nearest(query: Any, using: str | None) -> qdrant_edge.Query:
    """A ranking by likeness to a vector, dense or sparse."""
    from qdrant_edge import Query

    return Query.Nearest(query if isinstance(query, list) else _sparse(query), using=using)


def chosen(conditions: models.Filter | None) -> qdrant_edge.Filter | None:
    """A filter of what points.match() makes: fields with any of some values, or in a range."""
    from qdrant_edge import Filter

    if conditions is None:
        return None
    must, must_not = ([_condition(one) for one in some or ()] for some in (conditions.must, conditions.must_not))
    return Filter(must=must, must_not=must_not)


def _condition(one: Any) -> Any:
    from qdrant_edge import FieldCondition, MatchAny, RangeFloat

    if one.range is not None:
        return FieldCondition(one.key, range=RangeFloat(gte=one.range.gte, lt=one.range.lt))
    return FieldCondition(one.key, match=MatchAny(one.match.any))


def _sparse(one: Any) -> qdrant_edge.SparseVector:
    from qdrant_edge import SparseVector

    return SparseVector(indices=one.indices, values=one.values)


def record(found: Any) -> models.Record:
    """A point that was read."""
    from qdrant_client import models

    named = sorted((found.vector or {}).items())  # they come in any order
    vector = {name: one if isinstance(one, list) else _sparse_of(one) for name, one in named}
    return some(models.Record, id=str(found.id), payload=found.payload, vector=vector or None)


def _sparse_of(one: qdrant_edge.SparseVector) -> models.SparseVector:
    from qdrant_client import models

    return some(models.SparseVector, indices=list(one.indices), values=list(one.values))


def some(kind: type[T], **fields: Any) -> T:
    """One of the client's records with these fields alone, not validated: the engine has done so."""
    return kind.model_construct(**fields)
