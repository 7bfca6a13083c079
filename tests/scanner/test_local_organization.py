"""The local engine within an organization: its policies bind at every level, and what can't be seen leaves a doubt."""

from dataclasses import replace

import pytest
from fake_aws import ACCOUNT, Fault
from policies import ALLOWED, DETAILS, MANAGER, SCANNER, SIMULATE, document, inline, role, verdict_fixture  # noqa: F401

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.permissions.principal import Principal

ROOT = Principal(f"arn:aws:iam::{ACCOUNT}:root", kind="root", account_id=ACCOUNT)


def organization(aws, *, scps=None, master=MANAGER, types=("SERVICE_CONTROL_POLICY",)):
    """An organization of root, one unit and the account; `scps` are the documents by target."""
    described = {"Id": "o-abc1234567", "MasterAccountId": master, "FeatureSet": "ALL"}
    aws.on("organizations:DescribeOrganization", {"Organization": described})
    if scps is None:
        aws.on("organizations:ListRoots", Fault("AccessDeniedException"))
        return
    listed = [{"Type": name, "Status": "ENABLED"} for name in types]
    aws.on("organizations:ListRoots", {"Roots": [{"Id": "r-abcd", "PolicyTypes": listed}]})
    above = {ACCOUNT: "ou-abcd-12345678", "ou-abcd-12345678": "r-abcd"}
    aws.on("organizations:ListParents", lambda params: {"Parents": [{"Id": above[params["ChildId"]]}]})

    def policies(params):
        key = (params["TargetId"], params["Filter"])
        return {"Policies": [{"Id": f"{key[0]}|{key[1]}|{n}"} for n, _ in enumerate(scps.get(key, []))]}

    def content(params):
        target, kind, number = params["PolicyId"].split("|")
        return {"Policy": {"Content": scps[target, kind][int(number)]}}

    aws.on("organizations:ListPoliciesForTarget", policies)
    aws.on("organizations:DescribePolicy", content)


def levels(*documents, kind="SERVICE_CONTROL_POLICY"):
    return {
        (target, kind): [one] for target, one in zip(("r-abcd", "ou-abcd-12345678", ACCOUNT), documents, strict=True)
    }


def test_every_level_of_the_organization_must_allow(aws, verdict):
    aws.on(DETAILS, ALLOWED)
    organization(aws, scps=levels(document(), document(), document()))
    assert verdict() == Verdict("allowed")
    organization(aws, scps=levels(document(), document(action="ec2:*"), document()))
    assert verdict() == Verdict("not_allowed")
    organization(aws, scps=levels(document(), document("Deny"), document()))
    assert verdict() == Verdict("denied")
    organization(aws, scps=levels(document(), document("Deny"), document()), types=())
    assert verdict() == Verdict("allowed")


def test_scps_that_cannot_be_seen_leave_what_is_allowed_unknown_unless_it_is_said_that_there_are_none(aws, verdict):
    aws.on(DETAILS, ALLOWED)
    organization(aws)
    assert verdict() == Verdict("unknown", "SCP not visible")
    assert verdict(assume_no_scp=True) == Verdict("allowed")
    organization(aws, master=ACCOUNT)
    assert verdict() == Verdict("allowed")
    aws.on("organizations:DescribeOrganization", Fault("AccessDeniedException"))
    assert verdict() == Verdict("unknown", "SCP not visible")
    aws.on(DETAILS, role(**inline("Role", document("Deny"))))
    assert verdict() == Verdict("denied")


def test_resource_control_policies_deny(aws, verdict):
    aws.on(DETAILS, ALLOWED)
    both = levels(document(), document(), document())
    both |= levels(document(), document("Deny", "sqs:*"), document(), kind="RESOURCE_CONTROL_POLICY")
    organization(aws, scps=both, types=("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"))
    assert verdict() == Verdict("denied")


def test_a_service_linked_role_is_bound_by_no_scp(aws, verdict):
    arn = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/linked"
    aws.on(DETAILS, {"RoleDetailList": [{"Arn": arn, "RoleName": "linked", **inline("Role", document())}]})
    organization(aws, scps=levels(document(), document("Deny"), document()))
    assert verdict(replace(SCANNER, arn=arn)) == Verdict("allowed")


@pytest.mark.parametrize("engine", ["local", "simulate", "both"])
def test_the_root_user_is_evaluated_here_within_the_organization(aws, verdict, engine):
    organization(aws, scps=levels(document(), document(), document()))
    assert verdict(ROOT, engine=engine) == Verdict("allowed")
    organization(aws, scps=levels(document(), document("Deny", "sqs:*"), document()))
    assert verdict(ROOT, engine=engine) == Verdict("denied")
    assert not aws.count(SIMULATE)
