"""How large a resource is and how long it keeps what it holds, as whole numbers to be compared: AWS says each in another field and unit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.model import AWSResource

#: Measure -> paths, each with what AWS's unit is in ours. The first path that has a number wins. Sizes are those asked for, not those
#: filled: what is filled changes by the hour, and would be written anew by every scan.
PATHS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "size_mb": (("Size", 1024), ("VolumeSize", 1024), ("AllocatedStorage", 1024), ("StorageCapacity", 1024)),
    "memory_mb": (("MemorySize", 1), ("memory", 1)),
    "kept_days": (
        ("BackupRetentionPeriod", 1), ("retentionInDays", 1), ("MessageRetentionPeriod", 1 / 86_400), ("RetentionPeriodHours", 1 / 24),
        ("SnapshotRetentionLimit", 1), ("AutomatedSnapshotRetentionPeriod", 1),
    ),
}  # fmt: skip


def measures_of(resource: AWSResource) -> dict[str, int | None]:
    """Each measure, rounded; None where the record has none."""
    return {name: _first(paths, resource.properties) for name, paths in PATHS.items()}


def _first(paths: tuple[tuple[str, float], ...], properties: Mapping[str, Any]) -> int | None:
    found = ((_number(search(path, properties)), unit) for path, unit in paths)
    return next((round(value * unit) for value, unit in found if value is not None), None)


def _number(value: Any) -> float | None:
    """A number, or a text that is one: SQS gives its attributes as texts."""
    if isinstance(value, str) and value.isdecimal():
        return float(value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else None
