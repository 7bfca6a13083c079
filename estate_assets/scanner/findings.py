"""What Estate says of a resource beyond AWS's own words: verdicts, constraints, facts, relations."""

from __future__ import annotations

from dataclasses import dataclass

#: What is derived, by name: reachable from the internet, encrypted at rest, ..., renewed by itself, deleted after a time, in several
#: availability zones, with a public address.
FACTS = ("public", "encrypted", "backed_up", "deletion_protected", "rotated", "expiring", "multi_az", "public_ip")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What IAM says of one action: allowed, denied (explicitly), not_allowed (implicitly) or unknown (with the reason)."""

    decision: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a resource's state forbids (`block`), makes dangerous (`risk`) or should be known (`note`)."""

    rule: str
    kind: str
    actions: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A field that points to another resource: what the field means (`vpc`, `role`), and the other's ARN, id or name.

    `type` is the other's resource type; empty where the field may mean any, by its ARN.
    """

    kind: str
    target: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something derived that holds or does not (one of `FACTS`), and what shows it.

    A fact that can't be told from what was seen is absent, never false.
    """

    holds: bool
    why: str
