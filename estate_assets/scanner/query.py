"""Explicit filters, checked against what there is; and answers as the data that `search --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.scanner.errors import UsageError
from estate_assets.scanner.regions import known_regions
from estate_assets.scanner.understanding.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from estate_assets.scanner.collection import Collection, Hit
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.reply import Answer

FLAGS = {
    "account_id": "--account", "region": "--region", "service": "--service", "resource_type": "--type", "tags": "--tag", "can": "--can",
}  # fmt: skip
BY = {
    "account_id": "account",
    "region": "region",
    "service": "service",
    "resource_type": "type",
    "tags": "tag",
    "can": "can",
}


def filters(
    *, accounts: Sequence[str] = (), regions: Sequence[str] = (), services: Sequence[str] = (), types: Sequence[str] = (),
    tags: Sequence[str] = (), can: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Flags as payload filters. Raises UsageError for a tag that is not K=V."""
    for tag in tags:
        if "=" not in tag:
            raise UsageError(f"--tag {tag!r}: give it as KEY=VALUE, for example --tag Environment=production")
    chosen = {
        "account_id": accounts, "region": regions, "service": services, "resource_type": types, "tags": tags, "can": can,
    }  # fmt: skip
    return {field: list(values) for field, values in chosen.items() if values}


def checked(chosen: Mapping[str, Any], collection: Collection, registry: Registry) -> dict[str, Any]:
    """The filters with names of accounts as their ids.

    Raises:
        UsageError: a value that is neither in the collection nor known; names the flag, the value and the nearest known ones.
    """
    found = dict(chosen)
    if "account_id" in chosen:
        found["account_id"] = [id_ for one in chosen["account_id"] for id_ in _ids(one, collection)]
    for field in FLAGS.keys() & found.keys():
        known = {*collection.facet(field)}
        for value in found[field]:
            if value not in known and value not in (every := known | {*_known(field, collection, registry)}):
                raise UsageError(_unknown(field, value, every))
    return found


def _ids(account: str, collection: Collection) -> list[str]:
    """The id of the account with this name; else what was given."""
    return ([] if account.isdecimal() else list(collection.facet("account_id", {"account_name": account}))) or [account]


def _known(field: str, collection: Collection, registry: Registry) -> Iterable[str]:
    """What may be asked for though the collection has nothing of it."""
    if field == "account_id":
        return collection.facet("account_name")
    if field == "region":
        return ("global", *(region for regions in known_regions().values() for region in regions))
    if field == "service":
        return registry.services
    specs = (spec for service in registry.services for spec in registry.specs(service))
    if field == "resource_type":
        return (spec.key for spec in specs)
    return (action.action for spec in specs for action in spec.actions) if field == "can" else ()


def _unknown(field: str, value: str, known: Iterable[str]) -> str:
    near = nearest(value, known)
    where = "in the collection" if field in ("account_id", "tags") else "in the catalogue or the collection"
    return f"{FLAGS[field]} {value!r}: there is no such one {where}." + (
        f" Did you mean {' or '.join(near)}?" if near else f" See what there is with: estate search --by {BY[field]}"
    )


def answer_of(hit: Hit, answer: Answer) -> dict[str, Any]:
    """One answer as `search --json` prints it."""
    found = hit.resource
    return {
        "score": round(hit.score, 4),
        "arn": found.arn,
        "resource_type": found.resource_type,
        "service": found.service,
        "account_id": found.account_id,
        "region": found.region,
        "name": found.name,
        "tags": dict(found.tags),
        "allowed_actions": [action for action, verdict in found.permissions.items() if verdict.decision == "allowed"],
        "constraints": [constraint.text for constraint in found.constraints],
        "why": "; ".join((*((hit.why,) if hit.why else ()), *answer.why)),
        "relaxed": list(answer.relaxed),
    }
