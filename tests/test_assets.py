"""The asset graph, run by Dagster over real HTTP: partitions, their checks and metadata, and what a failure does to them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from estate_assets.demo.secrets import planted
from tests.conftest import PRODUCTION, STAGING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals
CHAIN = ["raw_resources", "enriched_resources", "resource_embeddings", "qdrant_points"]
CHECKED = [
    ("raw_resources", "scan_complete"), ("resource_embeddings", "embedding_dimension"), ("resource_embeddings", "vectors_sound"),
    ("qdrant_points", "deletions_in_bounds"),
]  # fmt: skip
KEY = f"{STAGING}|us-east-1/lambda"


@pytest.fixture
def instance(inside: Place) -> Iterator[dg.DagsterInstance]:
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


def test_an_account_of_which_nothing_was_seen_turns_its_run_red(inside: Place, instance: dg.DagsterInstance) -> None:
    inside.faults({"service": "sts", "operation": "AssumeRole", "status": 403, "code": "AccessDenied", "message": "no"})
    done = run(instance, "us-east-1/kms", "us-east-1/lambda")
    assert not done.success
    assert not any(one.passed for one in latest_checks(instance, "raw_resources", "scan_complete").values())
    assert instance.get_materialized_partitions(dg.AssetKey("enriched_resources")) == set()


def test_an_account_that_can_not_be_entered_harms_no_other_and_loses_nothing(
    inside: Place, instance: dg.DagsterInstance
) -> None:
    from estate_assets.partitions import register_accounts
    from estate_assets.scanner.scan import EstateScanner

    def points() -> dict[str, int]:
        with EstateScanner() as scanner, scanner.store() as collection:
            return collection.facet("account_id")

    register_accounts(instance, [PRODUCTION])
    assert run(instance, "us-east-1/lambda").success
    before = points()
    assert before[STAGING] > 0
    settings = inside.folder / "estate.toml"
    ours, _, theirs = settings.read_text().partition(f'id = "{STAGING}"')
    wrong = theirs.replace("external_id = ", 'external_id = "wrong"  # ', 1)
    settings.write_text(f'{ours}id = "{STAGING}"{wrong}')
    assert not run(instance, "us-east-1/lambda").success
    assert run(instance, "us-east-1/lambda", account=PRODUCTION).success
    after = points()
    assert after[STAGING] == before[STAGING]
    assert after[PRODUCTION] > 0
    told = latest_checks(instance, "raw_resources", "scan_complete")
    assert {key.partition("|")[0]: one.passed for key, one in told.items()} == {STAGING: False, PRODUCTION: True}
    assert KEY in instance.get_materialized_partitions(dg.AssetKey("qdrant_points"))


def test_a_vector_of_another_dimension_never_reaches_the_collection(
    inside: Place, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.scan import EstateScanner

    monkeypatch.setattr(Embedder, "embed", lambda _, texts: [(0.5,) * 383 for _ in texts])
    done = run(instance, "us-east-1/kms", "us-east-1/lambda")
    assert not done.success
    evaluated = latest_checks(instance, "resource_embeddings", "embedding_dimension")
    assert {one.passed for one in evaluated.values()} == {False}
    assert all(one.blocking for one in evaluated.values())
    assert instance.get_materialized_partitions(dg.AssetKey("qdrant_points")) == set()
    with EstateScanner() as scanner, scanner.store() as collection:
        assert collection.count() == 0


@pytest.mark.parametrize("vector", [(float("nan"),) * 384, (0.5,) * 384])
def test_a_broken_vector_never_reaches_the_collection(
    inside: Place, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, vector: tuple[float, ...]
) -> None:
    from estate_assets.scanner.embedding import Embedder

    monkeypatch.setattr(Embedder, "embed", lambda _, texts: [vector for _ in texts])
    assert not run(instance, "us-east-1/lambda").success
    (evaluated,) = latest_checks(instance, "resource_embeddings", "vectors_sound").values()
    assert (evaluated.passed, evaluated.metadata["unsound"].value > 0) == (False, True)
    assert latest_checks(instance, "resource_embeddings", "embedding_dimension")[KEY].passed
    assert instance.get_materialized_partitions(dg.AssetKey("qdrant_points")) == set()


def test_a_cleanup_that_the_breaker_stopped_fails_its_check(
    inside: Place, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from estate_assets.scanner.discovery import Discovery

    monkeypatch.setenv("ESTATE_DELETIONS__MIN_COUNT", "1")
    assert run(instance, "us-east-1/lambda").success
    assert latest_checks(instance, "qdrant_points", "deletions_in_bounds")[KEY].passed
    discover = Discovery.discover
    monkeypatch.setattr(
        Discovery, "discover", lambda *args: (replace(outcome, items=()) for outcome in discover(*args))
    )
    assert run(instance, "us-east-1/lambda").success
    evaluated = latest_checks(instance, "qdrant_points", "deletions_in_bounds")[KEY]
    assert (evaluated.passed, evaluated.metadata["deleted"].value) == (False, 0)
    assert "would be deleted; nothing was" in evaluated.description


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


def test_a_model_that_fails_drops_no_resource(
    inside: Place, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.scan import EstateScanner

    def broken(*_: Any) -> Any:
        raise RuntimeError("out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(Embedder, "embed", broken)
        done = run(instance, "us-east-1/kms", "us-east-1/lambda")
    assert done.success
    (event, _) = done.asset_materializations_for_node("qdrant_points")
    assert event.metadata["errors_by_category"].value == {"embedding": 1}
    with EstateScanner() as scanner, scanner.store() as collection:
        stored = list(collection.resources())
        assert stored
        assert {len(collection.vector(one.account_id, one.arn)) for one in stored} == {0}

    assert run(instance, "us-east-1/kms", "us-east-1/lambda").success
    with EstateScanner() as scanner, scanner.store() as collection:
        assert {len(collection.vector(one.account_id, one.arn)) for one in stored} == {384}
        assert collection.count() == len(stored)
