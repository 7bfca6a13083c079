"""raw_resources -> enriched_resources -> resource_embeddings -> qdrant_points -> qdrant_collection."""

import warnings
from collections.abc import Iterator
from typing import Any

import dagster as dg

from estate_assets import checks, flow
from estate_assets.automation.upkeep import AFTER_SCANS
from estate_assets.io_managers import Partitions
from estate_assets.partitions import cells
from estate_assets.reporting import Checks, columns
from estate_assets.resources import KeepConfig
from estate_assets.scanner import tables
from estate_assets.scanner.scan import EstateScanner

warnings.filterwarnings("ignore", category=dg.BetaWarning)  # backfill_policy: the one beta parameter in use, on purpose

ScannerParam = dg.ResourceParam[EstateScanner]
one_run = dg.BackfillPolicy.single_run()  # a range of cells is one run, not a run per cell


@dg.asset(
    partitions_def=cells,
    backfill_policy=one_run,
    group_name="estate",
    io_manager_key="parquet",
    check_specs=[checks.scan_complete],
    metadata=columns(tables.RAW),
    kinds={"aws", "parquet"},
)
def raw_resources(context: dg.AssetExecutionContext, scanner: ScannerParam) -> Iterator[Any]:
    """What AWS said, per account × region × service: every resource with its properties (sensitive ones sealed) and tags,
    and how completely the cell was seen. A refused call is data here, not an exception.
    """
    completeness = Checks(context, checks.scan_complete)
    accounts = flow.Seen()
    yield dg.Output(flow.raw(context, scanner, completeness, accounts))
    yield from completeness.told()
    accounts.require_some()


@dg.asset(
    partitions_def=cells,
    backfill_policy=one_run,
    group_name="estate",
    io_manager_key="parquet",
    metadata=columns(tables.ENRICHED),
    kinds={"aws", "parquet"},
)
def enriched_resources(
    context: dg.AssetExecutionContext, raw_resources: Partitions, scanner: ScannerParam
) -> Iterator[Any]:
    """Every resource in one form, with what the scanning principal may do with it (IAM) and what its state forbids (constraints)."""
    yield dg.Output(flow.enriched(context, raw_resources, scanner))


@dg.asset(
    partitions_def=cells,
    backfill_policy=one_run,
    group_name="estate",
    io_manager_key="parquet",
    check_specs=[checks.embedding_dimension],
    metadata=columns(tables.EMBEDDED),
    kinds={"huggingface", "parquet"},
)
def resource_embeddings(
    context: dg.AssetExecutionContext, enriched_resources: Partitions, scanner: ScannerParam
) -> Iterator[Any]:
    """A sentence per resource and its vector by all-MiniLM-L6-v2 (384 dimensions, unit length)."""
    dimension = Checks(context, checks.embedding_dimension)
    yield dg.Output(flow.embedded(context, enriched_resources, scanner, dimension))
    yield from dimension.told()


@dg.asset(partitions_def=cells, backfill_policy=one_run, group_name="estate", kinds={"qdrant"})
def qdrant_points(
    context: dg.AssetExecutionContext,
    config: KeepConfig,
    enriched_resources: Partitions,
    resource_embeddings: Partitions,
    scanner: ScannerParam,
) -> None:
    """The cell's points: changed ones written, those surely gone removed. What was not listed to its end loses nothing."""
    flow.keep(context, config, enriched_resources, resource_embeddings, scanner)


@dg.asset(deps=[qdrant_points], group_name="estate", kinds={"qdrant"}, automation_condition=AFTER_SCANS)
def qdrant_collection(scanner: ScannerParam) -> dg.MaterializeResult[None]:
    """The searchable collection as a whole: its indexes, and totals over all accounts."""
    with scanner.store() as collection:
        return dg.MaterializeResult(metadata={"points": collection.count(), "dimension": collection.dimension()})
