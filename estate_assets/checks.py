"""What must hold of each asset. Checks per partition are told by the assets themselves; those of the collection run after it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from estate_assets.automation.requests import gone_accounts
from estate_assets.scanner import census
from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.scan import EstateScanner

scan_complete = dg.AssetCheckSpec(
    "scan_complete", asset="raw_resources",
    description="Every resource type of the cell was listed to its end. Fails with what is missing and why; blocks nothing.",
)  # fmt: skip
permission_agreement = dg.AssetCheckSpec(
    "permission_agreement", asset="enriched_resources",
    description="With `permissions.engine = \"both\"`: what was evaluated here is what IAM's simulation says, wherever a sample was "
    "compared. Where not, the answer is unknown, with both.",
)  # fmt: skip
embedding_dimension = dg.AssetCheckSpec(
    "embedding_dimension", asset="resource_embeddings", blocking=True,
    description=f"Every vector has {DIMENSION} dimensions. Blocks: a vector of another length never reaches the collection.",
)  # fmt: skip
vectors_sound = dg.AssetCheckSpec(
    "vectors_sound", asset="resource_embeddings", blocking=True,
    description="Every vector is of unit length, and holds no NaN. Blocks: a broken vector never reaches the collection.",
)  # fmt: skip
deletions_in_bounds = dg.AssetCheckSpec(
    "deletions_in_bounds", asset="qdrant_points",
    description="The cleanup did not want to remove more of the cell than the settings allow (`[deletions]`). Where it did, it "
    "removed nothing. If the resources are gone indeed, run the partition with `force_deletes: true`.",
)  # fmt: skip


def _of_collection(name: str, description: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset="qdrant_collection", description=description)


vector_size = _of_collection("vector_size", f"The collection's vectors have {DIMENSION} dimensions.")
model_fingerprint = _of_collection(
    "model_fingerprint", "The collection was made with the very model that questions are embedded with."
)
no_duplicate_points = _of_collection(
    "no_duplicate_points", "Every point belongs to a different resource (account and ARN)."
)
points_match_ledger = _of_collection(
    "points_match_ledger", "Of every type that was listed to its end there are as many points as resources were seen."
)
estate_complete = _of_collection("estate_complete", "Every cell of the ledger was seen completely.")
cells_fresh = _of_collection(
    "cells_fresh",
    "No cell was scanned longer ago than `automation.fresh_within_h`; accounts that are gone do not count.",
)


@dg.multi_asset_check(
    specs=[vector_size, model_fingerprint, no_duplicate_points, points_match_ledger, estate_complete, cells_fresh]
)
def of_collection(
    context: dg.AssetCheckExecutionContext, scanner: dg.ResourceParam[EstateScanner]
) -> Iterator[dg.AssetCheckResult]:
    """Everything that takes the whole collection and the whole ledger: both are read once."""
    with scanner.store() as collection:
        taken = census.take(collection)
    entries, gone = scanner.ledger.entries(), gone_accounts(context.instance)
    oldest = datetime.now(UTC) - timedelta(hours=scanner.settings.automation.fresh_within_h)
    yield _result(vector_size, taken.dimension == DIMENSION, f"{taken.dimension} dimensions", dimension=taken.dimension)
    yield _result(model_fingerprint, *census.model(taken), model=taken.model)
    yield _result(no_duplicate_points, *census.duplicates(taken), points=taken.points, resources=taken.resources)
    yield _result(points_match_ledger, *census.unmatched(taken, entries), warns=True, points=taken.points)
    yield _result(estate_complete, *census.gaps(entries), warns=True, complete_share=census.complete_share(entries))
    yield _result(cells_fresh, *census.stale(scanner.ledger.cells(), gone, oldest), warns=True)


def _result(
    spec: dg.AssetCheckSpec, passed: bool, words: str, *, warns: bool = False, **numbers: Any
) -> dg.AssetCheckResult:
    severity = dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR
    return dg.AssetCheckResult(
        passed=passed,
        check_name=spec.name,
        asset_key=spec.asset_key,
        severity=severity,
        description=words,
        metadata=numbers,
    )
