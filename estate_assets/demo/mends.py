"""Changes to moto itself: fixed account ids, no state that a mere read would change, no work done twice."""

from __future__ import annotations

import functools

import botocore.loaders
import moto.core.responses
import moto.iam.models
import moto.kms.models
from moto.organizations import utils as organization_utils

from estate_assets.demo.accounts import ACCOUNTS, MANAGEMENT


def apply() -> None:
    """Mend moto in this process, for good; call it once, before the first request."""
    _fix_account_ids()
    # Every call stamps "last used" on its role, so that no two scans would see the same role.
    moto.iam.models.mark_account_as_visited = _nothing
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


def _nothing(**_: object) -> None:
    """Leave the role as it was."""
