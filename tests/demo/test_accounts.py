from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import ClientError

from estate_assets.demo.accounts import REGIONS
from tests.demo.conftest import MANAGEMENT, ONCE, PRODUCTION, STAGING

_LISTS = {
    "dynamodb": ("list_tables", "TableNames"),
    "ec2": ("describe_vpcs", "Vpcs"),
    "eks": ("list_clusters", "clusters"),
    "elbv2": ("describe_load_balancers", "LoadBalancers"),
    "iam": ("list_roles", "Roles"),
    "kms": ("list_keys", "Keys"),
    "lambda": ("list_functions", "Functions"),
    "logs": ("describe_log_groups", "logGroups"),
    "rds": ("describe_db_instances", "DBInstances"),
    "route53": ("list_hosted_zones", "HostedZones"),
    "s3": ("list_buckets", "Buckets"),
    "secretsmanager": ("list_secrets", "SecretList"),
    "sns": ("list_topics", "Topics"),
    "sqs": ("list_queues", "QueueUrls"),
    "ssm": ("describe_parameters", "Parameters"),
    "stepfunctions": ("list_state_machines", "stateMachines"),
}


def test_organization_lists_the_three_accounts(aws):
    accounts = aws.client("organizations").list_accounts()["Accounts"]
    assert {account["Id"]: account["Name"] for account in accounts} == {
        MANAGEMENT: "acme-management",
        PRODUCTION: "acme-production",
        STAGING: "acme-staging",
    }
    assert [account["id"] for account in aws.stand_in.accounts] == [MANAGEMENT, PRODUCTION, STAGING]


def test_user_is_the_scanner_of_the_management_account(aws):
    assert aws.client("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{MANAGEMENT}:user/scanner"


@pytest.mark.parametrize("account", [MANAGEMENT, PRODUCTION, STAGING])
def test_assumed_role_lands_in_its_account(aws, account):
    identity = aws.client("sts", account).get_caller_identity()
    assert identity["Account"] == account
    assert identity["Arn"] == f"arn:aws:sts::{account}:assumed-role/estate-scanner/test"


@pytest.mark.parametrize("service", _LISTS)
def test_no_service_shows_another_accounts_resources(aws, service):
    operation, items = _LISTS[service]
    production, staging = (getattr(aws.client(service, a), operation)()[items] for a in (PRODUCTION, STAGING))
    assert production
    assert staging
    assert production != staging
    assert STAGING not in str(production)
    assert PRODUCTION not in str(staging)


def test_wrong_external_id_is_denied(aws):
    with pytest.raises(ClientError, match=r"AccessDenied.*not authorized to perform: sts:AssumeRole"):
        aws.assume(PRODUCTION, external_id="guessed")


def test_unknown_role_is_denied(aws):
    role = f"arn:aws:iam::{PRODUCTION}:role/nobody"
    with pytest.raises(ClientError, match="AccessDenied"):
        aws.client("sts").assume_role(RoleArn=role, RoleSessionName="test", ExternalId="estate-demo")


def test_unknown_key_is_refused(aws):
    stranger = boto3.Session("AKIANOBODYNOBODYNOBO", "secret")
    ec2 = stranger.client("ec2", region_name="us-east-1", endpoint_url=aws.stand_in.endpoint, config=ONCE)
    with pytest.raises(ClientError, match="AuthFailure"):
        ec2.describe_vpcs()


def test_four_regions_are_enabled(aws):
    ec2 = aws.client("ec2", PRODUCTION)
    enabled = ec2.describe_regions()["Regions"]
    assert {region["RegionName"] for region in enabled} == set(REGIONS)
    assert {region["OptInStatus"] for region in enabled} == {"opt-in-not-required"}
    every = {region["RegionName"]: region["OptInStatus"] for region in ec2.describe_regions(AllRegions=True)["Regions"]}
    assert len(every) > 20
    assert every["ap-south-1"] == "not-opted-in"
    assert {name for name, status in every.items() if status != "not-opted-in"} == set(REGIONS)


def test_account_management_agrees(aws):
    account = aws.client("account", PRODUCTION)
    wanted = ["ENABLED", "ENABLED_BY_DEFAULT"]
    pages = account.get_paginator("list_regions").paginate(
        RegionOptStatusContains=wanted, PaginationConfig={"PageSize": 3}
    )
    assert {region["RegionName"] for page in pages for region in page["Regions"]} == set(REGIONS)
    assert account.get_region_opt_status(RegionName="ap-south-1")["RegionOptStatus"] == "DISABLED"


@pytest.mark.parametrize(
    ("service", "code"),
    [("ec2", "AuthFailure"), ("dynamodb", "UnrecognizedClientException"), ("rds", "InvalidClientTokenId"),
     ("lambda", "UnrecognizedClientException"), ("s3", "InvalidAccessKeyId")],
)  # fmt: skip
def test_other_regions_refuse(aws, service, code):
    client = aws.client(service, PRODUCTION, "ap-south-1")
    with pytest.raises(ClientError) as refused:
        getattr(client, _LISTS[service][0])()
    assert refused.value.response["Error"]["Code"] == code
