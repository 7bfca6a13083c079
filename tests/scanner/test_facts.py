"""Facts: for each way of telling one, a state in which it applies; and nothing claimed of what was not seen."""

import json
from dataclasses import replace

import pytest
from fake_aws import ACCOUNT
from records import REGISTRY, resource

from estate_assets.scanner.facts import Facts
from estate_assets.scanner.findings import FACTS
from estate_assets.scanner.model import Cell
from estate_assets.scanner.spec import ResourceSpec, compiled

BLOCK = {"BlockPublicPolicy": True, "RestrictPublicBuckets": True, "IgnorePublicAcls": True, "BlockPublicAcls": True}
OPEN = json.dumps({"Statement": [{"Sid": "All", "Effect": "Allow", "Principal": "*"}]})
SHUT = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}}]})
WORLD = {"IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
SSE = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
ZONES = {"AvailabilityZones": [{"ZoneName": "eu-west-1a"}, {"ZoneName": "eu-west-1b"}]}
PITR = "PointInTimeRecoveryDescription"


def recovery(status):
    return {"ContinuousBackups": {PITR: {"PointInTimeRecoveryStatus": status}}}


def attribute(value):
    return {"Attributes": [{"Key": "deletion_protection.enabled", "Value": value}]}


def endpoint(public, *ranges):
    return {"resourcesVpcConfig": {"endpointPublicAccess": public, "publicAccessCidrs": list(ranges)}}


#: type, fact, properties, whether it holds (None: can't be told), words in why
CASES = [
    ("rds:db_instance", "public", {"PubliclyAccessible": True}, True, "PubliclyAccessible is true"),
    ("rds:db_instance", "public", {"PubliclyAccessible": False}, False, "PubliclyAccessible is false"),
    ("rds:db_instance", "public", {}, None, ""),
    ("rds:db_instance", "encrypted", {"StorageEncrypted": False}, False, "StorageEncrypted"),
    ("rds:db_instance", "backed_up", {"BackupRetentionPeriod": 7}, True, "7 days"),
    ("rds:db_instance", "backed_up", {"BackupRetentionPeriod": 0}, False, "off"),
    ("rds:db_instance", "deletion_protected", {"DeletionProtection": True}, True, "DeletionProtection"),
    ("rds:db_cluster", "backed_up", {"BackupRetentionPeriod": 1}, True, "1 days"),
    ("rds:db_cluster", "backed_up", {"BackupRetentionPeriod": 0}, False, "off"),
    ("ec2:instance", "public", {"PrivateIpAddress": "10.0.0.1"}, False, "no public address"),
    ("ec2:instance", "deletion_protected", {}, None, ""),
    ("ec2:security_group", "public", WORLD, True, "tcp 22"),
    ("ec2:security_group", "public", {"IpPermissions": []}, False, "no rule"),
    ("ec2:security_group", "public", {}, None, ""),
    ("ec2:network_interface", "public", {"Groups": []}, False, "no public address"),
    ("ec2:subnet", "public", {"MapPublicIpOnLaunch": True}, True, "public address"),
    ("ec2:image", "public", {"Public": True}, True, "Public is true"),
    ("s3:bucket", "public", {"PublicAccessBlock": BLOCK, "PolicyStatus": {"IsPublic": True}}, False, "blocked"),
    ("s3:bucket", "public", {"PolicyStatus": {"IsPublic": True}}, True, "policy is public"),
    ("s3:bucket", "public", {"PublicAccessBlock": {"IgnorePublicAcls": True}}, False, "ACLs are ignored"),
    ("s3:bucket", "public", {}, None, ""),
    ("s3:bucket", "encrypted", {"Encryption": SSE}, True, "aws:kms"),
    ("dynamodb:table", "encrypted", {"TableName": "t", "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS"}}, True, "by KMS"),
    ("dynamodb:table", "encrypted", {"TableName": "t"}, True, "AWS owns"),
    ("dynamodb:table", "backed_up", recovery("ENABLED"), True, "on"),
    ("dynamodb:table", "backed_up", recovery("DISABLED"), False, "off"),
    ("eks:cluster", "public", endpoint(False), False, "private"),
    ("eks:cluster", "public", endpoint(True, "0.0.0.0/0"), True, "whole internet"),
    ("eks:cluster", "public", endpoint(True, "203.0.113.0/24"), False, "203.0.113.0/24 only"),
    ("eks:cluster", "encrypted", {"encryptionConfig": [{"resources": ["secrets"]}]}, True, "key of the account"),
    ("elbv2:load_balancer", "public", {"Scheme": "internet-facing"}, True, "faces"),
    ("elbv2:load_balancer", "public", {"Scheme": "internal"}, False, "internal"),
    ("elbv2:load_balancer", "deletion_protected", attribute("true"), True, "on"),
    ("elbv2:load_balancer", "deletion_protected", attribute("false"), False, "off"),
    ("lambda:function", "public", {"UrlConfig": {"AuthType": "NONE"}}, True, "no authentication"),
    ("lambda:function", "public", {"UrlConfig": {"AuthType": "AWS_IAM"}}, None, ""),
    ("sqs:queue", "public", {"QueueArn": "a", "Policy": OPEN}, True, "statement All"),
    ("sqs:queue", "public", {"QueueArn": "a", "Policy": SHUT}, False, "nobody"),
    ("sqs:queue", "public", {"QueueArn": "a"}, False, "no policy"),
    ("sqs:queue", "public", {"QueueArn": "a", "Policy": "not JSON"}, None, ""),
    ("s3:bucket", "public", {"PolicyStatus": {"IsPublic": True}, "Policy": OPEN}, True, "statement All lets everyone in"),
    ("s3:bucket", "public", {"PolicyStatus": {"IsPublic": True}, "Policy": SHUT}, True, "by AWS's own judgement"),
    ("lambda:function", "public", {"Policy": OPEN, "UrlConfig": {"AuthType": "AWS_IAM"}}, True, "statement All"),
    ("lambda:function", "public", {"Policy": SHUT}, False, "nobody"),
    ("lambda:function", "public", {"Policy": SHUT, "UrlConfig": {"AuthType": "NONE"}}, True, "no authentication"),
    ("kms:key", "public", {"Policy": OPEN}, True, "statement All"),
    ("kms:key", "public", {"Policy": SHUT}, False, "nobody"),
    ("kms:key", "public", {}, None, ""),
    ("secretsmanager:secret", "public", {"ARN": "a", "ResourcePolicy": OPEN}, True, "statement All"),
    ("secretsmanager:secret", "public", {"ARN": "a", "ResourcePolicy": SHUT}, False, "nobody"),
    ("secretsmanager:secret", "public", {"ARN": "a"}, None, ""),
    ("iam:role", "public", {"AssumeRolePolicyDocument": OPEN}, True, "statement All of its trust policy"),
    ("iam:role", "public", {"AssumeRolePolicyDocument": SHUT}, False, "names who"),
    ("sqs:queue", "encrypted", {"KmsMasterKeyId": "alias/x"}, True, "alias/x"),
    ("sqs:queue", "encrypted", {"SqsManagedSseEnabled": "true"}, True, "key of SQS"),
    ("sqs:queue", "encrypted", {"SqsManagedSseEnabled": "false"}, False, "false"),
    ("sns:topic", "public", {"TopicArn": "a", "Policy": OPEN}, True, "statement All"),
    ("sns:topic", "public", {"TopicArn": "a", "Policy": SHUT}, False, "nobody"),
    ("sns:topic", "public", {"TopicArn": "a"}, False, "no policy"),
    ("sns:topic", "encrypted", {"KmsMasterKeyId": "k"}, True, "the key k"),
    ("sns:topic", "encrypted", {"Owner": "1"}, False, "no KMS key"),
    ("logs:log_group", "encrypted", {"kmsKeyId": "k"}, True, "key of the account"),
    ("logs:log_group", "encrypted", {"logGroupName": "g"}, True, "AWS owns"),
    ("secretsmanager:secret", "encrypted", {"ARN": "a"}, True, "aws/secretsmanager"),
    ("ssm:parameter", "encrypted", {"Type": "SecureString"}, True, "secure string"),
    ("ssm:parameter", "encrypted", {"Type": "StringList"}, False, "a plain StringList"),
    ("secretsmanager:secret", "rotated", {"ARN": "a", "RotationEnabled": True}, True, "RotationEnabled is true"),
    ("secretsmanager:secret", "rotated", {"ARN": "a", "RotationEnabled": False}, False, "off"),
    ("secretsmanager:secret", "rotated", {"ARN": "arn:aws:x:eu-west-1:1", "PrimaryRegion": "eu-west-1"}, False, "never set up"),
    ("secretsmanager:secret", "rotated", {"ARN": "arn:aws:x:eu-west-1:1", "PrimaryRegion": "us-east-1"}, None, ""),
    ("kms:key", "rotated", {"KeyRotationEnabled": True}, True, "KeyRotationEnabled"),
    ("kms:key", "rotated", {"KeyRotationEnabled": False}, False, "KeyRotationEnabled"),
    ("kms:key", "rotated", {"KeyId": "k"}, None, ""),
    ("logs:log_group", "expiring", {"logGroupName": "g", "retentionInDays": 30}, True, "after 30 days"),
    ("logs:log_group", "expiring", {"logGroupName": "g", "logGroupClass": "STANDARD"}, False, "for ever"),
    ("logs:log_group", "expiring", {"logGroupName": "g", "logGroupClass": "DELIVERY"}, None, ""),
    ("keyspaces:table", "expiring", {"defaultTimeToLive": 60}, True, "60 seconds"),
    ("keyspaces:table", "expiring", {"defaultTimeToLive": 0}, None, ""),
    ("kinesis:stream", "expiring", {"RetentionPeriodHours": 24}, True, "24 hours"),
    ("cloudtrail:event_data_store", "expiring", {"RetentionPeriod": 90}, True, "90 days"),
    ("dynamodb:backup", "expiring", {"BackupType": "SYSTEM", "BackupExpiryDateTime": "2026-12-01"}, True, "2026-12-01"),
    ("dynamodb:backup", "expiring", {"BackupType": "USER"}, False, "by hand"),
    ("dynamodb:backup", "expiring", {"BackupType": "AWS_BACKUP"}, None, ""),
    ("redshift:cluster_snapshot", "expiring", {"SnapshotType": "manual", "ManualSnapshotRetentionPeriod": 7}, True, "7 days"),
    ("redshift:cluster_snapshot", "expiring", {"SnapshotType": "manual", "ManualSnapshotRetentionPeriod": -1}, False, "indefinitely"),
    ("redshift:cluster_snapshot", "expiring", {"SnapshotType": "automated", "ManualSnapshotRetentionPeriod": -1}, None, ""),
    ("rds:db_instance", "multi_az", {"MultiAZ": True}, True, "MultiAZ is true"),
    ("rds:db_instance", "multi_az", {"MultiAZ": False}, False, "MultiAZ is false"),
    ("rds:db_instance", "multi_az", {"MultiAZ": False, "DBClusterIdentifier": "c"}, None, ""),
    ("rds:db_cluster", "multi_az", {"MultiAZ": False}, False, "MultiAZ"),
    ("redshift:cluster", "multi_az", {"MultiAZ": "Enabled"}, True, "Enabled"),
    ("redshift:cluster", "multi_az", {"MultiAZ": "Disabled"}, False, "Disabled"),
    ("elasticache:replication_group", "multi_az", {"MultiAZ": "enabled"}, True, "enabled"),
    ("elasticache:replication_group", "multi_az", {"MultiAZ": "disabled"}, False, "disabled"),
    ("elasticache:cluster", "multi_az", {"PreferredAvailabilityZone": "Multiple"}, True, "several"),
    ("elasticache:cluster", "multi_az", {"PreferredAvailabilityZone": "eu-west-1a"}, False, "eu-west-1a alone"),
    ("elasticache:cluster", "multi_az", {"PreferredAvailabilityZone": "eu-west-1a", "ReplicationGroupId": "r"}, None, ""),
    ("memorydb:cluster", "multi_az", {"AvailabilityMode": "multiaz"}, True, "multiaz"),
    ("memorydb:cluster", "multi_az", {"AvailabilityMode": "singleaz"}, False, "singleaz"),
    ("mq:broker", "multi_az", {"DeploymentMode": "ACTIVE_STANDBY_MULTI_AZ"}, True, "STANDBY"),
    ("mq:broker", "multi_az", {"DeploymentMode": "SINGLE_INSTANCE"}, False, "SINGLE"),
    ("mq:broker", "multi_az", {}, None, ""),
    ("opensearch:domain", "multi_az", {"ClusterConfig": {"ZoneAwarenessEnabled": False}}, False, "ZoneAwareness"),
    ("dms:replication_instance", "multi_az", {"MultiAZ": True}, True, "MultiAZ"),
    ("elbv2:load_balancer", "multi_az", ZONES, True, "eu-west-1a, eu-west-1b"),
    ("elbv2:load_balancer", "multi_az", {"AvailabilityZones": ZONES["AvailabilityZones"][:1]}, False, "eu-west-1a alone"),
    ("elbv2:load_balancer", "multi_az", {}, None, ""),
    ("elb:load_balancer", "multi_az", {"AvailabilityZones": ["a", "b"]}, True, "a, b"),
    ("autoscaling:auto_scaling_group", "multi_az", {"AvailabilityZones": ["a"]}, False, "a alone"),
    ("efs:file_system", "multi_az", {"FileSystemId": "f", "AvailabilityZoneName": "a"}, False, "a alone"),
    ("efs:file_system", "multi_az", {"FileSystemId": "f"}, True, "regional"),
    ("fsx:file_system", "multi_az", {"OntapConfiguration": {"DeploymentType": "MULTI_AZ_1"}}, True, "MULTI_AZ_1"),
    ("fsx:file_system", "multi_az", {"WindowsConfiguration": {"DeploymentType": "SINGLE_AZ_2"}}, False, "SINGLE_AZ_2"),
    ("fsx:file_system", "multi_az", {"LustreConfiguration": {"DeploymentType": "SCRATCH_1"}}, None, ""),
    ("kafka:cluster", "multi_az", {"Provisioned": {"BrokerNodeGroupInfo": {"ZoneIds": ["a", "b"]}}}, True, "a, b"),
    ("kafka:cluster", "multi_az", {"Serverless": {}}, None, ""),
    ("ec2:nat_gateway", "multi_az", {"AvailabilityMode": "zonal"}, False, "zonal"),
    ("ec2:nat_gateway", "public_ip", {"NatGatewayAddresses": [{"PublicIp": "52.1.2.3"}]}, True, "52.1.2.3"),
    ("ec2:nat_gateway", "public_ip", {"ConnectivityType": "private", "NatGatewayAddresses": [{}]}, False, "private"),
    ("ec2:nat_gateway", "public_ip", {"ConnectivityType": "public", "NatGatewayAddresses": []}, None, ""),
    ("ec2:instance", "public_ip", {"InstanceId": "i", "PublicIpAddress": "52.1.2.3"}, True, "52.1.2.3"),
    ("ec2:instance", "public_ip", {"InstanceId": "i", "NetworkInterfaces": [{"Association": {"PublicIp": "52.1.2.3"}}]}, True, "52.1"),
    ("ec2:instance", "public_ip", {"InstanceId": "i", "NetworkInterfaces": [{}]}, False, "no public address"),
    ("ec2:instance", "public_ip", {}, None, ""),
    ("ec2:network_interface", "public_ip", {"NetworkInterfaceId": "e", "Association": {"PublicIp": "52.1.2.3"}}, True, "52.1.2.3"),
    ("ec2:subnet", "public_ip", {"MapPublicIpOnLaunch": True}, True, "gets a public address"),
    ("ec2:subnet", "public_ip", {"MapPublicIpOnLaunch": False}, False, "no public address by itself"),
    ("ec2:subnet", "public_ip", {}, None, ""),
    ("ec2:network_interface", "public_ip", {"NetworkInterfaceId": "e"}, False, "no public address"),
    ("elbv2:load_balancer", "public_ip", {"Scheme": "internet-facing"}, True, "faces the internet"),
    ("elb:load_balancer", "public_ip", {"Scheme": "internal"}, False, "private addresses only"),
    ("rds:db_instance", "public_ip", {"PubliclyAccessible": False}, False, "PubliclyAccessible is false"),
    ("rds:db_cluster", "public_ip", {}, None, ""),
    ("lightsail:instance", "public_ip", {"arn": "a", "publicIpAddress": "52.1.2.3"}, True, "52.1.2.3"),
    ("lightsail:instance", "public_ip", {"arn": "a"}, False, "no public address"),
]  # fmt: skip


