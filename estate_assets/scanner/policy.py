"""The least-privilege IAM policies of a scan, from the same data that the scan works by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.tagging import ACTION, tells_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from estate_assets.scanner.settings import Settings
    from estate_assets.scanner.spec import ResourceSpec

#: Characters of a customer managed policy, blanks not counted (IAM user guide, "IAM and STS character limits").
LIMIT = 6_144
#: Managed policies that a role takes, unless AWS has raised the quota of the account.
ATTACHED = 10
#: Which regions are enabled: asked once per account.
REGIONS = ("ec2:DescribeRegions",)
#: The members of an organization, where only some of its units are wanted.
UNIT_MEMBERS = ("organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent")
#: What the permission answers ask of the principal: the role behind a session, what its policies read, and what they allow.
PERMISSIONS = ("iam:GetContextKeysForPrincipalPolicy", "iam:GetRole", "iam:SimulatePrincipalPolicy")
#: What they read of the account: its policies, those that were left out there, whether an organization binds the account ...
POLICIES = (
    "iam:GetAccountAuthorizationDetails", "iam:GetPolicy", "iam:GetPolicyVersion", "organizations:DescribeOrganization",
)  # fmt: skip
#: ... and what it binds the account to, which the management account knows.
ORGANIZATION = (
    "organizations:DescribeOrganization", "organizations:DescribePolicy", "organizations:ListParents",
    "organizations:ListPoliciesForTarget", "organizations:ListRoots",
)  # fmt: skip
Grants = dict[tuple[str, ...], set[str]]


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document, and whom it is for: the identity that scans, or the one that starts scans (`holder`)."""

    name: str
    holder: str
    document: Mapping[str, Any]

    @property
    def characters(self) -> int:
        """Its size as AWS counts it."""
        return size(self.document)

    def to_dict(self) -> dict[str, Any]:
        """As `estate policy --json` prints it."""
        return {"name": self.name, "holder": self.holder, "characters": self.characters, "document": self.document}


def policies(
    specs: Iterable[ResourceSpec], settings: Settings, *, optional_details: bool, permissions: bool
) -> list[Policy]:
    """The policies of a scan of these types: `estate-scan-N` for each account's scanning identity, `estate-start` for the
    identity that enters their roles and lists the organization, where the settings name any. The same each time.
    """
    roles = scanning_roles(settings)
    scan: Grants = {("*",): set(REGIONS)}
    for spec in specs:
        scan["*",] |= _actions(spec, settings) | set(spec.optional_iam if optional_details else ())
    start: Grants = {tuple(roles): {"sts:AssumeRole"}} if roles else {}
    if settings.organization:
        start["*",] = set(UNIT_MEMBERS if settings.organization.units else ("organizations:ListAccounts",))
    if permissions:
        _ask_permissions(scan, start if roles else scan, settings)
    return [
        *_named("estate-scan", "the identity that scans", scan),
        *_named("estate-start", "the identity that starts scans", start),
    ]


def _actions(spec: ResourceSpec, settings: Settings) -> set[str]:
    """What a type's scan calls: where the Tagging API tells its tags, that and not the type's own operation for tags."""
    if settings.scan.tags == "each" or not tells_of(spec):
        return set(spec.iam)
    return set(spec.iam) - _of_tags_alone(spec) | {ACTION}


def _of_tags_alone(spec: ResourceSpec) -> frozenset[str]:
    """The actions of a type that only its operation for tags needs; none where the operations are not botocore's."""
    from estate_assets.scanner.catalogue_check.authorization import actions_of
    from estate_assets.scanner.catalogue_check.problem import MismatchError

    try:
        others = actions_of(spec.list_service, [spec.list.operation])
        others |= actions_of(spec.service, [detail.operation for detail in (*spec.details, *spec.optional_details)])
        tags = [spec.tags.operation] if spec.tags and spec.tags.operation else []
        return frozenset(actions_of(spec.service, tags)) - others
    except MismatchError:
        return frozenset()


def _ask_permissions(scan: Grants, start: Grants, settings: Settings) -> None:
    """Adds what the engine of the settings asks: of the principal, of its account, and of the organization."""
    engine, named = settings.permissions.engine, settings.permissions.principal
    of_principal = _everywhere([*scanning_roles(settings), *([named] if named else [])])
    scan.setdefault(tuple(of_principal) or ("*",), set()).update(("iam:GetRole",) if engine == "local" else PERMISSIONS)
    scan["*",].update(POLICIES)
    if not settings.permissions.assume_no_scp:
        start.setdefault(("*",), set()).update(ORGANIZATION)


def scanning_roles(settings: Settings) -> list[str]:
    """The ARNs of the roles that a scan enters; those of an organization's accounts have `*` for the account."""
    roles = {account.role_arn for account in settings.accounts if account.role_arn}
    if settings.organization:
        roles.add(f"arn:{_partition(settings)}:iam::*:role/{settings.organization.role_name}")
    return sorted(roles)


def size(document: Mapping[str, Any]) -> int:
    """The characters of a document without blanks."""
    return len(json.dumps(document, separators=(",", ":")))


def _everywhere(roles: Sequence[str]) -> list[str]:
    """The roles, whatever their account: one policy serves all accounts."""
    parts = [role.split(":", 5) for role in roles]
    return sorted({":".join([*part[:4], "*", part[5]]) for part in parts})


def _partition(settings: Settings) -> str:
    from botocore.session import Session

    session = Session()
    named = settings.regions[0] if settings.regions not in ("all", ("all",)) else None
    return str(session.get_partition_for_region(named or session.get_config_variable("region") or "us-east-1"))


def _named(name: str, holder: str, grants: Grants) -> Iterator[Policy]:
    documents = list(_documents(grants))
    for number, document in enumerate(documents, 1):
        yield Policy(f"{name}-{number}" if len(documents) > 1 else name, holder, document)


def _documents(grants: Grants) -> Iterator[dict[str, Any]]:
    """As few documents as hold all actions in their order, none above the limit."""
    room: Grants = {}
    for resources, action in sorted((of, action) for of, actions in grants.items() for action in actions):
        wider = {**room, resources: room.get(resources, set()) | {action}}
        if room and size(_document(wider)) > LIMIT:
            yield _document(room)
            wider = {resources: {action}}
        room = wider
    if room:
        yield _document(room)


def _document(grants: Grants) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": sorted(actions),
                "Resource": resources[0] if len(resources) == 1 else list(resources),
            }
            for resources, actions in sorted(grants.items())
        ],
    }
