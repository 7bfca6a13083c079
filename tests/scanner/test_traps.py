"""Where a listing says more, or less, than it seems to: what AWS owns, what others own, what is asked for twice, what hides."""

import re
from collections import Counter

import pytest
from conftest import REGION, entry_of, narrow
from fake_aws import ACCOUNT

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import SettingsError, Status
from estate_assets.scanner.model import GLOBAL, Account, Cell
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.scan import EstateScanner
from estate_assets.scanner.settings import Settings

OTHER = "999988887777"
CORE = [spec for service in catalogue.services() for spec in catalogue.specs(service)]
SPECS = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]
#: Of each type one item of AWS's and one of the account's: operation, answer, and the id of the account's.
MANAGED = {
    "rds:parameter_group": (
        "DescribeDBParameterGroups",
        {"DBParameterGroups": [{"DBParameterGroupName": "default.mysql8.0"}, {"DBParameterGroupName": "mine"}]},
        "mine",
    ),
    "rds:cluster_parameter_group": (
        "DescribeDBClusterParameterGroups",
        {"DBClusterParameterGroups": [{"DBClusterParameterGroupName": f"{n}mine"} for n in ("default.", "")]},
        "mine",
    ),
    "rds:option_group": (
        "DescribeOptionGroups",
        {"OptionGroupsList": [{"OptionGroupName": "default:mysql-8-0"}, {"OptionGroupName": "mine"}]},
        "mine",
    ),
    "kms:alias": (
        "ListAliases",
        {"Aliases": [{"AliasName": "alias/aws/s3"}, {"AliasName": "alias/mine"}]},
        "alias/mine",
    ),
    "ec2:managed_prefix_list": (
        "DescribeManagedPrefixLists",
        {
            "PrefixLists": [
                {"PrefixListId": "pl-1", "OwnerId": "AWS"},
                {"PrefixListId": "pl-2", "OwnerId": ACCOUNT},
            ]
        },
        "pl-2",
    ),
    "athena:data_catalog": (
        "ListDataCatalogs",
        {"DataCatalogsSummary": [{"CatalogName": "AwsDataCatalog"}, {"CatalogName": "lake"}]},
        "lake",
    ),
    "elasticache:user": ("DescribeUsers", {"Users": [{"UserId": "default"}, {"UserId": "app"}]}, "app"),
    "keyspaces:keyspace": (
        "ListKeyspaces",
        {"keyspaces": [{"keyspaceName": "system_schema"}, {"keyspaceName": "orders"}]},
        "orders",
    ),
    "elasticache:subnet_group": (
        "DescribeCacheSubnetGroups",
        {"CacheSubnetGroups": [{"CacheSubnetGroupName": "default"}, {"CacheSubnetGroupName": "mine"}]},
        "mine",
    ),
    "s3tables:table_bucket": (
        "ListTableBuckets",
        {"tableBuckets": [{"tableBucketId": "1", "type": "aws"}, {"tableBucketId": "2", "type": "customer"}]},
        "2",
    ),
    "route53resolver:resolver_rule": (
        "ListResolverRules",
        {"ResolverRules": [{"Id": "rslvr-autodefined-rr-internet-resolver"}, {"Id": "rslvr-rr-1"}]},
        "rslvr-rr-1",
    ),
}
#: Types whose listing takes a parameter that leaves AWS's own out, and that parameter.
ASKED = {
    "iam:policy": ("ListPolicies", "Scope"),
    "ec2:image": ("DescribeImages", "Owner.1"),
    "ssm:document": ("ListDocuments", "Filters"),
    "ssm:patch_baseline": ("DescribePatchBaselines", "Filters"),
    "cloudfront:cache_policy": ("ListCachePolicies", "Type"),
}


def script(aws, service, operation, answer):
    aws.on(f"{service}:{operation}", answer)
    aws.on(f"{service}:ListTagsForResource", {})


def found(outcome):
    return [item.id for item in outcome.items]


@pytest.mark.parametrize("resource_type", MANAGED)
def test_what_is_awss_own_is_left_out_unless_it_is_asked_for(aws, scan, resource_type):
    service = resource_type.partition(":")[0]
    operation, answer, mine = MANAGED[resource_type]
    script(aws, service, operation, answer)
    only = narrow(resource_type)
    assert found(scan(service, registry=only)) == [mine]
    assert len(found(scan(service, registry=only, scan={"aws_managed": True}))) == 2
    assert len(found(scan(service, registry=only, scan={"aws_managed": [resource_type]}))) == 2
    assert found(scan(service, registry=only, scan={"aws_managed": ["sqs"]})) == [mine]


