"""What a scan takes: the accounts that are configured or in the organization, regions and services."""

import pytest
from conftest import REGION
from fake_aws import ACCOUNT, Fault, Raw, Reset
from scanning import QUEUES, estate_fixture, scanner_fixture  # noqa: F401

from estate_assets.scanner.errors import CredentialsError, SettingsError
from estate_assets.scanner.model import Account


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
