from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.demo.conftest import MANAGEMENT, PRODUCTION, STAGING

_ROLE = f"arn:aws:iam::{PRODUCTION}:role/estate-scanner"
_INSTANCES = [f"arn:aws:ec2:us-east-1:{PRODUCTION}:instance/i-{number:017x}" for number in range(3)]


def _tag(key, value):
    return {"ContextKeyName": f"aws:ResourceTag/{key}", "ContextKeyValues": [value], "ContextKeyType": "string"}


def _flat(client):
    client.meta.events.register(
        "before-send.iam.SimulatePrincipalPolicy",
        lambda request, **_: request.headers.__setitem__("x-estate-simulate-shape", "flat"),
    )
    return client


def _decide(iam, action, resource="*", context=(), role=_ROLE, **more):
    results = iam.simulate_principal_policy(
        PolicySourceArn=role, ActionNames=[action], ResourceArns=[resource], ContextEntries=list(context), **more
    )["EvaluationResults"]
    return results[0]["EvalDecision"]


def test_nested_shape_answers_per_action(aws):
    answer = aws.client("iam", PRODUCTION).simulate_principal_policy(
        PolicySourceArn=_ROLE,
        ActionNames=["ec2:StopInstances", "ec2:TerminateInstances"],
        ResourceArns=_INSTANCES,
        ContextEntries=[_tag("Environment", "staging")],
    )
    stop, terminate = answer["EvaluationResults"]
    assert "${" in stop["EvalResourceName"]
    assert [r["EvalResourceName"] for r in stop["ResourceSpecificResults"]] == _INSTANCES
    assert {r["EvalResourceDecision"] for r in stop["ResourceSpecificResults"]} == {"allowed"}
    assert terminate["EvalDecision"] == "explicitDeny"
    assert terminate["MatchedStatements"][0]["SourcePolicyId"] == "role_estate-scanner_operate"


def test_flat_shape_answers_per_action_and_resource(aws):
    answer = _flat(aws.client("iam", PRODUCTION)).simulate_principal_policy(
        PolicySourceArn=_ROLE, ActionNames=["ec2:StopInstances", "ec2:DescribeVpcs"], ResourceArns=_INSTANCES
    )
    results = answer["EvaluationResults"]
    assert [r["EvalResourceName"] for r in results] == _INSTANCES * 2
    assert not any(r.get("ResourceSpecificResults") for r in results)


def test_conditions_decide(aws):
    iam, instance = aws.client("iam", PRODUCTION), _INSTANCES[0]
    assert _decide(iam, "ec2:StopInstances", instance, [_tag("Environment", "production")]) == "explicitDeny"
    assert _decide(iam, "ec2:StopInstances", instance, [_tag("environment", "staging")]) == "allowed"
    assert _decide(iam, "rds:DeleteDBInstance", f"arn:aws:rds:us-east-1:{PRODUCTION}:db:orders") == "implicitDeny"
    function = f"arn:aws:lambda:us-east-1:{PRODUCTION}:function"
    assert _decide(iam, "lambda:InvokeFunction", f"{function}:orders-api") == "allowed"
    assert _decide(iam, "lambda:InvokeFunction", f"{function}:payments-api") == "implicitDeny"
    assert _decide(iam, "s3:GetObject", "arn:aws:s3:::acme-production-data-reports-us-east-1-2/x") == "allowed"
    assert _decide(iam, "s3:GetObject", "arn:aws:s3:::acme-production-data-backups-us-east-1-3/x") == "explicitDeny"
    assert _decide(iam, "secretsmanager:GetSecretValue") == "explicitDeny"


def test_region_limits_and_missing_context(aws):
    iam, role = aws.client("iam", STAGING), f"arn:aws:iam::{STAGING}:role/estate-scanner"

    def region(name):
        return [{"ContextKeyName": "aws:RequestedRegion", "ContextKeyValues": [name], "ContextKeyType": "string"}]

    assert _decide(iam, "ec2:StopInstances", "*", region("us-west-2"), role) == "allowed"
    assert _decide(iam, "ec2:StopInstances", "*", region("eu-west-1"), role) == "implicitDeny"
    answer = iam.simulate_principal_policy(PolicySourceArn=role, ActionNames=["ec2:StopInstances"])
    assert answer["EvaluationResults"][0]["MissingContextValues"] == ["aws:RequestedRegion"]
    keys = iam.get_context_keys_for_principal_policy(PolicySourceArn=role)["ContextKeyNames"]
    assert {"aws:RequestedRegion", "aws:ResourceTag/Team"} <= set(keys)


