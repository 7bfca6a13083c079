"""What the scanner may do, account by account: different enough to make "what can I do here?" worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.demo.accounts import ACCOUNTS, MANAGEMENT, PRODUCTION, STAGING, role_arn

if TYPE_CHECKING:
    from estate_assets.demo.accounts import DemoAccount

_SERVICES = (
    "account", "apigateway", "autoscaling", "cloudwatch", "dynamodb", "ec2", "ecs", "eks", "elasticloadbalancing",
    "events", "iam", "kms", "lambda", "logs", "organizations", "rds", "route53", "s3", "secretsmanager", "sns", "sqs",
    "ssm", "states", "sts", "tag",
)  # fmt: skip
_SIMULATE = ("iam:SimulatePrincipalPolicy", "iam:GetContextKeysForPrincipalPolicy")


def for_user() -> dict[str, Any]:
    """The user may assume the role of each account, look at the organization, and read its own account."""
    return _policy(
        _allow("sts:AssumeRole", *(role_arn(account) for account in ACCOUNTS)),
        _allow(["organizations:List*", "organizations:Describe*", "sts:GetCallerIdentity", "account:ListRegions"]),
        *_read(),
    )


def for_role(account: DemoAccount) -> dict[str, dict[str, Any]]:
    """The inline policies of `estate-scanner` in `account`, by name."""
    special = {MANAGEMENT.id: _in_management, PRODUCTION.id: _in_production, STAGING.id: _in_staging}
    return {"read": _policy(*_read()), "operate": special[account.id]()}


def _read() -> list[dict[str, Any]]:
    reads = [f"{service}:{verb}*" for service in _SERVICES for verb in ("Describe", "List", "Get")]
    values = ["secretsmanager:GetSecretValue", "ssm:GetParameter*", "s3:GetObject*", "lambda:GetFunction"]
    return [
        _allow([*reads, *_SIMULATE]),
        _deny(values[:2], sid="NeverReadSecretValues"),
        _deny(
            "s3:GetObject*",
            sid="OnlyNamedBuckets",
            NotResource=["arn:aws:s3:::*-public-assets-*/*", "arn:aws:s3:::*-reports-*/*"],
        ),
    ]


def _in_management() -> dict[str, Any]:
    return _policy(
        _allow(["ec2:StartInstances", "ec2:StopInstances"], "arn:aws:ec2:us-east-1:*:instance/*"),
        _allow("sns:Publish", condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),
    )


def _in_production() -> dict[str, Any]:
    tagged_production = {"StringEquals": {"aws:ResourceTag/Environment": "production"}}
    return _policy(
        _allow(["ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances"], "arn:aws:ec2:*:*:instance/*"),
        _deny(
            ["ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances"],
            sid="KeepProductionUp",
            Condition=tagged_production,
        ),
        _deny("ec2:TerminateInstances", sid="NobodyTerminates"),
        _allow(
            "lambda:InvokeFunction", "arn:aws:lambda:*:*:function:orders-*", "arn:aws:lambda:*:*:function:*-reports-*"
        ),
        _allow("rds:CreateDBSnapshot", condition={"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}),
        _allow("sqs:SendMessage", "arn:aws:sqs:*:*:platform-*"),
        _allow("dynamodb:UpdateTable", condition={"StringLike": {"aws:ResourceTag/Team": ["orders", "data*"]}}),
    )


def _in_staging() -> dict[str, Any]:
    own_region = {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]}}
    return _policy(
        _allow(["ec2:StartInstances", "ec2:StopInstances", "ec2:TerminateInstances"], condition=own_region),
        _deny("ec2:TerminateInstances", sid="KeepData", Condition={"StringEquals": {"aws:ResourceTag/Team": "data"}}),
        _allow("lambda:*Function*", "arn:aws:lambda:*:*:function:*-dev-*", "arn:aws:lambda:*:*:function:*-staging-*"),
        _allow(["rds:StartDBInstance", "rds:StopDBInstance", "rds:DeleteDBInstance"], "arn:aws:rds:*:*:db:*-dev-*"),
        _allow(["s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::acme-staging-*/*"),
        _allow(["sqs:PurgeQueue", "sqs:DeleteQueue"], "arn:aws:sqs:*:*:*-dev-*"),
        _deny("kms:ScheduleKeyDeletion", sid="KeysStay"),
    )


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(action: str | list[str], *resources: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": list(resources) or "*"}
    return {**statement, "Condition": condition} if condition else statement


def _deny(action: str | list[str], *, sid: str, **elements: Any) -> dict[str, Any]:
    resource = {} if "NotResource" in elements else {"Resource": "*"}
    return {"Sid": sid, "Effect": "Deny", "Action": action, **resource, **elements}
