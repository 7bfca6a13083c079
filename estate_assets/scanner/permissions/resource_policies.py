"""The resources' own policies, as far as the scan has read them: what they grant, and where one is needed or may decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.permissions.details import document_of
from estate_assets.scanner.permissions.local.resource_policy import NONE, Grant, granted, unread
from estate_assets.scanner.permissions.local.statements import PolicyError, Statement, statements_of
from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.permissions.asking import Asked
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.spec import ResourceSpec

NEEDED, NOT_READ = "resource policy needed", "resource policy not read"
#: Grants of a key allow these beside its policy, and no scan reads them.
GRANTS = "grants of the key not read"


@dataclass(frozen=True, slots=True)
class Say:
    """What a resource's side says to one action: its grant, whether it must allow, and what was not looked at."""

    grant: Grant = NONE
    required: bool = False
    note: str = ""


SILENT = Say()


class ResourcePolicies:
    """Reads each resource's policy once for all actions on it. `optional_details`: whether the scan asked for those."""

    def __init__(self, principal: Principal, *, optional_details: bool) -> None:
        self._principal, self._optional = principal, optional_details

    def read(self, resource: AWSResource, spec: ResourceSpec) -> tuple[Statement, ...] | str:
        """The statements of the resource's policy, or why they are not known."""
        if spec.policy is None:
            return ()
        needed, notes = spec.policy.needs, resource.notes
        optional = any(detail.operation == needed for detail in spec.optional_details)
        if spec.policy.path is None or (optional and not self._optional):
            return NOT_READ
        if needed and any(note.startswith(f"{needed}:") for note in notes):
            return NOT_READ
        document: Any = document_of(search(spec.policy.path, resource.properties))
        if not document:
            return ()
        try:
            return statements_of(document)
        except PolicyError:
            return "resource policy not understood"

    def say(self, asked: Asked, spec: ResourceSpec, statements: tuple[Statement, ...] | str) -> Say:
        """What the resource's side says to an action."""
        trust = asked.resource_type == "iam:role"
        if spec.policy is None or asked.arn == "*" or trust != asked.action.startswith("sts:AssumeRole"):
            return SILENT
        required = trust or spec.policy.required
        if isinstance(statements, str):
            return Say(unread(NEEDED), required=True) if required else Say(note=statements)
        grant = granted(statements, self._principal, asked.action, asked.target, asked.context)
        return Say(grant, required, GRANTS if asked.action.startswith("kms:") and grant.direct is not True else "")
