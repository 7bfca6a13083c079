"""Whose policies decide: the user, or the role behind a session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE

if TYPE_CHECKING:
    from typing import Any

    from estate_assets.scanner.credentials import Identity

SESSION = re.compile(r"^arn:[\w-]+:sts::\d{12}:assumed-role/(?P<role>[^/]+)/.+$")


@dataclass(frozen=True, slots=True)
class Principal:
    """`arn` is the user or role that IAM can simulate; where it is empty, `reason` says why not."""

    arn: str = ""
    reason: str = ""


def principal_of(identity: Identity, iam: Any) -> Principal:
    """The principal behind an identity.

    A session ARN lacks its role's path, and IAM rejects it: iam:GetRole knows the role's own ARN.

    Args:
        identity: who sts:GetCallerIdentity says we are.
        iam: the IAM client, acting as that identity.
    """
    if session := SESSION.match(identity.arn):
        try:
            return Principal(iam.get_role(RoleName=session["role"])["Role"]["Arn"])
        except ClientError as error:
            return Principal(reason=f"iam:GetRole on {session['role']}: {code_of(error)}")
        except (BotoCoreError, *UNREADABLE) as error:
            return Principal(reason=f"iam:GetRole on {session['role']}: {type(error).__name__}")
    if ":user/" in identity.arn and ":iam::" in identity.arn:
        return Principal(identity.arn)
    if identity.arn.endswith(":root"):
        return Principal(reason="the root user can't be simulated")
    return Principal(reason=f"{identity.arn} can't be simulated")
