"""Permissions, asked of IAM over HTTP: batches, shapes, pages, context, refusals and the cache."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import LIMITS
from fake_aws import ACCOUNT, ROLE, Fault, Raw, Reset
from records import CELL, resource

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.forms import ActionSpec
from estate_assets.scanner.model import Account, Cell
from estate_assets.scanner.permissions.account import AccountPermissions
from estate_assets.scanner.permissions.cache import PermissionCache, fingerprint
from estate_assets.scanner.permissions.opening import Means
from estate_assets.scanner.permissions.organization import OrganizationPolicies
from estate_assets.scanner.permissions.principal import Principal
from estate_assets.scanner.sections import PermissionSettings
from estate_assets.scanner.spec import ResourceSpec

SIMULATE, KEYS = "iam:SimulatePrincipalPolicy", "iam:GetContextKeysForPrincipalPolicy"
DETAILS = "iam:GetAccountAuthorizationDetails"
ME = Principal(ROLE, kind="role", account_id=ACCOUNT)
TYPE = {"list": {"operation": "L", "items": "I"}, "id": "Id"}


def spec(*actions, **more):
    parts = [action if isinstance(action, dict) else {"action": action} for action in actions]
    return {"sqs:queue": ResourceSpec.from_dict("sqs", "queue", {**TYPE, "actions": parts, **more})}


SEND = spec("sqs:SendMessage")


def member(params, name):
    """A list parameter of the query protocol."""
    return [
        params[f"{name}.member.{n}"] for n in range(1, 1 + sum(key.startswith(f"{name}.member.") for key in params))
    ]


def asked(params):
    return member(params, "ActionNames"), member(params, "ResourceArns")


def context(params):
    entries = [key.removesuffix("KeyName") for key in params if key.endswith(".ContextKeyName")]
    return {params[f"{entry}KeyName"]: params[f"{entry}KeyValues.member.1"] for entry in entries}


def nested(decide):
    """IAM's answer with a result per resource inside each action's."""

    def answer(params):
        actions, arns = asked(params)
        results = [
            {
                "EvalActionName": action,
                "EvalResourceName": "arn:aws:sqs:*",
                "EvalDecision": "implicitDeny",
                "ResourceSpecificResults": [
                    {"EvalResourceName": arn, "EvalResourceDecision": decide(action, arn)} for arn in arns
                ],
            }
            for action in actions
        ]
        return {"EvaluationResults": results, "IsTruncated": False}

    return answer


def flat(decide):
    """IAM's answer with one result per action and resource."""

    def answer(params):
        actions, arns = asked(params)
        results = [
            {"EvalActionName": action, "EvalResourceName": arn, "EvalDecision": decide(action, arn)}
            for action in actions
            for arn in arns
        ]
        return {"EvaluationResults": results, "IsTruncated": False}

    return answer


def allow(*_):
    return "allowed"


def details(*statements, arn=ROLE):
    """IAM's answer on the role's policies: one inline policy of these statements."""
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    role = {"Arn": arn, "RoleName": "r", "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": document}]}
    return {"RoleDetailList": [role], "IsTruncated": False}


@pytest.fixture
def simulator(aws, discovery, tmp_path):
    """Makes the permissions of one account by simulation, with one cache file."""
    aws.on(KEYS, {"ContextKeyNames": []})
    aws.on(DETAILS, details())
    for operation in ("DescribeOrganization", "ListRoots"):
        aws.on(f"organizations:{operation}", Fault("AccessDeniedException"))
    found = discovery()

    def make(ttl=60, principal=ME):
        iam = found.engine.client("iam", "us-east-1")
        settings = PermissionSettings(cache_ttl_s=ttl)
        cache = PermissionCache(tmp_path / "verdicts.db", ttl)
        organization = OrganizationPolicies(found.engine, found.entrance)
        means = Means(found.engine, cache, organization, settings, lambda one: one.actions)
        return AccountPermissions(means, iam, Account(ACCOUNT), principal)

    with found.entrance.acting(None):
        yield make


def queues(number, **more):
    return [resource(f"q{n}", **more) for n in range(number)]


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


def test_values_missing_from_the_context_make_a_verdict_unknown_and_are_named(aws, simulator):
    def answer(params):
        result = flat(allow)(params)["EvaluationResults"][0]
        return {"EvaluationResults": [{**result, "MissingContextValues": ["aws:SourceIp", "aws:Agent"]}]}

    aws.on(SIMULATE, answer)
    (found,) = simulator().permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"] == Verdict("unknown", "context missing: aws:Agent, aws:SourceIp")


def test_a_resource_that_iam_left_out_of_its_answer_is_unknown(aws, simulator):
    aws.on(SIMULATE, {"EvaluationResults": []})
    (found,) = simulator().permissions(queues(1), SEND)
    assert found.permissions["sqs:SendMessage"].decision == "unknown"


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
