"""Tags from the Tagging API: a listing for all types, and never "no tags" where nobody told."""

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT, Fault, Reset

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import Status
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.policy import policies
from estate_assets.scanner.settings import Settings
from estate_assets.scanner.tagging import ACTION, ONE_BY_ONE, OPERATION, PAGE, tells_of, unread

TOLD = f"resourcegroupstaggingapi:{OPERATION}"
SQS, LOGS = f"arn:aws:sqs:{REGION}:{ACCOUNT}:", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:"
SPECS = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]


def told(tags, token=""):
    listed = [
        {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in pairs.items()]}
        for arn, pairs in tags.items()
    ]
    return {"ResourceTagMappingList": listed, "PaginationToken": token}


@pytest.fixture(autouse=True)
def _as_it_is_by_default(monkeypatch):
    monkeypatch.delenv("ESTATE_SCAN__TAGS")


@pytest.fixture
def queues(aws):
    aws.on("sqs:ListQueues", {"QueueUrls": ["https://q/alpha", "https://q/beta"]})
    aws.on("sqs:GetQueueAttributes", lambda params: {"Attributes": {"QueueArn": SQS + params["QueueUrl"][10:]}})
    return aws


def test_tags_come_from_one_listing_and_what_it_does_not_name_has_none(queues, scan):
    queues.on(TOLD, told({f"{SQS}alpha": {"team": "payments"}, f"{SQS}elsewhere": {"team": "x"}}))
    outcome = scan("sqs")
    assert [(item.tags, item.notes) for item in outcome.items] == [({"team": "payments"}, ()), ({}, ())]
    assert (outcome.status, outcome.errors) == (Status.COMPLETE, ())
    assert queues.params_of(TOLD) == [{"ResourcesPerPage": PAGE}]
    assert queues.count("sqs:ListQueueTags") == 0


def test_all_pages_are_read(queues, scan):
    pages = {None: told({f"{SQS}alpha": {"a": "1"}}, "more"), "more": told({f"{SQS}beta": {"b": "2"}})}
    queues.on(TOLD, lambda params: pages[params.get("PaginationToken")])
    assert [item.tags for item in scan("sqs").items] == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("AccessDeniedException", 403), Status.DENIED, "AccessDeniedException"),
        (Fault("ThrottledException"), Status.THROTTLED, "ThrottledException"),
        (Fault("InternalServiceException", 500), Status.FAILED, "InternalServiceException"),
        (Reset(), Status.FAILED, "ConnectionClosedError"),
    ],
    ids=str,
)
def test_where_the_listing_fails_tags_are_unknown_and_the_type_has_a_gap(queues, scan, fault, status, code):
    """What the pages before the fault named is known; the listing of the queues themselves is whole."""
    queues.on(
        TOLD, lambda params: fault if params.get("PaginationToken") else told({f"{SQS}alpha": {"a": "1"}}, "more")
    )
    outcome = scan("sqs")
    assert [(item.tags, item.notes) for item in outcome.items] == [({"a": "1"}, ()), ({}, (f"{OPERATION}: {code}",))]
    entry = entry_of(outcome, "sqs:queue")
    assert (entry.status, entry.operation, entry.code, entry.listed) == (status, OPERATION, code, True)
    assert [(error.operation, error.code) for error in outcome.errors] == [(OPERATION, code)]


def test_the_listing_is_asked_once_for_all_cells_of_a_region_and_anew_for_the_next_scan(queues, discovery):
    queues.on(TOLD, told({f"{SQS}alpha": {"a": "1"}, f"{LOGS}app": {"b": "2"}}))
    queues.on("logs:DescribeLogGroups", {"logGroups": [{"logGroupName": "app", "arn": f"{LOGS}app:*"}]})
    found = discovery(narrow("sqs:queue", "logs:log_group"))
    cells = [Cell(ACCOUNT, REGION, service) for service in ("sqs", "logs")]
    for calls in (1, 2):
        outcomes = list(found.discover(Account(ACCOUNT), cells))
        assert {item.id: item.tags for outcome in outcomes for item in outcome.items}["app"] == {"b": "2"}
        assert queues.count(TOLD) == calls
        assert sum(outcome.stats["api_calls"] for outcome in outcomes) == 5  # two listings, two details, one of tags


