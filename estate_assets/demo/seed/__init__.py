"""Grows the demo estate inside the server's process, the same at every start."""

from __future__ import annotations

import gc
import os
from collections import Counter
from typing import TYPE_CHECKING

from estate_assets.demo import clock
from estate_assets.demo.accounts import ACCOUNTS, HOME_REGION, REGIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.demo.seed.place import Place


def plant(*, resources: bool) -> Counter[str]:
    """Plant accounts, identities and, unless told not to, resources; how many of each type.

    Each account keeps its defaults (VPCs, event buses, ...) from here on: they are made while the clock is stopped.
    """
    from moto import mock_aws

    from estate_assets.demo.seed import defaults, organization
    from estate_assets.demo.seed.place import Clients, Place

    # Nothing that is planted is ever dropped, so that collecting garbage would only look at it again and again.
    gc.disable()
    inside = mock_aws()
    inside.start(reset=True)
    try:
        with clock.fixed() as stopped:
            clients = Clients(stopped)
            homes = [Place(account, HOME_REGION, clients) for account in ACCOUNTS]
            organization.plant(homes)
            places = [Place(account, region, clients) for account in ACCOUNTS for region in REGIONS]
            planters = [*_once_per_account(), *_once_per_region()] if resources else []
            for planter, everywhere in planters:
                for place in places if everywhere else homes:
                    place.enter()
                    planter(place)
            for place in places:
                place.enter()
                defaults.touch(place)
    finally:
        os.environ.pop("MOTO_ACCOUNT_ID", None)
        inside.stop(remove_data=False)
        gc.enable()
        gc.freeze()
    return sum((place.planted for place in [*homes, *places]), Counter())


def _once_per_account() -> list[tuple[Callable[[Place], None], bool]]:
    from estate_assets.demo.seed import identity, zones

    return [(planter, False) for planter in (identity.plant, zones.plant)]


def _once_per_region() -> list[tuple[Callable[[Place], None], bool]]:
    from estate_assets.demo.seed import (
        balancing,
        buckets,
        compute,
        containers,
        databases,
        functions,
        keys,
        messaging,
        monitoring,
        network,
        storage,
    )

    planters = (
        network.plant,
        keys.plant,
        storage.plant,
        compute.plant,
        balancing.plant,
        databases.plant,
        buckets.plant,
        functions.plant,
        messaging.plant,
        containers.plant,
        monitoring.plant,
    )
    return [(planter, True) for planter in planters]
