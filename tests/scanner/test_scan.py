"""EstateScanner: the whole flow over the loopback AWS, without Dagster, and how it chooses accounts, regions and services."""

import contextvars
import gc
import os
import subprocess
import sys
import threading

import pytest
from conftest import REGION
from fake_aws import ACCOUNT, Fault, Raw, Reset

from estate_assets.scanner import EstateScanner, ScanRequest, Settings, garbage
from estate_assets.scanner.changes import Change, Kind
from estate_assets.scanner.credentials import ACTING
from estate_assets.scanner.errors import CredentialsError, SettingsError
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.registry import Registry

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:"
QUEUES = ScanRequest(regions=(REGION,), services=("sqs",))


class FakeEmbedder:
    def __init__(self):
        self.texts = 0

    def embed(self, texts):
        self.texts += len(texts)
        return [(1.0, *(0.0,) * 383) for _ in texts]


@pytest.fixture
def estate(aws):
    """Three queues."""
    aws.on("sqs:ListQueues", {"QueueUrls": [f"https://q/{name}" for name in ("a", "b", "c")]})
    aws.on("sqs:GetQueueAttributes", lambda params: {"Attributes": {"QueueArn": ARN + params["QueueUrl"][10:]}})
    aws.on("sqs:ListQueueTags", {"Tags": {}})
    return aws


@pytest.fixture
def scanner(aws, tmp_path):
    """Makes scanners on one home; permissions off unless said otherwise."""
    made = []
    assert aws.url

    def make(**more):
        limits = {"attempts": 1, "read_timeout_s": 10, "cells": 2, "items": 2}
        settings = Settings(**{"home": tmp_path, "limits": limits, "permissions": {"engine": "off"}, **more})
        made.append(EstateScanner(settings, Registry(entry_points=False)))
        made[-1].embedder = FakeEmbedder()
        return made[-1]

    yield make
    for one in made:
        one.close()


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


def test_without_accounts_configured_the_default_credentials_account_is_scanned(scanner):
    assert scanner().accounts() == [Account(ACCOUNT)]


def test_an_account_that_is_not_configured_is_named_with_those_that_are(scanner):
    one = scanner(accounts=[{"id": "444455556666"}])
    assert [account.id for account in one.accounts(["444455556666"])] == ["444455556666"]
    with pytest.raises(SettingsError, match=f"'{ACCOUNT}' is not configured. Known: 444455556666"):
        one.accounts([ACCOUNT])


ORGANIZATION = {"role_name": "estate", "external_id": "x", "exclude": ["777777777777"]}


def members(aws):
    some = [("444455556666", "ACTIVE"), (ACCOUNT, "ACTIVE"), ("555555555555", "SUSPENDED"), ("777777777777", "ACTIVE")]
    pages = [{"Accounts": [{"Id": id_, "Name": f"n{id_}", "Status": status}]} for id_, status in some]
    aws.paged("organizations:ListAccounts", "NextToken", "NextToken", *pages)


@pytest.mark.parametrize(
    ("own", "expected"),
    [("credentials", {ACCOUNT: None}), ("role", {ACCOUNT: f"arn:aws:iam::{ACCOUNT}:role/estate"}), ("skip", {})],
)
def test_active_accounts_of_the_organization_are_entered_by_role(aws, scanner, own, expected):
    members(aws)
    found = scanner(organization={**ORGANIZATION, "own_account": own}).accounts()
    role = "arn:aws:iam::444455556666:role/estate"
    assert {account.id: account.role_arn for account in found} == {**expected, "444455556666": role}
    assert [account.id for account in found] == sorted(account.id for account in found)


