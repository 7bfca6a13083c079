"""tag:GetResources: pages, regions, and the same tags as the services' own operations tell."""

from __future__ import annotations

import pytest

from tests.demo.conftest import PRODUCTION, STAGING


def tagged(client, **params):
    pages = client.get_paginator("get_resources").paginate(**params)
    listed = [one for page in pages for one in page["ResourceTagMappingList"]]
    assert len({one["ResourceARN"] for one in listed}) == len(listed)
    return {one["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in listed}


def test_pages_hold_what_one_page_would(aws):
    client = aws.client("resourcegroupstaggingapi", STAGING)
    assert tagged(client, ResourcesPerPage=7) == tagged(client) != {}


def test_each_region_and_account_tells_its_own(aws):
    found = {
        (account, region): tagged(aws.client("resourcegroupstaggingapi", account, region))
        for account in (PRODUCTION, STAGING)
        for region in ("us-east-1", "eu-west-1")
    }
    for (account, region), tags in found.items():
        assert {arn.split(":")[4] for arn in tags} == {account, ""}  # buckets and zones name no account
        assert {arn.split(":")[3] for arn in tags} <= {region, ""}
    buckets = [arn for tags in found.values() for arn in tags if ":s3:::" in arn]
    assert len(buckets) == len(set(buckets)) > 0


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_it_tells_what_the_services_tell(aws, region):
    told = tagged(aws.client("resourcegroupstaggingapi", STAGING, region))
    queues = aws.client("sqs", STAGING, region)
    for url in queues.list_queues()["QueueUrls"]:
        arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        assert told.get(arn, {}) == queues.list_queue_tags(QueueUrl=url).get("Tags", {})
    balancers = aws.client("elbv2", STAGING, region)
    for one in balancers.describe_load_balancers()["LoadBalancers"]:
        for listener in balancers.describe_listeners(LoadBalancerArn=one["LoadBalancerArn"])["Listeners"]:
            arn = listener["ListenerArn"]
            (described,) = balancers.describe_tags(ResourceArns=[arn])["TagDescriptions"]
            assert told.get(arn, {}) == {tag["Key"]: tag["Value"] for tag in described["Tags"]}
