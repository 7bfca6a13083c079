"""Refuses what AWS would refuse before looking at the request: unknown or expired keys, regions not enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from estate_assets.demo.accounts import REGIONS
from estate_assets.demo.answers import AwsError

if TYPE_CHECKING:
    from estate_assets.demo.wire import Call

_INVALID = "The security token included in the request is invalid."
_NOT_VALIDATED = "AWS was not able to validate the provided access credentials"
_EXPIRED = "The security token included in the request is expired"


def account_of(call: Call) -> str:
    """The account that the request's key belongs to.

    Raises:
        AwsError: the key is unknown or expired, or the region is not enabled, each in its protocol's own words.
    """
    owner = _owner(call.access_key)
    if owner is None or call.region not in REGIONS:
        raise _unrecognized(call)
    if _expired(owner, call.access_key):
        raise _outdated(call)
    return owner


def _owner(access_key: str) -> str | None:
    for account, backends in list(iam_backends.items()):
        if access_key in backends["aws"].access_keys:
            return str(account)
    return None


def _expired(account: str, access_key: str) -> bool:
    role = sts_backends[account]["aws"].get_assumed_role_from_access_key(access_key)
    return role is not None and role.expiration < utcnow()


def _unrecognized(call: Call) -> AwsError:
    if call.service == "s3":
        return AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403)
    if call.protocol == "ec2":
        return AwsError("AuthFailure", _NOT_VALIDATED, 401)
    if call.protocol in ("query", "rest-xml"):
        return AwsError("InvalidClientTokenId", _INVALID, 403)
    return AwsError("UnrecognizedClientException", _INVALID, 403 if call.protocol == "rest-json" else 400)


def _outdated(call: Call) -> AwsError:
    if call.protocol == "ec2":
        return AwsError("RequestExpired", "Request has expired.", 400)
    if call.protocol in ("query", "rest-xml"):
        return AwsError("ExpiredToken", _EXPIRED, 400 if call.service == "s3" else 403)
    return AwsError("ExpiredTokenException", _EXPIRED, 403 if call.protocol == "rest-json" else 400)
