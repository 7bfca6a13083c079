"""What differs between two records of one resource, by name: never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.encryption import MARK, is_sealed
from estate_assets.scanner.transform import steady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.model import AWSResource

PLAIN = ("region", "resource_type", "name", "state", "created_at")
UNKNOWN = "unknown"
#: Tags of AWS's own, which the Tagging API leaves out of many resources: one that only one scan saw was neither added nor removed.
AWS_OWN = "aws:"


def changed_fields(old: AWSResource, new: AWSResource, volatile: tuple[str, ...]) -> tuple[str, ...]:
    """The fields in which AWS's answers differ: `state`, `tags.Team`, `properties.Policy`, `permissions.sqs:PurgeQueue`.

    Where a detail of either could not be read (its notes say so), what only one of them has is not told: a refused
    question must not look like a tag removed. Verdicts count where both are known. What Estate derives (facts,
    constraints, text) follows from these and is not told by itself.
    """
    unread = bool(old.notes or new.notes)
    found = [name for name in PLAIN if _told(getattr(old, name), getattr(new, name), unread)]
    found += _within("tags", old.tags, new.tags, unread=unread)
    before, after = steady(old.properties, volatile), steady(new.properties, volatile)
    found += _within("properties", before, after, unread=unread)
    return (*found, *_within("permissions", _decided(old), _decided(new), unread=True))


def _within(prefix: str, old: Mapping[str, Any], new: Mapping[str, Any], *, unread: bool) -> list[str]:
    return [
        f"{prefix}.{key}"
        for key in sorted(old.keys() | new.keys())
        if _told(old.get(key), new.get(key), unread or key.startswith(AWS_OWN))
    ]


def _told(old: Any, new: Any, unread: bool) -> bool:
    return not (unread and (old is None or new is None)) and _differs(old, new)


def _decided(resource: AWSResource) -> dict[str, str]:
    return {name: verdict.decision for name, verdict in resource.permissions.items() if verdict.decision != UNKNOWN}


def _differs(old: Any, new: Any) -> bool:
    """Sealed values by their digests; those sealed with different keys can't be told apart, and count as equal."""
    if is_sealed(old) and is_sealed(new):
        same_key = _key(old) == _key(new)
        return same_key and bool(old["digest"] != new["digest"])
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() != new.keys() or any(_differs(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) != len(new) or any(_differs(*pair) for pair in zip(old, new, strict=True))
    return bool(old != new)


def _key(sealed: Mapping[str, str]) -> str:
    return sealed[MARK].rpartition(".")[0]
