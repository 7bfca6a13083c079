"""`estate policy`: a scan held to exactly what it prints is denied nothing, and with one action less it says which."""

from __future__ import annotations

import json
import urllib.request

import boto3
import pytest

from estate_assets.demo.accounts import EXTERNAL_ID, MANAGEMENT
from estate_assets.demo.enforcement import PATH
from estate_assets.scanner import EstateScanner, ScanRequest
from tests.conftest import STAGING

ROLE, STARTER = "least-privileged", "starter"
ROLE_ARN = f"arn:aws:iam::{STAGING}:role/{ROLE}"
STARTER_ARN = f"arn:aws:iam::{MANAGEMENT.id}:user/{STARTER}"
ALLOWS = {"Effect": "Allow", "Principal": {"AWS": STARTER_ARN}, "Action": "sts:AssumeRole"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{**ALLOWS, "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}}],
}
REGION = "us-east-1"


class Held:
    """A place whose scans run as a role and a user that may do what `estate policy` prints, and nothing else."""

    def __init__(self, place):
        self.place = place
        keys = {
            "aws_access_key_id": place.env["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": place.env["AWS_SECRET_ACCESS_KEY"],
        }
        self.home = boto3.client("iam", endpoint_url=place.endpoint, region_name=REGION, **keys)
        sts = boto3.client("sts", endpoint_url=place.endpoint, region_name=REGION, **keys)
        role = f"arn:aws:iam::{STAGING}:role/estate-scanner"
        given = sts.assume_role(RoleArn=role, RoleSessionName="tests", ExternalId=EXTERNAL_ID)["Credentials"]
        self.iam = boto3.client(
            "iam", endpoint_url=place.endpoint, region_name=REGION, aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"], aws_session_token=given["SessionToken"],
        )  # fmt: skip

    def settle(self):
        self.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(TRUST))
        self.home.create_user(UserName=STARTER)
        key = self.home.create_access_key(UserName=STARTER)["AccessKey"]
        self.place.env |= {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        (self.place.folder / "estate.toml").write_text(
            f'regions = ["{REGION}"]\n[limits]\nsimulate_rate = 200\nattempts = 2\n[scan]\noptional_details = true\n'
            f'[[accounts]]\nid = "{STAGING}"\nrole_arn = "{ROLE_ARN}"\nexternal_id = "{EXTERNAL_ID}"\n'
        )
        self.enforce([ROLE_ARN, STARTER_ARN])

    def enforce(self, arns):
        request = urllib.request.Request(f"{self.place.endpoint}{PATH}", json.dumps(arns).encode(), method="POST")
        urllib.request.urlopen(request).close()

    def give(self, policies, without=""):
        """Attaches the policies to those they are for, with one action left out."""
        for name in self.iam.list_role_policies(RoleName=ROLE)["PolicyNames"]:
            self.iam.delete_role_policy(RoleName=ROLE, PolicyName=name)
        for policy in policies:
            document = json.dumps(policy["document"]).replace(f'"{without}", ', "").replace(f', "{without}"', "")
            assert not without or without not in document
            if policy["holder"] == "the identity that scans":
                self.iam.put_role_policy(RoleName=ROLE, PolicyName=policy["name"], PolicyDocument=document)
            else:
                self.home.put_user_policy(UserName=STARTER, PolicyName=policy["name"], PolicyDocument=document)

    def leave(self):
        self.enforce([])
        for name in self.iam.list_role_policies(RoleName=ROLE)["PolicyNames"]:
            self.iam.delete_role_policy(RoleName=ROLE, PolicyName=name)
        self.iam.delete_role(RoleName=ROLE)
        for name in self.home.list_user_policies(UserName=STARTER)["PolicyNames"]:
            self.home.delete_user_policy(UserName=STARTER, PolicyName=name)
        for key in self.home.list_access_keys(UserName=STARTER)["AccessKeyMetadata"]:
            self.home.delete_access_key(UserName=STARTER, AccessKeyId=key["AccessKeyId"])
        self.home.delete_user(UserName=STARTER)


@pytest.fixture
def held(inside, monkeypatch):
    found = Held(inside)
    try:
        found.settle()
        for name, value in inside.env.items():
            monkeypatch.setenv(name, value)
        yield found
    finally:
        found.leave()


def seen(*services):
    """What a scan of these services sees, unstored: ledger entries and errors."""
    with EstateScanner() as scanner:
        (account,) = scanner.accounts()
        cells = scanner.cells(account, ScanRequest(services=services))
        outcomes = list(scanner.enrich(account, scanner.discovery.discover(account, cells)))
    return [entry for one in outcomes for entry in one.ledger], [error for one in outcomes for error in one.errors]


def test_a_scan_with_exactly_the_policy_is_denied_nothing(held):
    policies = held.place.json("policy")
    assert {policy["holder"] for policy in policies} == {"the identity that scans", "the identity that starts scans"}
    held.give(policies)
    entries, errors = seen()
    unreached = {entry.service for entry in entries if entry.has_gap}
    # Their hosts are made of the account's id, or discovered: no addresses of the stand-in's.
    assert unreached <= {"s3control", "timestream-write"}
    assert {error.service for error in errors} <= unreached
    assert {error.category.value for error in errors} <= {"execution"}  # nothing was denied
    assert len(entries) >= 100
    assert sum(entry.items for entry in entries) > 100


@pytest.mark.parametrize(
    ("service", "action", "resource_type", "operation"),
    [
        ("ec2", "ec2:DescribeVpcs", "ec2:vpc", "DescribeVpcs"),
        ("sqs", "sqs:GetQueueAttributes", "sqs:queue", "GetQueueAttributes"),
        ("sns", "tag:GetResources", "sns:topic", "GetResources"),
        ("s3", "s3:GetEncryptionConfiguration", "s3:bucket", "GetBucketEncryption"),
        ("lambda", "lambda:GetFunctionConcurrency", "lambda:function", "GetFunctionConcurrency"),
    ],
)
def test_with_one_action_less_that_one_denial_is_in_the_ledger(held, service, action, resource_type, operation):
    held.give(held.place.json("policy", "--services", service), without=action)
    entries, _ = seen(service)
    gaps = [entry for entry in entries if entry.has_gap]
    assert [(entry.resource_type, entry.status.value, entry.operation) for entry in gaps] == [
        (resource_type, "denied", operation)
    ]
    assert action in gaps[0].message


def test_the_ledger_of_the_command_tells_of_the_denial_too(held):
    held.give(held.place.json("policy", "--services", "sqs"), without="tag:GetResources")
    seen("sqs")
    (row,) = held.place.json("ledger")
    assert (row["resource_type"], row["status"], row["operation"]) == ("sqs:queue", "denied", "GetResources")


def test_without_leave_to_ask_iam_the_answers_are_unknown_and_the_scan_says_so(held):
    held.give(held.place.json("policy", "--services", "sqs", "--no-permissions"))
    entries, errors = seen("sqs")
    assert {entry.status.value for entry in entries} == {"complete"}
    assert {(error.category.value, error.operation) for error in errors} == {("iam", "GetRole")}


@pytest.mark.parametrize("what", ["the identity that scans", "the identity that starts scans"])
def test_an_identity_without_its_policy_gets_nowhere(held, what):
    policies = held.place.json("policy", "--services", "sqs")
    held.give([policy for policy in policies if policy["holder"] != what])
    entries, _ = seen("sqs")
    assert {entry.status.value for entry in entries} == {"denied"}
