"""IAM's policies for tests, and a verdict of the local engine on them."""

import json

import pytest
from fake_aws import ACCOUNT, ROLE, Fault
from records import resource

from estate_assets.scanner.model import Account
from estate_assets.scanner.permissions.account import AccountPermissions
from estate_assets.scanner.permissions.cache import PermissionCache
from estate_assets.scanner.permissions.local.statements import statements_of
from estate_assets.scanner.permissions.opening import Means
from estate_assets.scanner.permissions.organization import OrganizationPolicies
from estate_assets.scanner.permissions.principal import Principal
from estate_assets.scanner.settings import PermissionSettings
from estate_assets.scanner.spec import ResourceSpec

DETAILS, SIMULATE = "iam:GetAccountAuthorizationDetails", "iam:SimulatePrincipalPolicy"
USER, MANAGER = f"arn:aws:iam::{ACCOUNT}:user/people/ann", "999988887777"
ANN, SCANNER = Principal(USER, kind="user", account_id=ACCOUNT), Principal(ROLE, kind="role", account_id=ACCOUNT)
SEND = {"list": {"operation": "L", "items": "I"}, "id": "Id", "actions": ["sqs:SendMessage"]}


def document(effect="Allow", action="*", **more):
    return json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": action, "Resource": "*", **more}}
    )


def inline(kind, *documents):
    return {f"{kind}PolicyList": [{"PolicyName": f"p{n}", "PolicyDocument": text} for n, text in enumerate(documents)]}


def role(**more):
    return {"RoleDetailList": [{"Arn": ROLE, "RoleName": "scanner", **more}], "IsTruncated": False}


ALLOWED = role(**inline("Role", document()))


@pytest.fixture(name="verdict")
def verdict_fixture(aws, discovery, tmp_path):
    """Asks once whether a queue may be sent to. `made` is who answered last."""
    aws.on("organizations:DescribeOrganization", Fault("AWSOrganizationsNotInUseException"))
    found = discovery()

    def ask(
        principal=SCANNER, *, session=None, properties=None, tags=None, engine="local", policy="Policy", **settings
    ):
        chosen = PermissionSettings(engine=engine, **settings)
        organization = OrganizationPolicies(found.engine, found.entrance)
        cache = PermissionCache(tmp_path / "verdicts.db", chosen.cache_ttl_s)
        layer = statements_of(session) if session else None
        means = Means(found.engine, cache, organization, chosen, lambda one: one.actions, layer)
        iam = found.engine.client("iam", "us-east-1")
        ask.made = AccountPermissions(means, iam, Account(ACCOUNT), principal)
        more = {"tags": {"path": "Tags"}} | ({"policy": {"path": policy}} if policy else {})
        spec = ResourceSpec.from_dict("sqs", "queue", SEND | more)
        queue = resource("q", properties=properties or {}, tags=tags or {})
        (one,) = ask.made.permissions([queue], {"sqs:queue": spec})
        return one.permissions["sqs:SendMessage"]

    with found.entrance.acting(None):
        yield ask
