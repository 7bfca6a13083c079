"""The circumstances of a request, as IAM is told them: which, for which resources, and what is doubtful where one is missing."""

import pytest
from fake_aws import ACCOUNT, ROLE, Fault, Raw, Reset
from records import CELL, resource
from simulating import (  # noqa: F401
    DETAILS,
    KEYS,
    SEND,
    SIMULATE,
    allow,
    asked,
    context,
    details,
    flat,
    queues,
    simulator_fixture,
    spec,
)

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.model import Cell


def test_the_requests_circumstances_are_always_told_and_of_the_tags_those_that_policies_read(aws, simulator):
    aws.on(KEYS, {"ContextKeyNames": ["AWS:resourceTAG/team", "sqs:ResourceTag/env", "aws:SourceIp"]})
    aws.on(SIMULATE, flat(allow))
    tags = {"team": "payments", "env": "prod", "secret": "never-told"}
    simulator().permissions([resource("q", tags=tags)], SEND)
    (params,) = aws.params_of(SIMULATE)
    told = context(params)
    assert told.pop("aws:ResourceTag/team") == "payments"
    assert told.pop("sqs:ResourceTag/env") == "prod"
    assert told["aws:RequestedRegion"] == CELL.region
    assert (told["aws:PrincipalArn"], told["aws:PrincipalAccount"], told["aws:SecureTransport"]) == (
        ROLE,
        ACCOUNT,
        "true",
    )
    assert not [name for name in told if "Tag/" in name]
    assert params["PolicySourceArn"] == ROLE


def test_resources_of_different_circumstances_never_share_a_call(aws, simulator):
    aws.on(KEYS, {"ContextKeyNames": ["aws:ResourceTag/team"]})
    aws.on(SIMULATE, flat(allow))
    other = Cell(ACCOUNT, "us-east-1", "sqs")
    several = [resource("a", tags={"team": "x"}), resource("b", tags={"team": "y"}), resource("c", cell=other)]
    simulator().permissions([*several, resource("d", tags={"team": "x", "other": "z"})], SEND)
    assert sorted(len(asked(params)[1]) for params in aws.params_of(SIMULATE)) == [1, 1, 2]


def seen_whole(aws, *statements):
    """All that IAM decides by can be read: the role's policies, and that no organization binds the account."""
    aws.on(DETAILS, details(*statements))
    aws.on("organizations:DescribeOrganization", Fault("AWSOrganizationsNotInUseException"))


ONLY_TEAM = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "x"}}}


def test_where_all_policies_are_seen_each_action_is_asked_with_what_decides_about_it(aws, simulator):
    allowed = {"Effect": "Allow", "Resource": "*"}
    seen_whole(aws, {**allowed, "Action": "sqs:Send*", **ONLY_TEAM}, {**allowed, "Action": "sqs:Purge"})
    # IAM names keys that statements on other actions read, too: they decide nothing.
    missing = {"MissingContextValues": ["aws:ResourceTag/team", "aws:RequestedRegion"]}
    aws.on(SIMULATE, lambda p: {"EvaluationResults": [{**r, **missing} for r in flat(allow)(p)["EvaluationResults"]]})
    far = Cell(ACCOUNT, "us-east-1", "sqs")
    several = [resource("a", tags={"team": "x"}), resource("b", tags={"team": "y"}), resource("c", cell=far)]
    found = simulator().permissions(several, spec("sqs:Send", "sqs:Purge", tags={"path": "Tags"}))
    calls = {
        (*asked(params)[0], *context(params).values()): len(asked(params)[1]) for params in aws.params_of(SIMULATE)
    }
    assert calls == {("sqs:Purge",): 3, ("sqs:Send",): 1, ("sqs:Send", "x"): 1, ("sqs:Send", "y"): 1}
    assert len(aws.params_of(SIMULATE)) == len(calls)
    assert {one.permissions["sqs:Purge"].decision for one in found} == {"allowed"}
    assert aws.count(KEYS) == 0


def test_a_key_that_decides_and_that_iam_misses_all_the_same_leaves_unknown(aws, simulator):
    seen_whole(aws, {"Effect": "Allow", "Resource": "*", "Action": "*", **ONLY_TEAM})
    missing = {"MissingContextValues": ["aws:ResourceTag/team"]}
    aws.on(SIMULATE, lambda p: {"EvaluationResults": [{**r, **missing} for r in flat(allow)(p)["EvaluationResults"]]})
    (found,) = simulator().permissions([resource("a", tags={"team": "x"})], SEND)
    assert found.permissions["sqs:SendMessage"] == Verdict("unknown", "context missing: aws:ResourceTag/team")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("AccessDenied", 403), "iam denied: GetContextKeysForPrincipalPolicy: AccessDenied"),
        (Fault("Throttling"), "throttled: GetContextKeysForPrincipalPolicy"),
        (Reset(), "no answer to GetContextKeysForPrincipalPolicy: ConnectionClosedError"),
        (Raw(b"<html/>"), "no answer to GetContextKeysForPrincipalPolicy: KeyError"),
    ],
    ids=str,
)
def test_where_the_context_keys_are_not_told_nothing_is_guessed(aws, simulator, fault, reason):
    aws.on(KEYS, fault)
    made = simulator()
    found = made.permissions(queues(2), SEND)
    assert {one.permissions["sqs:SendMessage"] for one in found} == {Verdict("unknown", reason)}
    assert len(made.new_errors()) == 1
    assert (aws.count(KEYS), aws.count(SIMULATE)) == (1, 0)


def test_values_missing_from_the_context_make_a_verdict_unknown_and_are_named(aws, simulator):
    def answer(params):
        result = flat(allow)(params)["EvaluationResults"][0]
        return {"EvaluationResults": [{**result, "MissingContextValues": ["aws:SourceIp", "aws:Agent"]}]}

    aws.on(SIMULATE, answer)
    (found,) = simulator().permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"] == Verdict("unknown", "context missing: aws:Agent, aws:SourceIp")


def test_a_tag_that_policies_read_and_the_resource_has_not_is_no_doubt(aws, simulator):
    aws.on(KEYS, {"ContextKeyNames": ["aws:ResourceTag/team"]})
    missing = {"MissingContextValues": ["aws:ResourceTag/team"]}
    aws.on(
        SIMULATE,
        lambda params: {"EvaluationResults": [{**r, **missing} for r in flat(allow)(params)["EvaluationResults"]]},
    )
    tagged = spec("sqs:SendMessage", tags={"path": "Tags"})
    (read,) = simulator().permissions(queues(1), tagged)
    (unread,) = simulator().permissions(queues(1), SEND)
    assert read.permissions["sqs:SendMessage"] == Verdict("allowed")
    assert unread.permissions["sqs:SendMessage"] == Verdict("unknown", "context missing: aws:ResourceTag/team")