def test_accounts_differ(aws):
    decisions = {}
    for account in (MANAGEMENT, PRODUCTION, STAGING):
        role = f"arn:aws:iam::{account}:role/estate-scanner"
        region = [
            {"ContextKeyName": "aws:RequestedRegion", "ContextKeyValues": ["us-east-1"], "ContextKeyType": "string"}
        ]
        decisions[account] = _decide(aws.client("iam", account), "ec2:TerminateInstances", "*", region, role)
    assert decisions == {MANAGEMENT: "implicitDeny", PRODUCTION: "explicitDeny", STAGING: "allowed"}


def test_users_groups_and_managed_policies_count(aws):
    iam = aws.client("iam", PRODUCTION)
    ada = iam.get_user(UserName="ada")["User"]["Arn"]
    assert _decide(iam, "ec2:TerminateInstances", role=ada) == "allowed"  # an administrator by her group
    deploy = iam.get_role(RoleName="payments-deploy")["Role"]
    assert deploy["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith("policy/team-boundary")
    assert _decide(iam, "s3:GetObject", "arn:aws:s3:::acme-production-payments-x/y", role=deploy["Arn"]) == "allowed"


def test_boundary_and_input_policies(aws):
    iam = aws.client("iam", PRODUCTION)
    everything = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    only_ec2 = json.dumps({"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}})
    assert _decide(iam, "rds:DeleteDBInstance", PolicyInputList=[everything]) == "allowed"
    narrowed = {"PolicyInputList": [everything], "PermissionsBoundaryPolicyInputList": [only_ec2]}
    assert _decide(iam, "rds:DeleteDBInstance", **narrowed) == "implicitDeny"
    deploy = f"arn:aws:iam::{PRODUCTION}:role/payments-deploy"
    assert _decide(iam, "iam:CreateUser", role=deploy, PolicyInputList=[everything]) == "implicitDeny"


def test_paging_covers_everything_once(aws):
    iam = _flat(aws.client("iam", PRODUCTION))
    actions = [f"ec2:Action{number}" for number in range(7)]
    arguments = {"PolicySourceArn": _ROLE, "ActionNames": actions, "ResourceArns": _INSTANCES}
    assert len(iam.simulate_principal_policy(**arguments)["EvaluationResults"]) == 21
    pages = list(iam.get_paginator("simulate_principal_policy").paginate(**arguments, PaginationConfig={"PageSize": 5}))
    assert [len(page["EvaluationResults"]) for page in pages] == [5, 5, 5, 5, 1]
    assert [page["IsTruncated"] for page in pages] == [True] * 4 + [False]
    seen = {(r["EvalActionName"], r["EvalResourceName"]) for page in pages for r in page["EvaluationResults"]}
    assert len(seen) == 21


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (f"arn:aws:sts::{PRODUCTION}:assumed-role/estate-scanner/test", "InvalidInput"),
        ("arn:aws:iam::nobody-at-all-here", "InvalidInput"),
        (f"arn:aws:iam::{PRODUCTION}:role/never-made", "NoSuchEntity"),
        (f"arn:aws:iam::{PRODUCTION}:user/never-made", "NoSuchEntity"),
    ],
)
def test_unfit_principals_are_refused(aws, source, code):
    with pytest.raises(ClientError) as refused:
        aws.client("iam", PRODUCTION).simulate_principal_policy(
            PolicySourceArn=source, ActionNames=["ec2:DescribeVpcs"]
        )
    assert refused.value.response["Error"]["Code"] == code


def test_malformed_requests_are_refused(aws):
    iam = aws.client("iam", PRODUCTION)
    for arguments in ({"ActionNames": ["nonsense"]}, {"ActionNames": ["ec2:X"], "ResourceArns": ["not-an-arn"]}):
        with pytest.raises(ClientError, match="InvalidInput"):
            iam.simulate_principal_policy(PolicySourceArn=_ROLE, **arguments)
