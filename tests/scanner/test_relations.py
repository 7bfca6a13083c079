"""What points to what: from fields to relations, and both ways through the collection."""

from dataclasses import replace

import pytest
from conftest import REGION, narrow
from fake_aws import ACCOUNT
from qdrant_client import QdrantClient
from records import REGISTRY, resource, texts

from estate_assets.scanner import catalogue
from estate_assets.scanner.collection import Collection
from estate_assets.scanner.findings import Relation
from estate_assets.scanner.model import GLOBAL, AWSResource, Cell, RawResource
from estate_assets.scanner.relations import canonical, incoming, means, outgoing, relations_of
from estate_assets.scanner.transform import build

EC2 = Cell(ACCOUNT, REGION, "ec2")
SPECS = [spec for service in catalogue.services("all") for spec in catalogue.specs(service, "all")]
OTHER = "999988887777"


def related(resource_type, properties, **more):
    cell = Cell(ACCOUNT, REGION, resource_type.partition(":")[0])
    raw = RawResource(cell, resource_type, "arn:x", "x", properties, **more)
    return relations_of(raw, REGISTRY.spec(resource_type))


def at(resource_type, id_, *relations, cell=None, **more):
    """A resource as AWS would have it, with its own ARN."""
    service, _, kind = resource_type.partition(":")
    cell = cell or Cell(ACCOUNT, REGION, service)
    arn = more.pop("arn", f"arn:aws:{service}:{cell.region}:{cell.account_id}:{kind}/{id_}")
    return replace(resource(id_, resource_type, cell, relations=relations, **more), arn=arn)


@pytest.fixture
def collection():
    made = Collection(QdrantClient(":memory:"), "estate", embedded=True)
    made.ensure()
    return made


def stored(collection, *resources):
    collection.upsert(resources, texts(resources))
    return collection


def test_fields_become_relations_each_target_once():
    found = related(
        "ec2:instance",
        {
            "VpcId": "vpc-1", "SubnetId": "subnet-1", "NetworkInterfaces": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}],
            "SecurityGroups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
            "IamInstanceProfile": {"Arn": "arn:aws:iam::1:instance-profile/p"},
        },
    )  # fmt: skip
    assert set(found) == {
        Relation("vpc", "vpc-1", "ec2:vpc"),
        Relation("subnet", "subnet-1", "ec2:subnet"),
        Relation("security_group", "sg-1", "ec2:security_group"),
        Relation("security_group", "sg-2", "ec2:security_group"),
        Relation("instance_profile", "arn:aws:iam::1:instance-profile/p", "iam:instance_profile"),
    }


def test_what_is_missing_empty_or_of_another_shape_is_no_relation():
    for properties in ({}, {"VpcId": None}, {"VpcId": ""}, {"VpcId": 7}, {"VpcId": {"$sealed": "v1.x", "digest": "d"}}):
        assert related("ec2:instance", properties) == ()


def test_a_list_in_a_text_and_lists_in_lists_are_taken_apart():
    (one, two) = related("autoscaling:auto_scaling_group", {"VPCZoneIdentifier": "subnet-1, subnet-2"})
    assert (one.target, two.target) == ("subnet-1", "subnet-2")
    settings = {"S3Settings": {"ServiceAccessRoleArn": "r1"}, "KinesisSettings": {"ServiceAccessRoleArn": "r2"}}
    assert {one.target for one in related("dms:endpoint", settings)} == {"r1", "r2"}


def test_a_child_points_to_its_parent(aws, scan):
    aws.on("apigateway:GetRestApis", {"items": [{"id": "api1"}]})
    aws.on("apigateway:GetStages", {"item": [{"stageName": "prod"}]})
    registry = narrow("apigateway:rest_api", "apigateway:stage")
    (stage,) = [one for one in scan("apigateway", registry=registry).items if one.resource_type == "apigateway:stage"]
    made = build(stage, registry.spec("apigateway:stage"), "")
    api = f"arn:aws:apigateway:{REGION}::/restapis/api1"
    assert made.relations == (Relation("rest_api", api, "apigateway:rest_api"),)
    assert AWSResource.from_dict(made.to_dict()) == made


