"""Constraints of the services beyond compute, storage and databases: for each rule, a state in which it holds and one in which not."""

import pytest
from records import REGISTRY
from test_constraints import CASES as OTHERS

from estate_assets.scanner.constraints import constraints_of


def recovery(status):
    return {"ContinuousBackups": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status}}}


def endpoint(*ranges):
    return {"resourcesVpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": list(ranges)}}


def protection(value):
    return {"Attributes": [{"Key": "deletion_protection.enabled", "Value": value}]}


#: type, rule, properties with which it holds, properties with which it does not
CASES = [
    ("acm:certificate", "in-use", {"InUseBy": ["arn:x"]}, {"InUseBy": []}),
    ("acm:certificate", "not-issued", {"Status": "PENDING_VALIDATION"}, {"Status": "ISSUED"}),
    ("autoscaling:auto_scaling_group", "deleting", {"Status": "Delete in progress"}, {}),
    ("autoscaling:auto_scaling_group", "has-instances", {"Instances": [{"InstanceId": "i-1"}]}, {"Instances": []}),
    ("backup:backup_vault", "locked", {"Locked": True}, {"Locked": False}),
    ("cloudformation:stack", "termination-protected", {"EnableTerminationProtection": True}, {"EnableTerminationProtection": False}),
    ("cloudformation:stack", "in-progress", {"StackStatus": "UPDATE_IN_PROGRESS"}, {"StackStatus": "UPDATE_COMPLETE"}),
    ("cloudformation:stack", "rollback-complete", {"StackStatus": "ROLLBACK_COMPLETE"}, {"StackStatus": "UPDATE_ROLLBACK_COMPLETE"}),
    ("cloudformation:stack", "nested", {"ParentId": "arn:x"}, {}),
    ("cloudfront:distribution", "enabled", {"Enabled": True}, {"Enabled": False}),
    ("cloudtrail:trail", "organization-trail", {"IsOrganizationTrail": True}, {"IsOrganizationTrail": False}),
    ("cognito-idp:user_pool", "deletion-protected", {"DeletionProtection": "ACTIVE"}, {"DeletionProtection": "INACTIVE"}),
    ("directconnect:connection", "not-available", {"connectionState": "down"}, {"connectionState": "available"}),
    ("dms:replication_task", "running", {"Status": "running"}, {"Status": "stopped"}),
    ("dynamodb:table", "deletion-protected", {"DeletionProtectionEnabled": True}, {"DeletionProtectionEnabled": False}),
    ("dynamodb:table", "not-active", {"TableStatus": "UPDATING"}, {"TableStatus": "ACTIVE"}),
    ("dynamodb:table", "global-table", {"Replicas": [{"RegionName": "eu-west-1"}]}, {"Replicas": []}),
    ("dynamodb:table", "no-pitr", recovery("DISABLED"), recovery("ENABLED")),
    ("ecr:repository", "immutable-tags", {"imageTagMutability": "IMMUTABLE"}, {"imageTagMutability": "MUTABLE"}),
    ("ecs:service", "codedeploy-controller", {"deploymentController": {"type": "CODE_DEPLOY"}}, {"deploymentController": {"type": "ECS"}}),
    ("ecs:service", "daemon", {"schedulingStrategy": "DAEMON"}, {"schedulingStrategy": "REPLICA"}),
    ("efs:file_system", "has-mount-targets", {"NumberOfMountTargets": 1}, {"NumberOfMountTargets": 0}),
    ("eks:cluster", "not-active", {"status": "UPDATING"}, {"status": "ACTIVE"}),
    ("eks:cluster", "deletion-protected", {"deletionProtection": True}, {"deletionProtection": False}),
    ("eks:cluster", "public-endpoint", endpoint("0.0.0.0/0"), endpoint("203.0.113.0/24")),
    ("eks:nodegroup", "not-active", {"status": "UPDATING"}, {"status": "DEGRADED"}),
    ("elasticache:replication_group", "not-available", {"Status": "modifying"}, {"Status": "available"}),
    ("elbv2:load_balancer", "deletion-protected", protection("true"), protection("false")),
    ("elbv2:load_balancer", "internet-facing", {"Scheme": "internet-facing"}, {"Scheme": "internal"}),
    ("emr:cluster", "termination-protected", {"TerminationProtected": True}, {"TerminationProtected": False}),
    ("fsx:file_system", "not-available", {"Lifecycle": "UPDATING"}, {"Lifecycle": "AVAILABLE"}),
    ("iam:role", "service-linked", {"Path": "/aws-service-role/ecs.amazonaws.com/"}, {"Path": "/"}),
    ("iam:role", "sso-reserved", {"Path": "/aws-reserved/sso.amazonaws.com/"}, {"Path": "/aws/"}),
    ("iam:policy", "attached", {"AttachmentCount": 2}, {"AttachmentCount": 0}),
    ("kafka:cluster", "not-active", {"State": "CREATING"}, {"State": "ACTIVE"}),
    ("kinesis:stream", "not-active", {"StreamStatus": "UPDATING"}, {"StreamStatus": "ACTIVE"}),
    ("kms:key", "aws-managed", {"KeyManager": "AWS"}, {"KeyManager": "CUSTOMER"}),
    ("kms:key", "not-enabled", {"KeyState": "Disabled"}, {"KeyState": "Enabled"}),
    ("kms:key", "pending-deletion", {"KeyState": "PendingDeletion"}, {"KeyState": "Disabled"}),
    ("network-firewall:firewall", "delete-protected", {"DeleteProtection": True}, {"DeleteProtection": False}),
    ("opensearch:domain", "processing", {"UpgradeProcessing": True}, {"Processing": False, "UpgradeProcessing": False}),
    ("opensearch:domain", "public", {}, {"VPCOptions": {"VPCId": "vpc-1"}}),
    ("rds:global_cluster", "deletion-protected", {"DeletionProtection": True}, {"DeletionProtection": False}),
    ("rds:global_cluster", "has-members", {"GlobalClusterMembers": [{"IsWriter": True}]}, {"GlobalClusterMembers": []}),
    ("redshift:cluster", "paused", {"ClusterStatus": "paused"}, {"ClusterStatus": "available"}),
    ("redshift:cluster", "public", {"PubliclyAccessible": True}, {"PubliclyAccessible": False}),
    ("route53:hosted_zone", "has-records", {"ResourceRecordSetCount": 3}, {"ResourceRecordSetCount": 2}),
    ("route53:hosted_zone", "linked-service", {"LinkedService": {"ServicePrincipal": "x"}}, {}),
    ("sagemaker:notebook_instance", "in-service", {"NotebookInstanceStatus": "InService"}, {"NotebookInstanceStatus": "Stopped"}),
    ("secretsmanager:secret", "scheduled-deletion", {"DeletedDate": "2026-01-01T00:00:00+00:00"}, {}),
    ("secretsmanager:secret", "service-owned", {"OwningService": "rds"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("resource_type", "rule", "holding", "other"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_a_rule_holds_in_its_state_and_in_no_other(resource_type, rule, holding, other):
    spec = REGISTRY.spec(resource_type)
    assert rule in [one.rule for one in constraints_of(holding, spec)]
    assert rule not in [one.rule for one in constraints_of(other, spec)]


def test_every_rule_of_the_core_tier_is_tried():
    every = {
        (spec.key, rule.rule)
        for name in REGISTRY.services
        for spec in REGISTRY.specs(name)
        for rule in spec.constraints
    }
    assert every == {(case[0], case[1]) for case in (*CASES, *OTHERS)}
    assert len(every) >= 97