def test_only_the_accounts_in_and_below_the_named_units_are_entered(aws, scanner):
    """A unit may be named beside the one above it; none of its accounts is entered twice."""
    outer, inner, other = "ou-ab12-11111111", "ou-ab12-22222222", "ou-ab12-33333333"
    accounts = {outer: ["444455556666", "777777777777"], inner: ["555555555555"], other: ["888888888888"]}
    below = {outer: [inner]}

    def listed(params):
        return {
            "Accounts": [{"Id": id_, "Name": f"n{id_}", "Status": "ACTIVE"} for id_ in accounts[params["ParentId"]]]
        }

    aws.on("organizations:ListAccountsForParent", listed)
    aws.on(
        "organizations:ListOrganizationalUnitsForParent",
        lambda params: {"OrganizationalUnits": [{"Id": unit} for unit in below.get(params["ParentId"], ())]},
    )
    found = scanner(organization={**ORGANIZATION, "units": [outer, inner]}).accounts()
    assert [account.id for account in found] == ["444455556666", "555555555555"]
    assert aws.count("organizations:ListAccounts") == 0


def test_accounts_configured_by_hand_win_over_the_organizations(aws, scanner):
    members(aws)
    found = scanner(organization=ORGANIZATION, accounts=[{"id": "444455556666", "name": "mine"}]).accounts()
    assert [account.name for account in found if account.id == "444455556666"] == ["mine"]


def test_an_organization_that_may_not_be_listed_is_told(aws, scanner):
    aws.on("organizations:ListAccounts", Fault("AccessDeniedException"))
    with pytest.raises(CredentialsError, match="ListAccounts: AccessDeniedException"):
        scanner(organization=ORGANIZATION).accounts()


def test_accounts_configured_by_hand_are_scanned_where_the_organization_may_not_be_listed(estate, scanner):
    estate.on("organizations:ListAccounts", Fault("AccessDeniedException"))
    result = scanner(organization=ORGANIZATION, accounts=[{"id": ACCOUNT}]).scan(QUEUES)
    assert (result.status, result.resources_upserted, result.cells) == ("partial", 3, {"complete": 1})
    (error,) = result.errors
    assert (error.category, error.operation, error.code) == ("aws", "ListAccounts", "AccessDeniedException")
    assert "only the accounts configured by hand" in error.message


def test_the_organization_is_not_asked_where_all_that_is_wanted_is_configured(aws, scanner):
    one = scanner(organization=ORGANIZATION, accounts=[{"id": "444455556666"}])
    assert [account.id for account in one.accounts(["444455556666"])] == ["444455556666"]
    assert aws.count("organizations:ListAccounts") == 0
    aws.on("organizations:ListAccounts", Fault("AccessDeniedException"))
    with pytest.raises(CredentialsError, match="ListAccounts: AccessDeniedException"):
        one.accounts(["444455556666", "888888888888"])


def test_regions_are_those_named_else_those_enabled(scanner):
    one, account = scanner(), Account(ACCOUNT)
    assert one.regions(account, ("ap-south-1",)) == ("ap-south-1",)
    assert set(one.regions(account)) == {"us-east-1", REGION} == set(one.regions(account, ("all",)))
    assert scanner(regions=["us-west-2"]).regions(account) == ("us-west-2",)
    with pytest.raises(SettingsError, match=r"unknown region 'eu-nowhere-1'.*eu-west-1"):
        one.regions(account, ("eu-nowhere-1",))


@pytest.mark.parametrize(
    "fault", [Fault("UnauthorizedOperation", 403), Fault("InternalError", 500), Reset(), Raw(b"<a")], ids=str
)
def test_where_nobody_tells_the_enabled_regions_all_are_scanned(aws, scanner, fault):
    aws.on("ec2:DescribeRegions", fault)
    assert len(scanner().regions(Account(ACCOUNT))) > 20


def test_services_are_those_named_else_all_and_unknown_ones_are_refused(scanner):
    one = scanner()
    assert one.services(("sqs", "sns")) == ("sqs", "sns")
    assert one.services() == one.services(("all",)) == one.registry.services
    with pytest.raises(SettingsError, match="unknown service 'sqss'"):
        one.services(("sqss",))


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
