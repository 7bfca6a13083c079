"""What an outcome comes to, in numbers and words."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from estate_assets.scanner.errors import Status

if TYPE_CHECKING:
    from estate_assets.scanner.model import AWSResource, Outcome, RawResource


def type_counts(outcome: Outcome[AWSResource] | Outcome[RawResource]) -> dict[str, int]:
    """How many resources of each type."""
    return dict(Counter(item.resource_type for item in outcome.items))


def incomplete(outcome: Outcome[AWSResource] | Outcome[RawResource]) -> str:
    """The cell's gaps in words: `ec2:volume denied (DescribeVolumes: UnauthorizedOperation)`; empty where there is none."""
    gaps = [entry for entry in outcome.ledger if entry.has_gap]
    reasons = groupby(gaps, key=lambda entry: (entry.status, entry.operation, entry.code))
    return "; ".join(
        f"{', '.join(entry.resource_type for entry in entries)} {Status(status)} ({operation}: {code})"
        for (status, operation, code), entries in reasons
    )
