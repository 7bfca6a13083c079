"""IAM: groups, customer policies, service and human roles, users, instance profiles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from estate_assets.demo.seed.place import WORKLOADS, Place, pairs, workload

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = {
    "administrators": "AdministratorAccess",
    "developers": "PowerUserAccess",
    "auditors": "SecurityAudit",
    "billing": "job-function/Billing",
    "on-call": "ReadOnlyAccess",
}
_PEOPLE = ("ada", "bruno", "chen", "dalia", "emeka", "freya", "goran", "hana", "ines", "jonas", "kofi", "lena", "milan",
           "nora", "otto", "priya", "quentin", "rosa", "sven", "tomas", "uma", "vera", "wen", "yusuf", "zoe")  # fmt: skip
_TEAMS = tuple(dict.fromkeys(work.team for work in WORKLOADS))


def plant(place: Place) -> None:
    """Everything of IAM in one account."""
    _groups(place)
    _policies(place)
    _roles(place)
    _users(place)


def _groups(place: Place) -> None:
    iam = place.client("iam")
    for name, policy in _GROUPS.items():
        iam.create_group(GroupName=name)
        iam.attach_group_policy(GroupName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        place.count("iam:group")
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": _without_mfa()}
    iam.put_group_policy(GroupName="developers", PolicyName="need-mfa", PolicyDocument=_document(deny))


def _without_mfa() -> dict[str, Any]:
    return {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def _policies(place: Place) -> None:
    iam = place.client("iam")
    for number in place.some(24, least=len(_TEAMS)):
        work = workload(number)
        name = place.name(number, "access")
        bucket = f"arn:aws:s3:::acme-{place.account.environment}-{work.team}-*"
        statement = {"Effect": "Allow", "Action": ["s3:GetObject", "sqs:SendMessage"], "Resource": [bucket, "*"]}
        tags = place.tag_list(number, name)
        iam.create_policy(PolicyName=name, PolicyDocument=_document(statement), Description=f"{name}", Tags=tags)
        place.count("iam:policy")
    boundary = {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}
    iam.create_policy(PolicyName="team-boundary", PolicyDocument=_document(boundary))
    place.count("iam:policy")


def _roles(place: Place) -> None:
    iam = place.client("iam")
    boundary = f"arn:aws:iam::{place.account.id}:policy/team-boundary"
    for name, service, team in _role_names(place):
        number = _TEAMS.index(team)
        limit = {"PermissionsBoundary": boundary} if name.endswith("-deploy") else {}
        iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=_document(_trusts(service)),
            Tags=pairs(place.tags(number, name)),
            **limit,
        )
        policy = place.name(number, "access")
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::{place.account.id}:policy/{policy}")
        place.count("iam:role")
        if service == "ec2":
            iam.create_instance_profile(InstanceProfileName=name)
            iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
            place.count("iam:instance_profile")


def _role_names(place: Place) -> Iterator[tuple[str, str, str]]:
    for team in _TEAMS:
        yield f"{team}-service", "lambda", team
        yield f"{team}-instance", "ec2", team
        yield f"{team}-deploy", "codebuild", team
    for number in place.some(88):
        work, service = workload(number), ("lambda", "ecs-tasks", "states", "events")[number % 4]
        yield place.name(number, service), service, work.team


def _users(place: Place) -> None:
    iam = place.client("iam")
    for number in place.some(len(_PEOPLE), least=4):
        name, group = _PEOPLE[number], list(_GROUPS)[number % len(_GROUPS)]
        iam.create_user(UserName=name, Path="/people/", Tags=[{"Key": "Team", "Value": workload(number).team}])
        iam.add_user_to_group(GroupName=group, UserName=name)
        if number % 3 == 0:
            key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
            status = "Inactive" if number % 2 else "Active"
            iam.update_access_key(UserName=name, AccessKeyId=key, Status=status)
            place.count("iam:access_key")
        place.count("iam:user")


def _trusts(service: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
