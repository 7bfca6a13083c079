"""The assets' bodies: partitions in, the scanner's stages between, partitions and their metadata out, one cell at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

from estate_assets.clock import CLOCK
from estate_assets.partitions import by_account, key_of
from estate_assets.reporting import Checks, gap_note, outcome_metadata, stored_metadata
from estate_assets.scanner import tables
from estate_assets.scanner.embedding import DIMENSION
from estate_assets.scanner.model import Account
from estate_assets.scanner.results import ScanRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa

    from estate_assets.resources import KeepConfig
    from estate_assets.scanner.model import Outcome
    from estate_assets.scanner.scan import EstateScanner


#: The run tag that joins one scan's runs, of which there is one per account.
SCAN_TAG = "estate/scan"
#: For another scan of the account, and for the embedded store: a run is queued work, and what it scanned must not be lost for a lock.
PATIENCE_S = 600


class Seen:
    """Whether anything at all of a run's accounts could be seen."""

    def __init__(self) -> None:
        self._gaps: list[str] = []
        self._some = False

    def note(self, outcome: Outcome[Any]) -> None:
        """Takes one cell into account."""
        self._some = self._some or bool(outcome.items) or not any(entry.has_gap for entry in outcome.ledger)
        self._gaps += [f"{entry.account_id}: {entry.message}" for entry in outcome.ledger if entry.has_gap]

    def require_some(self) -> None:
        """Fails the run where nothing was seen; single gaps are data, and fail only their check."""
        if self._gaps and not self._some:
            raise dg.Failure(f"Nothing of the account could be scanned. {self._gaps[0]}", allow_retries=True)


def raw(
    context: dg.AssetExecutionContext, scanner: EstateScanner, completeness: Checks, accounts: Seen
) -> Iterator[tuple[str, pa.Table]]:
    """What AWS says of the run's cells."""
    for account, cells in _accounts(scanner, context.partition_keys):
        found = ((outcome, tables.raw_table(outcome)) for outcome in scanner.discovery.discover(account, cells))
        for outcome, table in CLOCK.timed(found):
            completeness.note(outcome, **gap_note(outcome))
            accounts.note(outcome)
            yield _written(context, outcome, table)


def enriched(
    context: dg.AssetExecutionContext, raws: Mapping[str, pa.Table], scanner: EstateScanner
) -> Iterator[tuple[str, pa.Table]]:
    """The run's cells in the shared form."""
    for account, cells in _accounts(scanner, raws):
        outcomes = (tables.raw_outcome(raws[key_of(cell)]) for cell in cells)
        found = ((outcome, tables.enriched_table(outcome)) for outcome in scanner.enrich(account, outcomes))
        for outcome, table in CLOCK.timed(found):
            yield _written(context, outcome, table)


def embedded(
    context: dg.AssetExecutionContext, enriched_: Mapping[str, pa.Table], scanner: EstateScanner, dimension: Checks
) -> Iterator[tuple[str, pa.Table]]:
    """The run's cells as texts and vectors, each checked for its dimension."""
    outcomes = (tables.enriched_outcome(table) for table in enriched_.values())
    found = ((outcome, tables.embedded_table(outcome, texts)) for outcome, texts in scanner.embed(outcomes))
    for outcome, table in CLOCK.timed(found):
        dimension.note(outcome, **_dimension_note(table))
        yield _written(context, outcome, table)


def keep(
    context: dg.AssetExecutionContext, config: KeepConfig, enriched_: Mapping[str, pa.Table],
    embeddings: Mapping[str, pa.Table], scanner: EstateScanner,
) -> None:  # fmt: skip
    """The run's cells into the collection."""
    request = ScanRequest(
        cleanup_stale=config.cleanup, force_deletes=config.force_deletes, scan_id=_scan_id(context.run)
    )
    with scanner.store(wait_s=PATIENCE_S) as collection:
        for account, cells in _accounts(scanner, enriched_):
            keys = [key_of(cell) for cell in cells]
            pairs = ((_joined(enriched_[key], embeddings[key]), tables.embedded_texts(embeddings[key])) for key in keys)
            for stored in CLOCK.timed(scanner.keep(account, pairs, collection, request)):
                context.add_asset_metadata(stored_metadata(stored), partition_key=key_of(stored.outcome.cell))


def _scan_id(run: dg.DagsterRun) -> str:
    """The scan that a run is part of: the command's, else the backfill, else the run itself."""
    return run.tags.get(SCAN_TAG) or run.tags.get("dagster/backfill") or run.run_id


def _dimension_note(table: pa.Table) -> dict[str, Any]:
    """A cell's vectors as the arguments of `Checks.note`."""
    counts = tables.dimensions(table)
    wrong, missing = tables.wrong_dimensions(counts), counts.get(0, 0)
    text = (
        f"{wrong} of {len(table)} vectors do not have {DIMENSION} dimensions"
        if wrong
        else f"{len(table) - missing} vectors"
    )
    return {
        "passed": not wrong,
        "text": text,
        "metadata": {"vectors": len(table) - missing, "wrong": wrong, "missing": missing},
    }


def _joined(enriched_: pa.Table, embeddings: pa.Table) -> Outcome[Any]:
    """The enriched outcome with the errors that embedding added."""
    outcome, later = tables.enriched_outcome(enriched_), tables.bare_outcome(embeddings)
    return type(outcome)(outcome.cell, outcome.items, outcome.ledger, later.errors, outcome.stats)


def _written(context: dg.AssetExecutionContext, outcome: Outcome[Any], table: pa.Table) -> tuple[str, pa.Table]:
    key = key_of(outcome.cell)
    context.add_asset_metadata(outcome_metadata(outcome), partition_key=key)
    return key, table


def _accounts(scanner: EstateScanner, keys: Iterable[str]) -> Iterator[tuple[Account, list[Any]]]:
    """The accounts of partition keys, each with its cells. An account that is configured no more is entered by default."""
    found = by_account(keys)
    scanner.turns.take(found, PATIENCE_S)  # until the run ends
    configured = {account.id: account for account in scanner.accounts()}
    for account_id, cells in found.items():
        yield configured.get(account_id, Account(account_id)), cells
