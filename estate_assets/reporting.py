"""What a partition says of itself in the Dagster UI: its metadata, and its checks under its own key."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from estate_assets.partitions import key_of
from estate_assets.scanner.errors import Status
from estate_assets.scanner.stages import incomplete, type_counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from estate_assets.scanner.model import Outcome
    from estate_assets.scanner.results import Stored


def columns(schema: pa.Schema) -> dict[str, dg.TableSchema]:
    """An Arrow schema as the column schema that the UI shows."""
    found = [dg.TableColumn(one.name, str(one.type), (one.metadata or {})[b"description"].decode()) for one in schema]
    return {"dagster/column_schema": dg.TableSchema(found)}


def outcome_metadata(outcome: Outcome[Any]) -> dict[str, Any]:
    """The numbers and gaps of one cell. No property of any resource is among them."""
    stats = outcome.stats
    return {
        "dagster/partition_row_count": len(outcome.items),
        "status": outcome.status.value,
        "gaps": incomplete(outcome) or "none",
        "errors_by_category": dict(Counter(error.category.value for error in outcome.errors)),
        "errors": [error.to_dict() for error in outcome.errors],
        "ledger_gaps": [entry.to_dict() for entry in outcome.ledger if entry.has_gap],
        "api_calls": int(stats.get("api_calls", 0)),
        "throttles": int(stats.get("throttles", 0)),
        "scan_seconds": round(float(stats.get("duration_s", 0)), 3),
        "resource_types": type_counts(outcome),
    }


def stored_metadata(stored: Stored) -> dict[str, Any]:
    """What the collection took of one cell."""
    errors = (*stored.outcome.errors, *stored.errors)
    return outcome_metadata(stored.outcome) | {
        "errors_by_category": dict(Counter(error.category.value for error in errors)),
        "errors": [error.to_dict() for error in errors],
        "points_upserted": stored.upserted,
        "points_unchanged": stored.unchanged,
        "points_deleted": stored.deleted,
    }


class Checks:
    """Evaluations of one check, a partition each, gathered while partitions are written and told once they are there."""

    def __init__(self, context: dg.AssetExecutionContext, spec: dg.AssetCheckSpec) -> None:
        self._context, self._spec = context, spec
        self._found: list[tuple[bool, str, str, Mapping[str, Any]]] = []

    def note(self, outcome: Outcome[Any], *, passed: bool, text: str, metadata: Mapping[str, Any]) -> None:
        """One partition's result."""
        self._found.append((passed, key_of(outcome.cell), text, metadata))

    def told(self) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        """The evaluations, failures last (the headline shows the last one), and the output that Dagster wants of a check."""
        context, instance = self._context, self._context.instance
        keys = {key for _, key, _, _ in self._found}
        stored = instance.get_latest_storage_id_by_partition(
            self._spec.asset_key, dg.DagsterEventType.ASSET_MATERIALIZATION, keys
        )
        for passed, key, text, metadata in sorted(self._found, key=lambda found: not found[0]):
            yield dg.AssetCheckEvaluation(
                asset_key=self._spec.asset_key, check_name=self._spec.name, passed=passed, description=text,
                metadata=metadata, blocking=self._spec.blocking, partition=key,
                target_materialization_data=AssetCheckEvaluationTargetMaterializationData(
                    storage_id=stored[key], run_id=context.run_id, timestamp=time.time()
                ),
            )  # fmt: skip
        yield dg.Output(None, output_name=self._spec.get_python_identifier())


def gap_note(outcome: Outcome[Any]) -> dict[str, Any]:
    """A cell's completeness as the arguments of `Checks.note`."""
    gaps = incomplete(outcome)
    counts = Counter(entry.status.value for entry in outcome.ledger)
    return {
        "passed": not gaps,
        "text": gaps or f"{counts[Status.COMPLETE.value]} resource types seen completely",
        "metadata": {"types_by_status": dict(counts)},
    }
