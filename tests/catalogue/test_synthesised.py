"""Every resource type end to end over HTTP, on answers made up from AWS's own models."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner.errors import Status
from estate_assets.scanner.model import Account
from estate_assets.scanner.registry import Registry
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
    again = scanned(family(key), World(items=3, page=1), region_of(key))
    assert {item.arn for item in again.items} == {item.arn for item in outcome.items}, (
        "the pages' size changes what is found"
    )
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
