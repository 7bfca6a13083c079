"""The stages after discovery, each a function of outcomes: enrich, embed, keep. Dagster's assets and `scan()` share them."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from estate_assets.scanner import text
from estate_assets.scanner.carrying import with_known_tags
from estate_assets.scanner.constraints import constraints_of
from estate_assets.scanner.errors import ErrorCategory, EstateError
from estate_assets.scanner.facts import Facts
from estate_assets.scanner.hashing import hashed
from estate_assets.scanner.model import (
    AWSResource,
    Cell,
    EmbeddedText,
    Outcome,
    RawResource,
    ScanError,
)
from estate_assets.scanner.progress import advanced
from estate_assets.scanner.results import Stored

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from estate_assets.scanner.collection import Collection, Known
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.journal import Journal
    from estate_assets.scanner.model import Account
    from estate_assets.scanner.permissions.account import AccountPermissions
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.results import ScanRequest
    from estate_assets.scanner.sections import DeletionSettings
    from estate_assets.scanner.service import ServiceScanner
    from estate_assets.scanner.spec import ResourceSpec

#: Texts that are embedded together: long enough to sort by length, short enough to hold in memory.
WINDOW = 512
BREAKER = "DeletionBreaker"
NONE: Mapping[str, Known] = MappingProxyType({})
T = TypeVar("T")
Embedded = tuple[Outcome[AWSResource], dict[str, EmbeddedText]]


def enrich(
    outcomes: Iterable[Outcome[RawResource]],
    account: Account,
    registry: Registry,
    permissions: AccountPermissions | None,
) -> Iterator[Outcome[AWSResource]]:
    """Records in the shared form, with permissions and constraints. What fails here annotates a record, never drops it."""
    # Where IAM is asked, cells are gathered first: their resources share its calls.
    for some in _gathered(outcomes, permissions.window if permissions else 0):
        yield from _enriched(some, account, registry, permissions)


def _gathered(outcomes: Iterable[Outcome[T]], window: int) -> Iterator[list[Outcome[T]]]:
    some = list[Outcome[T]]()
    for outcome in outcomes:
        some.append(outcome)
        if sum(len(one.items) for one in some) >= window:
            yield some
            some = []
    if some:
        yield some


def _enriched(
    some: Sequence[Outcome[RawResource]], account: Account, registry: Registry, permissions: AccountPermissions | None
) -> Iterator[Outcome[AWSResource]]:
    specs = {spec.key: spec for one in some for spec in registry.scanner(one.cell.service).specs}
    formed = [_formed(outcome, account, registry.scanner(outcome.cell.service)) for outcome in some]
    if permissions:
        answered = iter(permissions.permissions([one for resources, _ in formed for one in resources], specs))
        formed = [([next(answered) for _ in resources], problems) for resources, problems in formed]
    for outcome, (resources, problems) in zip(some, formed, strict=True):
        facts = Facts(resources, specs)
        finished = tuple(_finished(resource, specs[resource.resource_type], facts) for resource in resources)
        errors = (*outcome.errors, *problems, *(permissions.new_errors() if permissions else ()))
        stats = {**outcome.stats, **(permissions.new_stats() if permissions else {})}
        found = Outcome(outcome.cell, finished, outcome.ledger, errors, stats)
        advanced("enriched", found)
        yield found


def _formed(
    outcome: Outcome[RawResource], account: Account, scanner: ServiceScanner
) -> tuple[list[AWSResource], list[ScanError]]:
    """The records of one cell in the shared form, and what is wrong with them."""
    specs = {spec.key: spec for spec in scanner.specs}
    resources = [scanner.transform(raw, specs[raw.resource_type], account.name) for raw in outcome.items]
    return resources, [_problem(resource, words) for resource in resources for words in scanner.validate(resource)]


def _finished(resource: AWSResource, spec: ResourceSpec, facts: Facts) -> AWSResource:
    return hashed(resource, spec, constraints=constraints_of(resource.properties, spec), facts=facts.of(resource))


def _problem(resource: AWSResource, words: str) -> ScanError:
    return ScanError(
        ErrorCategory.PARSING, resource.account_id, resource.region, resource.service, resource.resource_type,
        "", "InvalidRecord", f"{resource.arn}: {words}",
    )  # fmt: skip


def embed(
    outcomes: Iterable[Outcome[AWSResource]], registry: Registry, embedder: Embedder, known: Mapping[str, Known] = NONE
) -> Iterator[Embedded]:
    """Each outcome with its texts and vectors, by point id. Cells share a batch: the model likes company.

    What the collection has already, with the same content (`known`, by point id), is left out: it has its vector there.
    """
    for window in _gathered(outcomes, WINDOW):
        yield from _embedded(window, registry, embedder, known)


def _embedded(
    window: Sequence[Outcome[AWSResource]], registry: Registry, embedder: Embedder, known: Mapping[str, Known]
) -> Iterator[Embedded]:
    wanted = [[one for one in outcome.items if not _is_known(one, known)] for outcome in window]
    specs = {name: registry.spec(name) for name in {resource.resource_type for some in wanted for resource in some}}
    texts = [[text.text_of(resource, specs[resource.resource_type]) for resource in some] for some in wanted]
    try:
        vectors = dict(zip(flat := [t for some in texts for t in some], embedder.embed(flat), strict=True))
        problem = ""
    except (EstateError, RuntimeError, OSError, sqlite3.Error) as error:  # RuntimeError is torch's word for no memory
        vectors, problem = {}, f"{type(error).__name__}: {error}"
    for outcome, resources, own in zip(window, wanted, texts, strict=True):
        embedded = [
            EmbeddedText(resource.point_id, words, vectors.get(words, ()), resource.content_hash)
            for resource, words in zip(resources, own, strict=True)
        ]
        errors = outcome.errors
        if problem and resources:
            errors += (_error(outcome.cell, ErrorCategory.EMBEDDING, "EmbeddingFailed", problem),)
        advanced("embedded", outcome)
        first: dict[str, EmbeddedText] = {}  # of two records that claim one point the first stays, here as in `Keeper`
        for one in embedded:
            first.setdefault(one.point_id, one)
        yield replace(outcome, errors=errors), first


def _is_known(resource: AWSResource, known: Mapping[str, Known]) -> bool:
    before = known.get(resource.point_id)
    return before is not None and before.content_hash == resource.content_hash


class Keeper:
    """Brings one account's cells into the collection: writes what changed, removes what is surely gone."""

    def __init__(
        self, collection: Collection, account_id: str, request: ScanRequest, deletions: DeletionSettings,
        journal: Journal | None = None, done: Container[Cell] = (), known: Mapping[str, Known] | None = None,
    ) -> None:  # fmt: skip
        self._collection, self._request, self._deletions, self._journal = collection, request, deletions, journal
        self._known = dict(collection.known(account_id) if known is None else known)
        self._by_cell: dict[tuple[str, str], list[str]] = {}
        for id_, one in self._known.items():
            self._by_cell.setdefault((one.region, one.service), []).append(id_)
        self._seen = {  # of the cells that a resumed scan has kept already: what is stored of them is what it saw
            id_: one.content_hash
            for id_, one in self._known.items()
            if Cell(account_id, one.region, one.service) in done
        }
        if journal:
            journal.begin(self._known)

    def keep(self, outcome: Outcome[AWSResource], texts: Mapping[str, EmbeddedText]) -> Stored:
        """One cell. Raises StoreError; what was written until then is right, and the next scan goes on from it."""
        fresh, errors = self._distinct(outcome)
        changed = [resource for resource in fresh if not _is_known(resource, self._known)]
        changed = with_known_tags(changed, self._known, self._collection)
        embedded = {(id_, one.content_hash) for id_, one in texts.items() if one.vector}
        whole = [  # one without a vector, or with one of an older text, is written once more next time
            one if (one.point_id, one.content_hash) in embedded else replace(one, content_hash="") for one in changed
        ]
        # One that moved here is no longer its old cell's.
        before = [self._known.pop(resource.point_id, None) for resource in fresh]
        still_here = sum(known is not None and _is_of(known, outcome.cell) for known in before)
        stale, tripped = self._stale(outcome, still_here)
        with self._journal.recorded(outcome, whole, stale) if self._journal else nullcontext():
            self._collection.upsert(whole, texts)
            self._collection.delete(stale)
        advanced("kept", outcome)
        return Stored(outcome, len(changed), len(fresh) - len(changed), len(stale), (*errors, *tripped))

    def _distinct(self, outcome: Outcome[AWSResource]) -> tuple[list[AWSResource], list[ScanError]]:
        """The resources, each point once. Two that claim one point with different content are an error; the first stays."""
        fresh, errors = [], []
        for resource in outcome.items:
            before = self._seen.get(resource.point_id)
            if before is None:
                self._seen[resource.point_id] = resource.content_hash
                fresh.append(resource)
            elif before != resource.content_hash:
                errors.append(
                    _error(
                        outcome.cell,
                        ErrorCategory.PARSING,
                        "DuplicateRecord",
                        f"{resource.arn} came twice, with different content",
                    )
                )
        return fresh, errors

    def _stale(self, outcome: Outcome[AWSResource], still_here: int) -> tuple[list[str], list[ScanError]]:
        """The points of this cell that are surely gone: of types listed to the end, and not seen anywhere in this scan.

        The breaker weighs them against what the cell held; what is new does not count.
        """
        if not self._request.cleanup_stale:
            return [], []
        cell, listed = outcome.cell, {entry.resource_type for entry in outcome.ledger if entry.listed}
        here = self._by_cell.get((cell.region, cell.service), ())
        held = [(id_, self._known[id_]) for id_ in here if id_ in self._known and id_ not in self._seen]
        stale = [id_ for id_, known in held if known.resource_type in listed]
        total = len(held) + still_here
        share = len(stale) / total if total else 0
        if (
            share > self._deletions.max_share
            and len(stale) >= self._deletions.min_count
            and not self._request.force_deletes
        ):
            words = f"{len(stale)} of {total} resources would be deleted; nothing was. If they are gone, repeat with --force-deletes."
            return [], [_error(cell, ErrorCategory.STORAGE, BREAKER, words)]
        return stale, []


def _is_of(known: Known, cell: Cell) -> bool:
    return (known.region, known.service) == (cell.region, cell.service)


def _error(cell: Cell, category: ErrorCategory, code: str, message: str) -> ScanError:
    return ScanError(category, cell.account_id, cell.region, cell.service, "", "", code, message[:500])
