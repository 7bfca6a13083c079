"""Changes to moto itself: fixed account ids, and no state that a mere read would change."""

from __future__ import annotations

import moto.iam.models
import moto.organizations.models
from moto.organizations import utils as organization_utils

from estate_assets.demo.accounts import ACCOUNTS, MANAGEMENT


def apply() -> None:
    """Mend moto in this process, for good; call it once, before the first request."""
    # Two ids are drawn for the management account: one is thrown away for the id of its own account.
    ids = iter([MANAGEMENT.id, *(account.id for account in ACCOUNTS if account is not MANAGEMENT)])
    drawn = organization_utils.make_random_account_id
    organization_utils.make_random_account_id = lambda: next(ids, None) or drawn()
    # Every call stamps "last used" on its role, so that no two scans would see the same role.
    moto.iam.models.mark_account_as_visited = _nothing


def _nothing(**_: object) -> None:
    """Leave the role as it was."""
