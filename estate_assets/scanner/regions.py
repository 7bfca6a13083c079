"""The regions there are, by botocore's own data: no call to AWS."""

from __future__ import annotations

import functools
import re

import botocore.session

from estate_assets.scanner.errors import SettingsError

#: Enabled in every account from the start. They come first, so that the usual scan is one contiguous range.
DEFAULT_ENABLED = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2", "eu-west-3",
    "eu-central-1", "eu-north-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1",
    "ap-southeast-2",
)  # fmt: skip
REAL = re.compile(r"^[a-z]{2,4}(-[a-z]+)+-\d+$")


@functools.cache
def known_regions() -> dict[str, tuple[str, ...]]:
    """The regions of each partition; those that every account has come first."""
    data = botocore.session.Session().get_component("data_loader").load_data("partitions")
    return {
        partition["id"]: tuple(
            sorted(filter(REAL.match, partition["regions"]), key=lambda name: (name not in DEFAULT_ENABLED, name))
        )
        for partition in data["partitions"]
    }


def check_regions(regions: tuple[str, ...]) -> None:
    """Raises SettingsError that names the first unknown region and the nearest ones."""
    every = {region for names in known_regions().values() for region in names}
    for region in regions:
        if region == "global":
            raise SettingsError(
                "'global' is no region: services that exist once per account are scanned with any; choose them by name"
            )
        if region not in every:
            near = sorted(name for name in every if name[:2] == region[:2]) or list(DEFAULT_ENABLED)
            raise SettingsError(f"unknown region {region!r}. Did you mean one of: {', '.join(near)}?")
