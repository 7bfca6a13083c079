"""IAM's simulation for tests: its answers in both shapes, what it was asked, and an account's permissions by it."""

import json

import pytest
from fake_aws import ACCOUNT, ROLE, Fault
from records import resource

from estate_assets.scanner.model import Account
from estate_assets.scanner.permissions.account import AccountPermissions
from estate_assets.scanner.permissions.cache import PermissionCache
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


@pytest.fixture(name="simulator")
def simulator_fixture(aws, discovery, tmp_path):
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
