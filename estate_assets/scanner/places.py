"""Where AWS's regions are, in people's words. Plain data: the text says it, and questions are read with it."""

from __future__ import annotations

from estate_assets.scanner.model import GLOBAL

CITIES = {
    "us-east-1": "N. Virginia, USA", "us-east-2": "Ohio, USA", "us-west-1": "N. California, USA", "us-west-2": "Oregon, USA",
    "ca-central-1": "Montreal, Canada", "ca-west-1": "Calgary, Canada", "mx-central-1": "Querétaro, Mexico",
    "sa-east-1": "São Paulo, Brazil", "eu-west-1": "Ireland", "eu-west-2": "London, UK", "eu-west-3": "Paris, France",
    "eu-central-1": "Frankfurt, Germany", "eu-central-2": "Zurich, Switzerland", "eu-north-1": "Stockholm, Sweden",
    "eu-south-1": "Milan, Italy", "eu-south-2": "Spain", "af-south-1": "Cape Town, South Africa", "me-south-1": "Bahrain",
    "me-central-1": "UAE", "il-central-1": "Tel Aviv, Israel", "ap-south-1": "Mumbai, India", "ap-south-2": "Hyderabad, India",
    "ap-southeast-1": "Singapore", "ap-southeast-2": "Sydney, Australia", "ap-southeast-3": "Jakarta, Indonesia",
    "ap-southeast-4": "Melbourne, Australia", "ap-southeast-5": "Malaysia", "ap-southeast-6": "Auckland, New Zealand",
    "ap-southeast-7": "Thailand", "ap-northeast-1": "Tokyo, Japan", "ap-northeast-2": "Seoul, South Korea",
    "ap-northeast-3": "Osaka, Japan", "ap-east-1": "Hong Kong", "ap-east-2": "Taipei, Taiwan",
    "cn-north-1": "Beijing, China", "cn-northwest-1": "Ningxia, China",
    "us-gov-west-1": "GovCloud West, USA", "us-gov-east-1": "GovCloud East, USA",
}  # fmt: skip
#: By the first part of a region's code.
AREAS = {
    "us": "North America", "ca": "North America", "mx": "North America", "sa": "South America", "eu": "Europe", "af": "Africa",
    "me": "Middle East", "il": "Middle East", "ap": "Asia Pacific", "cn": "Asia Pacific",
}  # fmt: skip
#: Other names of the same places, as people write them.
ALSO = {
    "USA": ("us", "united states", "america"), "UK": ("united kingdom", "great britain", "britain", "england"),
    "N. Virginia": ("virginia", "north virginia", "northern virginia", "nova"), "N. California": ("california", "northern california"),
    "São Paulo": ("sao paulo",), "Querétaro": ("queretaro",), "UAE": ("united arab emirates", "dubai"), "Ireland": ("dublin",),
    "South Korea": ("korea",), "Europe": ("eu", "emea"), "Asia Pacific": ("asia", "apac"), "Brazil": ("brasil",),
    "Milan": ("milano",), "Zurich": ("zürich",), "Mumbai": ("bombay",), "Frankfurt": ("frankfurt am main",),
}  # fmt: skip


def place(region: str) -> str:
    """A region in words: `Frankfurt, Germany, Europe`; its code where it is not known."""
    if region == GLOBAL:
        return "global, all regions"
    known = (CITIES.get(region), AREAS.get(region.partition("-")[0]))
    return ", ".join(part for part in known if part) or region


def names(region: str) -> tuple[str, ...]:
    """What a region is called, lower case: its code, city, country and continent, and their other names."""
    if region == GLOBAL:
        return (GLOBAL,)
    parts = [part.strip() for part in place(region).split(",")]
    others = [other for part in parts for other in ALSO.get(part, ())]
    return tuple(dict.fromkeys([region, region.replace("-", " "), *(part.lower() for part in parts), *others]))
