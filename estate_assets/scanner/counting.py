"""How many resources there are, by the values of some fields: by facets, which a server counts itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.understanding.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.collection import Collection

#: What one may count by -> the payload field.
FIELDS = {
    "service": "service", "type": "resource_type", "region": "region", "account": "account_name", "account_id": "account_id",
    "environment": "environment", "team": "team", "state": "state", "tag": "tags", "tag_key": "tag_keys", "fact": "facts",
    "trait": "traits", "missing": "lacks", "can": "can",
}  # fmt: skip
#: Fields of which a resource has several values, or none: their counts do not add up to the total.
SEVERAL = frozenset({"tags", "tag_keys", "facts", "traits", "lacks", "can"})
NONE = "-"


@dataclass(frozen=True, slots=True)
class Count:
    """How many resources have these values, in the order of the fields."""

    values: tuple[str, ...]
    count: int


def fields(names: Sequence[str]) -> tuple[str, ...]:
    """The payload fields of the names to count by. Raises UsageError that tells the names there are."""
    for name in names:
        if name not in FIELDS:
            near = nearest(name, FIELDS)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(f"--by {name!r}: {hint}One can count by: {', '.join(FIELDS)}")
    return tuple(FIELDS[name] for name in names)


def counts(collection: Collection, by: Sequence[str], conditions: Sequence[Condition]) -> list[Count]:
    """The counts of all values that occur together, the largest first. Raises StoreError."""
    return sorted(_counts(collection, by, tuple(conditions)), key=lambda one: (-one.count, one.values))


def _counts(collection: Collection, by: Sequence[str], conditions: tuple[Condition, ...]) -> Iterator[Count]:
    field, *more = by
    found = collection.facet(field, conditions)
    for value, count in found.items():
        if not more:
            yield Count((value,), count)
            continue
        deeper = _counts(collection, more, (*conditions, Condition(field, (value,))))
        yield from (Count((value, *one.values), one.count) for one in deeper)
    rest = 0 if field in SEVERAL else collection.count(conditions) - sum(found.values())
    if rest:
        yield Count((NONE, *(NONE for _ in more)), rest)
