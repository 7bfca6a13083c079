from __future__ import annotations

import pytest

from estate_assets.demo.policy import conditions
from estate_assets.demo.policy.context import Context
from estate_assets.demo.policy.decision import Policies, context_keys, decide
from estate_assets.demo.policy.statements import parse

_CONTEXT = {
    "aws:username": ["ada"],
    "aws:SourceIp": ["10.1.2.3"],
    "aws:CurrentTime": ["2026-03-02T09:00:00Z"],
    "aws:MultiFactorAuthAge": ["300"],
    "aws:SecureTransport": ["true"],
    "aws:PrincipalArn": ["arn:aws:iam::222233334444:role/app/deploy"],
    "aws:TagKeys": ["Team", "Owner"],
    "aws:RequestedRegion": ["eu-west-1"],
}


@pytest.mark.parametrize(
    ("operator", "key", "value", "holds"),
    [
        ("StringEquals", "AWS:requestedregion", ["us-east-1", "eu-west-1"], True),
        ("StringEquals", "aws:RequestedRegion", "EU-WEST-1", False),
        ("StringEqualsIgnoreCase", "aws:RequestedRegion", "EU-WEST-1", True),
        ("StringNotEqualsIgnoreCase", "aws:RequestedRegion", "EU-WEST-1", False),
        ("StringNotEquals", "aws:RequestedRegion", ["us-east-1", "us-west-2"], True),
        ("StringNotEquals", "aws:RequestedRegion", ["us-east-1", "eu-west-1"], False),
        ("StringNotEquals", "aws:Absent", "x", True),
        ("StringEquals", "aws:Absent", "x", False),
        ("StringEqualsIfExists", "aws:Absent", "x", True),
        ("StringLike", "aws:RequestedRegion", "eu-*-?", True),
        ("StringNotLike", "aws:RequestedRegion", "us-*", True),
        ("StringLike", "aws:username", "${aws:username}", True),
        ("StringEquals", "aws:username", "${aws:Absent}", False),
        ("StringEquals", "aws:username", "${aws:Absent, 'ada'}", True),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "3600", True),
        ("NumericGreaterThanEquals", "aws:MultiFactorAuthAge", 300, True),
        ("NumericNotEquals", "aws:MultiFactorAuthAge", 300, False),
        ("NumericEquals", "aws:username", 300, False),
        ("DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", True),
        ("DateLessThanEquals", "aws:CurrentTime", "1767225600", False),
        ("DateNotEquals", "aws:CurrentTime", "2026-03-02T09:00:00+00:00", False),
        ("Bool", "aws:SecureTransport", True, True),
        ("BoolIfExists", "aws:MultiFactorAuthPresent", "false", True),
        ("IpAddress", "aws:SourceIp", ["192.168.0.0/16", "10.0.0.0/8"], True),
        ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app/*", True),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::222233334444:user/*", False),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", True),
        ("Null", "aws:Absent", "true", True),
        ("Null", "aws:username", True, False),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["Team", "Owner", "Name"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["Team"], False),
        ("ForAllValues:StringEquals", "aws:Absent", ["Team"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["Owner"], True),
        ("ForAnyValue:StringLike", "aws:Absent", ["*"], False),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["Team"], True),
    ],
)
def test_condition_operators(operator, key, value, holds):
    assert conditions.hold({operator: {key: value}}, Context(_CONTEXT)) is holds


def test_unknown_operator_is_an_error():
    with pytest.raises(ValueError, match="StringSounds"):
        conditions.hold({"StringSoundsLike": {"aws:username": "ada"}}, Context(_CONTEXT))


def _verdict(*statements, action="s3:GetObject", resource="arn:aws:s3:::logs/a", boundary=None, context=_CONTEXT):
    held = tuple(parse({"Statement": list(statements)}, "p", "none"))
    limits = None if boundary is None else tuple(parse({"Statement": boundary}, "b", "none"))
    return decide(Policies(held, limits), action, resource, Context(context)).verdict


_ALLOW = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}


def test_deny_before_allow_before_nothing():
    assert _verdict() == "implicitDeny"
    assert _verdict(_ALLOW) == "allowed"
    assert _verdict(_ALLOW, {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}) == "explicitDeny"
    assert _verdict(_ALLOW, action="s3:PutObject") == "implicitDeny"
    assert _verdict(_ALLOW, action="S3:getobject") == "allowed"


def test_boundary_only_narrows():
    assert _verdict(_ALLOW, boundary=_ALLOW) == "allowed"
    assert _verdict(_ALLOW, boundary={"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}) == "implicitDeny"
    assert _verdict(boundary=_ALLOW) == "implicitDeny"


def test_not_resource_and_variables():
    others = {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::${aws:username}/*"}
    assert _verdict(others) == "allowed"
    assert _verdict(others, resource="arn:aws:s3:::ada/x") == "implicitDeny"
    assert _verdict(others, context={}) == "implicitDeny"  # the variable can't be filled: the statement is void
    own = {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:username}/${*}"}
    assert _verdict(own, resource="arn:aws:s3:::ada/*") == "allowed"
    assert _verdict(own, resource="arn:aws:s3:::ada/b") == "implicitDeny"


def test_context_keys_come_from_conditions_and_variables():
    statement = {**_ALLOW, "Resource": "arn:aws:s3:::${aws:username}/*", "Condition": {"Null": {"aws:TagKeys": "true"}}}
    assert context_keys(parse({"Statement": statement}, "p", "none")) == ["aws:TagKeys", "aws:username"]
