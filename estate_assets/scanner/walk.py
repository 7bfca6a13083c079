"""The walk through a cell: what its scanner finds of each resource type, under an observation of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self, TypeVar

from estate_assets.scanner.classify import of_exception
from estate_assets.scanner.encryption import Place, seal_paths
from estate_assets.scanner.errors import Status
from estate_assets.scanner.ledger import judge, unseen
from estate_assets.scanner.model import Outcome
from estate_assets.scanner.observation import CURRENT, Observation
from estate_assets.scanner.service import ARN
from estate_assets.scanner.transform import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.context import ScanContext
    from estate_assets.scanner.discovery import Discovery
    from estate_assets.scanner.model import Cell, LedgerEntry, RawResource, ScanError
    from estate_assets.scanner.spec import ResourceSpec

Found = TypeVar("Found", "RawResource", "LedgerEntry", "ScanError")


class Walk:
    """Types of one cell, one after another, each under its own observation. Another walk may be at others of them meanwhile."""

    def __init__(self, discovery: Discovery, context: ScanContext) -> None:
        cell, region = context.cell, context.api_region
        self._scanner = discovery.registry.scanner(cell.service)
        self._pace = discovery.engine.buckets.of(cell.account_id, region, cell.service)
        self._context = replace(context, observation=Observation(), found={})
        self._offered = discovery.offers.listed(cell.service, region) is not False
        self.items: list[RawResource] = []
        self.entries: list[LedgerEntry] = []
        self.errors: list[ScanError] = []
        self.calls = self.throttles = 0
        self._seen: list[tuple[ResourceSpec, Observation, int]] = []

    def types(self, specs: Iterable[ResourceSpec]) -> Self:
        """Lists the types, parents before their children."""
        for spec in specs:
            self.type(spec)
        return self

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
        self._seen.append((spec, observation, len(found)))

    def close(self) -> None:
        """Judges what was listed. Once all walks through the cell have ended: in a message, AWS may repeat what another one sealed."""
        for spec, observation, found in self._seen:
            self._close(spec, observation, found)
        self._seen.clear()

    def _sealed(self, item: RawResource, spec: ResourceSpec) -> RawResource:
        """The item as plain data with its sensitive fields sealed, also where a scanner of someone else's forgot; what is sealed stays."""
        place = Place(item.cell.account_id, item.arn)
        properties = item.properties if self._scanner.by_data else plain(item.properties)
        return replace(item, properties=seal_paths(properties, spec.sensitive, self._context.sealer, place))

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


def families(specs: Iterable[ResourceSpec]) -> list[list[ResourceSpec]]:
    """The types in groups that need nothing of each other: one without a parent, and what is below it, in their order."""
    found: dict[str, list[ResourceSpec]] = {}
    for spec in specs:
        family = found.get(spec.parent.type, []) if spec.parent else []
        family.append(spec)
        found[spec.key] = family
    return [family for key, family in found.items() if family[0].key == key]


def told(cell: Cell, specs: Iterable[ResourceSpec], walks: Sequence[Walk], duration_s: float) -> Outcome[RawResource]:
    """What the walks through one cell found, as its outcome, in the order of its types: whoever was quicker shows nowhere."""
    for walk in walks:
        walk.close()
    order = {spec.key: place for place, spec in enumerate(specs)}

    def ordered(found: Iterable[Found]) -> tuple[Found, ...]:
        return tuple(sorted(found, key=lambda one: order.get(one.resource_type, len(order))))

    return Outcome(
        cell,
        ordered(item for walk in walks for item in walk.items),
        ordered(entry for walk in walks for entry in walk.entries),
        ordered(error for walk in walks for error in walk.errors),
        {
            "api_calls": sum(walk.calls for walk in walks),
            "throttles": sum(walk.throttles for walk in walks),
            "duration_s": duration_s,
        },
    )
