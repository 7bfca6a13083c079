"""What distinguishes resources of one type: engine, runtime, size, kind; and environment and team, as tags and names tell them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.model import AWSResource

ENVIRONMENT_KEYS = ("environment", "env", "stage", "tier")
TEAM_KEYS = ("team", "owner", "squad", "owned-by", "ownedby")
#: Each environment, and the other words for it. Names and tags use any of them.
ENVIRONMENTS: Mapping[str, tuple[str, ...]] = {
    "production": ("prod", "prd", "live"), "staging": ("stage", "stg", "preprod", "pre-prod", "preproduction", "pre-production"),
    "development": ("dev", "devel"), "test": ("testing", "tst", "qa", "uat"), "sandbox": ("sbx", "playground"),
}  # fmt: skip
#: Each word for an environment, and the usual one.
USUAL = {word: usual for usual, others in ENVIRONMENTS.items() for word in (usual, *others)}
ORDER = tuple(ENVIRONMENTS)
#: The properties worth a word, by what they tell. The first path that has a text wins.
PATHS: Mapping[str, tuple[str, ...]] = {
    "engine": ("Engine", "engine"),
    "runtime": ("Runtime",),
    "size": ("InstanceType", "DBInstanceClass", "CacheNodeType", "instanceTypes[0]", "NodeType"),
    "volume": ("VolumeType",),
    "launch": ("LaunchType", "launchType"),
    "kind": ("Type", "type", "PackageType", "KeySpec", "BillingModeSummary.BillingMode", "Protocol"),
    "platform": ("PlatformDetails", "Platform"),
    "architecture": ("Architecture", "Architectures[0]"),
    "zone": ("AvailabilityZone", "Placement.AvailabilityZone"),
    "version": ("EngineVersion", "engineVersion", "version"),
    "schedule": ("ScheduleExpression",),
}
VERSION = re.compile(r"(?:[A-Za-z]+_)?(\d+(?:\.\d+)+)(?![\d:])\S*")
#: Each path's first name. Most records have few of them, and need no look for the rest of the path.
HEADS = {path: re.split(r"[.\[]", path)[0] for paths in PATHS.values() for path in paths}
SPLIT = re.compile(r"[^a-z0-9]+")
LONGEST_TRAIT = 40


def traits_of(resource: AWSResource) -> dict[str, str]:
    """What is known of these, in AWS's own words: {"engine": "postgres", "size": "db.t3.medium"}. Never a sealed value."""
    found: dict[str, str] = {}
    for trait, paths in PATHS.items():
        value = _first(paths, resource.properties)
        if trait == "version" and not version_of(value):
            continue
        if 0 < len(value) <= LONGEST_TRAIT and not value.startswith("arn:"):
            found[trait] = value
    return found


def version_of(text: str) -> tuple[int, ...]:
    """The numbers of a version: `15.4` is (15, 4), `OpenSearch_2.11` is (2, 11); none of what is no version."""
    match = VERSION.fullmatch(text)
    return tuple(map(int, match[1].split("."))) if match else ()


def _first(paths: tuple[str, ...], properties: Mapping[str, Any]) -> str:
    for path in paths:
        if HEADS[path] in properties and isinstance(value := search(path, properties), str) and value:
            return value
    return ""


def environment(resource: AWSResource) -> str | None:
    """The environment in lower case: what a tag says; else what the name says, or the account's name, in the usual word."""
    if tagged := _tag(resource, ENVIRONMENT_KEYS):
        return tagged
    for name in (resource.name, resource.account_name):
        if said := {USUAL[part] for part in SPLIT.split(name.lower()) if part in USUAL}:
            return min(said, key=ORDER.index)
    return None


def usual(name: str) -> str:
    """The usual word for an environment: `prd` is production. A name of one's own stays as it is."""
    lowered = name.lower()
    return USUAL.get(lowered, lowered)


def team(resource: AWSResource) -> str | None:
    """The team that the tags name, in lower case."""
    return _tag(resource, TEAM_KEYS)


def _tag(resource: AWSResource, keys: tuple[str, ...]) -> str | None:
    if not resource.tags:
        return None
    lowered = {key.lower(): value for key, value in resource.tags.items()}
    return next((lowered[key].lower() for key in keys if lowered.get(key)), None)