def test_nothing_is_asked_where_nothing_is_there(aws, scan):
    aws.on("sqs:ListQueues", {})
    assert scan("sqs").status is Status.COMPLETE


def test_what_the_api_does_not_tell_of_is_asked_one_by_one(aws, scan):
    aws.on(
        "iam:ListRoles",
        {"Roles": [{"RoleName": "r", "Arn": f"arn:aws:iam::{ACCOUNT}:role/r", "Path": "/", "RoleId": "R"}]},
    )
    aws.on("iam:ListRoleTags", {"Tags": [{"Key": "a", "Value": "b"}]})
    role = next(spec for spec in SPECS if spec.key == "iam:role")
    for detail in role.details:
        aws.on(f"iam:{detail.operation}", {})
    outcome = scan("iam", region="global", registry=narrow("iam:role"))
    assert [item.tags for item in outcome.items] == [{"a": "b"}]
    assert aws.count(TOLD) == 0


def test_every_exception_is_a_type_whose_tags_cost_a_call_each():
    by_key = {spec.key: spec for spec in SPECS}
    assert all(by_key[key].tags.operation for key in ONE_BY_ONE)
    assert not any(tells_of(by_key[key]) for key in ONE_BY_ONE)


def test_a_note_of_every_operation_for_tags_says_so_and_no_other_does():
    asked = {spec.tags.operation for spec in SPECS if spec.tags and spec.tags.operation} | {OPERATION}
    others = {detail.operation for spec in SPECS for detail in (*spec.details, *spec.optional_details)}
    assert all(unread([f"{name}: AccessDenied"]) for name in asked)
    assert not any(unread([f"{name}: AccessDenied"]) for name in others)


def test_one_bad_name_in_a_batch_costs_the_others_nothing(aws, scan):
    arns = [f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/{n}/0" for n in range(5)]

    def tags(params):
        asked = [value for name, value in params.items() if name.startswith("ResourceArns")]
        if arns[3] in asked:
            return Fault("TargetGroupNotFound", 400)
        return {"TagDescriptions": [{"ResourceArn": arn, "Tags": [{"Key": "n", "Value": arn[-3]}]} for arn in asked]}

    aws.on("elbv2:DescribeTargetGroups", {"TargetGroups": [{"TargetGroupArn": arn} for arn in arns]})
    aws.on("elbv2:DescribeTags", tags)
    outcome = scan("elbv2", registry=narrow("elbv2:target_group"), scan={"tags": "each"})
    assert [item.tags.get("n") for item in outcome.items] == ["0", "1", "2", None, "4"]
    assert (outcome.status, outcome.errors) == (Status.COMPLETE, ())


def test_a_batch_that_is_denied_is_not_asked_again_in_parts(aws, scan):
    arns = [f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/{n}/0" for n in range(5)]
    aws.on("elbv2:DescribeTargetGroups", {"TargetGroups": [{"TargetGroupArn": arn} for arn in arns]})
    aws.on("elbv2:DescribeTags", Fault("AccessDenied", 403))
    outcome = scan("elbv2", registry=narrow("elbv2:target_group"), scan={"tags": "each"})
    assert outcome.status is Status.DENIED
    assert aws.count("elbv2:DescribeTags") == 1


def test_the_policy_allows_the_listing_in_place_of_the_calls_that_it_saves():
    specs = [spec for spec in SPECS if spec.key in ("sqs:queue", "iam:role", "ec2:volume")]

    def actions(tags):
        (one,) = policies(specs, Settings(scan={"tags": tags}), optional_details=False, permissions=False)
        return {action for statement in one.document["Statement"] for action in statement["Action"]}

    each, backfill = actions("each"), actions("backfill")
    assert each - backfill == {"sqs:ListQueueTags"}
    assert backfill - each == {ACTION}
