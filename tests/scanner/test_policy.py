"""Policies of a scan: what they allow, to whom, and how large they are."""

import json

import pytest

from estate_assets.scanner import catalogue
from estate_assets.scanner.catalogue_check import reference
from estate_assets.scanner.policy import (
    LIMIT,
    ORGANIZATION,
    PERMISSIONS,
    POLICIES,
    REGIONS,
    policies,
    scanning_roles,
)
from estate_assets.scanner.settings import Settings
from estate_assets.scanner.spec import ResourceSpec

SPECS = [spec for service in catalogue.services() for spec in catalogue.specs(service)]
ROLES = [
    {"id": f"{number}" * 12, "role_arn": f"arn:aws:iam::{str(number) * 12}:role/path/scanner"} for number in (1, 2)
]


def made(specs=SPECS, *, optional_details=False, permissions=True, **settings):
    return policies(specs, Settings(**settings), optional_details=optional_details, permissions=permissions)


def granted(found, resource="*"):
    return [
        action
        for policy in found
        for statement in policy.document["Statement"]
        if statement["Resource"] == resource
        for action in statement["Action"]
    ]


def many(count):
    listing = {"operation": "L", "items": "I"}
    return [
        ResourceSpec.from_dict(
            "acme", f"t{n}", {"list": listing, "id": "N", "iam": [f"acme:ListThingsOfManyKinds{n:04}"]}
        )
        for n in range(count)
    ]


def test_it_allows_what_the_types_need_and_nothing_else():
    listed = {action for spec in SPECS for action in spec.iam} | {*REGIONS}
    wanted = listed | {*PERMISSIONS, *POLICIES, *ORGANIZATION}
    found = granted(made())
    assert sorted(found) == sorted(wanted)  # each once
    optional = {action for spec in SPECS for action in spec.optional_iam}
    assert optional - wanted
    assert set(granted(made(optional_details=True))) == wanted | optional
    assert set(granted(made(permissions=False))) == listed


def test_all_that_it_allows_only_reads():
    services = reference.services()
    for action in granted(made(optional_details=True)):
        prefix, _, name = action.partition(":")
        assert services[prefix].actions[name].reads, action


@pytest.mark.parametrize("count", [1, 140, 141, 500, 2000])
def test_documents_are_as_few_as_they_can_be_and_none_is_too_large(count):
    found = made(many(count), permissions=False)
    sizes = [len(json.dumps(policy.document).replace(" ", "")) for policy in found]
    assert sizes == [policy.characters for policy in found]
    assert max(sizes) <= LIMIT
    assert all(size > LIMIT - 40 for size in sizes[:-1])  # no room for one action more
    assert len(granted(found)) == count + len(REGIONS)
    names = [policy.name for policy in found]
    assert names == (["estate-scan"] if len(found) == 1 else [f"estate-scan-{n}" for n in range(1, len(found) + 1)])


def test_the_order_of_types_changes_nothing():
    assert made(SPECS) == made(SPECS[::-1])


def test_without_roles_there_is_one_identity():
    assert {policy.holder for policy in made()} == {"the identity that scans"}


def test_roles_are_entered_by_who_starts_and_iam_is_asked_of_them_alone():
    found = made(accounts=ROLES)
    assert granted([found[-1]], [role["role_arn"] for role in ROLES]) == ["sts:AssumeRole"]
    assert found[-1].name == "estate-start"
    assert granted(found, "arn:aws:iam::*:role/path/scanner") == list(PERMISSIONS)
    assert not set(granted(found)) & {*PERMISSIONS, "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("regions", "partition"), [("all", "aws"), (["us-gov-west-1"], "aws-us-gov"), (["cn-north-1"], "aws-cn")]
)
def test_an_organization_is_listed_by_who_starts(regions, partition):
    settings = {"organization": {"role_name": "scanner"}, "regions": regions}
    start = made(**settings)[-1]
    assert scanning_roles(Settings(**settings)) == [f"arn:{partition}:iam::*:role/scanner"]
    assert granted([start]) == sorted(["organizations:ListAccounts", *ORGANIZATION])
    assert granted([start], f"arn:{partition}:iam::*:role/scanner") == ["sts:AssumeRole"]


def test_units_of_an_organization_are_listed_instead_of_all_of_it():
    start = made(organization={"role_name": "scanner", "units": ["ou-ab12-11111111"]})[-1]
    assert set(granted([start])) == {
        "organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent", *ORGANIZATION,
    }  # fmt: skip


def test_what_is_evaluated_here_is_read_and_not_asked():
    settings = Settings(accounts=ROLES, permissions={"engine": "local"})
    found = policies([], settings, optional_details=False, permissions=True)
    assert set(granted(found)) == {*REGIONS, *POLICIES, *ORGANIZATION}
    assert granted(found, "arn:aws:iam::*:role/path/scanner") == ["iam:GetRole"]
    alone = Settings(permissions={"engine": "both", "assume_no_scp": True})
    (one,) = policies([], alone, optional_details=False, permissions=True)
    assert set(granted([one])) == {*REGIONS, *POLICIES, *PERMISSIONS}
