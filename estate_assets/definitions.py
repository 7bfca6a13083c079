"""The code location: assembles, decides nothing."""

import dagster as dg

from estate_assets import assets, automation, checks
from estate_assets.io_managers import ParquetIOManager
from estate_assets.resources import Scanner

defs = dg.Definitions(
    assets=dg.with_source_code_references(dg.load_assets_from_modules([assets])),
    asset_checks=[checks.of_collection],
    jobs=automation.jobs,
    schedules=automation.schedules,
    sensors=automation.sensors,
    resources={"scanner": Scanner(), "parquet": ParquetIOManager()},
    # A run's cells share clients, credentials and a model: a process per step would cost 3 to 4.5 times the CPU.
    executor=dg.in_process_executor,
)
