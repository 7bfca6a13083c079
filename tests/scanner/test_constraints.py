"""Constraints: for each rule, a state in which it holds and one in which it does not."""

import pytest
from records import REGISTRY

from estate_assets.scanner.constraints import constraints_of
from estate_assets.scanner.encryption import Place, Sealer, seal_paths
from estate_assets.scanner.spec import ResourceSpec

OPEN = {"IpPermissions": [{"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
OPEN6 = {"IpPermissions": [{"IpRanges": []}, {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]}
CLOSED = {"IpPermissions": [{"IpRanges": [{"CidrIp": "10.0.0.0/8"}], "Ipv6Ranges": []}]}
BLOCKED = {"PublicAccessBlock": {"BlockPublicPolicy": True, "RestrictPublicBuckets": True}}
HALF = {"PublicAccessBlock": {"BlockPublicPolicy": True, "RestrictPublicBuckets": False}}
ASG = {"Tags": [{"Key": "aws:autoscaling:groupName", "Value": "g"}]}


def state(name):
    return {"State": {"Name": name}}


#: type, rule, properties with which it holds, properties with which it does not
CASES = [
    ("ec2:instance", "start-needs-stopped", state("running"), state("stopped")),
    ("ec2:instance", "stop-needs-running", state("stopped"), state("running")),
    ("ec2:instance", "terminated", state("terminated"), state("running")),
    ("ec2:instance", "terminated", state("shutting-down"), state("stopped")),
    ("ec2:instance", "instance-store-no-stop", {"RootDeviceType": "instance-store"}, {"RootDeviceType": "ebs"}),
    ("ec2:instance", "spot-stop", {"InstanceLifecycle": "spot"}, {}),
    ("ec2:instance", "termination-protected", {"DisableApiTermination": True}, {"DisableApiTermination": False}),
    ("ec2:instance", "stop-protected", {"DisableApiStop": True}, {"DisableApiStop": False}),
    ("ec2:instance", "asg-managed", ASG, {"Tags": [{"Key": "Name", "Value": "aws:autoscaling:groupName"}]}),
    ("ec2:instance", "operator-managed", {"Operator": {"Managed": True}}, {"Operator": {"Managed": False}}),
    ("ec2:instance", "public-ip", {"PublicIpAddress": "52.1.2.3"}, {"PrivateIpAddress": "10.0.0.1"}),
    ("ec2:instance", "imdsv1", {"MetadataOptions": {"HttpTokens": "optional"}}, {"MetadataOptions": {"HttpTokens": "required"}}),
    ("ec2:instance", "type-change-needs-stop", state("running"), state("stopped")),
    ("ec2:volume", "in-use", {"State": "in-use"}, {"State": "available"}),
    ("ec2:snapshot", "archived", {"StorageTier": "archive"}, {"StorageTier": "standard"}),
    ("ec2:image", "deregistration-protected", {"DeregistrationProtection": "enabled-with-cooldown"}, {}),
    ("ec2:image", "public", {"Public": True}, {"Public": False}),
    ("ec2:security_group", "default-group", {"GroupName": "default"}, {"GroupName": "web"}),
    ("ec2:security_group", "open-ingress", OPEN, CLOSED),
    ("ec2:security_group", "open-ingress", OPEN6, {"IpPermissions": []}),
    ("ec2:vpc", "default-vpc", {"IsDefault": True}, {"IsDefault": False}),
    ("ec2:route_table", "main", {"Associations": [{"Main": False}, {"Main": True}]}, {"Associations": [{"Main": False}]}),
    ("ec2:internet_gateway", "attached", {"Attachments": [{"VpcId": "vpc-1"}]}, {"Attachments": []}),
    ("ec2:network_acl", "default", {"IsDefault": True}, {"IsDefault": False}),
    ("ec2:network_interface", "requester-managed", {"RequesterManaged": True}, {"RequesterManaged": False}),
    ("ec2:network_interface", "in-use", {"Status": "in-use"}, {"Status": "available"}),
    ("ec2:elastic_ip", "associated", {"AssociationId": "eipassoc-1"}, {"AllocationId": "eipalloc-1"}),
    ("rds:db_instance", "deletion-protected", {"DeletionProtection": True}, {"DeletionProtection": False}),
    ("rds:db_instance", "start-needs-stopped", {"DBInstanceStatus": "available"}, {"DBInstanceStatus": "stopped"}),
    ("rds:db_instance", "not-available", {"DBInstanceStatus": "stopping"}, {"DBInstanceStatus": "available"}),
    ("rds:db_instance", "has-read-replica", {"ReadReplicaDBInstanceIdentifiers": ["r"]}, {"ReadReplicaDBInstanceIdentifiers": []}),
    ("rds:db_instance", "is-read-replica", {"ReadReplicaSourceDBInstanceIdentifier": "m"}, {}),
    ("rds:db_instance", "cluster-member", {"DBClusterIdentifier": "c"}, {}),
    ("rds:db_instance", "sqlserver-multi-az", {"MultiAZ": True, "Engine": "sqlserver-se"}, {"MultiAZ": True, "Engine": "mysql"}),
    ("rds:db_instance", "public", {"PubliclyAccessible": True}, {"PubliclyAccessible": False}),
    ("rds:db_instance", "unencrypted", {"StorageEncrypted": False}, {"StorageEncrypted": True}),
    ("rds:db_instance", "single-az", {"MultiAZ": False}, {"MultiAZ": True}),
    ("rds:db_cluster", "deletion-protected", {"DeletionProtection": True}, {"DeletionProtection": False}),
    ("rds:db_cluster", "serverless-v1-stop", {"EngineMode": "serverless"}, {"EngineMode": "provisioned"}),
    ("rds:db_cluster", "not-available", {"Status": "creating"}, {"Status": "available"}),
    ("rds:db_snapshot", "automated", {"SnapshotType": "automated"}, {"SnapshotType": "manual"}),
    ("s3:bucket", "mfa-delete", {"Versioning": {"MFADelete": "Enabled"}}, {"Versioning": {"MFADelete": "Disabled"}}),
    ("s3:bucket", "object-lock", {"ObjectLock": {"ObjectLockEnabled": "Enabled"}}, {}),
    ("s3:bucket", "public-policy", {"PolicyStatus": {"IsPublic": True}}, {"PolicyStatus": {"IsPublic": False}}),
    ("s3:bucket", "no-public-block", HALF, BLOCKED),
    ("s3:bucket", "no-public-block", {}, BLOCKED),
    ("s3:bucket", "no-versioning", {"Versioning": {}}, {"Versioning": {"Status": "Enabled"}}),
    ("s3:bucket", "no-versioning", {"Versioning": {"Status": "Suspended"}}, {"Versioning": {"Status": "Enabled"}}),
    ("lambda:function", "reserved-zero", {"ReservedConcurrentExecutions": 0}, {"ReservedConcurrentExecutions": 5}),
    ("lambda:function", "update-in-progress", {"LastUpdateStatus": "InProgress"}, {"LastUpdateStatus": "Successful"}),
    ("lambda:function", "not-active", {"State": "Failed"}, {"State": "Active"}),
    ("lambda:function", "public-url", {"UrlConfig": {"AuthType": "NONE"}}, {"UrlConfig": {"AuthType": "AWS_IAM"}}),
]  # fmt: skip


def rules(resource_type, properties):
    return [one.rule for one in constraints_of(properties, REGISTRY.spec(resource_type))]


@pytest.mark.parametrize(("resource_type", "rule", "holds", "holds_not"), CASES)
def test_a_rule_fires_where_it_holds_and_only_there(resource_type, rule, holds, holds_not):
    assert rule in rules(resource_type, holds)
    assert rule not in rules(resource_type, holds_not)


OPTIONAL = [
    (spec, rule)
    for service in REGISTRY.services
    for spec in REGISTRY.specs(service)
    for rule in spec.constraints
    if rule.needs == "optional_details"
]


@pytest.mark.parametrize(("spec", "rule"), OPTIONAL, ids=lambda one: getattr(one, "key", getattr(one, "rule", "")))
def test_a_rule_that_needs_an_optional_detail_is_silent_without_it(spec, rule):
    assert rule.rule not in [one.rule for one in constraints_of({}, spec)]
    assert [detail for detail in spec.optional_details if detail.into and detail.into in rule.when]


def test_a_rule_on_an_optional_detail_that_was_not_asked_for_is_not_decided_by_its_absence():
    parts = {
        "list": {"operation": "L", "items": "I"},
        "id": "Id",
        "optional_details": [{"operation": "GetLock", "args": {}, "into": "Lock"}],
        "constraints": [
            {
                "rule": "open",
                "kind": "note",
                "when": "Lock.State!='shut'",
                "actions": [],
                "text": "t",
                "needs": "optional_details",
            }
        ],
    }
    spec = ResourceSpec.from_dict("acme", "door", parts)
    assert constraints_of({"Id": "x"}, spec) == ()
    assert [one.rule for one in constraints_of({"Lock": {"State": "ajar"}}, spec)] == ["open"]
    assert constraints_of({"Lock": {"State": "shut"}}, spec) == ()


@pytest.mark.parametrize(
    "spec", [spec for name in REGISTRY.services for spec in REGISTRY.specs(name)], ids=lambda s: s.key
)
def test_a_state_that_was_not_seen_blocks_nothing(spec):
    """Nothing is claimed of an empty answer, but for rules on the absence itself."""
    blocked = {one.rule for one in constraints_of({}, spec) if one.kind == "block"}
    absent = {rule.rule for rule in spec.constraints if "!=" in rule.when or rule.when.startswith("!")}
    assert blocked <= absent


def test_a_constraint_carries_its_kind_its_actions_and_its_words():
    (found,) = constraints_of({"State": "in-use"}, REGISTRY.spec("ec2:volume"))
    assert (found.kind, found.actions) == ("block", ("ec2:DeleteVolume",))
    assert found.text == "attached volume cannot be deleted"


def test_rules_come_in_the_order_of_the_spec_and_are_no_worse_for_sealed_fields():
    spec = REGISTRY.spec("rds:db_instance")
    properties = {
        "MasterUsername": "admin",
        "DeletionProtection": True,
        "DBInstanceStatus": "x",
        "PubliclyAccessible": True,
    }
    sealed = seal_paths(properties, spec.sensitive, Sealer(b"k" * 32), Place("1", "arn"))
    order = [rule.rule for rule in spec.constraints]
    found = [one.rule for one in constraints_of(sealed, spec)]
    assert found == sorted(found, key=order.index) == [one.rule for one in constraints_of(properties, spec)]
