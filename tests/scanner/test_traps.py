"""Where a listing says more, or less, than it seems to: what others own, what is asked for twice, what hides."""

import re
from collections import Counter

import pytest
from conftest import REGION, found, narrow
from fake_aws import ACCOUNT

from estate_assets.scanner import catalogue
from estate_assets.scanner.model import GLOBAL, Account, Cell
from estate_assets.scanner.registry import Registry

OTHER = "999988887777"
SPECS = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]


CHILDREN = {
    "events:rule": ("events:ListEventBuses", {"EventBuses": [{"Name": "default"}, {"Name": "orders"}]}, "EventBusName"),
    "athena:named_query": ("athena:ListWorkGroups", {"WorkGroups": [{"Name": "primary"}, {"Name": "bi"}]}, "WorkGroup"),
}


@pytest.mark.parametrize("child", CHILDREN)
def test_a_parent_that_defaults_silently_is_walked(aws, scan, child):
    """Left out, the parameter means the default bus, cluster or workgroup: everything else would be missing, without a word."""
    listing, parents, parameter = CHILDREN[child]
    service = child.partition(":")[0]
    parent = next(spec for spec in SPECS if spec.key == child).parent.type
    operation = next(spec for spec in SPECS if spec.key == child).list.operation
    aws.on(listing, parents)
    aws.on(f"{service}:ListTagsForResource", {})
    aws.on(f"{service}:{operation}", {})
    scan(service, registry=narrow(parent, child))
    walked = [params[parameter] for params in aws.params_of(f"{service}:{operation}")]
    assert walked == [one["Name"] for one in next(iter(parents.values()))]


#: Operations whose parent parameter is optional and means "the default one", not "all".
DEFAULTING = {
    ("ecs", "ListServices"), ("ecs", "ListContainerInstances"), ("ecs", "ListTasks"), ("events", "ListRules"),
    ("athena", "ListNamedQueries"), ("athena", "ListQueryExecutions"), ("athena", "ListPreparedStatements"),
}  # fmt: skip


def test_nothing_is_listed_of_a_default_parent_only():
    parentless = {(spec.service, spec.list.operation) for spec in SPECS if not spec.parent}
    assert not parentless & DEFAULTING


def test_engines_that_share_a_control_plane_come_once():
    """Neptune and DocumentDB answer with RDS's own instances, clusters and snapshots, under the same ARNs."""
    assert {"rds:db_instance", "rds:db_cluster"} <= {spec.key for spec in SPECS}
    assert not {"neptune", "docdb"} & {spec.service for spec in SPECS}


def test_no_listing_is_asked_twice_for_the_same_thing():
    asked = [
        (spec.list_service, spec.list.operation, str(spec.list.params), spec.list.items, str(spec.parent), spec.scope)
        for spec in SPECS
        if not spec.list.service
    ]
    assert len(set(asked)) == len(asked)


def test_no_two_types_of_a_service_have_one_form_of_arn():
    """Else one resource would be two records, or two resources one."""
    forms = Counter(re.sub(r"\$\{(?!Region|Account)\w+\}", "*", spec.arn_template or spec.key) for spec in SPECS)
    known = {"cloudwatch:${Region}:${Account}:alarm:*", "rtbfabric:${Region}:${Account}:gateway/*"}  # names differ
    assert {form.partition(":*:")[2] for form, count in forms.items() if count > 1} == known


def test_buckets_are_listed_by_region_without_a_question_per_bucket(aws, scan):
    aws.on("s3:ListBuckets", {"Buckets": [{"Name": "here", "BucketRegion": REGION}]})
    bucket = next(spec for spec in SPECS if spec.key == "s3:bucket")
    for detail in bucket.details:
        aws.on(f"s3:{detail.operation}", {})
    aws.on("s3:GetBucketTagging", {"TagSet": []})
    scan("s3")
    (params,) = aws.params_of("s3:ListBuckets")
    assert params["bucket-region"] == REGION
    assert aws.count("s3:GetBucketLocation") == 0


def test_snapshots_and_images_are_the_accounts_own(aws, scan):
    aws.on("ec2:DescribeSnapshots", {})
    aws.on("ec2:DescribeImages", {})
    scan("ec2", registry=narrow("ec2:snapshot", "ec2:image"))
    assert aws.params_of("ec2:DescribeSnapshots")[0]["Owner.1"] == "self"
    assert aws.params_of("ec2:DescribeImages")[0]["Owner.1"] == "self"


def test_a_shared_vpc_has_its_owners_arn(aws, scan):
    aws.on("ec2:DescribeVpcs", {"Vpcs": [{"VpcId": "vpc-1", "OwnerId": OTHER}, {"VpcId": "vpc-2", "OwnerId": ACCOUNT}]})
    arns = [item.arn for item in scan("ec2", registry=narrow("ec2:vpc")).items]
    assert arns == [f"arn:aws:ec2:{REGION}:{OTHER}:vpc/vpc-1", f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/vpc-2"]


def test_what_exists_once_per_account_is_asked_for_once():
    registry = Registry(entry_points=False)
    targets = registry.targets([REGION, "us-east-1", "ap-south-1"], registry.services)
    globals_ = [service for region, service in targets if region == GLOBAL]
    assert len(set(targets)) == len(targets)
    assert {"iam", "cloudfront", "route53", "organizations", "budgets", "rds"} <= set(globals_)
    assert not {"iam", "cloudfront", "route53", "organizations", "budgets"} & {s for r, s in targets if r != GLOBAL}


def test_a_global_database_is_not_listed_in_each_of_its_regions(aws, scan):
    aws.on("rds:DescribeGlobalClusters", {"GlobalClusters": [{"GlobalClusterIdentifier": "orders"}]})
    assert found(scan("rds", GLOBAL)) == ["orders"]
    regional = Registry(entry_points=False).specs("rds", of_globals=False)
    assert "rds:global_cluster" not in [spec.key for spec in regional]


@pytest.mark.parametrize(
    ("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("eu-west-1", "aws")]
)
def test_arns_are_of_their_regions_partition(aws, discovery, region, partition):
    aws.on("ec2:DescribeRegions", {"Regions": [{"RegionName": region}]})
    aws.on("ec2:DescribeVpcs", {"Vpcs": [{"VpcId": "vpc-1"}]})
    (outcome,) = discovery(narrow("ec2:vpc")).discover(Account(ACCOUNT), [Cell(ACCOUNT, region, "ec2")])
    assert [item.arn for item in outcome.items] == [f"arn:{partition}:ec2:{region}:{ACCOUNT}:vpc/vpc-1"]


def test_records_of_a_zone_are_told_apart_by_name_type_and_set(aws, scan):
    aws.on("route53:ListHostedZones", {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "a.org."}]})
    aws.on("route53:ListTagsForResources", {"ResourceTagSets": []})
    weighted = [{"Name": "a.org.", "Type": "A", "SetIdentifier": name} for name in ("one", "two")]
    aws.on("route53:ListResourceRecordSets", {"ResourceRecordSets": [{"Name": "a.org.", "Type": "NS"}, *weighted]})
    outcome = scan("route53", GLOBAL, narrow("route53:hosted_zone", "route53:record_set"))
    arns = [item.arn.rpartition("recordset/")[2] for item in outcome.items if item.resource_type.endswith("record_set")]
    assert arns == ["a.org./NS", "a.org./A/one", "a.org./A/two"]
    assert all(":::hostedzone/Z1/recordset/" in item.arn for item in outcome.items[1:])
