"""What is AWS's own in an account's listings: left out unless it is asked for, of every type that has such items."""

import pytest
from conftest import REGION, entry_of, found, narrow
from fake_aws import ACCOUNT

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import SettingsError, Status
from estate_assets.scanner.model import GLOBAL
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.scan import EstateScanner
from estate_assets.scanner.settings import Settings

CORE = [spec for service in catalogue.services() for spec in catalogue.specs(service)]
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
