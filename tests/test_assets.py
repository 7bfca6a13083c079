"""The asset graph, run by Dagster over real HTTP: partitions, their checks and metadata, and the store that it leaves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from estate_assets.demo.secrets import planted
from tests.conftest import STAGING
from tests.materializing import KEY, instance_fixture, latest_checks, run  # noqa: F401

if TYPE_CHECKING:
    from tests.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals
CHAIN = ["raw_resources", "enriched_resources", "resource_embeddings", "qdrant_points"]
CHECKED = [
    ("raw_resources", "scan_complete"), ("resource_embeddings", "embedding_dimension"), ("resource_embeddings", "vectors_sound"),
    ("qdrant_points", "deletions_in_bounds"),
]  # fmt: skip


def test_a_range_is_one_run_and_each_partition_tells_of_itself(inside: Place, instance: dg.DagsterInstance) -> None:
    done = run(instance, "us-east-1/kms", "us-east-1/logs")
    assert done.success
    keys = {f"{STAGING}|us-east-1/{service}" for service in ("kms", "lambda", "logs")}
    for asset in CHAIN:
        assert set(instance.get_materialized_partitions(dg.AssetKey(asset))) == keys
    for event in done.asset_materializations_for_node("raw_resources"):
        found = {name: value.value for name, value in event.metadata.items()}
        assert found["status"] == "complete"
        assert found["dagster/partition_row_count"] > 0
        assert found["api_calls"] > 0
        assert (found["errors"], found["errors_by_category"], found["throttles"]) == ([], {}, 0)
    for event in done.asset_materializations_for_node("enriched_resources"):
        (schema, records) = event.metadata["sample"].schema, event.metadata["sample"].records
        assert {column.name for column in schema.columns} == {"resource_type", "name", "region", "state", "created_at"}
        assert 0 < len(records) <= 5
    for event in done.asset_materializations_for_node("resource_embeddings"):
        found = {name: value.value for name, value in event.metadata.items()}
        assert found["tokens_embedded"] > found["texts_embedded"] > 0
        assert found["texts_without_vector"] == 0
    for event in done.asset_materializations_for_node("qdrant_points"):
        assert event.metadata["points_upserted"].value == event.metadata["dagster/partition_row_count"].value
    for asset in CHAIN[1:]:  # the last one told of is the one that the UI looks at
        latest = instance.get_latest_materialization_event(dg.AssetKey(asset))
        assert "dagster/column_lineage" in latest.asset_materialization.metadata
    for asset, check in CHECKED:
        evaluated = latest_checks(instance, asset, check)
        assert set(evaluated) == keys
        assert all(one.passed for one in evaluated.values())
        ids = instance.get_latest_storage_id_by_partition(
            dg.AssetKey(asset), dg.DagsterEventType.ASSET_MATERIALIZATION, keys
        )
        assert {key: one.target_materialization_data.storage_id for key, one in evaluated.items()} == ids
    told = "".join(
        event.to_json() if hasattr(event, "to_json") else repr(event) for event in instance.all_logs(done.run_id)
    )
    assert not [secret for secret in planted() if secret in told]


def test_a_single_partition_runs_on_its_own(inside: Place, instance: dg.DagsterInstance) -> None:
    assert run(instance, "us-east-1/lambda").success
    assert list(latest_checks(instance, "raw_resources", "scan_complete")) == [KEY]


def test_a_gap_is_a_green_partition_with_a_failed_check_that_names_it(
    inside: Place, instance: dg.DagsterInstance
) -> None:
    inside.faults({"service": "lambda", "operation": "ListFunctions", "region": "us-east-1", "status": 403, "code": "AccessDeniedException",
                   "message": "no"})  # fmt: skip
    done = run(instance, "us-east-1/kms", "us-east-1/lambda")
    assert done.success
    evaluated = latest_checks(instance, "raw_resources", "scan_complete")
    assert {key: one.passed for key, one in evaluated.items()} == {f"{STAGING}|us-east-1/kms": True, KEY: False}
    assert evaluated[KEY].description == "lambda:function denied (ListFunctions: AccessDeniedException)"
    (event,) = [event for event in done.asset_materializations_for_node("raw_resources") if event.partition == KEY]
    assert event.metadata["errors_by_category"].value == {"aws": 1}
    assert (event.metadata["error_count"].value, event.metadata["incomplete_types"].value) == (1, 1)
    assert (
        "| lambda:function | 0 | denied | ListFunctions AccessDeniedException |"
        in event.metadata["resource_types"].value
    )


def test_the_collection_knows_its_totals_and_its_checks_hold(inside: Place, instance: dg.DagsterInstance) -> None:
    from estate_assets.definitions import defs

    assert run(instance, "us-east-1/kms", "us-east-1/lambda").success
    done = defs.resolve_job_def("estate_collection").execute_in_process(instance=instance)
    (event,) = done.asset_materializations_for_node("qdrant_collection")
    assert event.metadata["dimension"].value == 384
    assert event.metadata["points"].value > 0
    checks = {one.check_name: one.passed for one in done.get_asset_check_evaluations()}
    assert checks == dict.fromkeys(
        ["vector_size", "model_fingerprint", "no_duplicate_points", "points_match_ledger", "estate_complete", "cells_fresh"], True
    )  # fmt: skip


def test_the_library_and_dagster_leave_the_same_store(
    inside: Place, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from estate_assets.scanner.results import ScanRequest
    from estate_assets.scanner.scan import EstateScanner

    def contents() -> dict[str, Any]:
        with EstateScanner() as scanner, scanner.store() as collection:
            records = [resource.to_dict() for resource in collection.resources()]
            vectors = {record["arn"]: collection.vector(record["account_id"], record["arn"]) for record in records}
        for record in records:
            del record["discovered_at"]
        return {record["arn"]: (json.dumps(record, sort_keys=True), vectors[record["arn"]]) for record in records}

    assert run(instance, "us-east-1/kms", "us-east-1/sqs").success
    through_dagster = contents()
    monkeypatch.setenv("ESTATE_KEY", (inside.home / "key").read_text())
    monkeypatch.setenv("ESTATE_HOME", str(inside.folder / "library"))
    services = ("kms", "lambda", "logs", "rds", "s3", "secretsmanager", "sns", "sqs")
    with EstateScanner() as scanner:
        result = scanner.scan(ScanRequest(accounts=(STAGING,), regions=("us-east-1",), services=services))
    assert result.status == "complete"
    assert contents() == through_dagster
    assert len(through_dagster) > 80
