"""What Dagster does by itself: jobs, schedules and sensors. All of it is stopped until someone turns it on."""

from estate_assets.automation.accounts import estate_accounts
from estate_assets.automation.changes import estate_changes
from estate_assets.automation.incomplete import estate_incomplete_cells
from estate_assets.automation.jobs import collection_job, scan_job
from estate_assets.automation.schedules import estate_full_scan, estate_incremental_scan
from estate_assets.automation.upkeep import estate_collection_upkeep

jobs = [scan_job, collection_job]
schedules = [estate_full_scan, estate_incremental_scan]
sensors = [estate_accounts, estate_incomplete_cells, estate_changes, estate_collection_upkeep]
