"""sts:AssumeRole checked as AWS does: the caller's policies and the role's trust policy must both allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from estate_assets.demo import principals
from estate_assets.demo.answers import AwsError
from estate_assets.demo.policy.context import Context
from estate_assets.demo.policy.decision import Policies, decide
from estate_assets.demo.policy.statements import parse

if TYPE_CHECKING:
    from estate_assets.demo.wire import Call

_ACTION = "sts:AssumeRole"


def check(call: Call, account: str) -> None:
    """Let moto go on with sts:AssumeRole where it is allowed.

    Raises:
        AwsError: AccessDenied, without saying which side refused, as AWS words it.
    """
    params = call.params()
    role = params["RoleArn"]
    caller = caller_of(call.access_key, account)
    external_id = params.get("ExternalId")
    context = Context({"sts:ExternalId": [external_id]} if external_id else {})
    allowed = decide(principals.policies_of(caller, account), _ACTION, role, context).verdict == "allowed"
    if not allowed or not _trusted(role, {caller, account, f"arn:aws:iam::{account}:root"}, context):
        message = f"User: {caller} is not authorized to perform: {_ACTION} on resource: {role}"
        raise AwsError("AccessDenied", message, 403)


def own_user(call: Call, account: str) -> None:
    """Let moto go on with iam:GetUser and the like, unless a role's session means "its own user": moto invents one.

    Raises:
        AwsError: ValidationError, as AWS has it.
    """
    if not call.params().get("UserName") and ":user/" not in caller_of(call.access_key, account):
        raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials")


def caller_of(access_key: str, account: str) -> str:
    """The ARN of the user or role that a key belongs to."""
    session = sts_backends[account]["aws"].get_assumed_role_from_access_key(access_key)
    if session is not None:
        return str(session.role_arn)
    user = iam_backends[account]["aws"].get_user_from_access_key_id(access_key)
    return str(user.arn)


def _trusted(role_arn: str, caller: set[str], context: Context) -> bool:
    account = role_arn.split(":")[4] if role_arn.count(":") >= 5 else ""  # noqa: PLR2004 - the parts of an ARN
    roles = iam_backends[account]["aws"].roles.values() if account in iam_backends else ()
    role = next((r for r in roles if r.arn == role_arn), None)
    if role is None:
        return False
    statements = parse(role.assume_role_policy_document, "trust", "resource")
    trusting = tuple(statement for statement in statements if statement.trusts(caller))
    return decide(Policies(trusting), _ACTION, role_arn, context).verdict == "allowed"
