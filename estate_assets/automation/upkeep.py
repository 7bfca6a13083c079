"""The collection's totals and checks follow the scans: once after the last of them, not after each."""

import dagster as dg

#: Points are new, and no run is about to bring more.
AFTER_SCANS = (
    dg.AutomationCondition.any_deps_updated().since_last_handled()
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
).with_label("after the last scan under way")

estate_collection_upkeep = dg.AutomationConditionSensorDefinition(
    "estate_collection_upkeep",
    target=dg.AssetSelection.assets("qdrant_collection"),
    minimum_interval_seconds=60,
    description="Totals and checks of the collection, after the last scan under way.",
)
