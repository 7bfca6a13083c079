"""Whose policies decide."""

import pytest
from fake_aws import ACCOUNT, Fault, Raw, Reset

from estate_assets.scanner.credentials import Identity
from estate_assets.scanner.permissions.principal import Principal, principal_of

SSO = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_abc"


@pytest.fixture
def iam(discovery):
    found = discovery()
    with found.entrance.acting(None):
        yield found.engine.client("iam", "us-east-1")


def of(arn, iam=None):
    return principal_of(Identity(ACCOUNT, arn), iam)


@pytest.mark.parametrize("path", ["", "people/", "a/b/"])
def test_a_user_is_itself(path):
    arn = f"arn:aws:iam::{ACCOUNT}:user/{path}ann"
    assert of(arn) == Principal(arn, kind="user", account_id=ACCOUNT)


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_a_session_is_its_role_with_the_path_that_only_get_role_knows(aws, iam, partition):
    role = {"Path": "/", "RoleName": "r", "RoleId": "i", "Arn": SSO, "CreateDate": "2024-01-01T00:00:00Z"}
    aws.on("iam:GetRole", {"Role": role})
    session = f"arn:{partition}:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Ops_abc/ann@example.com"
    assert of(session, iam) == Principal(SSO, kind="role", account_id=ACCOUNT, session=session)
    assert aws.params_of("iam:GetRole")[0]["RoleName"] == "AWSReservedSSO_Ops_abc"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("AccessDenied", 403), "iam denied: iam:GetRole on scan: AccessDenied"),
        (Fault("Throttling"), "throttled: iam:GetRole on scan"),
        (Fault("NoSuchEntity", 404), "iam:GetRole on scan: NoSuchEntity"),
        (Reset(), "no answer to iam:GetRole on scan: ConnectionClosedError"),
        (Raw(b"<"), "no answer to iam:GetRole on scan: ResponseParserError"),
        (Raw(b"<html/>"), "no answer to iam:GetRole on scan: KeyError"),
    ],
    ids=str,
)
def test_a_role_that_may_not_be_read_is_unknown_with_the_reason(aws, iam, fault, reason):
    aws.on("iam:GetRole", fault)
    found = of(f"arn:aws:sts::{ACCOUNT}:assumed-role/scan/session", iam)
    assert (found.arn, found.reason) == ("", reason)


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        (f"arn:aws:sts::{ACCOUNT}:federated-user/ann", "session policy can't be read"),
        ("arn:aws:sts::1:assumed-role/x", "nobody's policies"),
    ],
)
def test_who_cannot_be_simulated_is_told_why(arn, words):
    found = of(arn)
    assert found.arn == ""
    assert words in found.reason
