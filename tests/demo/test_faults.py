from __future__ import annotations

import urllib.error

import pytest
from botocore.exceptions import ClientError

from tests.demo.conftest import PRODUCTION, STAGING


@pytest.fixture
def faults(aws):
    def inject(**fault):
        aws.control("POST", "faults", [{"status": 400, "code": "AccessDenied", "message": "planted"} | fault])

    yield inject
    aws.control("DELETE", "faults")


def test_fault_hits_only_what_it_names(aws, faults):
    faults(service="ec2", operation="DescribeVpcs", region="us-east-1", account=PRODUCTION, code="UnauthorizedOperation",
           status=403)  # fmt: skip
    with pytest.raises(ClientError, match=r"UnauthorizedOperation.*planted"):
        aws.client("ec2", PRODUCTION).describe_vpcs()
    assert aws.client("ec2", PRODUCTION, "eu-west-1").describe_vpcs()["Vpcs"]
    assert aws.client("ec2", STAGING).describe_vpcs()["Vpcs"]
    assert [fault["hits"] for fault in aws.control("GET", "faults")] == [1]


def test_fault_ends_after_its_times(aws, faults):
    faults(service="dynamodb", operation="ListTables", code="ThrottlingException", times=2)
    client = aws.client("dynamodb", PRODUCTION)
    for _ in range(2):
        with pytest.raises(ClientError, match="ThrottlingException"):
            client.list_tables()
    assert client.list_tables()["TableNames"]


def test_fault_on_a_later_page_survives_retries(aws, faults):
    faults(service="iam", operation="ListRoles", page=2, code="Throttling")
    iam = aws.client("iam", PRODUCTION)
    first = iam.list_roles()
    assert first["IsTruncated"]
    for _ in range(2):
        with pytest.raises(ClientError, match="Throttling"):
            iam.list_roles(Marker=first["Marker"])
    assert iam.list_roles()["IsTruncated"]


def test_calls_are_counted(aws):
    aws.control("DELETE", "calls")
    for _ in range(3):
        aws.client("sqs", PRODUCTION).list_queues()
    assert aws.control("GET", "calls") == {"sqs:ListQueues": 3}


def test_nonsense_is_refused(aws):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        aws.control("POST", "faults", [{"colour": "red"}])
