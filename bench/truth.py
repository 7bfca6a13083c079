"""What is true of a record, told from AWS's own fields alone: nothing here uses what the search makes of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench.estate import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.model import AWSResource

STATES = ("State", "DBInstanceStatus", "Status", "StateValue", "KeyState", "status")
USUAL = {"prod": "production", "stg": "staging", "dev": "development"}


class Is:
    """A predicate that can be joined: `Is(f) & Is(g) | ~Is(h)`."""

    def __init__(self, holds: Callable[[AWSResource], bool]) -> None:
        self._holds = holds

    def __call__(self, one: AWSResource) -> bool:
        return self._holds(one)

    def __and__(self, other: Is) -> Is:
        return Is(lambda one: self(one) and other(one))

    def __or__(self, other: Is) -> Is:
        return Is(lambda one: self(one) or other(one))

    def __invert__(self) -> Is:
        return Is(lambda one: not self(one))


def kind(*types: str) -> Is:
    return Is(lambda one: one.resource_type in types)


def service(name: str) -> Is:
    return Is(lambda one: one.service == name)


def region(*names: str) -> Is:
    return Is(lambda one: one.region in names)


def account(name: str) -> Is:
    return Is(lambda one: one.account_name == name)


def field(name: str, *values: Any) -> Is:
    return Is(lambda one: one.properties.get(name) in values)


def state(*values: str) -> Is:
    """The state, wherever the type has it."""

    def of(one: AWSResource) -> Any:
        found = next(
            (
                one.properties[k]
                for k in ("State", "DBInstanceStatus", "Status", "StateValue", "KeyState", "status")
                if k in one.properties
            ),
            None,
        )
        return found.get("Name") or found.get("Code") if isinstance(found, dict) else found

    return Is(lambda one: of(one) in values)


def tagged(key: str, *values: str) -> Is:
    return Is(lambda one: one.tags.get(key) in values if values else key in one.tags)


def team(name: str) -> Is:
    return Is(lambda one: name in (one.tags.get("Team"), one.tags.get("team"), one.tags.get("Owner")))


def word(text: str) -> Is:
    """The text is in the name, or is a tag's value."""
    return Is(lambda one: text in one.name.lower() or any(text in value.lower() for value in one.tags.values()))


def named(text: str) -> Is:
    return Is(lambda one: text in one.name.lower())


def environment(name: str) -> Is:
    """By tag; without one by the name; without that by the account."""

    def of(one: AWSResource) -> str | None:
        said = one.tags.get("Environment") or one.tags.get("env")
        if said:
            return USUAL.get(said, said)
        parts = one.name.lower().replace("/", "-").split("-")
        return next((USUAL[part] for part in parts if part in USUAL), one.account_name.removeprefix("acme-"))

    return Is(lambda one: of(one) == name)


def _flag(name: str) -> Callable[[Any], bool]:
    return lambda found: bool(found[name])


RELATIONAL = ("rds:db_instance", "rds:db_cluster")
TOLD: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("public", "rds:db_instance"): _flag("PubliclyAccessible"),
    ("public", "elbv2:load_balancer"): lambda found: found["Scheme"] == "internet-facing",
    ("public", "s3:bucket"): lambda found: found["PolicyStatus"]["IsPublic"],
    ("public", "sqs:queue"): lambda found: "Policy" in found,
    ("public", "ec2:security_group"): lambda found: found["IpPermissions"][0]["IpRanges"][0]["CidrIp"] == "0.0.0.0/0",
    ("public", "eks:cluster"): lambda found: found["resourcesVpcConfig"]["endpointPublicAccess"],
    **{("encrypted", one): _flag("StorageEncrypted") for one in RELATIONAL},
    **{("encrypted", one): _flag("Encrypted") for one in ("ec2:volume", "ec2:snapshot", "rds:db_snapshot")},
    ("encrypted", "sqs:queue"): lambda found: found["SqsManagedSseEnabled"] == "true",
    ("encrypted", "sns:topic"): lambda found: "KmsMasterKeyId" in found,
    ("encrypted", "ssm:parameter"): lambda found: found["Type"] == "SecureString",
    ("encrypted", "dynamodb:table"): lambda _: True,
    **{("backed_up", one): lambda found: found["BackupRetentionPeriod"] > 0 for one in RELATIONAL},
    ("backed_up", "dynamodb:table"): lambda found: (
        found["ContinuousBackups"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    ),
    **{("deletion_protected", one): _flag("DeletionProtection") for one in RELATIONAL},
    ("deletion_protected", "dynamodb:table"): _flag("DeletionProtectionEnabled"),
}


def _told(one: AWSResource, fact: str) -> bool | None:
    tell = TOLD.get((fact, one.resource_type))
    return bool(tell(one.properties)) if tell else None


def fact(name: str, *, holds: bool = True) -> Is:
    """A fact that is known to hold, or known not to."""
    return Is(lambda one: _told(one, name) is holds)


public, encrypted, backed_up, protected = (
    fact(name) for name in ("public", "encrypted", "backed_up", "deletion_protected")
)
private, unencrypted, not_backed_up, unprotected = (
    fact(name, holds=False) for name in ("public", "encrypted", "backed_up", "deletion_protected")
)
untagged = Is(lambda one: not one.tags)
unowned = Is(lambda one: not {"Team", "team", "Owner"} & set(one.tags))


def younger(days: float) -> Is:
    return Is(
        lambda one: one.created_at is not None and datetime.fromisoformat(one.created_at) >= NOW - timedelta(days=days)
    )


def between(first: str, after: str = "9999-01-01") -> Is:
    return Is(lambda one: one.created_at is not None and first <= one.created_at < after)


def before(day: str) -> Is:
    return between("", day)


def older(days: float) -> Is:
    return Is(lambda one: one.created_at is not None) & ~younger(days)


everything = Is(lambda _: True)
nothing = Is(lambda _: False)
instance, volume, snapshot, bucket = kind("ec2:instance"), kind("ec2:volume"), kind("ec2:snapshot"), kind("s3:bucket")
group, subnet, balancer = kind("ec2:security_group"), kind("ec2:subnet"), kind("elbv2:load_balancer")
table, relational = kind("dynamodb:table"), kind("rds:db_instance", "rds:db_cluster")
database = table | relational
db_snapshot, function, logs = kind("rds:db_snapshot"), kind("lambda:function"), kind("logs:log_group")
queue, topic, alarm, rule = kind("sqs:queue"), kind("sns:topic"), kind("cloudwatch:alarm"), kind("events:rule")
secret, parameter, key, role, user = (
    kind("secretsmanager:secret"), kind("ssm:parameter"), kind("kms:key"), kind("iam:role"), kind("iam:user"),
)  # fmt: skip
container, machine, zone = kind("ecs:service"), kind("stepfunctions:state_machine"), kind("route53:hosted_zone")
production, staging, development = environment("production"), environment("staging"), environment("development")
frankfurt, ireland, virginia, oregon, sydney = (
    region("eu-central-1"), region("eu-west-1"), region("us-east-1"), region("us-west-2"), region("ap-southeast-2"),
)  # fmt: skip
europe, america = region("eu-central-1", "eu-west-1"), region("us-east-1", "us-west-2")
