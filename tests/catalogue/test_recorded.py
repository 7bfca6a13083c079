"""Recorded answers of AWS (ESTATE_SAMPLES), served over HTTP to the real client: every item becomes a resource.

What was not recorded (details, tags) is made up from the models.
"""

from __future__ import annotations

import copy
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from estate_assets.scanner.model import Account
from estate_assets.scanner.registry import Registry
from estate_assets.scanner.spec import search
from estate_assets.scanner.stages import enrich
from tests.catalogue.test_synthesised import ARN, READS, family, of_type
from tests.catalogue.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from estate_assets.scanner.spec import ResourceSpec

SAMPLES = Path(os.environ.get("ESTATE_SAMPLES", "no samples"))
REGISTRY = Registry(entry_points=False)
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="ESTATE_SAMPLES names no folder of recorded answers")


def recordings() -> Iterator[Any]:
    """Type, and what was recorded of its listing, for each listing; those under parents have parents that are made up."""
    for service in REGISTRY.services:
        file = SAMPLES / f"{service}.json"
        recorded = json.loads(file.read_text()) if file.is_file() else {}
        for spec in REGISTRY.specs(service):
            found = [one for one in recorded.get(spec.list.operation, ()) if search(spec.list.items, one["data"])]
            if found and not spec.list.service:
                yield pytest.param(spec, found, id=spec.key)


class Recorded(World):
    """A world whose listings are those that were recorded, a recording a page; what follows them is made up."""

    def listed(self, operation: str, recorded: list[dict[str, Any]]) -> Recorded:
        """Sets the listing."""
        self.items, self.page = len(recorded), 1
        self.mend = lambda name, made: self._recorded(recorded, made) if name == operation else made
        return self

    def _recorded(self, recorded: list[dict[str, Any]], made: dict[str, Any]) -> dict[str, Any]:
        at = max(self.at.values(), default=1) - 1
        tokens = {
            name: value
            for name, value in made.items()
            if (isinstance(value, (str, bool)) and "oken" in name) or "arker" in name
        }
        return {**copy.deepcopy(recorded[at if at < len(recorded) else 0]), **tokens}


def ids_of(spec: ResourceSpec, recorded: list[dict[str, Any]]) -> set[str]:
    """What the listing tells apart: by the type's id where the listing has it, else by all that it says."""
    items = [item for data in recorded for item in search(spec.list.items, data) if not search(spec.list.skip, item)]
    return {str(search(spec.arn, item) or search(spec.id, item) or json.dumps(item, sort_keys=True)) for item in items}


@pytest.mark.parametrize(("spec", "recorded"), list(recordings()) if SAMPLES.is_dir() else [])
def test_every_recorded_item_becomes_a_resource(spec: ResourceSpec, recorded: Any, scanned: Callable[..., Any]) -> None:
    """Each recording is a scan of its own: they are of several accounts, regions and parents."""
    for one in recorded:
        region = one["region"] if REGION.fullmatch(str(one["region"])) and not spec.is_global else "us-east-1"
        world = Recorded(region=region).listed(spec.list.operation, [one["data"]])
        outcome = scanned(family(spec.key), world, "global" if spec.is_global else region)
        items = of_type(outcome, spec.key)
        assert not [error for error in outcome.errors if error.category == "parsing"]
        assert len(items) == len(ids_of(spec, [one["data"]])), "an item was lost, or doubled"
        assert all(ARN.fullmatch(item.arn) for item in items)
        assert len({item.arn for item in items}) == len(items)
        assert {item.arn.split(":")[3] for item in items} <= {"", region}, "of another region"
        assert all(name.startswith(READS) for _, name in world.calls), "a call that writes"
        (made,) = enrich([outcome], Account(outcome.cell.account_id), REGISTRY, None)
        assert [item.arn for item in made.items] == [item.arn for item in outcome.items]
        assert not made.errors
