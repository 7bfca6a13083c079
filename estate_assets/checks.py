"""What must hold of each asset. Checks per partition are told by the assets themselves; those of the collection run after it."""

import dagster as dg

from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.errors import GAPLESS
from estate_assets.scanner.scan import EstateScanner

scan_complete = dg.AssetCheckSpec(
    "scan_complete", asset="raw_resources",
    description="Every resource type of the cell was listed to its end. Fails with what is missing and why; blocks nothing.",
)  # fmt: skip
embedding_dimension = dg.AssetCheckSpec(
    "embedding_dimension", asset="resource_embeddings", blocking=True,
    description=f"Every vector has {DIMENSION} dimensions. Blocks: a vector of another length never reaches the collection.",
)  # fmt: skip


@dg.asset_check(asset="qdrant_collection", description=f"The collection's vectors have {DIMENSION} dimensions.")
def vector_size(scanner: dg.ResourceParam[EstateScanner]) -> dg.AssetCheckResult:
    """The dimension that the collection was made with."""
    with scanner.store() as collection:
        size = collection.dimension()
    return dg.AssetCheckResult(passed=size == DIMENSION, metadata={"dimension": size})


@dg.asset_check(asset="qdrant_collection", description="Every point belongs to a different resource (account and ARN).")
def no_duplicate_points(scanner: dg.ResourceParam[EstateScanner]) -> dg.AssetCheckResult:
    """Points against the resources they stand for."""
    with scanner.store() as collection:
        points, resources = collection.count(), collection.distinct_resources()
    return dg.AssetCheckResult(passed=points == resources, metadata={"points": points, "resources": resources})


@dg.asset_check(asset="qdrant_collection", description="Every cell of the ledger was seen completely.")
def estate_complete(scanner: dg.ResourceParam[EstateScanner]) -> dg.AssetCheckResult:
    """The share of account × region × service × type that was seen to its end."""
    entries = scanner.ledger.entries()
    gaps = [entry for entry in entries if entry.status not in GAPLESS]
    share = 1 - len(gaps) / len(entries) if entries else 1.0
    return dg.AssetCheckResult(
        passed=not gaps,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(gaps)} of {len(entries)} listings have a gap" if gaps else "no gaps",
        metadata={"complete_share": share, "gaps": len(gaps)},
    )


of_collection = [vector_size, no_duplicate_points, estate_complete]
