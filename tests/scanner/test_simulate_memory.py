"""What IAM answered before: when it is believed, when asked anew, and what stands where IAM says no more."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fake_aws import ROLE, Fault
from records import resource
from simulating import (  # noqa: F401
    DETAILS,
    KEYS,
    ME,
    SEND,
    SIMULATE,
    allow,
    asked,
    context,
    details,
    flat,
    nested,
    queues,
    simulator_fixture,
    spec,
)

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.permissions.cache import fingerprint


def test_what_is_in_the_cache_is_not_asked_again_and_what_is_new_is(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    first = simulator().permissions(queues(2), SEND)
    again = simulator().permissions(queues(3), SEND)
    assert again[:2] == first
    assert [len(asked(params)[1]) for params in aws.params_of(SIMULATE)] == [2, 1]


def test_another_principal_and_other_circumstances_are_asked_anew(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    simulator().permissions(queues(1), SEND)
    aws.on(DETAILS, details(arn=f"{ROLE}-2"))
    simulator(principal=replace(ME, arn=f"{ROLE}-2")).permissions(queues(1), SEND)
    aws.on(DETAILS, details())
    aws.on(KEYS, {"ContextKeyNames": ["aws:ResourceTag/team"]})
    simulator().permissions(queues(1, tags={"team": "x"}), SEND)
    assert aws.count(SIMULATE) == 3


@pytest.mark.parametrize("ttl", [0, 1e-9])
def test_a_cache_without_time_to_live_believes_nothing(aws, simulator, ttl):
    aws.on(SIMULATE, flat(allow))
    for _ in range(2):
        simulator(ttl=ttl).permissions(queues(1), SEND)
    assert aws.count(SIMULATE) == 2


def test_the_time_is_told_and_is_no_part_of_what_is_remembered(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    simulator().permissions(queues(1), SEND)
    simulator().permissions(queues(1), SEND)
    (params,) = aws.params_of(SIMULATE)
    told = datetime.fromisoformat(context(params)["aws:CurrentTime"])
    assert abs((datetime.now(UTC) - told).total_seconds()) < 60
    assert "date" in params.values()


def test_other_policies_are_asked_anew_and_the_same_are_not(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    simulator().permissions(queues(1), SEND)
    aws.on(DETAILS, details({"Effect": "Allow", "Action": "*", "Resource": "*"}))
    simulator().permissions(queues(1), SEND)
    simulator().permissions(queues(1), SEND)
    assert aws.count(SIMULATE) == 2


def test_policies_that_may_not_be_read_are_no_trouble_but_nothing_is_believed(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    aws.on(DETAILS, Fault("AccessDenied", 403))
    for _ in range(2):
        made = simulator()
        made.permissions(queues(1), SEND)
    assert aws.count(SIMULATE) == 2
    assert made.new_errors() == ()


def test_what_iam_refuses_to_say_again_stands_as_it_was_with_its_date(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    simulator().permissions(queues(1), SEND)
    aws.on(DETAILS, details({"Effect": "Deny", "Action": "*", "Resource": "*"}))
    aws.on(SIMULATE, Fault("AccessDenied", 403))
    made = simulator()
    old, new = made.permissions(queues(2), SEND)
    verdict = old.permissions["sqs:SendMessage"]
    assert (verdict.decision, verdict.reason[:8], verdict.reason[-18:]) == ("allowed", "as of 20", ", IAM denied since")
    assert new.permissions["sqs:SendMessage"] == Verdict("unknown", "iam denied: SimulatePrincipalPolicy: AccessDenied")
    assert len(made.new_errors()) == 1


@pytest.mark.parametrize("code", ["Throttling", "NoSuchEntity"])
def test_what_iam_has_no_answer_for_this_time_is_unknown_and_not_as_it_was(aws, simulator, code):
    aws.on(SIMULATE, flat(allow))
    simulator().permissions(queues(1), SEND)
    aws.on(DETAILS, details({"Effect": "Deny", "Action": "*", "Resource": "*"}))
    aws.on(SIMULATE, Fault(code))
    (found,) = simulator().permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"].decision == "unknown"
    assert "IAM denied since" not in found.permissions["sqs:SendMessage"].reason


def test_one_target_in_two_regions_is_two_questions_and_each_answer_is_found_again(aws, simulator):
    """`*` is the same target wherever a resource is; what the request's region decides is not."""
    aws.on(
        DETAILS,
        details(
            {
                "Effect": "Allow",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
            }
        ),
    )
    aws.on(
        SIMULATE,
        lambda params: nested(
            lambda *_: "allowed" if context(params)["aws:RequestedRegion"] == "eu-west-1" else "implicitDeny"
        )(params),
    )
    here, there = resource("a", region="eu-west-1"), resource("b", region="us-east-1")
    listing = spec({"action": "sqs:List", "target": "*"})
    for one, other in ((here, there), (there, here)):
        found = simulator().permissions([one, other], listing)
        assert [each.permissions["sqs:List"].decision for each in found] == [
            "allowed" if each is here else "not_allowed" for each in (one, other)
        ]
    assert simulator().permissions([there], listing)[0].permissions["sqs:List"] == Verdict("not_allowed")
    assert aws.count(SIMULATE) == 2


def test_an_answer_is_kept_under_what_earlier_versions_kept_it_under(aws, simulator, tmp_path):
    aws.on(SIMULATE, nested(allow))
    (one,) = simulator().permissions([resource("a", arn='arn:aws:sqs:x:1:"\u00e9\\')], SEND)
    with sqlite3.connect(tmp_path / "verdicts.db") as book:
        kept = [subject for (subject,) in book.execute("SELECT subject FROM standings")]
    assert kept == [fingerprint(("simulate", ROLE, "sqs:SendMessage", one.arn, (one.region,)))]
