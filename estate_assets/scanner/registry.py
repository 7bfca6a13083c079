"""Which scanner serves which service: the built-in catalogue, `register()`, and the entry points of third parties.

Entry points: `estate.scanners` (ServiceScanner objects or classes), `estate.catalogue` (folders of spec files, as
importable packages). The built-ins come through the same door.
"""

from __future__ import annotations

from importlib import metadata, resources
from typing import TYPE_CHECKING

from estate_assets.scanner import catalogue
from estate_assets.scanner.errors import CatalogueError, SettingsError
from estate_assets.scanner.model import GLOBAL
from estate_assets.scanner.service import ServiceScanner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.scanner.spec import ResourceSpec


class Registry:
    """The scanners at hand, by service. Specs are read when a service is first asked for.

    `tier` chooses of the built-in types: core, extended, or all. What third parties bring is always in.
    """

    def __init__(self, *, entry_points: bool = True, tier: str = "core") -> None:
        self._tier = tier
        self._scanners: dict[str, ServiceScanner] = {}
        if entry_points:
            self._load_entry_points()

    def register(self, scanner: ServiceScanner) -> None:
        """Adds a scanner; for a service that has one already, the new one takes over. Raises CatalogueError."""
        if not scanner.service:
            raise CatalogueError(f"{type(scanner).__name__} names no service: set its `service`")
        self._scanners[scanner.service] = scanner

    @property
    def services(self) -> tuple[str, ...]:
        """All services that can be scanned, sorted."""
        return tuple(sorted({*catalogue.services(self._tier), *self._scanners}))

    def scanner(self, service: str) -> ServiceScanner:
        """The scanner of one service. Raises SettingsError for an unknown one, with the nearest names."""
        if service not in self._scanners:
            self.check([service])
            self._scanners[service] = ServiceScanner(service, catalogue.specs(service, self._tier))
        return self._scanners[service]

    def specs(self, service: str, *, of_globals: bool | None = None) -> tuple[ResourceSpec, ...]:
        """The resource types of a service; only those that exist once per account, or only the regional, if asked."""
        specs = self.scanner(service).specs
        return specs if of_globals is None else tuple(spec for spec in specs if spec.is_global is of_globals)

    def spec(self, resource_type: str) -> ResourceSpec:
        """The spec of `service:type`, of whatever tier: it may have been stored by a wider scan. Raises SettingsError."""
        service = resource_type.partition(":")[0]
        known = self.specs(service) if service in self.services else ()
        if all(spec.key != resource_type for spec in known) and service in catalogue.services(catalogue.ALL):
            known = (*known, *catalogue.specs(service, catalogue.ALL))
        for spec in known:
            if spec.key == resource_type:
                return spec
        self.check([service])
        raise SettingsError(
            f"unknown resource type {resource_type!r}; {service} has: {', '.join(s.key for s in known)}"
        )

    def check(self, services: Iterable[str]) -> None:
        """Raises SettingsError that names the first unknown service and what there is."""
        for service in services:
            if service in self.services:
                continue
            if service in catalogue.services(catalogue.ALL):
                other = "extended" if self._tier == "core" else "core"
                raise SettingsError(
                    f"service {service!r} is of the {other} tier: ask for it with --tier {other}, or --tier all"
                )
            raise SettingsError(f"unknown service {service!r}. Known: {', '.join(self.services)}")

    def check_types(self, names: Iterable[str]) -> None:
        """Raises SettingsError for a name that is neither a service nor a `service:type`."""
        for name in names:
            if ":" in name:
                self.spec(name)
            else:
                self.check([name])

    def targets(self, regions: Iterable[str], services: Iterable[str]) -> list[tuple[str, str]]:
        """(region, service) pairs that can hold resources: globals first, then by region."""
        chosen = list(services)
        scopes = {service: self._scopes(service) for service in chosen}
        once = [(GLOBAL, service) for service in chosen if scopes[service][0]]
        regional = [service for service in chosen if scopes[service][1]]
        return once + [(region, service) for region in regions for service in regional]

    def _scopes(self, service: str) -> tuple[bool, bool]:
        """Whether a service has global types, and regional ones. A built-in one's are in the index: no file is read."""
        if service in self._scanners:
            return bool(self.specs(service, of_globals=True)), bool(self.specs(service, of_globals=False))
        self.check([service])
        return catalogue.scopes(service, self._tier)

    def _load_entry_points(self) -> None:
        points = metadata.entry_points()  # once for both: it reads what all installed packages say
        for point in points.select(group="estate.catalogue"):
            for path in resources.files(point.value).iterdir():
                if path.name.endswith(catalogue.SUFFIX):
                    specs = catalogue.read(path)
                    self.register(ServiceScanner(specs[0].service, specs))
        for point in points.select(group="estate.scanners"):
            found = point.load()
            self.register(found() if isinstance(found, type) else found)
