"""Discovery: cells in, what AWS said of them out, many at once, each with its part of the ledger."""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import Engine, config
from estate_assets.scanner.classify import UNREADABLE, of_exception
from estate_assets.scanner.context import ScanContext
from estate_assets.scanner.credentials import Entrance
from estate_assets.scanner.encryption import Place, seal_paths
from estate_assets.scanner.errors import CredentialsError, EstateError, Status, UnreachableError
from estate_assets.scanner.ledger import judge, unreachable, unseen
from estate_assets.scanner.model import GLOBAL, Account, Cell, LedgerEntry, Outcome, RawResource, ScanError
from estate_assets.scanner.observation import CURRENT, Observation
from estate_assets.scanner.offers import Offers
from estate_assets.scanner.progress import advanced
from estate_assets.scanner.service import ARN
from estate_assets.scanner.tagging import TagBook

if TYPE_CHECKING:
    import contextvars
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.encryption import Sealer
    from estate_assets.scanner.ledger import Ledger
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.settings import Settings
    from estate_assets.scanner.spec import ResourceSpec

Raw = Outcome[RawResource]


class Discovery:
    """Lists cells. One per process: it holds the clients, the credentials and the rate limits."""

    def __init__(self, settings: Settings, registry: Registry, sealer: Sealer, ledger: Ledger) -> None:
        self.engine = Engine(settings.limits)
        self.entrance = Entrance(config(settings.limits))
        self.offers = Offers(self.engine.session, settings.scan.endpoint_data)
        self.registry = registry
        self._settings, self._sealer, self._ledger = settings, sealer, ledger
        self._regions: dict[str, tuple[str, ...] | None] = {}
        self._lock = threading.Lock()

    def discover(self, account: Account, cells: Sequence[Cell]) -> Iterator[Raw]:
        """The outcomes of the account's cells, as they come. What was seen goes into the ledger. Never raises for AWS's sake."""
        try:
            self.entrance.identity(account)
        except (CredentialsError, UnreachableError) as error:
            yield from (self._noted(self._closed(cell, error)) for cell in cells)
            return
        acting = self.entrance.context(account)  # whoever takes the outcomes does not act for the account
        for outcome in self._parallel(account, cells, acting, self._tag_book(account)):
            yield self._noted(outcome)

    def enabled_regions(self, account: Account) -> tuple[str, ...] | None:
        """The regions enabled for an account; None where nobody tells: the cells' own calls will say why. Asked once."""
        with self._lock:
            if account.id not in self._regions:
                try:
                    with self.entrance.acting(account):
                        self._regions[account.id] = self.engine.enabled_regions()
                except (EstateError, ClientError, BotoCoreError, *UNREADABLE):
                    self._regions[account.id] = None
            return self._regions[account.id]

    def close(self) -> None:
        """Ends threads and connections."""
        self.engine.close()

    def _noted(self, outcome: Raw) -> Raw:
        self._ledger.record(outcome.ledger)
        advanced("discovered", outcome)
        return outcome

    def _tag_book(self, account: Account) -> TagBook | None:
        return TagBook(self.engine, account.id) if self._settings.scan.tags == "backfill" else None

    def _parallel(
        self, account: Account, cells: Sequence[Cell], acting: contextvars.Context, tags: TagBook | None
    ) -> Iterator[Raw]:
        """Never more results in memory than cells at work: the next cell starts when one has been taken."""
        waiting, working = iter(cells), set[Future[Raw]]()
        with ThreadPoolExecutor(self._settings.limits.cells, thread_name_prefix="estate-cell") as pool:
            for cell in waiting:
                working.add(pool.submit(acting.copy().run, self._cell, account, cell, tags))
                if len(working) < self._settings.limits.cells:
                    continue
                done, working = wait(working, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
            yield from (future.result() for future in wait(working).done)

    def _cell(self, account: Account, cell: Cell, tags: TagBook | None) -> Raw:
        started = time.monotonic()
        specs = self.registry.specs(cell.service, of_globals=cell.region == GLOBAL)
        if closed := self._needless(account, cell):
            entries = [unseen(cell, spec.key, *closed) for spec in specs]
            return Outcome(cell, (), tuple(entries), (), {"api_calls": 0, "throttles": 0, "duration_s": 0.0})
        walk = Walk(self, self.context(account, cell, self._api_region(cell, specs), tags))
        for spec in specs:
            walk.type(spec)
        stats = {"api_calls": walk.calls, "throttles": walk.throttles, "duration_s": time.monotonic() - started}
        return Outcome(cell, tuple(walk.items), tuple(walk.entries), tuple(walk.errors), stats)

    def _needless(self, account: Account, cell: Cell) -> tuple[Status, str, str] | None:
        """Why nothing can be in a cell, known without a call: status, code and words."""
        if cell.region == GLOBAL:
            return None
        regions = self.enabled_regions(account)
        if regions is not None and cell.region not in regions:
            return Status.NOT_ENABLED, "RegionNotEnabled", f"region {cell.region} is not enabled for this account"
        if self.offers.listed(cell.service, cell.region) is False:
            url = self.engine.client(cell.service, cell.region).meta.endpoint_url
            if words := self.offers.absent(cell.service, cell.region, url):
                return Status.NOT_OFFERED, "ServiceNotInRegion", words
        return None

    def _api_region(self, cell: Cell, specs: Sequence[ResourceSpec]) -> str:
        if cell.region != GLOBAL:
            return cell.region
        usual = self.engine.global_region
        home = next((spec.home for spec in specs if spec.home), usual)
        return home if self.engine.partition(home) == self.engine.partition(usual) else usual

    def _closed(self, cell: Cell, error: EstateError) -> Raw:
        specs = self.registry.specs(cell.service, of_globals=cell.region == GLOBAL)
        status = Status.DENIED if isinstance(error, CredentialsError) else Status.FAILED
        code = type(error).__name__
        entries = [unseen(cell, spec.key, status, code, str(error), "GetCallerIdentity") for spec in specs]
        return Outcome(
            cell, (), tuple(entries), (unreachable(cell, code, str(error), "GetCallerIdentity"),),
            {"api_calls": 0, "throttles": 0, "duration_s": 0.0},
        )  # fmt: skip

    def context(self, account: Account, cell: Cell, api_region: str, tags: TagBook | None = None) -> ScanContext:
        """What a scanner gets to work with in one cell."""
        chosen = self._settings.scan
        return ScanContext(
            self.engine, account, cell, api_region, self._sealer, chosen.optional_details, chosen.aws_managed, tags
        )


class Walk:
    """The types of one cell, one after another, each under its own observation."""

    def __init__(self, discovery: Discovery, context: ScanContext) -> None:
        cell, region = context.cell, context.api_region
        self._scanner = discovery.registry.scanner(cell.service)
        self._pace = discovery.engine.buckets.of(cell.account_id, region, cell.service)
        self._context = context
        self._offered = discovery.offers.listed(cell.service, region) is not False
        self.items: list[RawResource] = []
        self.entries: list[LedgerEntry] = []
        self.errors: list[ScanError] = []
        self.calls = self.throttles = 0

    def type(self, spec: ResourceSpec) -> None:
        """Lists one type. Whatever a scanner raises becomes a ledger entry; what it found until then is kept."""
        observation = self._context.observation = Observation(pace=self._pace, offered=self._offered)
        token = CURRENT.set(observation)
        before = len(self.items)
        try:
            for item in self._scanner.discover(self._context, spec):
                self.items.append(self._sealed(item, spec))
        except Exception as error:  # noqa: BLE001  # a scanner may be anyone's code; nothing it raises may end the scan
            observation.ended = of_exception(error, spec.list.operation)
            observation.noted(observation.ended)
        finally:
            CURRENT.reset(token)
        found = self.items[before:]
        if found and not self._context.found.get(spec.key):  # a scanner of someone's own leaves no parents behind
            self._context.found[spec.key] = [{**item.properties, ARN: item.arn} for item in found]
        self._close(spec, observation, len(found))

    def _sealed(self, item: RawResource, spec: ResourceSpec) -> RawResource:
        """The item with its sensitive fields sealed, also where a scanner of someone else's forgot; what is sealed stays."""
        place = Place(item.cell.account_id, item.arn)
        return replace(item, properties=seal_paths(item.properties, spec.sensitive, self._context.sealer, place))

    def _close(self, spec: ResourceSpec, observation: Observation, found: int) -> None:
        self.calls += observation.calls
        self.throttles += observation.throttles
        asked = observation.calls or observation.ended
        if spec.parent and not asked and (entry := self._childless(spec)):
            self.entries.append(entry)
            return
        observation.excuse(spec.list.operation, spec.list.not_enabled)
        observation.scrub(self._context.sealer.redactor.scrub)
        entry, errors = judge(self._context.cell, spec.key, observation, makers(spec), found)
        if spec.parent and entry.listed and not self._listed(spec.parent.type):
            words = f"{spec.parent.type} was not listed completely"
            entry = replace(entry, status=Status.TRUNCATED, code="ParentIncomplete", message=words, listed=False)
        self.entries.append(entry)
        self.errors.extend(errors)

    def _childless(self, spec: ResourceSpec) -> LedgerEntry | None:
        """The entry of a type whose parent type has no items: there was nothing to ask."""
        assert spec.parent  # noqa: S101  # for the type checker; the caller has looked
        cell = self._context.cell
        if not self._listed(spec.parent.type):
            parent = next((entry for entry in self.entries if entry.resource_type == spec.parent.type), None)
            status = parent.status if parent else Status.SKIPPED
            return unseen(cell, spec.key, status, "ParentIncomplete", f"{spec.parent.type} was not listed completely")
        if self._context.found.get(spec.parent.type):
            return None
        judged, _ = judge(cell, spec.key, Observation(succeeded={spec.list.operation}), makers(spec), 0)
        return judged

    def _listed(self, resource_type: str) -> bool:
        return any(entry.resource_type == resource_type and entry.listed for entry in self.entries)


def makers(spec: ResourceSpec) -> frozenset[str]:
    """The operations without which an item of the type is not seen: its listing, and what turns a mere name into an item."""
    return frozenset({spec.list.operation, *(detail.operation for detail in spec.details[:1] if detail.into is None)})
