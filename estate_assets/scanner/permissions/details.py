"""The policies of one principal, read with iam:GetAccountAuthorizationDetails: its own, its groups', its boundary."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.classify import UNREADABLE
from estate_assets.scanner.permissions.local.statements import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.permissions.local.evaluate import Layer
    from estate_assets.scanner.permissions.principal import Principal

FILTERS = {
    "user": ["User", "Group", "LocalManagedPolicy", "AWSManagedPolicy"],
    "role": ["Role", "LocalManagedPolicy", "AWSManagedPolicy"],
}
PAGE = 1_000
UNREAD = (ClientError, BotoCoreError, *UNREADABLE)
ALL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


class UnreadPolicyError(Exception):
    """A policy that the principal has could not be read."""


@dataclass(frozen=True, slots=True)
class Held:
    """A principal's policy documents. `boundary` is None where it has none; `tags` are the principal's own."""

    identity: tuple[Any, ...]
    boundary: Any = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> Any:
        """All that decides, for its hash."""
        return [self.identity, self.boundary, dict(self.tags)]

    def layers(self) -> tuple[Layer, tuple[Layer, ...]]:
        """The identity's statements, and those of its boundary. Raises PolicyError."""
        identity = tuple(statement for document in self.identity for statement in statements_of(document))
        return identity, () if self.boundary is None else (statements_of(self.boundary),)


class Details:
    """All pages of GetAccountAuthorizationDetails, as far as they concern users or roles."""

    def __init__(self, iam: Any) -> None:
        self._iam = iam
        self.calls = 0

    def of(self, principal: Principal) -> Held:
        """What the principal holds. Raises botocore's exceptions, and UnreadPolicyError."""
        if principal.kind == "root":
            return Held((ALL,))
        found: dict[str, list[Any]] = {
            "UserDetailList": [],
            "GroupDetailList": [],
            "RoleDetailList": [],
            "Policies": [],
        }
        for page in self._pages(FILTERS[principal.kind]):
            for name, parts in found.items():
                parts.extend(page.get(name, ()))
        own = next((one for one in found[f"{principal.kind.title()}DetailList"] if one["Arn"] == principal.arn), None)
        if own is None:
            raise UnreadPolicyError(f"there is no {principal.kind} {principal.arn}")
        groups = [group for group in found["GroupDetailList"] if group["GroupName"] in own.get("GroupList", ())]
        return self._held([own, *groups], own, {policy["Arn"]: policy for policy in found["Policies"]})

    def _held(self, holders: list[Any], own: Any, managed: Mapping[str, Any]) -> Held:
        documents: list[Any] = []
        for holder in holders:
            for kind in ("UserPolicyList", "GroupPolicyList", "RolePolicyList"):
                documents += [document_of(policy["PolicyDocument"]) for policy in holder.get(kind, ())]
            for attached in holder.get("AttachedManagedPolicies", ()):
                documents.append(self._managed(attached["PolicyArn"], managed))
        boundary = (own.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
        tags = {tag["Key"]: tag["Value"] for tag in own.get("Tags", ())}
        return Held(tuple(documents), self._managed(boundary, managed) if boundary else None, tags)

    def _managed(self, arn: str, managed: Mapping[str, Any]) -> Any:
        """The default version of a managed policy; one that the pages left out is asked for by itself."""
        for version in managed.get(arn, {}).get("PolicyVersionList", ()):
            if version.get("IsDefaultVersion"):
                return document_of(version["Document"])
        try:
            self.calls += 2
            version_id = self._iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            answer = self._iam.get_policy_version(PolicyArn=arn, VersionId=version_id)
        except UNREAD as error:
            raise UnreadPolicyError(f"{arn} can't be read: {error}") from error
        return document_of(answer["PolicyVersion"]["Document"])

    def _pages(self, wanted: list[str]) -> Iterable[Any]:
        pages = self._iam.get_paginator("get_account_authorization_details")
        for page in pages.paginate(Filter=wanted, PaginationConfig={"PageSize": PAGE}):
            self.calls += 1
            yield page


def document_of(document: Any) -> Any:
    """A policy document as botocore gives it: taken apart already, or as AWS sends it, percent-encoded."""
    if isinstance(document, str) and document.startswith("%"):
        return urllib.parse.unquote(document)
    return document
