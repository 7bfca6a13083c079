"""Every resource type end to end over HTTP, on answers made up from AWS's own models."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner.errors import Status
from estate_assets.scanner.model import Account
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.spec import search
from estate_assets.scanner.stages import enrich
from tests.catalogue.synthesis import ACCOUNT
from tests.catalogue.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from estate_assets.scanner.spec import ResourceSpec

ARN = re.compile(r"arn:aws[\w-]*:[\w.-]*:[\w-]*:(\d{12}|aws)?:.+")
READS = ("List", "Describe", "Get", "BatchGet", "Search", "Lookup", "Query", "Select", "Scan")
REGISTRY = Registry(entry_points=False)
TYPES = [spec.key for service in REGISTRY.services for spec in REGISTRY.specs(service)]


def family(key: str) -> tuple[ResourceSpec, ...]:
    """A type and the parents it is listed by, parents first."""
    spec = REGISTRY.spec(key)
    if not spec.parent:
        return (spec,)
    parent = spec.parent.type if ":" in spec.parent.type else f"{spec.service}:{spec.parent.type}"
    return (*family(parent), spec)


@cache
def region_of(key: str) -> str:
    return "global" if REGISTRY.spec(key).is_global else "us-east-1"


def of_type(outcome: Any, key: str) -> list[Any]:
    return [item for item in outcome.items if item.resource_type == key]


@pytest.mark.slow
@pytest.mark.parametrize("key", TYPES)
def test_every_type_is_listed_whole(key: str, scanned: Callable[..., Any]) -> None:
    spec, world = REGISTRY.spec(key), World(items=3, page=2)
    outcome = scanned(family(key), world, region_of(key))
    if world.paged:  # else there is one page, whatever its size
        again = scanned(family(key), World(items=3, page=1), region_of(key))
        assert {item.arn for item in again.items} == {item.arn for item in outcome.items}, "by the pages' size"
    (entry,) = [entry for entry in outcome.ledger if entry.resource_type == key]
    assert (entry.status, outcome.errors) == (Status.COMPLETE, ()), entry
    items = of_type(outcome, key)
    assert len(items) >= (3 if "[]" in spec.list.items else 1), "a listing of what there is once per account gives one"
    assert len({item.arn for item in items}) == len(items)
    assert all(ARN.fullmatch(item.arn) for item in items), items[0].arn
    assert all(item.id for item in items)
    assert not [item.notes for item in items if item.notes]
    if spec.tags:
        assert all(item.tags for item in items)
    assert all(name.startswith(READS) for _, name in world.calls), "a call that writes"
    (made,) = enrich([outcome], Account(ACCOUNT, "prod"), REGISTRY, None)
    assert len(made.items) == len(outcome.items)
    assert not made.errors


@pytest.mark.slow
@pytest.mark.parametrize("key", [key for key in TYPES if "[]" in REGISTRY.spec(key).list.items])
def test_incomplete_items_cost_their_neighbours_nothing(key: str, scanned: Callable[..., Any]) -> None:
    """Of each listing's items the second is empty, the third has no ARN, and all have members that nobody knows."""
    spoiler = Spoiler(REGISTRY.spec(key))
    spoilt = World(items=4, page=4, unknown=True, mend=spoiler.mend)
    whole = of_type(scanned(family(key), World(items=4, page=4), region_of(key)), key)
    found = {item.arn: item for item in of_type(scanned(family(key), spoilt, region_of(key)), key)}
    neighbours = [item for at, item in enumerate(whole) if at % spoiler.many not in (1, 2)]
    assert len(neighbours) >= 2
    for item in neighbours:
        assert item.arn in found, f"{item.arn} is lost"
        assert (found[item.arn].id, found[item.arn].tags) == (item.id, item.tags)


class Spoiler:
    """Spoils the second and the third item of a type's listings. `many`: how many an answer has."""

    def __init__(self, spec: ResourceSpec) -> None:
        self.spec, self.many = spec, 4

    def mend(self, operation: str, made: dict[str, Any]) -> dict[str, Any]:
        if operation == self.spec.list.operation:
            items = search(self.spec.list.items, made) or []
            self.many = len(items)
            records = [item for item in items if isinstance(item, dict)]
            for empty in records[1:2]:
                empty.clear()
            for nameless in records[2:3]:
                nameless.pop(self.spec.arn, None)
        return made
