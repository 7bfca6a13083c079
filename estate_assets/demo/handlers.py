"""Operations answered here instead of by moto, which lacks them or gets them wrong."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from estate_assets.demo import buckets, regions, simulation, tagging, trust

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.demo.wire import Call

    Handler = Callable[[Call, str], dict[str, Any] | None]


def table(simulate_shape: str) -> dict[str, Handler]:
    """`service:Operation` -> handler(call, account id), which answers with the output, or None to let moto go on."""
    return {
        "account:GetRegionOptStatus": regions.get_region_opt_status,
        "account:ListRegions": regions.list_regions,
        "ec2:DescribeRegions": regions.describe_regions,
        "iam:GetContextKeysForPrincipalPolicy": simulation.get_context_keys,
        "iam:GetUser": trust.own_user,
        "iam:ListAccessKeys": trust.own_user,
        "iam:SimulatePrincipalPolicy": functools.partial(simulation.simulate, default_shape=simulate_shape),
        "resourcegroupstaggingapi:GetResources": tagging.get_resources,
        "s3:ListBuckets": buckets.list_buckets,
        "sts:AssumeRole": trust.check,
        "timestream-write:DescribeEndpoints": regions.own_endpoint,
    }
