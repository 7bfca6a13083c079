from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.demo.conftest import PRODUCTION

_GATEWAY = f"arn:aws:storagegateway:us-east-1:{PRODUCTION}:gateway/sgw-12345678"


@pytest.mark.parametrize(
    ("service", "operation", "items"),
    [
        ("storagegateway", "list_gateways", "Gateways"),  # json, a service moto doesn't have
        ("ssm", "list_nodes", "Nodes"),  # json
        ("amplify", "list_apps", "apps"),  # rest-json
        ("lambda", "list_code_signing_configs", "CodeSigningConfigs"),  # rest-json
        ("rds", "describe_db_engine_versions", "DBEngineVersions"),  # query
        ("ec2", "describe_ipams", "Ipams"),  # ec2
        ("cloudfront", "list_streaming_distributions", "StreamingDistributionList"),  # rest-xml
        ("eventbridgev2", "list_event_buses", "EventBuses"),  # smithy-rpc-v2-cbor
    ],
)
def test_unknown_lists_are_empty_in_every_protocol(aws, service, operation, items):
    client = aws.client(service, PRODUCTION)
    if not hasattr(client, operation):
        pytest.skip(f"this botocore has no {service}:{operation}")
    answer = getattr(client, operation)()
    found = answer.get(items, [])
    assert found == [] or not found.get("Items")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize(
    ("service", "operation", "items"),
    [("connect", "list_instances", "InstanceSummaryList"), ("s3tables", "list_table_buckets", "tableBuckets")],
)
def test_a_service_answers_in_a_region_that_botocore_does_not_list_it_in(aws, service, operation, items):
    assert getattr(aws.client(service, PRODUCTION, "eu-west-1"), operation)()[items] == []


def test_paginators_end_on_empty_answers(aws):
    pages = list(aws.client("accessanalyzer", PRODUCTION).get_paginator("list_analyzers").paginate())
    assert [page["analyzers"] for page in pages] == [[]]


def test_unknown_writes_fail(aws):
    with pytest.raises(ClientError) as refused:
        aws.client("storagegateway", PRODUCTION).delete_gateway(GatewayARN=_GATEWAY)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_buckets_are_paged_and_filtered_by_region(aws):
    s3 = aws.client("s3", PRODUCTION)
    every = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    pages = list(s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 10}))
    assert len(pages) > 2
    assert [bucket["Name"] for page in pages for bucket in page["Buckets"]] == every
    ireland = aws.client("s3", PRODUCTION, "eu-west-1").list_buckets(BucketRegion="eu-west-1")["Buckets"]
    assert ireland
    assert all("eu-west-1" in bucket["Name"] for bucket in ireland)


def test_a_resource_that_is_not_there_is_still_an_error(aws):
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws.client("lambda", PRODUCTION).get_function(FunctionName="nothing")
