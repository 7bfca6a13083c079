"""The columns of each table as the Dagster UI shows them: what they hold, and which columns they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

from estate_assets.scanner.columns import WORDS
from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.points import KEYWORDS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

SAME = ("account_id", "region", "service", "resource_type", "arn", "id", "tags", "notes")
#: Column -> the columns of the asset before it comes from.
ENRICHED_FROM = {name: (name,) for name in SAME} | dict.fromkeys(
    ("name", "state", "created_at", "constraints", "facts", "relations", "properties"), ("properties",)
) | {"cfn_type": ("resource_type",), "permissions": ("arn", "resource_type"), "content_hash": ("properties", "tags")}  # fmt: skip
TEXT_FROM = ("resource_type", "name", "region", "state", "tags", "properties", "constraints", "facts")
EMBEDDED_FROM = {
    "point_id": ("account_id", "arn"), "text": TEXT_FROM, "vector": TEXT_FROM, "content_hash": ("content_hash",),
}  # fmt: skip
#: A point's fields that are no column elsewhere, or hold it otherwise: what they hold, and the columns they come from.
FIELDS = {
    "tags": ("`KEY=VALUE` of each tag", ("tags",)),
    "tag_keys": ("the keys of the tags, lower case", ("tags",)),
    "environment": ("prod, staging, dev, ...; by tag or name", ("tags", "name")),
    "team": ("whose it is, by its tags", ("tags",)),
    "allowed_actions": ("what may be done with it, by IAM's answers", ("permissions",)),
    "can": ("what may be done, and its state does not forbid", ("permissions", "constraints")),
    "facts": ("what is derived: `public`, `not_encrypted`, ...", ("facts",)),
    "relations": ("what it points to", ("relations",)),
    "identifiers": ("ids, addresses and host names that it is found by", ("arn", "id", "name", "properties")),
    "traits": ("engines, sizes, kinds: words of its properties", ("properties",)),
    "words": ("words of its name and tags", ("name", "tags")),
    "lacks": ("what is missing of tags, team, environment", ("tags", "name")),
    "sealed": ("keyed hashes of what is sealed in it", ("properties",)),
    "sealed_by": ("the keys that sealed it", ("properties",)),
    "created_epoch": ("created_at in seconds since 1970", ("created_at",)),
    "text_version": ("of the form of its text", ()),
    "size_mb": ("how large it was made, in MiB", ("properties",)),
    "memory_mb": ("how much memory it has, in MiB", ("properties",)),
    "kept_days": ("how long it keeps what it holds, or its backups, in days", ("properties",)),
}


def described(schema: pa.Schema) -> dict[str, Any]:
    """An Arrow schema, with what its columns hold, as the asset's metadata."""
    found = [dg.TableColumn(one.name, str(one.type), (one.metadata or {})[b"description"].decode()) for one in schema]
    return {"dagster/column_schema": dg.TableSchema(found)}


def of_points() -> dict[str, Any]:
    """What a point can be found by, as the asset's metadata."""
    fields = [("point_id", "uuid"), ("vector", f"list<float>[{DIMENSION}]")]
    fields += [*((name, "keyword") for name in KEYWORDS), *((name, "integer") for name in NUMBERS)]
    words = WORDS | {name: field[0] for name, field in FIELDS.items()}
    return {"dagster/column_schema": dg.TableSchema([dg.TableColumn(*one, words[one[0]]) for one in fields])}


def between(asset: str, from_: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Which columns of the asset before each column comes from, as metadata of a materialization."""
    return _told({column: [(asset, name) for name in names] for column, names in from_.items()})


def into_points() -> dict[str, Any]:
    """The same of the points, which have two assets before them."""
    fields = {name: FIELDS[name][1] if name in FIELDS else (name,) for name in (*KEYWORDS, *NUMBERS)}
    found = {column: [("enriched_resources", name) for name in names] for column, names in fields.items()}
    return _told(found | {name: [("resource_embeddings", name)] for name in ("point_id", "vector")})


def _told(found: Mapping[str, list[tuple[str, str]]]) -> dict[str, Any]:
    deps = {column: [dg.TableColumnDep(*one) for one in before] for column, before in found.items() if before}
    return {"dagster/column_lineage": dg.TableColumnLineage(deps)}
