"""The records, in the order they are made: Account, Cell, RawResource, AWSResource, and what a stage says of its cell."""

from __future__ import annotations

import functools
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from estate_assets.scanner.errors import GAPLESS, ErrorCategory, Status
from estate_assets.scanner.findings import Constraint, Fact, Relation, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Every point id derives from this; changing it orphans every stored point.
NAMESPACE = uuid.UUID("6f1d7c0e-54b5-5b0e-9d6b-0c1f3a1f6a52")
GLOBAL = "global"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """One AWS account and how to get into it: a profile, a role to assume, or the default credential chain."""

    id: str
    name: str = ""
    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """The unit of a scan: one service in one region (or `global`) of one account."""

    account_id: str
    region: str
    service: str

    @property
    def target(self) -> str:
        """`region/service`, the part of the cell that every account shares."""
        return f"{self.region}/{self.service}"


@dataclass(frozen=True, slots=True)
class RawResource:
    """What AWS said of one resource, sensitive fields already sealed.

    `properties` is plain JSON data under AWS's own names. `source` is the list operation's own item where details
    replaced it (a queue's URL, a table's name); `parent` the ARN of the item under which it was listed.
    """

    cell: Cell
    resource_type: str
    arn: str
    id: str
    properties: Mapping[str, Any]
    tags: Mapping[str, str] = field(default_factory=dict)
    source: Any = None
    notes: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class AWSResource:
    """One resource in the form that every service shares. `created_at` and `discovered_at` are ISO 8601 in UTC."""

    account_id: str
    account_name: str
    region: str
    service: str
    resource_type: str
    arn: str
    id: str
    name: str
    state: str | None = None
    created_at: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    cfn_type: str | None = None
    permissions: Mapping[str, Verdict] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = ()
    content_hash: str = ""
    discovered_at: str = ""

    @property
    def point_id(self) -> str:
        """The id of this resource in the collection. The account is part of it, since some ARNs carry none."""
        return point_id(self.account_id, self.arn)

    @property
    def cell(self) -> Cell:
        """The cell in which this resource was listed."""
        return Cell(self.account_id, self.region, self.service)

    def to_dict(self) -> dict[str, Any]:
        """This resource as plain JSON data, the form of `estate export` and `estate show --json`."""
        return fields_of(self) | {  # asdict copies the properties: 4 times the cost
            "permissions": {action: fields_of(verdict) for action, verdict in self.permissions.items()},
            "constraints": [fields_of(constraint) for constraint in self.constraints],
            "facts": {name: fields_of(fact) for name, fact in self.facts.items()},
            "relations": [fields_of(relation) for relation in self.relations],
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> AWSResource:
        """The inverse of `to_dict`."""
        return cls(
            **{
                **data,
                "permissions": {action: Verdict(**verdict) for action, verdict in data["permissions"].items()},
                "constraints": tuple(Constraint(**{**c, "actions": tuple(c["actions"])}) for c in data["constraints"]),
                "facts": {name: Fact(**fact) for name, fact in data["facts"].items()},
                "relations": tuple(Relation(**relation) for relation in data["relations"]),
                "notes": tuple(data["notes"]),
            }
        )


def fields_of(record: Any) -> dict[str, Any]:
    """The fields of a record, by name, as they are."""
    return {name: getattr(record, name) for name in record.__slots__}


@functools.lru_cache(maxsize=8_192)  # asked for a dozen times while a resource's cell is at work
def point_id(account_id: str, arn: str) -> str:
    """The deterministic id of a resource's point: uuid5 of account and ARN."""
    return str(uuid.uuid5(NAMESPACE, f"{account_id}|{arn}"))


@dataclass(frozen=True, slots=True)
class ScanError:
    """One thing that went wrong, and where. `retryable` says whether the same call may succeed later."""

    category: ErrorCategory
    account_id: str
    region: str
    service: str
    resource_type: str
    operation: str
    code: str
    message: str
    retryable: bool = False

    def to_dict(self) -> dict[str, Any]:
        """This error as plain JSON data."""
        return fields_of(self)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """How completely one resource type of one cell was seen.

    `listed` is true where the listing itself reached its end, even if a detail of some item is missing: only then may
    what was not seen be taken for gone.
    """

    account_id: str
    region: str
    service: str
    resource_type: str
    status: Status
    operation: str = ""
    code: str = ""
    message: str = ""
    items: int = 0
    listed: bool = False
    scanned_at: str = ""

    def to_dict(self) -> dict[str, Any]:
        """This entry as plain JSON data."""
        return fields_of(self)

    @property
    def has_gap(self) -> bool:
        """Whether something may be there that this scan did not see."""
        return self.status not in GAPLESS


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What one stage made of one cell: its items, what went wrong, and how completely the cell was seen.

    `stats` are counts that add up over cells (api_calls, throttles) and seconds (duration_s).
    """

    cell: Cell
    items: tuple[T, ...]
    ledger: tuple[LedgerEntry, ...] = ()
    errors: tuple[ScanError, ...] = ()
    stats: Mapping[str, float] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether nothing is left to do of the cell, so that a resumed scan may leave it out."""
        return not self.errors and not any(entry.has_gap for entry in self.ledger)

    @property
    def status(self) -> Status:
        """The cell's status: that of its first gap, else complete; where nothing can be there, the reason."""
        gap = next((entry.status for entry in self.ledger if entry.has_gap), None)
        statuses = {entry.status for entry in self.ledger}
        if gap or not statuses or Status.COMPLETE in statuses:
            return gap or Status.COMPLETE
        return min(statuses)


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """A resource's text and its vector (384 floats, unit length); `vector` is empty where the model failed.

    `content_hash` is that of the record it was made from: a point whose record has another by now is not finished.
    """

    point_id: str
    text: str
    vector: tuple[float, ...]
    content_hash: str = ""
