"""Whose policies decide: a user, the role behind a session, the root user, or a federated user."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE, kind_of_error
from estate_assets.scanner.codes import Kind
from estate_assets.scanner.errors import SettingsError

if TYPE_CHECKING:
    from typing import Any

    from estate_assets.scanner.credentials import Identity

NAME = r"[\w+=,.@-]+"
ENTITY = re.compile(rf"^arn:[\w-]+:iam::(?P<account>\d{{12}}):(?P<kind>user|role)/(?:[\x21-\x7e]+/)?(?P<name>{NAME})$")
SESSION = re.compile(rf"^arn:[\w-]+:sts::(?P<account>\d{{12}}):assumed-role/(?P<role>{NAME})/(?P<session>{NAME})$")
ROOT = re.compile(r"^arn:[\w-]+:iam::(?P<account>\d{12}):root$")
FEDERATED = re.compile(r"^arn:[\w-]+:sts::(?P<account>\d{12}):federated-user/.+$")
FORMS = (
    "arn:aws:iam::ACCOUNT:user/NAME, arn:aws:iam::ACCOUNT:role/NAME, arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION "
    "or arn:aws:iam::ACCOUNT:root"
)


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
    return Principal(reason=f"{identity.arn} can't be simulated")


def check_arn(arn: str, where: str) -> str:
    """The ARN of a principal that was named by the user. Raises SettingsError that tells the forms there are."""
    if any(form.match(arn) for form in (ENTITY, SESSION, ROOT)):
        return arn
    if FEDERATED.match(arn):
        raise SettingsError(
            f"{where} = {arn!r}: what a federated user may do follows from a session policy that can't be read"
        )
    raise SettingsError(f"{where} = {arn!r}: not the ARN of a principal. Give one like {FORMS}.")


def _of_role(role: str, account_id: str, session: str, iam: Any) -> Principal:
    try:
        arn = iam.get_role(RoleName=role)["Role"]["Arn"]
    except ClientError as error:
        code = code_of(error)
        return _nobody(role, "throttled" if kind_of_error(error) is Kind.THROTTLE else code, account_id)
    except (BotoCoreError, *UNREADABLE) as error:
        return _nobody(role, type(error).__name__, account_id)
    return Principal(arn, kind="role", account_id=account_id, session=session)


def _nobody(role: str, code: str, account_id: str) -> Principal:
    return Principal(reason=f"iam:GetRole on {role}: {code}", kind="role", account_id=account_id)
