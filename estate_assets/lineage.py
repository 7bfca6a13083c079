"""The columns of each table as the Dagster UI shows them: what they hold, and which columns they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

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


def described(schema: pa.Schema) -> dict[str, Any]:
    """An Arrow schema, with what its columns hold, as the asset's metadata."""
    found = [dg.TableColumn(one.name, str(one.type), (one.metadata or {})[b"description"].decode()) for one in schema]
    return {"dagster/column_schema": dg.TableSchema(found)}


def of_points() -> dict[str, Any]:
    """What a point can be found by, as the asset's metadata."""
    fields = [*((name, "keyword") for name in KEYWORDS), *((name, "integer") for name in NUMBERS)]
    found = [dg.TableColumn("id", "uuid"), dg.TableColumn("vector", f"list<float>[{DIMENSION}]")]
    return {"dagster/column_schema": dg.TableSchema([*found, *(dg.TableColumn(*field) for field in fields)])}


def between(asset: str, from_: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Which columns of the asset before each column comes from, as metadata of a materialization."""
    found = {column: [dg.TableColumnDep(asset, name) for name in names] for column, names in from_.items()}
    return {"dagster/column_lineage": dg.TableColumnLineage(found)}
