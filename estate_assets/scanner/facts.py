"""What can be derived from a resource's state (public, encrypted, rotated, ...; findings.FACTS has all), each with what shows it."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.findings import Fact
from estate_assets.scanner.spec import search

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from estate_assets.scanner.forms import FactSpec
    from estate_assets.scanner.model import AWSResource
    from estate_assets.scanner.spec import ResourceSpec

PUBLIC = "public"
GROUP = "ec2:security_group"
EXPRESSION = re.compile(r"\{([^{}]+)\}")


class Facts:
    """The facts of one cell's resources. A fact that can't be told from what was seen is absent, never false."""

    def __init__(self, resources: Iterable[AWSResource], specs: Mapping[str, ResourceSpec]) -> None:
        self._specs = specs
        self._groups = {one.id: one for one in resources if one.resource_type == GROUP}

    def of(self, resource: AWSResource) -> dict[str, Fact]:
        """The facts of one resource: for each, the first way of its spec that applies."""
        found: dict[str, Fact] = {}
        unknown: set[str] = set()
        for way in self._specs[resource.resource_type].facts:
            if way.fact in found or way.fact in unknown:
                continue
            if way.needs and any(note.startswith(f"{way.needs}:") for note in resource.notes):
                unknown.add(way.fact)
            elif search(way.when or way.unless, resource.properties):
                self._apply(way, resource, found, unknown)
        return found

    def _apply(self, way: FactSpec, resource: AWSResource, found: dict[str, Fact], unknown: set[str]) -> None:
        why = _filled(way.why, resource.properties)
        if way.groups:
            groups = [self._groups.get(id_) for id_ in search(way.groups, resource.properties) or ()]
            opened = next(
                ((one, fact) for one in groups if one and (fact := self.of(one).get(PUBLIC)) and fact.holds), None
            )
            if opened is None:
                unknown |= {way.fact} if None in groups else set()
                return
            why = f"{why}; security group {opened[0].id} {opened[1].why}"
        found[way.fact] = Fact(bool(way.when), why)


def _filled(why: str, properties: Mapping[str, Any]) -> str:
    words = _parted(why)
    return "".join(_told(search(part, properties)) if at % 2 else part for at, part in enumerate(words))


@functools.cache
def _parted(why: str) -> list[str]:
    """The words before, between and after expressions, and these: every other one."""
    return EXPRESSION.split(why)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_told(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
