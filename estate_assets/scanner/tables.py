"""Outcomes as Arrow tables and back: what stands in Parquet between the stages.

A table holds one cell. Its schema's metadata carries the cell, its part of the ledger, its errors and its stats, so that
records and the knowledge of their completeness can't be parted.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from estate_assets.scanner import columns
from estate_assets.scanner.embedding import DIMENSION, FINGERPRINT
from estate_assets.scanner.errors import ErrorCategory, Status, StoreMismatchError
from estate_assets.scanner.model import AWSResource, Cell, EmbeddedText, LedgerEntry, Outcome, RawResource, ScanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.dataset import Dataset

VERSION = 3
META = b"estate"
RAW, ENRICHED, EMBEDDED, JSON = columns.RAW, columns.ENRICHED, columns.EMBEDDED, columns.JSON
UNIT_TOLERANCE = 1e-3


def raw_table(outcome: Outcome[RawResource]) -> pa.Table:
    """A raw outcome as a table of `RAW`."""
    cell = asdict(outcome.cell)
    rows = [{**cell, **{name: getattr(item, name) for name in RAW.names if name not in cell}} for item in outcome.items]
    return _table(rows, RAW, outcome)


def raw_outcome(table: pa.Table) -> Outcome[RawResource]:
    """The inverse of `raw_table`. Raises StoreMismatchError for a table of another version."""
    bare = bare_outcome(table)
    items = []
    for row in _rows(table):
        cell = Cell(row.pop("account_id"), row.pop("region"), row.pop("service"))
        items.append(RawResource(cell=cell, **row))
    return Outcome(bare.cell, tuple(items), bare.ledger, bare.errors, bare.stats)


def enriched_table(outcome: Outcome[AWSResource]) -> pa.Table:
    """An enriched outcome as a table of `ENRICHED`."""
    return _table([item.to_dict() for item in outcome.items], ENRICHED, outcome)


def enriched_outcome(table: pa.Table) -> Outcome[AWSResource]:
    """The inverse of `enriched_table`. Raises StoreMismatchError for a table of another version."""
    bare = bare_outcome(table)
    return Outcome(
        bare.cell, tuple(AWSResource.from_dict(row) for row in _rows(table)), bare.ledger, bare.errors, bare.stats
    )


def exported(resources: Iterable[AWSResource]) -> pa.Table:
    """Resources of any cells as a table of `ENRICHED`, for readers elsewhere."""
    return _packed_table([item.to_dict() for item in resources], ENRICHED, {"version": VERSION})


def embedded_table(outcome: Outcome[AWSResource], texts: Mapping[str, EmbeddedText]) -> pa.Table:
    """A cell's texts and vectors as a table of `EMBEDDED`."""
    return _table([{name: getattr(one, name) for name in EMBEDDED.names} for one in texts.values()], EMBEDDED, outcome)


def embedded_texts(table: pa.Table) -> dict[str, EmbeddedText]:
    """The inverse of `embedded_table`, by point id; without the vectors where another model made them.

    Raises:
        StoreMismatchError: a table of another version.
    """
    ours = _meta(table)["model"] == FINGERPRINT
    rows = ({**row, "vector": tuple(row["vector"]) if ours else ()} for row in table.to_pylist())
    return {row["point_id"]: EmbeddedText(**row) for row in rows}


def bare_outcome(table: pa.Table) -> Outcome[Any]:
    """A table's outcome without its items: cell, ledger, errors and stats. Raises StoreMismatchError."""
    meta = _meta(table)
    ledger = tuple(LedgerEntry(**{**entry, "status": Status(entry["status"])}) for entry in meta["ledger"])
    errors = tuple(ScanError(**{**error, "category": ErrorCategory(error["category"])}) for error in meta["errors"])
    return Outcome(Cell(**meta["cell"]), (), ledger, errors, meta["stats"])


def _meta(table: pa.Table) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads((table.schema.metadata or {}).get(META, b"{}"))
    if meta.get("version") != VERSION:
        raise StoreMismatchError(
            f"a Parquet file of version {meta.get('version')} is there, this version reads {VERSION}: take it away with "
            "`estate upgrade`, then scan, or materialize raw_resources and what follows."
        )
    return meta


def is_current(dataset: Dataset, name: str) -> bool:
    """Whether a Parquet file is of this version; one that can't be read is not."""
    try:
        found = dataset.schema(name).metadata or {}
        return bool(json.loads(found.get(META, b"{}")).get("version") == VERSION)
    except (OSError, ValueError):  # ArrowInvalid is a ValueError
        return False


def dimensions(table: pa.Table) -> dict[int, int]:
    """How many vectors of each length a table of `EMBEDDED` holds; 0 stands for texts that could not be embedded."""
    from pyarrow import compute  # 0.3 CPU seconds, in every process that loads the code location

    counts = compute.value_counts(compute.list_value_length(table.column("vector")))
    return {entry["values"]: entry["counts"] for entry in counts.to_pylist()}


def unsound(table: pa.Table) -> int:
    """How many vectors of the right length hold a NaN or an infinity, or are not of unit length."""
    from pyarrow import compute

    vectors: Any = table.column("vector")
    right = vectors.filter(compute.equal(compute.list_value_length(vectors), pa.scalar(DIMENSION))).combine_chunks()
    norms = np.linalg.norm(right.flatten().to_numpy(zero_copy_only=False).reshape(-1, DIMENSION), axis=1)
    return int((~(np.abs(norms - 1) <= UNIT_TOLERANCE)).sum())  # of a NaN nothing is true


def wrong_dimensions(counts: Mapping[int, int]) -> int:
    """How many vectors do not have 384 dimensions. A text without a vector has none: it is an error, not a wrong one."""
    return sum(count for length, count in counts.items() if length not in (0, DIMENSION))


def _table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema, outcome: Outcome[Any]) -> pa.Table:
    meta = {
        "version": VERSION,
        "model": FINGERPRINT,
        "cell": asdict(outcome.cell),
        "ledger": [entry.to_dict() for entry in outcome.ledger],
        "errors": [error.to_dict() for error in outcome.errors],
        "stats": dict(outcome.stats),
    }
    return _packed_table(rows, schema, meta)


def _packed_table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema, meta: Mapping[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(
        [{name: _packed(name, row[name]) for name in schema.names} for row in rows],
        schema=schema.with_metadata({META: json.dumps(meta).encode()}),
    )


def _packed(name: str, value: Any) -> Any:
    if name in JSON:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    return list(value.items()) if name == "tags" else value


def _rows(table: pa.Table) -> Iterable[dict[str, Any]]:
    for row in table.to_pylist():
        unpacked = {name: json.loads(value) if name in JSON else value for name, value in row.items()}
        yield unpacked | {"tags": dict(unpacked["tags"]), "notes": tuple(unpacked["notes"])}
