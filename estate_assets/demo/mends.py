"""Changes to moto itself: fixed account ids, no state that a mere read would change, no work done twice."""

from __future__ import annotations

import functools
import operator
import types
from typing import Any

import botocore.loaders
import moto.athena.models
import moto.core.responses
import moto.core.serialize
import moto.iam.models
import moto.kms.models
import moto.rds.models
from moto.organizations import utils as organization_utils

from estate_assets.demo.accounts import ACCOUNTS, MANAGEMENT
from estate_assets.demo.clock import START


def apply() -> None:
    """Mend moto in this process, for good; call it once, before the first request."""
    _fix_account_ids()
    # Every call stamps "last used" on its role, so that no two scans would see the same role.
    moto.iam.models.mark_account_as_visited = _nothing
    for database in (moto.rds.models.DBCluster, moto.rds.models.DBInstance):
        # moto's is "now", at every look.
        database.latest_restorable_time = property(operator.attrgetter("created"))
    # So is the age of Athena's primary workgroup.
    moto.athena.models.time = types.SimpleNamespace(time=START.timestamp)
    moto.iam.models.IAMBackend.get_account_authorization_details = _authorization_details
    _do_work_once()


def _fix_account_ids() -> None:
    # One id is drawn for the management account too, and thrown away for the organization's own.
    ids = iter([MANAGEMENT.id, *(account.id for account in ACCOUNTS if account is not MANAGEMENT)])
    drawn = organization_utils.make_random_account_id
    organization_utils.make_random_account_id = lambda: next(ids, None) or drawn()


def _do_work_once() -> None:
    """A third of the start-up time otherwise: 44 readings of the endpoints, an RSA key for every KMS key."""
    loader = botocore.loaders.JSONFileLoader
    read = loader.load_file
    read_once = functools.cache(functools.partial(read, loader()))
    # Not the service models: botocore changes some of them in place (S3 loses the bucket from its paths).
    loader.load_file = lambda self, path: read(self, path) if path.endswith("service-2") else read_once(path)
    moto.core.responses.method_names_from_class = functools.cache(moto.core.responses.method_names_from_class)
    moto.kms.models.generate_private_key = functools.cache(moto.kms.models.generate_private_key)
    _know_keys()


def _know_keys() -> None:
    """Under which names a kind of object may hold a member of an answer, worked out once: a tenth of the start-up time."""
    picker = moto.core.serialize.XFormedAttributePicker
    worked_out = picker.get_possible_keys
    known: dict[tuple[Any, ...], tuple[str, ...]] = {}

    def possible_keys(self: Any, context: Any) -> tuple[str, ...]:
        asked = type(context.obj), context.key, context.shape
        if asked not in known:
            known[asked] = tuple(dict.fromkeys(worked_out(self, context)))
        return known[asked]

    picker.get_possible_keys = possible_keys


def _authorization_details(iam: Any, wanted: list[str]) -> dict[str, Any]:
    """Of AWS's own 1,400 policies only those attached, as AWS does; and no sets, whose order is another each time."""
    policies = [policy for policy in iam.managed_policies.values() if _included(policy, wanted)]
    return {
        "instance_profiles": iam.instance_profiles.values(),
        "roles": iam.roles.values() if _asked(wanted, "Role") else [],
        "groups": iam.groups.values() if _asked(wanted, "Group") else [],
        "users": iam.users.values() if _asked(wanted, "User") else [],
        "managed_policies": policies,
    }


def _included(policy: Any, wanted: list[str]) -> bool:
    if ":iam::aws:" in policy.arn:
        return bool(policy.attachment_count) and _asked(wanted, "AWSManagedPolicy")
    return _asked(wanted, "LocalManagedPolicy")


def _asked(wanted: list[str], kind: str) -> bool:
    return not wanted or kind in wanted


def _nothing(**_: object) -> None:
    """Leave the role as it was."""
