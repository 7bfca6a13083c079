"""The policies of an AWS organization that bind an account: SCPs on its principals, RCPs on its resources, level by level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE
from estate_assets.scanner.errors import CredentialsError, UnreachableError
from estate_assets.scanner.permissions.local.statements import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.credentials import Entrance
    from estate_assets.scanner.model import Account
    from estate_assets.scanner.permissions.local.evaluate import Layer
    from estate_assets.scanner.permissions.local.statements import Statement

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
UNREAD = (ClientError, BotoCoreError, *UNREADABLE, IndexError, CredentialsError, UnreachableError)
Documents = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """What binds one account.

    Args:
        scps: the SCP documents of each level from the root to the account; none where no SCP binds it; None where they
            are not visible.
        rcps: the RCP documents of all levels.
        organization_id: the organization's id, where it is known.
    """

    scps: tuple[Documents, ...] | None = ()
    rcps: Documents = ()
    organization_id: str = ""

    @property
    def told(self) -> Any:
        """All that decides, for its hash."""
        return [self.scps, self.rcps, self.organization_id]

    def layers(self) -> tuple[tuple[Layer, ...] | None, Layer]:
        """The SCPs' levels, and the denials of the RCPs. Raises PolicyError."""
        levels = None if self.scps is None else tuple(tuple(_statements(level)) for level in self.scps)
        return levels, tuple(statement for statement in _statements(self.rcps) if not statement.allows)


class OrganizationPolicies:
    """Reads the organization once for all accounts: as the account itself, and as the default credentials."""

    def __init__(self, engine: Engine, entrance: Entrance) -> None:
        self._engine, self._entrance = engine, entrance
        self._documents: dict[str, Any] = {}
        self._attached: dict[tuple[str, str], Documents] = {}
        self._types: frozenset[str] | None = None
        self.calls = 0

    def of(self, account: Account) -> Binding:
        """What binds the account. Never raises: what can't be read is not visible."""
        own = self._described(account)
        if own == {}:
            return Binding()  # in no organization
        organization = own or self._described(None) or {}
        organization_id = str(organization.get("Id", "")) if own else ""
        if organization.get("MasterAccountId") == account.id or (own and own.get("FeatureSet") != "ALL"):
            return Binding(organization_id=organization_id)
        for actor in (None, account):
            try:
                with self._entrance.acting(actor):
                    scps, rcps = self._read(account.id)
                return Binding(scps, rcps, organization_id)
            except UNREAD:
                continue
        return Binding(None, organization_id=organization_id)

    def _described(self, actor: Account | None) -> dict[str, Any] | None:
        """The organization as the actor sees it: empty where it is in none, None where it may not look."""
        try:
            with self._entrance.acting(actor):
                return dict(self._ask("describe_organization")["Organization"])
        except ClientError as error:
            return {} if code_of(error) == "AWSOrganizationsNotInUseException" else None
        except UNREAD:
            return None

    def _read(self, account_id: str) -> tuple[tuple[Documents, ...], Documents]:
        if self._types is None:
            roots = self._ask("list_roots")["Roots"]
            self._types = frozenset(t["Type"] for t in roots[0]["PolicyTypes"] if t["Status"] == "ENABLED")
        path = [account_id]
        while not path[-1].startswith("r-"):
            path.append(self._ask("list_parents", ChildId=path[-1])["Parents"][0]["Id"])
        levels = list(reversed(path))
        scps = tuple(self._policies(level, SCP) for level in levels) if SCP in self._types else ()
        rcps = tuple(one for level in levels for one in self._policies(level, RCP)) if RCP in self._types else ()
        return scps, rcps

    def _policies(self, target: str, kind: str) -> Documents:
        if (target, kind) not in self._attached:
            self._attached[target, kind] = tuple(self._document(id_) for id_ in self._ids(target, kind))
        return self._attached[target, kind]

    def _ids(self, target: str, kind: str) -> Iterator[str]:
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_policies_for_target", TargetId=target, Filter=kind, **more)
            yield from (policy["Id"] for policy in page["Policies"])
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def _document(self, policy_id: str) -> Any:
        if policy_id not in self._documents:
            self._documents[policy_id] = self._ask("describe_policy", PolicyId=policy_id)["Policy"]["Content"]
        return self._documents[policy_id]

    def _ask(self, operation: str, **params: Any) -> Any:
        self.calls += 1
        client = self._engine.client("organizations", self._engine.global_region)
        return getattr(client, operation)(**params)


def _statements(documents: Documents) -> Iterator[Statement]:
    for document in documents:
        yield from statements_of(document)
