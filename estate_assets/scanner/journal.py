"""One account's part of a scan in the book of changes: announced before the collection is touched, settled after it.

Killed in between, the announcement stays unsettled. The account's next scan holds it against the collection: what happened
is settled, what did not is taken back. So no removal is lost, and none is told of a point that is still there.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from estate_assets.scanner.changes import GONE, Change, Kind, precise_now
from estate_assets.scanner.comparison import changed_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from estate_assets.scanner.changes import Changes
    from estate_assets.scanner.collection import Collection, Known
    from estate_assets.scanner.model import AWSResource, Outcome

    Volatile = Callable[[str], tuple[str, ...]]


class Journal:
    """What a Keeper tells of its cells."""

    def __init__(self, book: Changes, scan: str, account_id: str, collection: Collection, volatile: Volatile) -> None:
        self._book, self._scan, self._account = book, scan, account_id
        self._collection, self._volatile = collection, volatile
        self._known: set[str] = set()
        self._ghosts: dict[str, Change] = {}
        self._counts = Counter[str]()

    def begin(self, known: Mapping[str, Known]) -> None:
        """Settles what an interrupted scan left, by what the collection holds now."""
        self._book.begin(self._scan, self._account)
        settle(self._book, self._account, known)
        self._known = set(known)
        #: There by the book and not in the collection, which was made anew: neither news when seen, nor to be forgotten when not.
        self._ghosts = {one.point_id: one for one in self._book.present(self._account, but=known)}

    @contextmanager
    def recorded(
        self, outcome: Outcome[AWSResource], written: Sequence[AWSResource], stale: Sequence[str]
    ) -> Iterator[None]:
        """Around the writing and removing of one cell's points."""
        listed = {entry.resource_type for entry in outcome.ledger if entry.listed}
        before = self._collection.records([*(id_ for one in written if (id_ := one.point_id) in self._known), *stale])
        changes = [one for resource in written if (one := self._written(resource, before.get(resource.point_id)))]
        changes += [self._removed(before[id_]) for id_ in stale if id_ in before]
        changes += self._vanished(outcome, listed)
        self._book.record(changes, settled=False)
        yield
        self._book.settle(changes)
        self._counts += Counter(
            cells=1,
            resources=len(outcome.items),
            errors=len(outcome.errors),
            gaps=sum(e.has_gap for e in outcome.ledger),
        )

    def finish(self) -> None:
        """The account is done."""
        self._book.finish(self._scan, self._account, self._counts)

    def _written(self, resource: AWSResource, before: AWSResource | None) -> Change | None:
        """The change that a write means; None where AWS's answers are as they were, and only what is made of them is new."""
        if self._ghosts.pop(resource.point_id, None):
            return None
        if resource.point_id not in self._known:
            return self._change(Kind.ADDED, resource)
        fields = changed_fields(before, resource, self._volatile(resource.resource_type)) if before else ("region",)
        return self._change(Kind.CHANGED, resource, fields) if fields else None

    def _removed(self, resource: AWSResource) -> Change:
        return self._change(Kind.REMOVED, resource)

    def _vanished(self, outcome: Outcome[AWSResource], listed: set[str]) -> list[Change]:
        """Ghosts of this cell that were not seen, though their type was listed to the end."""
        seen, cell = {item.point_id for item in outcome.items}, outcome.cell
        gone = [
            id_
            for id_, one in self._ghosts.items()
            if (one.region, one.service) == (cell.region, cell.service)
            and one.resource_type in listed
            and id_ not in seen
        ]
        return [self._change(Kind.REMOVED, self._ghosts.pop(id_)) for id_ in gone]

    def _change(self, kind: Kind, what: AWSResource | Change, fields: tuple[str, ...] = ()) -> Change:
        return Change(
            self._scan, precise_now(), kind, what.account_id, what.region, what.service, what.resource_type,
            what.arn, what.id, what.name, fields, what.content_hash,
        )  # fmt: skip


def settle(book: Changes, account_id: str, known: Mapping[str, Known]) -> None:
    """Holds an account's unsettled changes against the collection, and keeps those that happened."""
    announced = book.unsettled(account_id)
    happened = [one for one in announced if _happened(one, known.get(one.point_id))]
    book.settle(happened)
    book.discard(announced)


def _happened(change: Change, known: Known | None) -> bool:
    if change.kind in GONE:
        return known is None
    return known is not None and known.content_hash == change.content_hash
