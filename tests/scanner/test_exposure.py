"""Who a resource policy lets in, and what a security group's rules do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_assets.scanner.exposure import NARROWING, open_ports, public_statements

ANYONE = {"Sid": "Anyone", "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
OWNER = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "*", "Resource": "*"}
TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def when(operator, key, *values):
    return {**ANYONE, "Condition": {operator: {key: list(values)}}}


CASES = [
    ("everyone", policy(ANYONE), ["Anyone"]),
    ("everyone as an AWS principal", policy({**ANYONE, "Principal": {"AWS": "*"}}), ["Anyone"]),
    ("everyone in a list", policy({**ANYONE, "Principal": {"AWS": ["111122223333", "*"]}}), ["Anyone"]),
    ("everyone but one", policy({**ANYONE, "Principal": None, "NotPrincipal": {"AWS": "x"}}), ["Anyone"]),
    ("a statement without a Sid", policy(OWNER, {k: v for k, v in ANYONE.items() if k != "Sid"}), ["number 2"]),
    ("one statement, not in a list", {"Statement": ANYONE}, ["Anyone"]),
    ("the owner only", policy(OWNER), []),
    ("a service", policy({**ANYONE, "Principal": {"Service": "sns.amazonaws.com"}}), []),
    ("the organization", policy(when("StringEquals", "aws:PrincipalOrgID", "o-1")), []),
    ("the owner by a condition, as SNS writes it", policy(when("StringEquals", "AWS:SourceOwner", "111122223333")), []),
    ("an address range", policy(when("IpAddress", "aws:SourceIp", "10.0.0.0/8")), []),
    ("all addresses", policy(when("IpAddress", "aws:SourceIp", "0.0.0.0/0")), ["Anyone"]),
    ("a wildcard that narrows nothing", policy(when("StringLike", "aws:PrincipalArn", "*")), ["Anyone"]),
    ("the opposite of an organization", policy(when("StringNotEquals", "aws:PrincipalOrgID", "o-1")), ["Anyone"]),
    ("only if there is such a key", policy(when("StringEqualsIfExists", "aws:SourceVpc", "vpc-1")), ["Anyone"]),
    ("any of several accounts", policy(when("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", "o-1/r-1")), []),
    ("a key that narrows nobody", policy(when("StringEquals", "aws:RequestedRegion", "eu-west-1")), ["Anyone"]),
    ("a denial of unencrypted transport", policy(ANYONE, TLS), ["Anyone"]),
    ("a denial that may narrow", policy(ANYONE, {**TLS, "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o"}}}), None),
    ("not a policy", "hello", None),
    ("nothing", None, None),
    ("no statements", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "document", "found"), CASES, ids=[case[0] for case in CASES])
def test_public_statements(why, document, found):
    assert public_statements(document) == found
    assert public_statements(json.dumps(document)) == (None if isinstance(document, str) else found)


@given(st.sampled_from(sorted(NARROWING)), st.sampled_from(["StringEquals", "ArnLike", "StringLike"]))
def test_each_key_that_names_somebody_narrows(key, operator):
    assert public_statements(policy(when(operator, key.upper(), "somebody"))) == []


def rule(protocol, first=None, last=None, v4=(), v6=()):
    return {
        "IpProtocol": protocol, "FromPort": first, "ToPort": last,
        "IpRanges": [{"CidrIp": one} for one in v4], "Ipv6Ranges": [{"CidrIpv6": one} for one in v6],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([rule("tcp", 22, 22, ["0.0.0.0/0"])], ["tcp 22"]),
        ([rule("tcp", 22, 22, ["10.0.0.0/8"]), rule("-1", v6=["::/0"])], ["all traffic"]),
        ([rule("udp", 8000, 8080, ["10.0.0.0/8", "0.0.0.0/0"])], ["udp 8000-8080"]),
        ([rule("tcp", 443, 443, ["203.0.113.0/24"])], []),
        ([{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}]}], []),
        ([], []),
    ],
)
def test_open_ports(rules, found):
    assert open_ports(rules) == found
