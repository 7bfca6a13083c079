"""Resource types as data, one YAML file per AWS service and tier, read when a service is first asked for.

`index.json` says which services there are and where they are, so that nothing else is read to plan a scan.
"""

from __future__ import annotations

import functools
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from estate_assets.scanner.errors import CatalogueError
from estate_assets.scanner.spec import ResourceSpec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

SUFFIX = ".yaml"
INDEX = "index.json"
#: The folder of each tier. `core` is checked by hand and by machine; `extended` is derived by machine, for those who ask.
FOLDERS = {"core": "", "extended": "extended"}
ALL = "all"
Counts = dict[str, int]


@functools.cache
def index() -> Mapping[str, Mapping[str, Counts]]:
    """Tier -> service -> how many types it has that are `global` (once per account) and `regional`."""
    found: Mapping[str, Mapping[str, Counts]] = json.loads((resources.files(__name__) / INDEX).read_text())
    return found


def index_of_files() -> dict[str, dict[str, Counts]]:
    """The index as the files have it now. Reads all of them."""
    return {tier: {service: _counts(_read(tier, service)) for service in sorted(_names(tier))} for tier in FOLDERS}


def tiers(tier: str) -> tuple[str, ...]:
    """The tiers that a choice of tier means: `all` means each."""
    return tuple(FOLDERS) if tier == ALL else (tier,)


def services(tier: str = "core") -> tuple[str, ...]:
    """The services of the built-in catalogue, sorted. Reads the index only."""
    return tuple(sorted({service for one in tiers(tier) for service in index()[one]}))


def scopes(service: str, tier: str = "core") -> tuple[bool, bool]:
    """Whether a built-in service has types that exist once per account, and regional ones. Reads the index only."""
    counts = [index()[one].get(service, {}) for one in tiers(tier)]
    return any(one.get("global") for one in counts), any(one.get("regional") for one in counts)


@functools.cache
def specs(service: str, tier: str = "core") -> tuple[ResourceSpec, ...]:
    """The resource types of one built-in service, parents before children. Raises CatalogueError."""
    found = tuple(spec for one in tiers(tier) if service in index()[one] for spec in _read(one, service))
    if not found:
        raise CatalogueError(f"no such service in the catalogue ({tier} tier): {service!r}")
    return found


def read(path: Traversable, tier: str = "core") -> tuple[ResourceSpec, ...]:
    """The resource types of one file. Raises CatalogueError that names file, type and field."""
    try:
        data: dict[str, Any] = yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # CSafeLoader is the safe loader in C
        service, types = data["service"], data["types"]
        if not types:
            raise CatalogueError(f"{path.name}: it has no types")
        return tuple(ResourceSpec.from_dict(service, name, {"tier": tier, **body}) for name, body in types.items())
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _read(tier: str, service: str) -> tuple[ResourceSpec, ...]:
    return read(_folder(tier) / f"{service}{SUFFIX}", tier)


def _folder(tier: str) -> Traversable:
    folder = resources.files(__name__)
    return folder / FOLDERS[tier] if FOLDERS[tier] else folder


def _names(tier: str) -> list[str]:
    return [path.name.removesuffix(SUFFIX) for path in _folder(tier).iterdir() if path.name.endswith(SUFFIX)]


def _counts(specs: tuple[ResourceSpec, ...]) -> Counts:
    once = sum(spec.is_global for spec in specs)
    return {"global": once, "regional": len(specs) - once}
