"""Jobs: the scan of cells, and the collection as a whole."""

import dagster as dg

scan_job = dg.define_asset_job(
    "estate_scan",
    selection=dg.AssetSelection.assets("raw_resources", "enriched_resources", "resource_embeddings", "qdrant_points"),
    description="Scans cells into the collection. Backfill a range of targets of one account: it becomes one run.",
)
collection_job = dg.define_asset_job(
    "estate_collection",
    selection=dg.AssetSelection.assets("qdrant_collection"),
    description="Totals and checks of the whole collection.",
)
