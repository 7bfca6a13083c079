"""Permissions, asked of IAM over HTTP: batches, shapes, pages, targets and refusals."""

import json

import pytest
from conftest import LIMITS
from fake_aws import ACCOUNT, ROLE, Fault, Raw, Reset
from simulating import SEND, SIMULATE, allow, asked, flat, nested, queues, simulator_fixture, spec  # noqa: F401

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.forms import ActionSpec
from estate_assets.scanner.permissions.principal import Principal


@pytest.mark.parametrize("shape", [nested, flat])
def test_both_shapes_of_iams_answer_give_a_verdict_per_resource(aws, simulator, shape):
    words = {"q0": "allowed", "q1": "explicitDeny", "q2": "implicitDeny", "q3": "somethingNew"}
    aws.on(SIMULATE, shape(lambda _, arn: words[arn[-2:]]))
    found = simulator().permissions(queues(4), SEND)
    decisions = [one.permissions["sqs:SendMessage"].decision for one in found]
    assert decisions == ["allowed", "denied", "not_allowed", "unknown"]


def test_calls_begin_with_a_hundred_arns_and_grow_and_take_all_actions_that_share_them(aws, simulator):
    aws.on(SIMULATE, nested(allow))
    simulator().permissions(queues(550), spec("sqs:SendMessage", "sqs:DeleteQueue"))
    calls = [asked(params) for params in aws.params_of(SIMULATE)]
    assert sorted(len(arns) for _, arns in calls) == [100, 200, 250]
    assert all(sorted(actions) == ["sqs:DeleteQueue", "sqs:SendMessage"] for actions, _ in calls)
    assert len({arn for _, arns in calls for arn in arns}) == 550


def test_a_call_asks_for_no_more_decisions_than_a_page_holds(aws, simulator):
    aws.on(SIMULATE, nested(allow))
    found = simulator().permissions(queues(900), spec(*(f"sqs:Do{number}" for number in range(6))))
    sizes = [len(actions) * len(arns) for actions, arns in (asked(params) for params in aws.params_of(SIMULATE))]
    assert 900 < max(sizes) <= 1000
    assert sum(sizes) == 6 * 900
    assert {verdict.decision for one in found for verdict in one.permissions.values()} == {"allowed"}


def test_targets_are_the_resource_or_everything_or_what_is_in_it(aws, simulator):
    aws.on(SIMULATE, flat(lambda action, _: "allowed" if "List" in action else "implicitDeny"))
    (one,) = queues(1)
    actions = spec("sqs:Send", {"action": "sqs:List", "target": "*"}, {"action": "s3:Get", "target": "{arn}/*"})
    (found,) = simulator().permissions([one], actions)
    assert {action: verdict.decision for action, verdict in found.permissions.items()} == {
        "sqs:Send": "not_allowed", "sqs:List": "allowed", "s3:Get": "not_allowed",
    }  # fmt: skip
    targets = {
        action: arns for params in aws.params_of(SIMULATE) for action in asked(params)[0] for arns in [asked(params)[1]]
    }
    assert targets == {"sqs:Send": [one.arn], "sqs:List": ["*"], "s3:Get": [f"{one.arn}/*"]}


def test_an_action_on_everything_is_asked_once_for_all_resources(aws, simulator):
    aws.on(SIMULATE, flat(allow))
    found = simulator().permissions(queues(50), spec({"action": "sqs:List", "target": "*"}))
    assert [asked(params) for params in aws.params_of(SIMULATE)] == [(["sqs:List"], ["*"])]
    assert all(one.permissions["sqs:List"].decision == "allowed" for one in found)


def test_pages_are_followed_by_their_marker(aws, simulator):
    def page(params):
        whole = flat(allow)(params)["EvaluationResults"]
        at = int(params.get("Marker", "0"))
        more = at + 1 < len(whole)
        return {
            "EvaluationResults": whole[at : at + 1],
            "IsTruncated": more,
            **({"Marker": str(at + 1)} if more else {}),
        }

    aws.on(SIMULATE, page)
    found = simulator().permissions(queues(3), SEND)
    assert aws.count(SIMULATE) == 3
    assert all(one.permissions["sqs:SendMessage"].decision == "allowed" for one in found)


@pytest.mark.parametrize("marker", [{}, {"Marker": "again"}])
def test_pages_that_never_end_are_left(aws, simulator, marker):
    aws.on(SIMULATE, lambda params: {**flat(allow)(params), "IsTruncated": True, **marker})
    (found,) = simulator().permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"].decision == "allowed"
    assert aws.count(SIMULATE) <= 2


@pytest.mark.parametrize("code", ["ValidationError", "InvalidInput"])
def test_a_batch_that_is_refused_is_halved_until_only_the_culprit_is_left(aws, simulator, code):
    def picky(params):
        return Fault(code) if f"{queues(8)[5].arn}" in asked(params)[1] else flat(allow)(params)

    aws.on(SIMULATE, picky)
    made = simulator()
    found = made.permissions(queues(8), SEND)
    verdicts = [one.permissions["sqs:SendMessage"] for one in found]
    assert [v.decision for v in verdicts] == ["allowed"] * 5 + ["unknown"] + ["allowed"] * 2
    assert verdicts[5].reason == code
    assert [error.code for error in made.new_errors()] == [code]


WORDS = "Invalid Input Actions: [sqs:Send, sqs:Purge] and [iam:PassRole] require different authorization information."


