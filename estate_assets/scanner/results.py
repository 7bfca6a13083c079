"""What is asked of a scan, and what it did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.errors import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.model import AWSResource, Cell, LedgerEntry, Outcome, ScanError


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan. Empty selections mean: all configured accounts, the regions enabled, all services.

    `scan_id`: under which the changes are told; one is made where it is empty.
    """

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    cleanup_stale: bool = True
    force_deletes: bool = False
    scan_id: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the collection took of one cell."""

    outcome: Outcome[AWSResource]
    upserted: int = 0
    unchanged: int = 0
    deleted: int = 0
    errors: tuple[ScanError, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left to do of the cell."""
        return self.outcome.whole and not self.errors

    def counts(self) -> dict[str, Any]:
        """What `ScanResult.recall` needs of a whole cell, as plain JSON data."""
        kept = {"upserted": self.upserted, "unchanged": self.unchanged, "deleted": self.deleted}
        return {"status": self.outcome.status.value, "discovered": len(self.outcome.items), **kept}


@dataclass(slots=True)
class ScanResult:
    """What a scan did. Mutable on purpose: stages add to it as cells pass."""

    resources_discovered: int = 0
    resources_upserted: int = 0
    resources_unchanged: int = 0
    resources_deleted: int = 0
    cells: dict[str, int] = field(default_factory=dict)
    errors: list[ScanError] = field(default_factory=list)
    api_calls: int = 0
    duration_s: float = 0.0
    gaps: list[LedgerEntry] = field(default_factory=list)
    failed_runs: int = 0
    dagster_share: float = 0.0

    def add(self, stored: Stored) -> None:
        """Counts one cell in."""
        outcome = stored.outcome
        self.resources_discovered += len(outcome.items)
        self.resources_upserted += stored.upserted
        self.resources_unchanged += stored.unchanged
        self.resources_deleted += stored.deleted
        self.cells[outcome.status] = self.cells.get(outcome.status, 0) + 1
        self.errors += [*outcome.errors, *stored.errors]
        self.gaps += [entry for entry in outcome.ledger if entry.has_gap]
        self.api_calls += int(outcome.stats.get("api_calls", 0))

    def recall(self, marked: Mapping[Cell, Mapping[str, Any]], cells: Iterable[Cell]) -> set[Cell]:
        """Counts in the cells that the scan had kept before it was interrupted, and returns them. Their calls are not this one's."""
        done = {cell for cell in cells if cell in marked}
        for cell in done:
            found = marked[cell]
            self.resources_discovered += found["discovered"]
            self.resources_upserted += found["upserted"]
            self.resources_unchanged += found["unchanged"]
            self.resources_deleted += found["deleted"]
            self.cells[found["status"]] = self.cells.get(found["status"], 0) + 1
        return done

    def failed(self, account_error: ScanError) -> None:
        """Counts in an account whose scan ended before its end. The others go on."""
        self.failed_runs += 1
        self.errors.append(account_error)

    @property
    def status(self) -> str:
        """`complete`; `partial` where there is a gap or an error; `failed` where nothing at all came of it."""
        if not self.gaps and not self.errors:
            return "complete"
        kept = self.resources_upserted + self.resources_unchanged
        whole = self.cells.get(Status.COMPLETE, 0) and not self.failed_runs
        return "partial" if kept or whole else "failed"

    def to_dict(self) -> dict[str, Any]:
        """The object that `estate scan --json` prints."""
        data = asdict(self)
        del data["gaps"], data["failed_runs"], data["dagster_share"]
        return {"status": self.status, **data, "duration_s": round(self.duration_s, 3)}
