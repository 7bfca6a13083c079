"""The store for those who read it for long: agents and the page. They must not hold it, for scans want to write."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.answers import answers
from estate_assets.scanner.asking import Asker
from estate_assets.scanner.client import files_of
from estate_assets.scanner.collection import Collection, opened
from estate_assets.scanner.embedding import Embedder
from estate_assets.scanner.encryption import is_sealed
from estate_assets.scanner.errors import EstateError, StoreError, StoreLockedError
from estate_assets.scanner.history import History
from estate_assets.scanner.ledger import Ledger
from estate_assets.scanner.query import checked
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.relations import incoming, outgoing
from estate_assets.scanner.snapshot import copied, quick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from estate_assets.scanner.conditions import Condition
    from estate_assets.scanner.model import AWSResource, LedgerEntry
    from estate_assets.scanner.reply import Answer
    from estate_assets.scanner.settings import Settings

    T = TypeVar("T")

SEALED, VECTORS = "(sealed)", "vectors.db"
NO_STORE = "there is no collection yet in {}. Run `estate scan` (or `estate demo`) first."


class Reader:
    """Questions to the store, each answered from its newest state that could be read.

    The embedded store admits one process: it is copied to memory (5,000 points in two seconds) and let go, and copied anew
    when it has changed. A server is asked directly. Safe for several threads.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = Ledger(settings.home / "ledger.db")
        self.history = History(settings.home)
        self._embedder = Embedder()
        self._registry = Registry()
        self._asking: tuple[Collection, Asker] | None = None
        self._lock = threading.RLock()
        self._copy: Collection | None = None
        self._stamp: Any = None
        self._open = ExitStack()
        self.being_written = False

    def warm(self) -> None:
        """Loads the model and gathers words: the first question would otherwise wait for them. Without a store there is nothing to do."""
        with suppress(EstateError):
            self._ask(self._asker).warm()

    def close(self) -> None:
        """Lets go of a server's connection."""
        self._open.close()

    def search(self, question: str, chosen: Mapping[str, Any], limit: int) -> Answer:
        """The hits and why these. Raises UsageError, StoreError, ModelError."""
        return self._ask(lambda store: self._asker(store).ask(question, checked(chosen, store, self._registry), limit))

    def conditions(self, question: str, chosen: Mapping[str, Any]) -> tuple[Condition, ...]:
        """What the question is read as, with what was chosen: all its answers fulfil this. Raises UsageError, StoreError, ModelError."""
        return self._ask(
            lambda store: self._asker(store).read(question, checked(chosen, store, self._registry)).conditions
        )

    def resource(self, point_id: str) -> AWSResource | None:
        """The resource of a point; None where there is none."""
        return self._ask(lambda store: store.by_id(point_id))

    def named(self, name: str) -> list[AWSResource]:
        """The resources with this ARN, id or name."""
        return self._ask(lambda store: store.get(name))

    def pointing_to(self, resource: AWSResource) -> list[AWSResource]:
        """The resources that point to this one, by its ARN or id, each once."""
        found = self._ask(lambda store: incoming(store, resource))
        return list({one.point_id: one for _, one in found}.values())

    def targets(self, resource: AWSResource) -> dict[str, AWSResource]:
        """What the resource points to, as far as it is in the collection: relation's target -> resource."""
        found = self._ask(lambda store: outgoing(store, resource))
        return {relation.target: one for relation, one in found if one}

    def listed(self, chosen: Mapping[str, Any], start: int, limit: int) -> tuple[int, list[AWSResource]]:
        """How many resources match, and a part of them by type and name."""
        return self._ask(lambda store: store.listed(chosen, start, limit))

    def counts(
        self, fields: tuple[str, ...], chosen: Mapping[str, Any] | tuple[Condition, ...]
    ) -> dict[str, Counter[str]]:
        """How many resources match, by each value of each payload field."""
        return self._ask(lambda store: {field: Counter(store.facet(field, chosen)) for field in fields})

    def as_of(self) -> dict[str, Any]:
        """How complete and how old the data is; every answer to an agent carries it."""
        entries = self.ledger.entries()
        times = sorted(entry.scanned_at for entry in entries)
        gaps = [entry for entry in entries if entry.has_gap]
        return {
            "complete": bool(entries) and not gaps,
            "oldest_scan": times[0] if times else None,
            "newest_scan": times[-1] if times else None,
            "types_seen_completely": len(entries) - len(gaps),
            "gaps": len(gaps),
            "scan_in_progress": self.being_written,
        }

    def gaps(self, **place: str) -> list[LedgerEntry]:
        """The ledger's gaps in a place (account_id, region, service, resource_type)."""
        return [
            entry
            for entry in self.ledger.entries()
            if entry.has_gap and all(getattr(entry, field) == value for field, value in place.items())
        ]

    def _ask(self, question: Callable[[Collection], T]) -> T:
        with self._lock:
            return question(self._store())

    def _asker(self, store: Collection) -> Asker:
        """What answers questions to this state of the store: it keeps the store's words."""
        if self._asking is None or self._asking[0] is not store:
            self._asking = (store, Asker(store, self._embedder, self._registry, memory=self.settings.home / VECTORS))
        return self._asking[1]

    def _store(self) -> Collection:
        if self.settings.store.url:
            if self._copy is None:
                self._copy = quick(
                    self._exists(self._open.enter_context(opened(self.settings.store, self.settings.home)))
                )
            return self._exists(self._copy)
        stamp = self._files()
        if self._copy is None or stamp != self._stamp:
            self._renew(stamp)
        return self._exists(self._copy)

    def _renew(self, stamp: Any) -> None:
        """Copies the store. Where a scan holds it, what was read last goes on to serve."""
        at_once = self.settings.store.model_copy(update={"lock_wait_s": 0.0})
        try:
            with opened(at_once if self._copy else self.settings.store, self.settings.home) as store:
                self._copy, self._stamp = copied(self._exists(store)), stamp
            self.being_written = False
        except StoreLockedError:
            self.being_written = True
            if self._copy is None:
                raise

    def _files(self) -> list[tuple[str, int, int]]:
        if not (self.settings.home / "qdrant").is_dir():
            raise StoreError(NO_STORE.format(self.settings.home))
        found = [(path, path.stat()) for path in files_of(self.settings.store, self.settings.home)]
        return [(str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found]

    def _exists(self, store: Collection | None) -> Collection:
        if store is None or not store.exists:
            raise StoreError(NO_STORE.format(self.settings.store.url or self.settings.home))
        return store


def page_of(resource: AWSResource) -> dict[str, Any]:
    """One resource as a reader may see it: the record, one answer per action, and no sealed value."""
    found = resource.to_dict() | {"properties": hidden(resource.properties), "point_id": resource.point_id}
    return found | {"answers": {action: asdict(answer) for action, answer in answers(resource).items()}}


def hidden(data: Any) -> Any:
    """JSON data with `(sealed)` in the place of each sealed value."""
    if is_sealed(data):
        return SEALED
    if isinstance(data, dict):
        return {key: hidden(value) for key, value in data.items()}
    return [hidden(value) for value in data] if isinstance(data, list) else data