@pytest.mark.parametrize("message", [WORDS, "no"])
def test_actions_that_iam_does_not_judge_in_one_call_are_asked_apart_and_from_then_on_at_once(aws, simulator, message):
    def picky(params):
        mixed = "iam:PassRole" in asked(params)[0] and len(asked(params)[0]) > 1
        return Fault("InvalidInput", message=message) if mixed else flat(allow)(params)

    aws.on(SIMULATE, picky)
    made, actions = simulator(), spec("sqs:Send", "iam:PassRole", "sqs:Purge")
    (found,) = made.permissions(queues(1), actions)
    assert {verdict.decision for verdict in found.permissions.values()} == {"allowed"}
    assert made.new_errors() == ()
    refused = aws.count(SIMULATE)
    made.permissions(queues(2), actions)
    parts = [tuple(asked(params)[0]) for params in aws.params_of(SIMULATE)[refused:]]
    assert len(parts) == len(set(parts))
    assert ("sqs:Send", "sqs:Purge") in parts or message == "no"
    assert all(len(part) == 1 or "iam:PassRole" not in part for part in parts)


def test_access_denied_makes_everything_unknown_with_one_error_and_no_further_call(aws, simulator):
    aws.on(SIMULATE, Fault("AccessDenied", 403))
    made = simulator()
    first = made.permissions(queues(3), SEND)
    second = made.permissions(queues(5), spec("sqs:DeleteQueue"))
    verdicts = {v for one in first + second for v in one.permissions.values()}
    assert verdicts == {Verdict("unknown", "iam denied: SimulatePrincipalPolicy: AccessDenied")}
    assert aws.count(SIMULATE) == 1
    (error,) = made.new_errors()
    assert (error.category, error.account_id, error.code) == ("iam", ACCOUNT, "AccessDenied")
    assert made.new_errors() == ()


@pytest.mark.parametrize(
    ("fault", "reason", "retryable"),
    [
        (Fault("Throttling"), "throttled", True),
        (Fault("ServiceFailure", 500), "ServiceFailure", True),
        (Fault("NoSuchEntity", 404), "NoSuchEntity", False),
        (Reset(), "ConnectionClosedError", True),
        (Raw(b"<html/>"), "KeyError", True),
    ],
    ids=str,
)
def test_a_call_that_fails_leaves_unknown_with_the_reason_and_is_asked_again_next_time(
    aws, simulator, fault, reason, retryable
):
    aws.on(SIMULATE, fault)
    made = simulator()
    (found,) = made.permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"] == Verdict("unknown", reason)
    assert [error.retryable for error in made.new_errors()] == [retryable]
    aws.on(SIMULATE, flat(allow))
    (found,) = made.permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"] == Verdict("allowed")


def test_a_resource_that_iam_left_out_of_its_answer_is_unknown(aws, simulator):
    aws.on(SIMULATE, {"EvaluationResults": []})
    (found,) = simulator().permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"].decision == "unknown"


def test_a_principal_that_is_not_known_costs_no_call(aws, simulator):
    made = simulator(
        principal=Principal(reason="iam denied: iam:GetRole on r: AccessDenied", kind="role", account_id=ACCOUNT)
    )
    (found,) = made.permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"] == Verdict("unknown", "iam denied: iam:GetRole on r: AccessDenied")
    assert not [call for call in aws.calls if call.service == "iam"]
    assert [error.code for error in made.new_errors()] == ["NoPrincipal"]


def test_a_principal_of_another_account_is_not_answered_for(simulator):
    made = simulator(principal=Principal("arn:aws:iam::444455556666:role/x", account_id="444455556666"))
    (found,) = made.permissions(queues(1), SEND)
    verdict = found.permissions["sqs:SendMessage"]
    assert (verdict.decision, "is of account 444455556666" in verdict.reason) == ("unknown", True)
    assert len(made.new_errors()) == 1


def test_batches_grow_while_iam_takes_them_and_shrink_when_it_does_not(aws, simulator):
    aws.on(SIMULATE, lambda params: Fault("ValidationError") if len(asked(params)[1]) > 150 else nested(allow)(params))
    made = simulator(ttl=0)
    for _ in range(3):
        found = made.permissions(queues(400), SEND)
    assert {one.permissions["sqs:SendMessage"] for one in found} == {Verdict("allowed")}
    assert max(len(asked(params)[1]) for params in aws.params_of(SIMULATE)) == 200
    assert made.new_errors() == ()


@pytest.mark.parametrize(
    ("detail", "decision"),
    [({}, "allowed"), ({"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": False}}, "not_allowed"),
     ({"OrganizationsDecisionDetail": {"AllowedByOrganizations": False}}, "not_allowed")],
)  # fmt: skip
def test_the_resources_policy_may_grant_what_the_identity_has_not_within_its_bounds(aws, simulator, detail, decision):
    results = flat(lambda *_: "implicitDeny")
    aws.on(
        SIMULATE, lambda params: {"EvaluationResults": [{**r, **detail} for r in results(params)["EvaluationResults"]]}
    )
    grant = {"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Principal": {"AWS": ROLE}}}
    (found,) = simulator().permissions(
        queues(1, properties={"Policy": json.dumps(grant)}), spec("sqs:SendMessage", policy={"path": "Policy"})
    )
    assert found.permissions["sqs:SendMessage"].decision == decision


def test_a_type_without_actions_asks_nothing(aws, simulator):
    (found,) = simulator().permissions(queues(1), spec())
    assert found.permissions == {}
    assert aws.count(SIMULATE) == 0


def test_an_action_without_a_target_is_asked_on_the_resource():
    assert ActionSpec("x:Y").target == "self"
    assert LIMITS["attempts"] == 1