@pytest.mark.parametrize(
    ("target", "resource_type", "form"),
    [
        ("arn:aws:logs:r:1:log-group:/a:*", "logs:log_group", "arn:aws:logs:r:1:log-group:/a"),
        ("arn:aws:lambda:r:1:function:f:live", "lambda:function", "arn:aws:lambda:r:1:function:f"),
        ("arn:aws:s3:::logs/prefix", "s3:bucket", "arn:aws:s3:::logs"),
        ("arn:aws:iam::1:role/a/b", "iam:role", "arn:aws:iam::1:role/a/b"),
        ("vpc-1", "ec2:vpc", "vpc-1"),
    ],
)
def test_a_target_has_the_form_of_the_resources_own_arn(target, resource_type, form):
    assert canonical(target, resource_type) == form


def test_an_arn_is_enough_and_an_id_means_the_same_account_region_and_type():
    vpc = at("ec2:vpc", "vpc-1")
    by_id, by_arn = Relation("vpc", "vpc-1", "ec2:vpc"), Relation("vpc", vpc.arn, "ec2:vpc")
    away = at("ec2:instance", "i", cell=Cell(OTHER, "us-east-1", "ec2"))
    assert means(by_arn, away, vpc)
    assert means(by_id, at("ec2:instance", "i"), vpc)
    assert not means(by_id, away, vpc)
    assert not means(by_id, at("ec2:instance", "i", cell=Cell(ACCOUNT, "us-east-1", "ec2")), vpc)
    assert not means(by_id, at("ec2:instance", "i"), at("ec2:subnet", "vpc-1"))
    role = at("iam:role", "app", cell=Cell(ACCOUNT, GLOBAL, "iam"))
    assert means(Relation("role", "app", "iam:role"), at("emr:cluster", "c"), role)


def test_relations_are_followed_both_ways(collection):
    vpc = at("ec2:vpc", "vpc-1")
    role = at("iam:role", "app", cell=Cell(ACCOUNT, GLOBAL, "iam"), arn=f"arn:aws:iam::{ACCOUNT}:role/path/app")
    one = at("ec2:instance", "i-1", Relation("vpc", "vpc-1", "ec2:vpc"))
    two = at("lambda:function", "f", Relation("role", role.arn, "iam:role"), Relation("vpc", "vpc-9", "ec2:vpc"))
    stored(collection, vpc, role, one, two)
    assert [(relation.kind, found.id) for relation, found in incoming(collection, vpc)] == [("vpc", "i-1")]
    assert [(relation.kind, found.id) for relation, found in incoming(collection, role)] == [("role", "f")]
    assert [(r.target, found.id if found else None) for r, found in outgoing(collection, two)] == [
        (role.arn, "app"),
        ("vpc-9", None),
    ]
    assert outgoing(collection, vpc) == incoming(collection, one) == []


def test_a_name_that_others_have_too_is_not_mistaken(collection):
    bucket = at("s3:bucket", "logs", arn="arn:aws:s3:::logs")
    trail = at("cloudtrail:trail", "t", Relation("bucket", "logs", "s3:bucket"))
    service = at("ecs:service", "s", Relation("cluster", "logs", "ecs:cluster"))
    stored(collection, bucket, trail, service, at("ecs:cluster", "logs"))
    assert [one.id for _, one in incoming(collection, bucket)] == ["t"]


def test_who_uses_a_key_by_its_alias_points_to_the_key(collection):
    key = at("kms:key", "k-1", arn=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k-1")
    alias = at(
        "kms:alias", "alias/app", Relation("kms_key", "k-1", "kms:key"), arn=f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/app"
    )
    by_arn = at("sqs:queue", "q1", Relation("kms_key", alias.arn, "kms:key"))
    by_name = at("sqs:queue", "q2", Relation("kms_key", "alias/app", "kms:key"))
    by_key = at("sqs:queue", "q3", Relation("kms_key", key.arn, "kms:key"))
    stored(collection, key, alias, by_arn, by_name, by_key)
    assert {one.id for _, one in incoming(collection, key)} == {"alias/app", "q1", "q2", "q3"}
    assert [one.id for _, one in outgoing(collection, by_name)] == ["alias/app"]


def test_most_types_of_the_core_point_somewhere():
    core = [spec for spec in SPECS if spec.tier == "core"]
    assert sum(bool(spec.relations or spec.parent) for spec in core) >= 185
    assert sum(len(spec.relations) for spec in SPECS) >= 1200
