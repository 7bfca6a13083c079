"""What is said of a resource in the vector space: what it is, whose, where, and in what state.

Terse: each word piece costs the model the same, a full stop as much as a name. Without stops, prepositions and second names of
environments and continents there are 49 pieces instead of 68, and more is found. No ids, ARNs, addresses, times or secrets: they
make every text unique and find nothing (exact look-ups find those). docs/searching.md has what the text is worth, measured.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from estate_assets.scanner.model import GLOBAL
from estate_assets.scanner.places import CITIES
from estate_assets.scanner.spec import search
from estate_assets.scanner.traits import ENVIRONMENT_KEYS, TEAM_KEYS, environment, team, traits_of, usual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.spec import ResourceSpec

#: Raised whenever the text changes; part of every content hash, of every point and of the collection's metadata.
VERSION = 5
#: What is said of a fact that holds, and of one that does not. One that is not known is not spoken of.
FACTS = {
    "public": ("publicly accessible, exposed to the internet", "private, internal, not exposed to the internet"),
    "encrypted": ("encrypted at rest", "not encrypted, stored in plain text"),
    "backed_up": ("has automatic backups", "has no backups"),
    "deletion_protected": ("protected against deletion", "can be deleted by accident"),
    "rotated": ("rotated automatically", "never rotated, without automatic rotation"),
    "expiring": ("expires, kept for a limited time", "never expires, kept forever"),
    "multi_az": ("highly available, in several availability zones", "in a single availability zone"),
    "public_ip": ("has a public IP address", "has no public IP address"),
}
#: Flags that are no facts but worth words: the property, what is said where it is true, and where it is false.
FLAGS = (
    ("Enabled", "enabled", "disabled"),
    ("IsMultiRegionTrail", "covers all regions", "covers one region"),
)
#: States that people say in other words.
STATES = {
    "stopped": "stopped, switched off", "running": "running, switched on", "in-use": "in use, attached", "failed": "failed, broken",
    "alarm": "in alarm, firing", "pending": "pending, starting",
}  # fmt: skip
TRAITS = {
    "engine": "{} engine", "runtime": "{} runtime", "volume": "{} volume", "launch": "{} launch type", "version": "version {}",
    "schedule": "", "zone": "",
}  # fmt: skip
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
    """The resource in words, some 50 word pieces."""
    parts = [spec.words or resource.resource_type.replace(":", " ").replace("_", " "), *_parts(resource)]
    return " ".join(part for part in parts if part)[:LONGEST]


@functools.lru_cache(maxsize=10_000)  # the keys and values of tags come again and again
def words(text: str) -> str:
    """The words in an identifier: `payments-api-prod-3` says payments, api and prod."""
    return " ".join(WORD.findall(UNIQUE.sub(" ", text)))


def _parts(resource: AWSResource) -> Iterator[str]:
    named = words(resource.name) if resource.name != resource.id else ""
    yield named or words(_readable(resource.id))
    yield words(usual(environment(resource) or ""))
    if found := words(team(resource) or ""):
        yield f"{found} team"
    city = CITIES.get(resource.region, "").replace(",", "")
    yield "global" if resource.region == GLOBAL else f"{city} {resource.region}".strip()
    if resource.account_name:
        yield f"{words(resource.account_name)} account"
    yield from _state(resource)
    yield _tags(resource)
    yield _description(resource)


def _state(resource: AWSResource) -> Iterator[str]:
    """Engine and size, state, exposure and protection: facts that were derived, then what the record itself flags."""
    for trait, value in traits_of(resource).items():
        yield TRAITS.get(trait, "{}").format(" ".join(UNIQUE.sub(" ", value).split()))  # a schedule: told below
    if resource.state:
        yield STATES.get(resource.state.lower(), words(resource.state))
    for name, (yes, no) in FACTS.items():
        if fact := resource.facts.get(name):
            yield yes if fact.holds else no
    for path, yes, no in FLAGS:
        value = search(path, resource.properties)
        if isinstance(value, bool):
            yield yes if value else no
    if search("ScheduleExpression", resource.properties):
        yield "runs on a schedule"


def _description(resource: AWSResource) -> str:
    value = search("Description", resource.properties) or search("description", resource.properties)
    return " ".join(UNIQUE.sub(" ", value).split()) if isinstance(value, str) and value[:4] != "arn:" else ""


def _tags(resource: AWSResource) -> str:
    known = {"name", *ENVIRONMENT_KEYS, *TEAM_KEYS}
    tags = resource.tags.items()
    return ", ".join(
        f"{words(key)} {words(value)}" for key, value in tags if key.lower() not in known and ":" not in key
    )


def _readable(id_: str) -> str:
    """An id that people chose; machine-made ones (`i-0abc`, UUIDs) say nothing."""
    return "" if re.search(r"-[0-9a-f]{8,}|[0-9a-f]{12,}", id_) else id_.rsplit("/", 1)[-1]
