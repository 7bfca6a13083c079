"""The assets' bodies: partitions in, the scanner's stages between, partitions and their metadata out, one cell at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

from estate_assets import evaluations, lineage, partitions, reporting
from estate_assets.clock import CLOCK
from estate_assets.partitions import by_account, key_of
from estate_assets.resuming import SCAN_TAG, mark_kept, raw_cells
from estate_assets.scanner import tables
from estate_assets.scanner.model import Account
from estate_assets.scanner.results import ScanRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pyarrow as pa

    from estate_assets.evaluations import Checks
    from estate_assets.resources import KeepConfig
    from estate_assets.scanner.model import Outcome
    from estate_assets.scanner.scan import EstateScanner


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


class Lineage:
    """The columns' lineage, told once a run: it is the same for all partitions, and the one told of last is looked at.

    Dagster tells of a range in the order of its subset, which is a set's.
    """

    def __init__(self, context: dg.AssetExecutionContext, metadata: dict[str, Any]) -> None:
        subset = partitions.cells.empty_subset().with_partition_key_range(partitions.cells, context.partition_key_range)
        self._last, self._metadata = list(subset.get_partition_keys())[-1], metadata

    def at(self, outcome: Outcome[Any]) -> dict[str, Any]:
        """The metadata of the run's last partition; nothing for the others."""
        return self._metadata if key_of(outcome.cell) == self._last else {}


def raw(
    context: dg.AssetExecutionContext, scanner: EstateScanner, complete: Checks, accounts: Seen,
    listed: Callable[[str], pa.Table],
) -> Iterator[tuple[str, pa.Table]]:  # fmt: skip
    """What AWS says of the run's cells. What a scan `listed` before it was interrupted is not asked for again."""
    for account, cells in _accounts(scanner, context.partition_keys):
        for outcome, table in CLOCK.timed(raw_cells(context.run, scanner, account, cells, listed)):
            complete.note(outcome.cell, evaluations.completeness(outcome))
            accounts.note(outcome)
            yield _written(context, outcome, table, reporting.raw_metadata(outcome))


def enriched(
    context: dg.AssetExecutionContext, raws: Mapping[str, pa.Table], scanner: EstateScanner, agreement: Checks
) -> Iterator[tuple[str, pa.Table]]:
    """The run's cells in the shared form."""
    told = Lineage(context, lineage.between("raw_resources", lineage.ENRICHED_FROM))
    for account, cells in _accounts(scanner, raws):
        outcomes = (tables.raw_outcome(raws[key_of(cell)]) for cell in cells)
        found = ((outcome, tables.enriched_table(outcome)) for outcome in scanner.enrich(account, outcomes))
        for outcome, table in CLOCK.timed(found):
            agreement.note(outcome.cell, evaluations.agreement(outcome))
            yield _written(context, outcome, table, reporting.enriched_metadata(outcome, CLOCK.last) | told.at(outcome))


def embedded(
    context: dg.AssetExecutionContext, enriched_: Mapping[str, pa.Table], scanner: EstateScanner, *checks: Checks
) -> Iterator[tuple[str, pa.Table]]:
    """The run's cells as texts and vectors, each checked: for its dimension, and for its soundness."""
    told = Lineage(context, lineage.between("enriched_resources", lineage.EMBEDDED_FROM))
    dimension, soundness = checks
    outcomes = (tables.enriched_outcome(table) for table in enriched_.values())
    found = ((outcome, texts, tables.embedded_table(outcome, texts)) for outcome, texts in scanner.embed(outcomes))
    for outcome, texts, table in CLOCK.timed(found):
        dimension.note(outcome.cell, evaluations.dimension(table))
        soundness.note(outcome.cell, evaluations.soundness(table))
        metadata = reporting.embedded_metadata(outcome, texts, scanner.embedder.tokens)
        yield _written(context, outcome, table, metadata | told.at(outcome))


def keep(
    context: dg.AssetExecutionContext, config: KeepConfig, enriched_: Mapping[str, pa.Table],
    embeddings: Mapping[str, pa.Table], scanner: EstateScanner, deletions: Checks,
) -> None:  # fmt: skip
    """The run's cells into the collection."""
    request = ScanRequest(
        cleanup_stale=config.cleanup, force_deletes=config.force_deletes, scan_id=_scan_id(context.run)
    )
    told = Lineage(context, lineage.into_points())
    with scanner.store(wait_s=PATIENCE_S) as collection:
        for account, cells in _accounts(scanner, enriched_):
            keys = [key_of(cell) for cell in cells]
            pairs = ((_joined(enriched_[key], embeddings[key]), tables.embedded_texts(embeddings[key])) for key in keys)
            for stored in CLOCK.timed(scanner.keep(account, pairs, collection, request)):
                cell = stored.outcome.cell
                deletions.note(cell, evaluations.deletions(stored))
                metadata = reporting.stored_metadata(stored, CLOCK.last) | told.at(stored.outcome)
                context.add_asset_metadata(metadata, partition_key=key_of(cell))
                mark_kept(context.run, scanner.checkpoints, stored)


def _scan_id(run: dg.DagsterRun) -> str:
    """The scan that a run is part of: the command's, else the backfill, else the run itself."""
    return run.tags.get(SCAN_TAG) or run.tags.get("dagster/backfill") or run.run_id


def _joined(enriched_: pa.Table, embeddings: pa.Table) -> Outcome[Any]:
    """The enriched outcome with the errors that embedding added."""
    outcome, later = tables.enriched_outcome(enriched_), tables.bare_outcome(embeddings)
    return type(outcome)(outcome.cell, outcome.items, outcome.ledger, later.errors, outcome.stats)


def _written(
    context: dg.AssetExecutionContext, outcome: Outcome[Any], table: pa.Table, metadata: dict[str, Any]
) -> tuple[str, pa.Table]:
    key = key_of(outcome.cell)
    context.add_asset_metadata(metadata, partition_key=key)
    return key, table


def _accounts(scanner: EstateScanner, keys: Iterable[str]) -> Iterator[tuple[Account, list[Any]]]:
    """The accounts of partition keys, each with its cells. An account that is configured no more is entered by default."""
    found = by_account(keys)
    scanner.turns.take(found, PATIENCE_S)  # until the run ends
    configured = {account.id: account for account in scanner.accounts()}
    for account_id, cells in found.items():
        yield configured.get(account_id, Account(account_id)), cells
