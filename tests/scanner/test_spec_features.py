"""What a spec can say beyond a plain listing: other APIs, owners, homes, odd page tokens, accounts that don't take part."""

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT, Fault

from estate_assets.scanner.errors import Status
from estate_assets.scanner.model import GLOBAL

OTHER = "999988887777"


def ids(outcome, resource_type):
    return [item.id for item in outcome.items if item.resource_type == resource_type]


def test_pages_that_go_on_from_the_last_name_are_followed_to_the_end(aws, scan):
    """Firehose hands out no token: a flag says that there is more, and the last name is where to go on."""
    names = [f"stream-{n}" for n in range(5)]

    def page(params):
        start = params.get("ExclusiveStartDeliveryStreamName")
        at = names.index(start) + 1 if start else 0
        return {"DeliveryStreamNames": names[at : at + 2], "HasMoreDeliveryStreams": at + 2 < len(names)}

    aws.on("firehose:ListDeliveryStreams", page)
    aws.on(
        "firehose:DescribeDeliveryStream",
        lambda p: {"DeliveryStreamDescription": {"DeliveryStreamName": p["DeliveryStreamName"]}},
    )
    aws.on("firehose:ListTagsForDeliveryStream", {"Tags": []})
    outcome = scan("firehose")
    assert ids(outcome, "firehose:delivery_stream") == names
    assert entry_of(outcome, "firehose:delivery_stream").status is Status.COMPLETE


def test_a_page_token_inside_the_answer_is_followed(aws, scan):
    def page(params):
        second = params.get("Marker") == "m"
        more = {} if second else {"NextMarker": "m"}
        one = {"Name": "b" if second else "a", "Status": "UNASSOCIATED", "FunctionMetadata": {"Stage": "DEVELOPMENT"}}
        return {"FunctionList": {"Items": [one], "MaxItems": 1, "Quantity": 1, **more}}

    aws.on("cloudfront:ListFunctions", page)
    outcome = scan("cloudfront", GLOBAL, narrow("cloudfront:function"))
    assert ids(outcome, "cloudfront:function") == ["a", "b"]


def test_a_parameter_may_be_the_account(aws, scan):
    aws.on("budgets:DescribeBudgets", {"Budgets": [{"BudgetName": "monthly"}]})
    aws.on("budgets:ListTagsForResource", {"ResourceTags": [{"Key": "team", "Value": "data"}]})
    (found,) = scan("budgets", GLOBAL, narrow("budgets:budget")).items
    assert aws.params_of("budgets:DescribeBudgets") == [{"AccountId": ACCOUNT}]
    assert (found.arn, found.tags) == (f"arn:aws:budgets::{ACCOUNT}:budget/monthly", {"team": "data"})


def test_an_arn_may_take_a_part_from_the_parent(aws, scan):
    aws.on("apigateway:GetRestApis", {"items": [{"id": "api1"}, {"id": "api2"}]})
    aws.on("apigateway:GetStages", {"item": [{"stageName": "prod"}]})
    outcome = scan("apigateway", registry=narrow("apigateway:rest_api", "apigateway:stage"))
    arns = [item.arn for item in outcome.items if item.resource_type == "apigateway:stage"]
    assert arns == [f"arn:aws:apigateway:{REGION}::/restapis/{api}/stages/prod" for api in ("api1", "api2")]


def test_a_detail_that_forgets_the_id_leaves_it_from_the_listing(aws, scan):
    aws.on("guardduty:ListDetectors", {"DetectorIds": ["d1"]})
    aws.on("guardduty:GetDetector", {"Status": "ENABLED", "ServiceRole": "r"})
    (found,) = scan("guardduty").items
    assert (found.id, found.arn) == ("d1", f"arn:aws:guardduty:{REGION}:{ACCOUNT}:detector/d1")


@pytest.mark.parametrize(("owner", "accounts"), [(ACCOUNT, ["111122223333"]), (OTHER, [])])
def test_a_member_sees_its_organization_and_is_not_asked_for_the_others_accounts(aws, scan, owner, accounts):
    """Only the management account may list accounts: asking as a member would be a gap in every scan of a member."""
    aws.on("organizations:DescribeOrganization", {"Organization": {"Id": "o-1", "MasterAccountId": owner}})
    aws.on("organizations:ListAccounts", {"Accounts": [{"Id": ACCOUNT, "Name": "root"}]})
    aws.on("organizations:ListTagsForResource", {"Tags": []})
    outcome = scan("organizations", GLOBAL, narrow("organizations:organization", "organizations:account"))
    assert ids(outcome, "organizations:account") == accounts
    assert {entry.status for entry in outcome.ledger} == {Status.COMPLETE}
    assert aws.count("organizations:ListAccounts") == len(accounts)


def test_an_account_without_an_organization_has_no_gap(aws, scan):
    aws.on("organizations:DescribeOrganization", Fault("AWSOrganizationsNotInUseException"))
    outcome = scan("organizations", GLOBAL)
    assert {entry.status for entry in outcome.ledger} == {Status.NOT_ENABLED}
    assert not outcome.errors


def test_the_code_by_which_a_service_says_that_it_is_not_used_is_no_gap(aws, scan):
    aws.on("shield:ListProtections", Fault("ResourceNotFoundException"))
    entry = entry_of(scan("shield", GLOBAL), "shield:protection")
    assert (entry.status, entry.has_gap) == (Status.NOT_ENABLED, False)


def test_a_global_service_is_asked_where_it_answers(aws, scan):
    aws.on("globalaccelerator:ListAccelerators", {})
    scan("globalaccelerator", GLOBAL)
    assert {call.region for call in aws.calls if call.service == "globalaccelerator"} == {"us-west-2"}


def test_a_store_of_users_is_found_through_another_services_api(aws, scan):
    here = {"IdentityStoreId": "d-1", "PrimaryRegion": REGION}
    away = {"IdentityStoreId": "d-2", "PrimaryRegion": "us-west-2"}
    aws.on("sso-admin:ListInstances", {"Instances": [here, away]})
    aws.on("identitystore:ListUsers", {"Users": [{"UserId": "u1", "UserName": "ada", "Emails": [{"Value": "a@b.c"}]}]})
    aws.on("identitystore:ListGroups", {"Groups": []})
    outcome = scan("identitystore")
    assert aws.params_of("identitystore:ListUsers") == [{"IdentityStoreId": "d-1"}]
    (user,) = [item for item in outcome.items if item.resource_type == "identitystore:user"]
    assert "a@b.c" not in str(user.properties)
    assert user.arn == "arn:aws:identitystore:::user/u1"


def test_a_code_that_means_two_things_is_told_by_its_message(aws, scan):
    """QuickSight has one code for "no subscription" and for an edition whose dashboards can't be listed: a gap."""
    statuses = []
    for message in ("Account 1 is not subscribed for QuickSight", "not in the standard edition"):
        aws.on("quicksight:ListDashboards", Fault("UnsupportedUserEditionException", 403, message))
        outcome = scan("quicksight", registry=narrow("quicksight:dashboard"))
        statuses.append(entry_of(outcome, "quicksight:dashboard").status)
    assert statuses == [Status.NOT_ENABLED, Status.DENIED]
