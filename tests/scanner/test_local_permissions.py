"""The local engine over the wire: whose policies are read, what binds them, and what is said where something can't be read."""

import pytest
from fake_aws import ACCOUNT, ROLE, Fault
from policies import ALLOWED, ANN, DETAILS, SIMULATE, USER, document, inline, role, verdict_fixture  # noqa: F401

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.permissions.sampling import AGREED, COMPARED


def managed(name, *versions):
    """A managed policy; the last version is the default."""
    listed = [
        {"VersionId": f"v{n}", "Document": text, "IsDefaultVersion": n == len(versions)}
        for n, text in enumerate(versions, 1)
    ]
    return {"Arn": f"arn:aws:iam::{ACCOUNT}:policy/{name}", "PolicyName": name, "PolicyVersionList": listed}


def attached(name):
    return {"AttachedManagedPolicies": [{"PolicyName": name, "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/{name}"}]}


def user(**more):
    return {"UserDetailList": [{"Arn": USER, "UserName": "ann", **more}], "IsTruncated": False}


def test_a_users_policies_are_its_own_its_groups_and_the_default_version_of_managed_ones(aws, verdict):
    nothing, all_ = document(action="ec2:*"), document()
    aws.on(DETAILS, user(**inline("User", nothing)))
    assert verdict(ANN) == Verdict("not_allowed")
    aws.on(DETAILS, user(**inline("User", nothing, all_)))
    assert verdict(ANN) == Verdict("allowed")
    group = {"GroupDetailList": [{"GroupName": "g", **inline("Group", document("Deny"))}, {"GroupName": "h"}]}
    aws.on(DETAILS, user(GroupList=["h"], **inline("User", all_)) | group)
    assert verdict(ANN) == Verdict("allowed")
    aws.on(DETAILS, user(GroupList=["g"], **inline("User", all_)) | group)
    assert verdict(ANN) == Verdict("denied")
    aws.on(DETAILS, user(**attached("m")) | {"Policies": [managed("m", nothing, all_)]})
    assert verdict(ANN) == Verdict("allowed")
    aws.on(DETAILS, user(**attached("m")) | {"Policies": [managed("m", all_, nothing)]})
    assert verdict(ANN) == Verdict("not_allowed")


def test_pages_are_followed_to_the_end(aws, verdict):
    first = {"RoleDetailList": [], "IsTruncated": True, "Marker": "m"}
    aws.on(DETAILS, lambda params: ALLOWED if params.get("Marker") else first)
    assert verdict() == Verdict("allowed")
    assert aws.count(DETAILS) == 2


def test_a_boundary_limits_and_one_that_the_pages_left_out_is_asked_for(aws, verdict):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/b"
    bound = {"PermissionsBoundary": {"PermissionsBoundaryArn": arn}}
    aws.on(
        DETAILS, role(**inline("Role", document()), **bound) | {"Policies": [managed("b", document(action="ec2:*"))]}
    )
    assert verdict() == Verdict("not_allowed")
    aws.on(DETAILS, role(**inline("Role", document()), **bound))
    aws.on("iam:GetPolicy", {"Policy": {"Arn": arn, "DefaultVersionId": "v3"}})
    aws.on("iam:GetPolicyVersion", {"PolicyVersion": {"Document": document(action="sqs:*"), "VersionId": "v3"}})
    assert verdict() == Verdict("allowed")
    aws.on("iam:GetPolicy", Fault("AccessDenied", 403))
    assert (verdict().decision, "can't be read" in verdict().reason) == ("unknown", True)


def test_tags_of_the_principal_and_of_the_resource_are_told(aws, verdict):
    same = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}}
    held = user(Tags=[{"Key": "team", "Value": "blue"}], **inline("User", document(**same)))
    aws.on(DETAILS, held)
    assert verdict(ANN, tags={"team": "blue"}) == Verdict("allowed")
    assert verdict(ANN, tags={"team": "red"}) == Verdict("not_allowed")
    assert verdict(ANN) == Verdict("not_allowed")
    aws.on(DETAILS, user(**inline("User", document(**same))))
    assert verdict(ANN, tags={"team": "blue"}) == Verdict("not_allowed")
    aws.on(DETAILS, role(**inline("Role", document(**same))))  # a session may bring tags that its role has not
    assert verdict(tags={"team": "blue"}) == Verdict("unknown", "context missing: aws:PrincipalTag/team")
    assert verdict(ANN).decision == "unknown"


