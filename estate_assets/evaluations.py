"""Checks of single partitions: evaluated while partitions are written, told once they are there, each under its own key."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from estate_assets.partitions import key_of
from estate_assets.scanner import tables
from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.errors import Status
from estate_assets.scanner.permissions.sampling import AGREED, COMPARED
from estate_assets.scanner.stages import BREAKER
from estate_assets.scanner.summaries import incomplete

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from estate_assets.scanner.model import Cell, Outcome
    from estate_assets.scanner.results import Stored

#: What a check found: whether it passed, in words, and its numbers.
Found = tuple[bool, str, "Mapping[str, Any]"]


class Checks:
    """Evaluations of one check, a partition each."""

    def __init__(self, context: dg.AssetExecutionContext, spec: dg.AssetCheckSpec) -> None:
        self._context, self._spec = context, spec
        self._found: list[tuple[str, Found]] = []

    def note(self, cell: Cell, found: Found) -> None:
        """One partition's result."""
        self._found.append((key_of(cell), found))

    def told(self) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        """The evaluations, failures last (the headline shows the last one), and the output that Dagster wants of a check."""
        context, instance = self._context, self._context.instance
        keys = {key for key, _ in self._found}
        stored = instance.get_latest_storage_id_by_partition(
            self._spec.asset_key, dg.DagsterEventType.ASSET_MATERIALIZATION, keys
        )
        for key, (passed, text, metadata) in sorted(self._found, key=lambda found: not found[1][0]):
            yield dg.AssetCheckEvaluation(
                asset_key=self._spec.asset_key, check_name=self._spec.name, passed=passed, description=text,
                metadata=metadata, blocking=self._spec.blocking, partition=key,
                target_materialization_data=AssetCheckEvaluationTargetMaterializationData(
                    storage_id=stored[key], run_id=context.run_id, timestamp=time.time()
                ),
            )  # fmt: skip
        yield dg.Output(None, output_name=self._spec.get_python_identifier())


def completeness(outcome: Outcome[Any]) -> Found:
    """Whether the cell was seen to its end; if not, what is missing and why."""
    gaps = incomplete(outcome)
    counts = Counter(entry.status.value for entry in outcome.ledger)
    return not gaps, gaps or f"{counts[Status.COMPLETE.value]} resource types seen completely", {"types": dict(counts)}


def agreement(outcome: Outcome[Any]) -> Found:
    """Whether the two engines decided alike where both were asked; how often they were, and did."""
    compared = int(outcome.stats.get(COMPARED, 0))
    agreed = int(outcome.stats.get(AGREED, 0))
    text = f"the engines agree on {agreed} of {compared} decisions" if compared else "nothing was compared"
    return agreed == compared, text, {"compared": compared, "agreement": agreed / compared if compared else 1.0}


def dimension(table: pa.Table) -> Found:
    """Whether all vectors have the right length. A text without a vector is an error, but no wrong vector."""
    counts = tables.dimensions(table)
    wrong, missing = tables.wrong_dimensions(counts), counts.get(0, 0)
    text = f"{wrong} of {len(table)} vectors do not have {DIMENSION} dimensions" if wrong else f"{len(table)} texts"
    return not wrong, text, {"vectors": len(table) - missing, "wrong": wrong, "missing": missing}


def soundness(table: pa.Table) -> Found:
    """Whether all vectors are numbers, and of unit length."""
    broken = tables.unsound(table)
    return not broken, f"{broken} vectors are not of unit length" if broken else "sound", {"unsound": broken}


def deletions(stored: Stored) -> Found:
    """Whether the breaker had to stop a cleanup; how much of the cell went otherwise."""
    tripped = next((error.message for error in stored.errors if error.code == BREAKER), "")
    held = stored.upserted + stored.unchanged + stored.deleted
    numbers = {"deleted": stored.deleted, "share": round(stored.deleted / held, 3) if held else 0.0}
    return not tripped, tripped or f"{stored.deleted} points removed", numbers
