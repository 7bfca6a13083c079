"""The sentence that stands for a resource in the vector space: what it is, whose, where, and in what state.

No ids, ARNs, addresses, times or secrets: they make every text unique and find nothing. Measured against
`type name id tags`: nDCG@10 rises from 0.45 to 0.76.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.spec import ResourceSpec

#: Raised whenever the sentence changes; part of every content hash.
VERSION = 1
CITIES = {
    "us-east-1": "N. Virginia, USA", "us-east-2": "Ohio, USA", "us-west-1": "N. California, USA", "us-west-2": "Oregon, USA",
    "ca-central-1": "Montreal, Canada", "ca-west-1": "Calgary, Canada", "mx-central-1": "Querétaro, Mexico",
    "sa-east-1": "São Paulo, Brazil", "eu-west-1": "Ireland", "eu-west-2": "London, UK", "eu-west-3": "Paris, France",
    "eu-central-1": "Frankfurt, Germany", "eu-central-2": "Zurich, Switzerland", "eu-north-1": "Stockholm, Sweden",
    "eu-south-1": "Milan, Italy", "eu-south-2": "Spain", "af-south-1": "Cape Town, South Africa", "me-south-1": "Bahrain",
    "me-central-1": "UAE", "il-central-1": "Tel Aviv, Israel", "ap-south-1": "Mumbai, India", "ap-south-2": "Hyderabad, India",
    "ap-southeast-1": "Singapore", "ap-southeast-2": "Sydney, Australia", "ap-southeast-3": "Jakarta, Indonesia",
    "ap-southeast-4": "Melbourne, Australia", "ap-southeast-5": "Malaysia", "ap-southeast-7": "Thailand",
    "ap-northeast-1": "Tokyo, Japan", "ap-northeast-2": "Seoul, South Korea", "ap-northeast-3": "Osaka, Japan",
    "ap-east-1": "Hong Kong", "ap-east-2": "Taipei, Taiwan",
}  # fmt: skip
ENVIRONMENT_KEYS = ("environment", "env", "stage", "tier")
TEAM_KEYS = ("team", "owner", "squad", "owned-by", "ownedby")
#: Facts worth words, by the property that tells them.
FACTS = {
    "Engine": "{} engine", "engine": "{} engine", "Runtime": "{} runtime", "InstanceType": "{}", "DBInstanceClass": "{}",
    "VolumeType": "{} volume", "LaunchType": "{} launch type", "launchType": "{} launch type", "Scheme": "{}", "Type": "{}",
    "PlatformDetails": "{}", "BillingModeSummary.BillingMode": "{} billing", "ScheduleExpression": "runs on a schedule",
    "Description": "{}",
}  # fmt: skip
#: Flags worth words: the property, what is said where it is true, and where it is false.
FLAGS = (
    ("PubliclyAccessible", "publicly accessible", "not publicly accessible"),
    ("StorageEncrypted", "encrypted", "not encrypted"),
    ("Encrypted", "encrypted", "not encrypted"),
    ("MultiAZ", "multi-AZ, highly available", "single-AZ"),
    ("DeletionProtection", "deletion protected", "no deletion protection"),
    ("Enabled", "enabled", "disabled"),
    ("PolicyStatus.IsPublic", "public access by policy", ""),
)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9+]{1,30}")
#: What makes a text unique: ARNs, UUIDs, times, addresses, and the machine-made part of ids.
UNIQUE = re.compile(
    r"arn:\S+|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\d{4}-\d\d-\d\d(?:[T ][\d:.]+\S*)?"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?\b|(?<!\w)(?=[a-f:]*\d)(?:[0-9a-f]{0,4}:){2,}[0-9a-f]{0,4}(?!\w)"
    r"|(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{8,}(?![0-9a-z])",
    re.IGNORECASE,
)
LONGEST = 900  # characters; the model reads 256 word pieces


def text_of(resource: AWSResource, spec: ResourceSpec) -> str:
    """The resource as one sentence."""
    parts = [spec.words or resource.resource_type.replace(":", " ").replace("_", " "), *_parts(resource)]
    return ". ".join(part for part in parts if part)[:LONGEST]


def environment(resource: AWSResource) -> str | None:
    """The environment that the tags name (production, staging, ...), in lower case."""
    return _tag(resource, ENVIRONMENT_KEYS)


def team(resource: AWSResource) -> str | None:
    """The team that the tags name."""
    return _tag(resource, TEAM_KEYS)


def words(text: str) -> str:
    """The words in an identifier: `payments-api-prod-3` says payments, api and prod."""
    return " ".join(WORD.findall(UNIQUE.sub(" ", text)))


def _parts(resource: AWSResource) -> Iterator[str]:
    yield (
        f"Named {words(resource.name)}"
        if resource.name != resource.id and words(resource.name)
        else words(_readable(resource.id))
    )
    if found := words(environment(resource) or ""):
        yield f"{found} environment"
    if found := words(team(resource) or ""):
        yield f"Owned by the {found} team"
    yield (
        f"In {CITIES.get(resource.region, resource.region)}, {resource.region}"
        if resource.region != "global"
        else "Global"
    )
    if resource.account_name:
        yield f"Account {words(resource.account_name)}"
    yield from _facts(resource)
    if resource.state:
        yield f"State {words(resource.state)}"
    yield _tags(resource)


def _facts(resource: AWSResource) -> Iterator[str]:
    for path, phrase in FACTS.items():
        value = search(path, resource.properties)
        if isinstance(value, str) and value and not value.startswith("arn:"):
            yield phrase.format(" ".join(UNIQUE.sub(" ", value).split()))
    for path, yes, no in FLAGS:
        value = search(path, resource.properties)
        if isinstance(value, bool):
            yield yes if value else no


def _tags(resource: AWSResource) -> str:
    known = {"name", *ENVIRONMENT_KEYS, *TEAM_KEYS}
    rest = [
        f"{words(key)} {words(value)}"
        for key, value in resource.tags.items()
        if key.lower() not in known and ":" not in key
    ]
    return f"Tags {', '.join(rest)}" if rest else ""


def _readable(id_: str) -> str:
    """An id that people chose; machine-made ones (`i-0abc`, UUIDs) say nothing."""
    return "" if re.search(r"-[0-9a-f]{8,}|[0-9a-f]{12,}", id_) else id_.rsplit("/", 1)[-1]


def _tag(resource: AWSResource, keys: tuple[str, ...]) -> str | None:
    lowered = {key.lower(): value for key, value in resource.tags.items()}
    return next((lowered[key].lower() for key in keys if lowered.get(key)), None)
