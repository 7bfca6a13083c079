"""Which fields of a record point to other resources, and which resource a field means.

A field holds an ARN, an id or a name. An ARN says it all; an id or name means a resource of the same account, region and type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.findings import Relation
from estate_assets.scanner.model import GLOBAL
from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.model import AWSResource, RawResource
    from estate_assets.scanner.spec import ResourceSpec

KEY, ALIAS = "kms:key", "kms:alias"
ARN_OF_FUNCTION = 7  # parts; an eighth is a version or an alias
#: Types that one field may mean, where it is the same thing for the reader.
SAME = {KEY: (KEY, ALIAS)}


def relations_of(raw: RawResource, spec: ResourceSpec) -> tuple[Relation, ...]:
    """What a record points to: its parent, then its fields in the spec's order; each target of a kind once."""
    found: dict[tuple[str, str], Relation] = {}
    if raw.parent and spec.parent:
        kind = spec.parent.type.partition(":")[2]
        found[kind, raw.parent] = Relation(kind, raw.parent, spec.parent.type)
    for field in spec.relations:
        if held := search(field.path, raw.properties):
            for target in (canonical(text, field.type) for text in texts(held)):
                if (field.kind, target) not in found:
                    found[field.kind, target] = Relation(field.kind, target, field.type)
    return tuple(found.values())


def texts(found: Any) -> Iterator[str]:
    """The texts in a value or in lists of values; what is sealed, a number or empty is none."""
    if isinstance(found, str) and found.strip():
        yield found.strip()
    elif isinstance(found, list):
        for one in found:
            yield from texts(one)


def canonical(target: str, resource_type: str) -> str:
    """A target in the form that the resource's own ARN has: AWS adds what is of no weight here."""
    if not target.startswith("arn:"):
        return target
    if resource_type == "logs:log_group":
        return target.removesuffix(":*")
    if resource_type == "lambda:function":
        return ":".join(target.split(":")[:ARN_OF_FUNCTION])
    return target.partition("/")[0] if resource_type == "s3:bucket" else target


def means(relation: Relation, source: AWSResource, target: AWSResource) -> bool:
    """Whether a relation of `source` points to `target`."""
    if relation.target == target.arn:
        return True
    types = SAME.get(relation.type, (relation.type,)) if relation.type else (target.resource_type,)
    here = source.account_id == target.account_id and (
        source.region == target.region or GLOBAL in (source.region, target.region)
    )
    return here and target.resource_type in types and relation.target == target.id


def outgoing(collection: Collection, resource: AWSResource) -> list[tuple[Relation, AWSResource | None]]:
    """The relations of a resource, each with what it points to as far as that is in the collection."""
    wanted = sorted({relation.target for relation in resource.relations})
    found = _any(collection, {"arn": wanted}, {"account_id": resource.account_id, "id": wanted}) if wanted else []
    return [
        (relation, next((one for one in found if means(relation, resource, one)), None))
        for relation in resource.relations
    ]


def incoming(collection: Collection, resource: AWSResource) -> list[tuple[Relation, AWSResource]]:
    """Who points to a resource, and how. Whoever uses a key by an alias points to the key, too."""
    found = _pointing(collection, resource)
    if resource.resource_type == KEY:
        aliases = [one for _, one in found if one.resource_type == ALIAS]
        found += [pair for alias in aliases for pair in _pointing(collection, alias)]
    return found


def _pointing(collection: Collection, resource: AWSResource) -> list[tuple[Relation, AWSResource]]:
    by_id = {"account_id": resource.account_id, "relations": resource.id}
    candidates = _any(collection, {"relations": resource.arn}, by_id)
    pairs = [(relation, one) for one in candidates for relation in one.relations if means(relation, one, resource)]
    return sorted(pairs, key=lambda pair: (pair[1].resource_type, pair[1].name, pair[0].kind))


def _any(collection: Collection, *filters: Mapping[str, str | Sequence[str]]) -> list[AWSResource]:
    """The resources that match any of the filters, each once."""
    found = {one.point_id: one for chosen in filters for one in collection.resources(chosen)}
    return list(found.values())