def one(resource_type, properties, **more):
    service = resource_type.partition(":")[0]
    return resource("it", resource_type, Cell(ACCOUNT, "eu-west-1", service), properties=properties, **more)


def facts(found, *neighbours):
    return Facts([found, *neighbours], {found.resource_type: REGISTRY.spec(found.resource_type)} | SPECS).of(found)


SPECS = {"ec2:security_group": REGISTRY.spec("ec2:security_group")}


@pytest.mark.parametrize(("resource_type", "fact", "properties", "holds", "why"), CASES)
def test_what_a_state_tells(resource_type, fact, properties, holds, why):
    found = facts(one(resource_type, properties)).get(fact)
    assert (found.holds if found else None) is holds
    assert why in (found.why if found else "")


def group(id_, **properties):
    return replace(one("ec2:security_group", properties), id=id_)


MACHINE = {"PublicIpAddress": "52.1.2.3", "SecurityGroups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}]}


@pytest.mark.parametrize(
    ("resource_type", "machine"),
    [
        ("ec2:instance", MACHINE),
        ("ec2:network_interface", {"Association": {"PublicIp": "52.1.2.3"}, "Groups": MACHINE["SecurityGroups"]}),
    ],
)
def test_a_public_address_counts_only_behind_a_group_that_lets_the_internet_in(resource_type, machine):
    machine = one(resource_type, machine)
    closed, opened = group("sg-1", IpPermissions=[]), group("sg-2", **WORLD)
    reached = facts(machine, closed, opened)["public"]
    assert reached.holds
    assert all(word in reached.why for word in ("52.1.2.3", "sg-2", "tcp 22"))
    shut = facts(machine, closed, replace(closed, id="sg-2"))["public"]
    assert not shut.holds
    assert "no security group" in shut.why
    assert "public" not in facts(machine, closed), "a group that was not seen may let anyone in"


def test_what_could_not_be_asked_is_not_told():
    """No public access block is a finding; an unanswered question is none."""
    bucket = one("s3:bucket", {"PublicAccessBlock": {"IgnorePublicAcls": True}})
    assert facts(bucket)["public"].holds is False
    for denied in ("GetPublicAccessBlock: AccessDenied", "GetBucketPolicyStatus: AccessDenied"):
        assert "public" not in facts(replace(bucket, notes=(denied,)))


def test_every_way_compiles_and_every_fact_has_a_known_name():
    for service in REGISTRY.services:
        for spec in REGISTRY.scanner(service).specs:
            for way in spec.facts:
                assert way.fact in FACTS, spec.key
                compiled(way.when or way.unless)


def test_a_way_says_either_when_it_holds_or_when_not():
    with pytest.raises(Exception, match="fact 'public': give `when`"):
        ResourceSpec.from_dict(
            "x", "y", {"list": {"operation": "L", "items": "I"}, "id": "Id", "facts": {"public": [{"why": "?"}]}}
        )
