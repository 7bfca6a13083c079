"""Which regions exist and which are enabled, as EC2 and Account Management tell it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import boto3

from estate_assets.demo.accounts import REGIONS
from estate_assets.demo.answers import AwsError

if TYPE_CHECKING:
    from estate_assets.demo.wire import Call


def describe_regions(call: Call, _account: str) -> dict[str, Any]:
    """ec2:DescribeRegions: the enabled regions, or all with AllRegions; RegionNames and the usual filters apply."""
    params = call.params()
    wanted = params.get("RegionNames") or []
    unknown = [name for name in wanted if name not in _all_regions()]
    if unknown:
        raise AwsError("InvalidParameterValue", f"Invalid region provided: {', '.join(unknown)}")
    visible = _all_regions() if params.get("AllRegions") else REGIONS
    regions = [_region(name) for name in visible if not wanted or name in wanted]
    for condition in params.get("Filters") or []:
        field = {"opt-in-status": "OptInStatus", "region-name": "RegionName", "endpoint": "Endpoint"}[condition["Name"]]
        regions = [region for region in regions if region[field] in condition["Values"]]
    return {"Regions": regions}


def list_regions(call: Call, _account: str) -> dict[str, Any]:
    """account:ListRegions, with its status filter and its paging."""
    params = call.params()
    wanted = params.get("RegionOptStatusContains")
    regions = [r for r in map(_opt_status, _all_regions()) if not wanted or r["RegionOptStatus"] in wanted]
    start, size = int(params.get("NextToken") or 0), int(params.get("MaxResults") or 50)
    page = {"Regions": regions[start : start + size]}
    return page if start + size >= len(regions) else {**page, "NextToken": str(start + size)}


def get_region_opt_status(call: Call, _account: str) -> dict[str, Any]:
    """account:GetRegionOptStatus."""
    name = call.params()["RegionName"]
    if name not in _all_regions():
        raise AwsError("ValidationException", f"Region {name} is unknown")
    return _opt_status(name)


@functools.cache
def _all_regions() -> tuple[str, ...]:
    return tuple(sorted({*boto3.Session().get_available_regions("ec2"), *REGIONS}))


def _region(name: str) -> dict[str, str]:
    status = "opt-in-not-required" if name in REGIONS else "not-opted-in"
    return {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": status}


def _opt_status(name: str) -> dict[str, str]:
    return {"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT" if name in REGIONS else "DISABLED"}


def own_endpoint(call: Call, _: str) -> dict[str, Any]:
    """Where the service's other operations are asked: here, too. moto names AWS's own hosts."""
    return {"Endpoints": [{"Address": f"http://{call.request.host}", "CachePeriodInMinutes": 1440}]}
