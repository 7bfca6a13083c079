"""Discovery: cells in, what AWS said of them out, many at once, each with its part of the ledger."""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import Engine, config
from estate_assets.scanner.classify import UNREADABLE
from estate_assets.scanner.context import ScanContext
from estate_assets.scanner.credentials import Entrance
from estate_assets.scanner.errors import CredentialsError, EstateError, Status, UnreachableError
from estate_assets.scanner.garbage import GARBAGE
from estate_assets.scanner.ledger import unreachable, unseen
from estate_assets.scanner.model import GLOBAL, Account, Cell, Outcome, RawResource
from estate_assets.scanner.offers import CONTROL, Offers
from estate_assets.scanner.progress import advanced
from estate_assets.scanner.tagging import TagBook
from estate_assets.scanner.walk import Walk, families, told

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
        self.entrance = Entrance(config(settings.limits), self.engine.session.get_component("data_loader"))
        self.offers = Offers(self.engine.session, settings.scan.endpoint_data)
        self.registry = registry
        self._settings, self._sealer, self._ledger = settings, sealer, ledger
        self._regions: dict[str, tuple[str, ...] | None] = {}
        self._lock = threading.Lock()

    def discover(self, account: Account, cells: Sequence[Cell]) -> Iterator[Raw]:
        """The outcomes of the account's cells, as they come. What was seen goes into the ledger. Never raises for AWS's sake."""
        if any(cell.region != GLOBAL for cell in cells):
            self.engine.prepare()
        try:
            self.entrance.identity(account)
        except (CredentialsError, UnreachableError) as error:
            yield from (self._noted(self._closed(cell, error)) for cell in cells)
            return
        acting = self.entrance.context(account)  # whoever takes the outcomes does not act for the account
        with GARBAGE.rarely_sought():
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
        working = set[Future[Raw]]()
        with ThreadPoolExecutor(self._settings.limits.cells, thread_name_prefix="estate-cell") as pool:
            for cell in sorted(cells, key=lambda cell: cell.service == CONTROL):
                working.add(pool.submit(acting.copy().run, self._cell, account, cell, tags))
                if len(working) == self._settings.limits.cells:
                    yield from _done(working)
            while working:
                yield from _done(working)

    def _cell(self, account: Account, cell: Cell, tags: TagBook | None) -> Raw:
        started = time.monotonic()
        specs = self.registry.specs(cell.service, of_globals=cell.region == GLOBAL)
        if closed := self._needless(account, cell):
            entries = [unseen(cell, spec.key, *closed) for spec in specs]
            return Outcome(cell, (), tuple(entries), (), {"api_calls": 0, "throttles": 0, "duration_s": 0.0})
        context = self.context(account, cell, self._api_region(cell, specs), tags)
        groups = families(specs) if self.registry.scanner(cell.service).by_data else [specs]
        walks = self.engine.apart(lambda some: Walk(self, context).types(some), groups)
        return told(cell, specs, walks, time.monotonic() - started)

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


def _done(working: set[Future[Raw]]) -> Iterator[Raw]:
    """The outcomes of those that are done, at least one, as soon as there is one; they work no more."""
    done = wait(working, return_when=FIRST_COMPLETED).done
    working -= done
    yield from (future.result() for future in done)
