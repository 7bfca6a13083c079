"""The principal's standing and the resource's grant, brought together as AWS does within one account."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.permissions.local.truth import Held, every, some

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.scanner.permissions.local.evaluate import Standing
    from estate_assets.scanner.permissions.local.resource_policy import Grant

MISSING = "context missing: "


@functools.lru_cache(maxsize=10_000)  # an estate has few different answers: most resources of a type share theirs
def verdict(standing: Standing, grant: Grant, *, required: bool, note: str = "") -> Verdict:
    """The answer to "may it?".

    Args:
        standing: what the identity's side says.
        grant: what the resource's policy says; without one, that of an empty policy.
        required: whether the resource's policy must allow as well, as KMS keys and roles to be assumed want it.
        note: what a decision does not take into account.
    """
    found = _decided(standing, grant, required=required)
    notes = [found.reason, note if found.decision in ("allowed", "not_allowed") else ""]
    notes.append(f"as of {standing.as_of}, IAM denied since" if standing.as_of and found.decision != "unknown" else "")
    return Verdict(found.decision, "; ".join(part for part in notes if part))


def _decided(standing: Standing, grant: Grant, *, required: bool) -> Verdict:
    denied = some((standing.denied, grant.denied))
    if denied is True:
        return Verdict("denied")
    own = every((standing.identity, standing.bounds))
    ways = (grant.direct, every((grant.limited, standing.bounds)), every((grant.delegated, own)) if required else own)
    allowed = every((standing.organization, some(ways)))
    if allowed is False:
        return Verdict("not_allowed", _unless(denied))
    if allowed is True and denied is False:
        return Verdict("allowed")
    return Verdict("unknown", told(part for part in (allowed, denied) if not isinstance(part, bool)))


def told(doubts: Iterable[frozenset[str]]) -> str:
    """The reasons in words: the context keys together, then the others."""
    reasons = sorted(frozenset().union(*doubts))
    keys = ", ".join(reason.removeprefix(MISSING) for reason in reasons if reason.startswith(MISSING))
    others = [reason for reason in reasons if not reason.startswith(MISSING)]
    return "; ".join([MISSING + keys, *others] if keys else others)


def _unless(denied: Held) -> str:
    return "" if isinstance(denied, bool) else f"or denied: {told((denied,))}"
