"""Resource types as data, one YAML file per AWS service, read when a service is first asked for."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.spec import ResourceSpec

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SUFFIX = ".yaml"


@functools.cache
def services() -> tuple[str, ...]:
    """The services of the built-in catalogue, sorted. Reads file names only."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in _files()))


@functools.cache
def specs(service: str) -> tuple[ResourceSpec, ...]:
    """The resource types of one built-in service, parents before children. Raises CatalogueError."""
    if service not in services():
        raise CatalogueError(f"no such service in the catalogue: {service!r}")
    return read(resources.files(__name__) / f"{service}{SUFFIX}")


def read(path: Traversable) -> tuple[ResourceSpec, ...]:
    """The resource types of one file. Raises CatalogueError that names file, type and field."""
    try:
        data: dict[str, Any] = yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # CSafeLoader is the safe loader in C
        service, types = data["service"], data["types"]
        if not types:
            raise CatalogueError(f"{path.name}: it has no types")
        return tuple(ResourceSpec.from_dict(service, name, body) for name, body in types.items())
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _files() -> list[Traversable]:
    return [path for path in resources.files(__name__).iterdir() if path.name.endswith(SUFFIX)]
