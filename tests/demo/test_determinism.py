"""Two starts, with different hash seeds and at different times, must answer every list alike."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from estate_assets.demo import StandIn
from estate_assets.demo.accounts import REGIONS
from tests.demo.conftest import MANAGEMENT, PRODUCTION, Aws

_GLOBAL = ("iam", "organizations", "route53")
_REGIONAL = (
    "account", "athena", "autoscaling", "cloudwatch", "dynamodb", "ec2", "ecs", "eks", "elasticache", "elbv2", "events",
    "kms", "lambda", "logs", "rds", "resourcegroupstaggingapi", "s3", "scheduler", "secretsmanager", "sns", "sqs", "ssm",
    "sso-admin", "stepfunctions",
)  # fmt: skip
# Vast and constant, or random by design.
_LEFT_OUT = {"DescribeInstanceTypes", "DescribeInstanceTypeOfferings", "GetRandomPassword", "DescribeSpotPriceHistory"}
_ARGUMENTS = {
    "ec2:DescribeImages": {"Owners": ["self"]},
    "ec2:DescribeSnapshots": {"OwnerIds": ["self"]},
    "ec2:DescribeLaunchTemplateVersions": {"Versions": ["$Latest"]},
    "iam:ListPolicies": {"Scope": "Local"},
}


@pytest.fixture(scope="module")
def other():
    stand_in = StandIn().start(env={**os.environ, "PYTHONHASHSEED": "4242"})
    yield Aws(stand_in)
    stand_in.stop()


def _listings(client):
    model = client.meta.service_model
    for name in model.operation_names:
        shape = model.operation_model(name).input_shape
        bare = shape is None or not shape.required_members
        if bare and name.startswith(("List", "Describe", "Get")) and name not in _LEFT_OUT:
            yield name


def _ask(client, name):
    service, method = client.meta.service_model.service_name, xform_name(name)
    arguments = _ARGUMENTS.get(f"{service}:{name}", {})
    try:
        if client.can_paginate(method):
            answer = client.get_paginator(method).paginate(**arguments).build_full_result()
        else:
            answer = getattr(client, method)(**arguments)
            answer.pop("ResponseMetadata", None)
    except ClientError as problem:
        answer = problem.response["Error"]
    return json.dumps(answer, default=str).replace(client.meta.endpoint_url, "")


def _dump(aws, account, regions):
    cells = [(service, region) for service in _REGIONAL for region in regions]
    cells += [(service, "us-east-1") for service in _GLOBAL]
    clients = [aws.client(service, account, region) for service, region in cells]
    asked = [(client, name) for client in clients for name in _listings(client)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: _ask(*pair), asked))
    keys = [(client.meta.service_model.service_name, client.meta.region_name, name) for client, name in asked]
    return dict(zip(keys, answers, strict=True))


@pytest.mark.parametrize(("account", "regions"), [(PRODUCTION, REGIONS[:2]), (MANAGEMENT, REGIONS[2:])])
def test_two_starts_answer_alike(aws, other, account, regions):
    one, two = _dump(aws, account, regions), _dump(other, account, regions)
    assert len(one) > 500
    assert [key for key in one if one[key] != two[key]] == []


def test_looking_changes_nothing(aws):
    one, two = (_ask(aws.client("iam", PRODUCTION), "GetAccountAuthorizationDetails") for _ in range(2))
    assert one == two
