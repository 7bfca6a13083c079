"""The organization, its accounts, and the user and roles that a scan runs as: present even in an empty estate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends

from estate_assets.demo.accounts import (
    ACCOUNTS,
    EXTERNAL_ID,
    MANAGEMENT,
    SCANNER_KEY_ID,
    SCANNER_ROLE,
    SCANNER_SECRET,
    SCANNER_USER,
)
from estate_assets.demo.seed import scanner_policies

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place


def plant(homes: list[Place]) -> None:
    """Found the organization, then give each account its `estate-scanner` role."""
    home = next(place for place in homes if place.account is MANAGEMENT)
    home.enter()
    _found(home)
    _scanner_user(home)
    for place in homes:
        place.enter()
        _scanner_role(place)


def _found(home: Place) -> None:
    organizations = home.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="workloads")["OrganizationalUnit"]["Id"]
    for account in ACCOUNTS:
        if account is not MANAGEMENT:
            organizations.create_account(AccountName=account.name, Email=account.email)
            organizations.move_account(AccountId=account.id, SourceParentId=root, DestinationParentId=unit)
    master = next(a for a in organizations_backends[MANAGEMENT.id]["aws"].accounts if a.id == MANAGEMENT.id)
    master.name, master.email, master.joined_method = MANAGEMENT.name, MANAGEMENT.email, "INVITED"


def _scanner_user(home: Place) -> None:
    iam = home.client("iam")
    iam.create_user(UserName=SCANNER_USER, Tags=[{"Key": "Team", "Value": "security"}])
    policy = scanner_policies.for_user()
    iam.put_user_policy(UserName=SCANNER_USER, PolicyName="assume-scanner", PolicyDocument=json.dumps(policy))
    drawn = iam.create_access_key(UserName=SCANNER_USER)["AccessKey"]["AccessKeyId"]
    held = iam_backends[MANAGEMENT.id]["aws"].access_keys
    key: Any = held.pop(drawn)
    key.access_key_id, key.secret_access_key = SCANNER_KEY_ID, SCANNER_SECRET
    held[SCANNER_KEY_ID] = key
    home.count("iam:user")
    home.count("iam:access_key")


def _scanner_role(place: Place) -> None:
    iam = place.client("iam")
    iam.create_role(
        RoleName=SCANNER_ROLE,
        AssumeRolePolicyDocument=json.dumps(_trust()),
        Description="Read by the estate scanner",
        Tags=[{"Key": "Team", "Value": "security"}],
    )
    for name, policy in scanner_policies.for_role(place.account).items():
        iam.put_role_policy(RoleName=SCANNER_ROLE, PolicyName=name, PolicyDocument=json.dumps(policy))
    place.count("iam:role")


def _trust() -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT.id}:user/{SCANNER_USER}"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
            }
        ],
    }
