"""Whose policies decide: a user, the role behind a session, the root user, or a federated user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.classify import UNREADABLE
from estate_assets.scanner.permissions.arns import ENTITY, FEDERATED, ROOT, SESSION
from estate_assets.scanner.permissions.troubles import refusal

if TYPE_CHECKING:
    from typing import Any

    from estate_assets.scanner.credentials import Identity


@dataclass(frozen=True, slots=True)
class Principal:
    """`arn` is the user or role whose policies decide; where it is empty, `reason` says why nobody's can be asked.

    `kind` is user, role, root or federated; `session` the ARN of the role's session, where there is one.
    """

    arn: str = ""
    reason: str = ""
    kind: str = ""
    account_id: str = ""
    session: str = ""

    @property
    def name(self) -> str:
        """The user's or role's name, without its path."""
        return self.arn.rpartition("/")[2]


def principal_of(identity: Identity, iam: Any) -> Principal:
    """The principal behind an identity.

    A session ARN lacks its role's path (that of a role of IAM Identity Center holds a region), and IAM rejects it:
    iam:GetRole knows the role's own ARN.

    Args:
        identity: who sts:GetCallerIdentity says we are, or whose ARN was named.
        iam: the IAM client, acting in that account.
    """
    if session := SESSION.match(identity.arn):
        return _of_role(session["role"], session["account"], identity.arn, iam)
    if entity := ENTITY.match(identity.arn):
        return Principal(identity.arn, kind=entity["kind"], account_id=entity["account"])
    if root := ROOT.match(identity.arn):
        return Principal(identity.arn, kind="root", account_id=root["account"])
    if federated := FEDERATED.match(identity.arn):
        reason = f"{identity.arn}: a federated user's session policy can't be read"
        return Principal(reason=reason, kind="federated", account_id=federated["account"])
    return Principal(reason=f"nobody's policies are known to decide for {identity.arn}")


def _of_role(role: str, account_id: str, session: str, iam: Any) -> Principal:
    try:
        arn = iam.get_role(RoleName=role)["Role"]["Arn"]
    except (ClientError, BotoCoreError, *UNREADABLE) as error:
        reason = refusal(f"iam:GetRole on {role}", error)
        return Principal(reason=reason, kind="role", account_id=account_id)
    return Principal(arn, kind="role", account_id=account_id, session=session)