@pytest.mark.parametrize("resource_type", ASKED)
def test_a_listing_that_can_leave_awss_own_out_is_told_to_unless_they_are_asked_for(aws, scan, resource_type):
    service = resource_type.partition(":")[0]
    operation, parameter = ASKED[resource_type]
    region = GLOBAL if service in ("iam", "cloudfront") else REGION
    empty = {"CachePolicyList": {"Items": [], "MaxItems": 1, "Quantity": 0}} if service == "cloudfront" else {}
    aws.on(f"{service}:{operation}", empty)
    scan(service, region, narrow(resource_type))
    scan(service, region, narrow(resource_type), scan={"aws_managed": True})
    own, all_of_them = aws.params_of(f"{service}:{operation}")
    assert parameter in own
    assert parameter not in all_of_them


def test_every_type_that_tells_awss_own_is_held_by_a_test():
    assert {spec.key for spec in CORE if spec.aws_managed} == {
        *MANAGED,
        *ASKED,
        "kms:key",
        "events:rule",
        "organizations:policy",
    }


def test_rules_and_policies_that_aws_manages_are_left_out(aws, scan):
    aws.on("events:ListEventBuses", {"EventBuses": [{"Name": "default"}]})
    aws.on("events:ListRules", {"Rules": [{"Name": "AutoScalingManagedRule", "ManagedBy": "a.b"}, {"Name": "nightly"}]})
    aws.on("events:ListTagsForResource", {})
    rules = scan("events", registry=narrow("events:event_bus", "events:rule")).items
    assert [item.id for item in rules if item.resource_type == "events:rule"] == ["nightly"]
    aws.on("organizations:DescribeOrganization", {"Organization": {"Id": "o-1", "MasterAccountId": ACCOUNT}})
    policies = [{"Id": "p-FullAWSAccess", "AwsManaged": True}, {"Id": "p-1", "AwsManaged": False}]
    aws.on("organizations:ListPolicies", {"Policies": policies})
    aws.on("organizations:ListTagsForResource", {})
    policies = scan("organizations", GLOBAL, narrow("organizations:organization", "organizations:policy")).items
    assert [item.id for item in policies if item.resource_type == "organizations:policy"] == ["p-1"]


def test_a_key_of_awss_own_is_known_by_its_details_only(aws, scan):
    aws.on("kms:ListKeys", {"Keys": [{"KeyId": "k1"}, {"KeyId": "k2"}]})
    managers = {"k1": "AWS", "k2": "CUSTOMER"}
    aws.on("kms:DescribeKey", lambda p: {"KeyMetadata": {"KeyId": p["KeyId"], "KeyManager": managers[p["KeyId"]]}})
    aws.on("kms:GetKeyRotationStatus", {"KeyRotationEnabled": True})
    aws.on("kms:GetKeyPolicy", {"Policy": "{}"})
    aws.on("kms:ListResourceTags", {})
    outcome = scan("kms", registry=narrow("kms:key"))
    assert found(outcome) == ["k2"]
    assert entry_of(outcome, "kms:key").status is Status.COMPLETE
    assert aws.count("kms:ListResourceTags") == 1


def test_an_arn_of_awss_own_is_left_out_without_being_described(aws, scan):
    awss, own = "arn:aws:ram::aws:permission/AWSRAMDefault", f"arn:aws:ram:{REGION}:{ACCOUNT}:permission/mine"
    aws.on("ram:ListPermissions", {"permissions": [{"arn": awss, "name": "a"}, {"arn": own, "name": "b"}]})
    registry = Registry(entry_points=False, tier="extended")
    assert [item.arn for item in scan("ram", registry=registry).items] == [own]
    assert len(scan("ram", registry=registry, scan={"aws_managed": ["ram"]}).items) == 2


def test_a_misspelt_type_whose_aws_managed_items_are_wanted_is_an_error(tmp_path):
    for names, told in ((["iam:polices"], "iam:policy"), (["imm"], "unknown service 'imm'")):
        with pytest.raises(SettingsError, match=told):
            EstateScanner(Settings(home=tmp_path, scan={"aws_managed": names}), Registry(entry_points=False))


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
