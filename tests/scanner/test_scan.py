"""EstateScanner: the whole flow over the loopback AWS, without Dagster."""

import contextvars
import gc
import os
import subprocess
import sys
import threading

import pytest
from conftest import REGION
from fake_aws import ACCOUNT, Fault
from scanning import ARN, QUEUES, estate_fixture, scanner_fixture  # noqa: F401

from estate_assets.scanner import garbage
from estate_assets.scanner.changes import Change, Kind
from estate_assets.scanner.credentials import ACTING
from estate_assets.scanner.errors import ErrorCategory, ModelError
from estate_assets.scanner.model import Account, Cell


def stored(scanner):
    with scanner.store() as collection:
        return sorted(one.name for one in collection.resources())


@pytest.mark.usefixtures("estate")
def test_a_scan_brings_the_estate_into_the_store_and_a_second_one_writes_nothing(scanner):
    one = scanner()
    first, second = one.scan(QUEUES), one.scan(QUEUES)
    assert (first.status, first.resources_discovered, first.resources_upserted) == ("complete", 3, 3)
    assert (second.status, second.resources_upserted, second.resources_unchanged) == ("complete", 0, 3)
    assert second.resources_deleted == 0
    assert first.cells == {"complete": 1}
    assert stored(one) == ["a", "b", "c"]
    assert first.api_calls == 7


@pytest.mark.usefixtures("estate")
def test_only_what_the_store_has_not_with_its_vector_is_put_into_words(scanner, monkeypatch):
    one = scanner()
    with monkeypatch.context() as broken:
        broken.setattr(one.embedder, "embed", _no_model)
        first = one.scan(QUEUES)
    assert (first.resources_upserted, [error.category for error in first.errors]) == (3, [ErrorCategory.EMBEDDING])
    assert (one.scan(QUEUES).resources_upserted, one.embedder.texts) == (3, 3)
    assert (one.scan(QUEUES).resources_upserted, one.embedder.texts) == (0, 3)
    with one.store() as collection:
        assert {len(collection.vector(ACCOUNT, ARN + name)) for name in ("a", "b", "c")} == {384}


def _no_model(_):
    raise ModelError("no model")


def test_a_scan_that_is_denied_is_told_and_deletes_nothing(estate, scanner):
    one = scanner()
    one.scan(QUEUES)
    estate.on("sqs:ListQueues", Fault("AccessDenied", 403))
    result = one.scan(QUEUES)
    assert (result.status, result.resources_deleted, stored(one)) == ("failed", 0, ["a", "b", "c"])
    assert [error.code for error in result.errors] == ["AccessDenied"]
    assert [entry.status for entry in one.ledger.entries()] == ["denied"]
    assert result.to_dict()["status"] == "failed"


def test_what_is_gone_from_the_estate_goes_from_the_store(estate, scanner):
    one = scanner()
    one.scan(QUEUES)
    estate.on("sqs:ListQueues", {"QueueUrls": ["https://q/a"]})
    assert (one.scan(QUEUES).resources_deleted, stored(one)) == (2, ["a"])


def test_permissions_are_asked_for_and_their_refusal_is_an_error_of_the_scan_not_its_end(estate, scanner):
    user = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/scan", "UserId": "u"}
    estate.on("sts:GetCallerIdentity", user)
    estate.on("iam:GetContextKeysForPrincipalPolicy", Fault("AccessDenied", 403))
    estate.on("iam:GetAccountAuthorizationDetails", Fault("AccessDenied", 403))
    one = scanner(permissions={"engine": "simulate"})
    result = one.scan(QUEUES)
    assert (result.status, result.resources_discovered) == ("partial", 3)
    assert [(error.category, error.operation) for error in result.errors] == [
        ("iam", "GetContextKeysForPrincipalPolicy")
    ]
    (row,) = [entry for entry in one.ledger.entries() if entry.resource_type == "iam:permissions"]
    assert (row.status, row.region, row.operation) == ("denied", "global", "GetContextKeysForPrincipalPolicy")
    estate.on("iam:GetContextKeysForPrincipalPolicy", {"ContextKeyNames": []})
    estate.on("iam:SimulatePrincipalPolicy", {"EvaluationResults": []})
    one.scan(QUEUES)
    (row,) = [entry for entry in one.ledger.entries() if entry.resource_type == "iam:permissions"]
    assert (row.status, row.message) == ("complete", f"as arn:aws:iam::{ACCOUNT}:user/scan")


@pytest.mark.parametrize("engine", ["off", "simulate"])
def test_a_scan_that_is_given_up_in_another_context_leaves_neither_threads_nor_an_identity(estate, scanner, engine):
    """Who collects the garbage closes a generator wherever he is."""
    for operation in ("GetRole", "GetContextKeysForPrincipalPolicy", "GetAccountAuthorizationDetails"):
        estate.on(f"iam:{operation}", Fault("AccessDenied", 403))
    before, found = ACTING.get(None), scanner(permissions={"engine": engine})
    account = found.accounts()[0]
    cells = [Cell(ACCOUNT, region, "sqs") for region in (REGION, "us-east-1", REGION)]
    outcomes = found.enrich(account, found.discovery.discover(account, cells))
    assert contextvars.copy_context().run(next, outcomes)
    assert ACTING.get(None) is before
    contextvars.Context().run(outcomes.close)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("estate-cell")] == []


@pytest.mark.usefixtures("estate")
def test_one_cell_may_be_scanned_and_looked_at_without_a_store(scanner):
    outcome = scanner().scan_service(Account(ACCOUNT, "prod"), REGION, "sqs")
    assert [one.name for one in outcome.items] == ["a", "b", "c"]
    assert {one.account_name for one in outcome.items} == {"prod"}


def test_the_home_is_for_its_owner_only(scanner, tmp_path):
    tmp_path.chmod(0o755)
    scanner()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_the_library_never_imports_dagster():
    code = (
        "import sys, pkgutil, importlib, estate_assets.scanner as top\n"
        "for module in pkgutil.walk_packages(top.__path__, top.__name__ + '.'): importlib.import_module(module.name)\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('dagster', 'sentence_transformers', 'torch')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("days", "kept"), [(365, []), (0, ["long-ago"])])
def test_the_end_of_an_accounts_scan_forgets_what_is_older_than_the_settings_say(scanner, estate, days, kept):
    one = scanner(history={"keep_days": days})
    old = (
        "long-ago",
        "2020-01-01T00:00:00.000000+00:00",
        Kind.REMOVED,
        ACCOUNT,
        REGION,
        "sqs",
        "sqs:queue",
        f"{ARN}old",
        "old",
        "old",
    )
    one.changes.record([Change(*old)], settled=True)
    one.scan(QUEUES)
    assert [change.scan for change in one.changes.find("name = 'old'")] == kept
    assert len(one.changes.find("kind = 'added'")) == 3


def test_garbage_is_rarely_sought_in_each_stage_and_as_often_as_before_after_it(estate, scanner):
    before, account, seen = gc.get_threshold(), Account(ACCOUNT), []

    def watched(outcomes):
        for outcome in outcomes:
            seen.append(gc.get_threshold())
            yield outcome

    one = scanner()
    raw = list(watched(one.discovery.discover(account, [Cell(ACCOUNT, REGION, "sqs")])))
    enriched = list(watched(one.enrich(account, raw)))
    embedded = list(watched(one.embed(enriched)))
    with one.store() as collection:
        list(watched(one.keep(account, embedded, collection, QUEUES)))
    assert seen == [garbage.RARE] * 4
    assert gc.get_threshold() == before