@pytest.mark.parametrize(("action", "decision"), [("sqs:*", "allowed"), ("ec2:*", "not_allowed")])
@pytest.mark.parametrize("engine", ["local", "simulate"])
def test_a_session_policy_limits_whichever_engine_answers(aws, verdict, engine, action, decision):
    aws.on(DETAILS, ALLOWED)
    aws.on("iam:GetContextKeysForPrincipalPolicy", {"ContextKeyNames": []})
    aws.on(SIMULATE, simulated("allowed"))
    assert verdict(engine=engine, session=document(action=action)) == Verdict(decision)
    assert verdict(engine=engine, session=document(action=action), policy=None) == Verdict(decision)  # of another type


def simulated(decision):
    def answer(params):
        one = {"EvalActionName": params["ActionNames.member.1"], "EvalResourceName": params["ResourceArns.member.1"]}
        return {"EvaluationResults": [{**one, "EvalDecision": decision}], "IsTruncated": False}

    return answer


@pytest.mark.parametrize(
    ("answer", "reason", "retryable"),
    [
        (Fault("AccessDenied", 403), f"iam denied: {DETAILS[4:]}: AccessDenied", False),
        (Fault("Throttling"), f"throttled: {DETAILS[4:]}", True),
        ({"RoleDetailList": []}, f"there is no role {ROLE}", False),
        (role(**inline("Role", '{"Statement": 1}')), "not a policy document", False),
    ],
    ids=str,
)
def test_policies_that_cannot_be_read_make_everything_unknown_with_one_error(aws, verdict, answer, reason, retryable):
    aws.on(DETAILS, answer)
    found = verdict()
    assert (found.decision, found.reason.startswith(reason)) == ("unknown", True), found
    assert [error.retryable for error in verdict.made.new_errors()] == [retryable]
    assert verdict.made.entries()[0].has_gap


def test_what_was_evaluated_stands_with_its_date_when_the_policies_can_be_read_no_more(aws, verdict):
    aws.on(DETAILS, ALLOWED)
    assert verdict() == Verdict("allowed")
    aws.on(DETAILS, Fault("AccessDenied", 403))
    found = verdict()
    assert (found.decision, found.reason.endswith("IAM denied since")) == ("allowed", True)


@pytest.mark.parametrize("answer", [Fault("Throttling"), {"RoleDetailList": []}], ids=str)
def test_what_was_evaluated_falls_when_the_principal_is_gone_or_the_call_is_throttled(aws, verdict, answer):
    aws.on(DETAILS, ALLOWED)
    assert verdict() == Verdict("allowed")
    aws.on(DETAILS, answer)
    assert verdict().decision == "unknown"


@pytest.mark.parametrize(("decision", "agreed"), [("allowed", 1), ("implicitDeny", 0)])
def test_a_disagreement_of_the_engines_is_nobodys_answer_and_is_counted(aws, verdict, decision, agreed):
    aws.on(DETAILS, ALLOWED)
    aws.on("iam:GetContextKeysForPrincipalPolicy", {"ContextKeyNames": []})
    aws.on(SIMULATE, simulated(decision))
    found = verdict(engine="both")
    assert {COMPARED: 1, AGREED: agreed} == {AGREED: 0, **verdict.made.new_stats()}
    both = "engines disagree: local allowed, simulated not_allowed"
    assert found == (Verdict("allowed") if agreed else Verdict("unknown", both))
    assert verdict.made.new_stats() == {}


def test_the_resources_own_policy_denies_and_grants(aws, verdict):
    aws.on(DETAILS, ALLOWED)
    assert verdict(properties={"Policy": document("Deny", Principal="*")}) == Verdict("denied")
    aws.on(DETAILS, role())
    assert verdict(properties={"Policy": document(Principal={"AWS": ROLE})}) == Verdict("allowed")
    assert verdict(properties={"Policy": "no policy"}) == Verdict("not_allowed", "resource policy not understood")


def test_tags_whose_keys_differ_in_case_alone_are_not_taken_for_absent(aws, verdict):
    aws.on(DETAILS, role(**inline("Role", document(Condition={"Null": {"aws:ResourceTag/team": "true"}}))))
    assert verdict(tags={"other": "a"}) == Verdict("allowed")
    assert verdict(tags={"Team": "a", "team": "b"}).decision == "unknown"
