from __future__ import annotations

import base64
import json

from estate_assets.demo import secrets
from estate_assets.demo.accounts import REGIONS
from tests.demo.conftest import MANAGEMENT, PRODUCTION, STAGING


def test_estate_is_large_and_wide(aws):
    counts = aws.stand_in.by_type
    assert aws.stand_in.resources == sum(counts.values())
    assert aws.stand_in.resources >= 1_500
    assert len({resource_type.split(":")[0] for resource_type in counts}) >= 20


def test_counts_are_what_aws_answers(aws):
    found = 0
    for account in (MANAGEMENT, PRODUCTION, STAGING):
        for region in REGIONS:
            found += len(aws.client("lambda", account, region).list_functions()["Functions"])
    assert found == aws.stand_in.by_type["lambda:function"]


def test_some_lists_have_several_pages(aws):
    assert aws.client("iam", PRODUCTION).list_roles()["IsTruncated"]
    assert aws.client("logs", PRODUCTION).describe_log_groups()["nextToken"]
    assert aws.client("ssm", PRODUCTION).describe_parameters()["NextToken"]


def test_states_are_mixed(aws):
    ec2 = aws.client("ec2", PRODUCTION)
    reservations = ec2.describe_instances()["Reservations"]
    states = {instance["State"]["Name"] for r in reservations for instance in r["Instances"]}
    assert states == {"running", "stopped"}
    assert {volume["Encrypted"] for volume in ec2.describe_volumes()["Volumes"]} == {True, False}
    databases = aws.client("rds", PRODUCTION).describe_db_instances()["DBInstances"]
    for flag in ("PubliclyAccessible", "StorageEncrypted", "DeletionProtection"):
        assert {database[flag] for database in databases} == {True, False}
    ranges = [
        block["CidrIp"]
        for group in ec2.describe_security_groups()["SecurityGroups"]
        for rule in group["IpPermissions"]
        for block in rule["IpRanges"]
    ]
    assert {"0.0.0.0/0", "10.0.0.0/8"} <= set(ranges)


def test_each_planted_secret_is_really_there(aws):
    haystack = _everything_secret(aws)
    assert len(secrets.planted()) == len(set(secrets.planted())) >= 10
    # AWS never gives back a master password; it is planted to show that nobody else does.
    unseen = {secrets.RDS_MASTER_PASSWORD, secrets.RDS_CLUSTER_PASSWORD}
    assert [canary for canary in secrets.planted() if canary not in haystack and canary not in unseen] == []


def _everything_secret(aws):
    found = [aws.client("lambda", PRODUCTION).list_functions()["Functions"]]
    ec2 = aws.client("ec2", PRODUCTION)
    for reservation in ec2.describe_instances()["Reservations"]:
        for instance in reservation["Instances"]:
            data = ec2.describe_instance_attribute(InstanceId=instance["InstanceId"], Attribute="userData")["UserData"]
            found.append(base64.b64decode(data.get("Value", "")).decode())
    versions = ec2.describe_launch_template_versions(Versions=["$Latest"])["LaunchTemplateVersions"]
    found += [base64.b64decode(version["LaunchTemplateData"]["UserData"]).decode() for version in versions]
    launches = aws.client("autoscaling", PRODUCTION).describe_launch_configurations()["LaunchConfigurations"]
    found += [base64.b64decode(launch["UserData"]).decode() for launch in launches]
    ecs = aws.client("ecs", PRODUCTION)
    for arn in ecs.list_task_definitions()["taskDefinitionArns"]:
        found.append(ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"])
    manager = aws.client("secretsmanager", PRODUCTION)
    names = [secret["Name"] for secret in manager.list_secrets()["SecretList"]]
    found += [manager.get_secret_value(SecretId=name)["SecretString"] for name in names[:4]]
    ssm = aws.client("ssm", PRODUCTION)
    name = next(p["Name"] for p in ssm.describe_parameters()["Parameters"] if p["Type"] == "SecureString")
    found.append(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    return json.dumps(found, default=str)
