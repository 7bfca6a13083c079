"""The asset graph for tests: an instance with one account, its job, and the latest results of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from tests.conftest import STAGING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Place

KEY = f"{STAGING}|us-east-1/lambda"


@pytest.fixture(name="instance")
def instance_fixture(inside: Place) -> Iterator[dg.DagsterInstance]:
    from estate_assets.partitions import register_accounts

    with dg.DagsterInstance.ephemeral() as found:
        register_accounts(found, [STAGING])
        yield found


def run(
    instance: dg.DagsterInstance, first: str, last: str = "", *, account: str = STAGING
) -> dg.ExecuteInProcessResult:
    """The job on one target of an account, or on the range of targets from the first to the last."""
    from estate_assets.definitions import defs

    start, end = (f"{account}|{target}" for target in (first, last or first))
    ranged = {"dagster/asset_partition_range_start": start, "dagster/asset_partition_range_end": end}
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    return defs.resolve_job_def("estate_scan").execute_in_process(
        instance=instance, tags=ranged if last else {"dagster/partition": start}, run_config=quiet, raise_on_error=False
    )


def latest_checks(instance: dg.DagsterInstance, asset: str, check: str) -> dict[str, Any]:
    key = dg.AssetCheckKey(dg.AssetKey(asset), check)
    records = instance.event_log_storage.get_asset_check_execution_history(key, limit=100)
    events = [record.event.dagster_event for record in reversed(records) if record.event]
    told = [one for one in events if one.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION]
    return {one.asset_check_evaluation_data.partition: one.asset_check_evaluation_data for one in told}
