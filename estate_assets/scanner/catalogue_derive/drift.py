"""What the installed botocore can list and the catalogue does not: first of all, what is new."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from estate_assets.scanner.catalogue_check import models
from estate_assets.scanner.catalogue_derive.listings import listings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from estate_assets.scanner.spec import ResourceSpec

LEFT_OUT = "left_out.txt"
Pair = tuple[str, str]


def known() -> set[Pair]:
    """The (service, operation) pairs that were looked at and left out, when the file was last written."""
    rows = (
        line.split() for line in (resources.files(__package__) / LEFT_OUT).read_text().splitlines() if line[:1] != "#"
    )
    return {(service.removesuffix(":"), operation) for service, *operations in rows for operation in operations}


def uncovered(specs: Iterable[ResourceSpec], services: Iterable[str]) -> Iterator[Pair]:
    """The operations of these services that list something without being told of what, and that no type uses."""
    used = {
        (service, operation)
        for spec in specs
        for service, operation in (
            (spec.list_service, spec.list.operation),
            *((spec.service, detail.operation) for detail in (*spec.details, *spec.optional_details)),
        )
    }
    for service in services:
        for found in listings(service):
            if not found.needs and (service, found.operation) not in used:
                yield service, found.operation


def new(specs: Iterable[ResourceSpec], services: Iterable[str] = ()) -> list[Pair]:
    """What is uncovered and not known. Reads the models of all services (a quarter of a minute), or of those named."""
    left_out = known()
    return [pair for pair in uncovered(specs, services or models.services()) if pair not in left_out]


def written(pairs: Iterable[Pair], version: str) -> str:
    """Pairs as the file of what is known: a line per service."""
    by_service: dict[str, list[str]] = {}
    for service, operation in pairs:
        by_service.setdefault(service, []).append(operation)
    lines = [f"{service}: {' '.join(sorted(operations))}" for service, operations in sorted(by_service.items())]
    head = f"# Listings that no type of the catalogue uses, as of botocore {version}. Written by `python dev/reference.py drift`."
    return "\n".join([head, *lines]) + "\n"
