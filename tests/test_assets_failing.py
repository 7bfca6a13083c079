"""The asset graph where something fails: which checks and runs tell it, and that nothing else is harmed or lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from tests.conftest import PRODUCTION, STAGING
from tests.materializing import KEY, instance_fixture, latest_checks, run  # noqa: F401

if TYPE_CHECKING:
    from tests.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # Dagster's own warnings about its own internals


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
