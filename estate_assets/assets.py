"""raw_resources -> enriched_resources -> resource_embeddings -> qdrant_points -> qdrant_collection."""

import warnings
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import dagster as dg

from estate_assets import checks, flow, lineage
from estate_assets.automation.upkeep import AFTER_SCANS
from estate_assets.evaluations import Checks
from estate_assets.io_managers import Partitions
from estate_assets.partitions import cells
from estate_assets.resources import KeepConfig
from estate_assets.scanner import tables
from estate_assets.scanner.scan import EstateScanner
from estate_assets.scanner.settings import load

warnings.filterwarnings("ignore", category=dg.BetaWarning)  # backfill_policy: the one beta parameter in use, on purpose

ScannerParam = dg.ResourceParam[EstateScanner]
SETTINGS = load().automation
STALE = timedelta(hours=SETTINGS.fresh_within_h)
OWNERS = list(SETTINGS.owners)
GROUP = "estate"
one_run = dg.BackfillPolicy.single_run()  # a range of cells is one run, not a run per cell
FRESH = dg.FreshnessPolicy.time_window(fail_window=STALE, warn_window=STALE / 2)


@dg.asset(
    partitions_def=cells,
    backfill_policy=one_run,
    group_name=GROUP,
    owners=OWNERS,
    io_manager_key="parquet",
    check_specs=[checks.scan_complete],
    metadata=lineage.described(tables.RAW),
    kinds={"aws", "parquet"},
)
def raw_resources(
    context: dg.AssetExecutionContext, scanner: ScannerParam, parquet: dg.ResourceParam[Any]
) -> Iterator[Any]:
    """**What AWS said.** A partition is one service in one region of one account (or `global`): every resource that is
    listed there, with its properties and tags; sensitive properties are sealed. A refused call is data, not an error:
    the partition is green, and its check `scan_complete` fails and says what is missing.
    """
    complete = Checks(context, checks.scan_complete)
    accounts = flow.Seen()
    listed = partial(parquet.read, context.asset_key)
    yield dg.Output(flow.raw(context, scanner, complete, accounts, listed))
    yield from complete.told()
    accounts.require_some()


@dg.asset(
    partitions_def=cells,
    backfill_policy=one_run,
    group_name=GROUP,
    owners=OWNERS,
    io_manager_key="parquet",
    check_specs=[checks.permission_agreement],
    metadata=lineage.described(tables.ENRICHED),
    kinds={"aws", "parquet"},
)
def enriched_resources(
    context: dg.AssetExecutionContext, raw_resources: Partitions, scanner: ScannerParam
) -> Iterator[Any]:
    """**The same resources in one form**, whatever the service: name, state, tags, ARN. With what you may do with each
    (IAM is asked), what its state forbids, and facts such as public or encrypted.
    """
    agreement = Checks(context, checks.permission_agreement)
    yield dg.Output(flow.enriched(context, raw_resources, scanner, agreement))
    yield from agreement.told()


@dg.asset(
    partitions_def=cells,
    backfill_policy=one_run,
    group_name=GROUP,
    owners=OWNERS,
    io_manager_key="parquet",
    check_specs=[checks.embedding_dimension, checks.vectors_sound],
    metadata=lineage.described(tables.EMBEDDED),
    kinds={"huggingface", "parquet"},
)
def resource_embeddings(
    context: dg.AssetExecutionContext, enriched_resources: Partitions, scanner: ScannerParam
) -> Iterator[Any]:
    """**A text and a vector for each resource**, so that it can be found in plain words. Computed only where the
    text is new (all-MiniLM-L6-v2, on this machine).
    """
    dimension, sound = Checks(context, checks.embedding_dimension), Checks(context, checks.vectors_sound)
    yield dg.Output(flow.embedded(context, enriched_resources, scanner, dimension, sound))
    yield from dimension.told()
    yield from sound.told()


@dg.asset(  # type: ignore[call-overload,untyped-decorator]  # for mypy, Nothing is no DagsterType
    partitions_def=cells,
    backfill_policy=one_run,
    group_name=GROUP,
    owners=OWNERS,
    dagster_type=dg.Nothing,  # it is in the collection already; no IO manager has a part in it
    check_specs=[checks.deletions_in_bounds],
    metadata=lineage.of_points(),
    kinds={"qdrant"},
    freshness_policy=FRESH,
)
def qdrant_points(
    context: dg.AssetExecutionContext,
    config: KeepConfig,
    enriched_resources: Partitions,
    resource_embeddings: Partitions,
    scanner: ScannerParam,
) -> Iterator[Any]:
    """**What `estate search` finds.** One point per resource: those that changed are written, those that are surely gone are
    removed. Of a resource type that was not listed to its end, nothing is removed.
    """
    deletions = Checks(context, checks.deletions_in_bounds)
    flow.keep(context, config, enriched_resources, resource_embeddings, scanner, deletions)
    yield dg.Output(None)
    yield from deletions.told()


@dg.asset(
    deps=[qdrant_points],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"qdrant"},
    automation_condition=AFTER_SCANS,
    freshness_policy=FRESH,
)
def qdrant_collection(scanner: ScannerParam) -> dg.MaterializeResult[None]:
    """**The collection as a whole**: totals over all accounts, and the checks that need to see all of it. Materialize it after
    scans; the sensor `estate_collection_upkeep` does so by itself.
    """
    with scanner.store() as collection:
        return dg.MaterializeResult(metadata={"points": collection.count(), "dimension": collection.dimension()})
