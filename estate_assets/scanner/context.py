"""What a scanner works with: where it is, who it acts for, and the only way to AWS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.observation import Observation

if TYPE_CHECKING:
    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.encryption import Sealer
    from estate_assets.scanner.model import Account, Cell
    from estate_assets.scanner.regional import Caller
    from estate_assets.scanner.spec import ResourceSpec
    from estate_assets.scanner.tagging import TagBook


@dataclass(slots=True)
class ScanContext:
    """What a scanner works with: where it is, and the only way to AWS.

    `found` holds the parents' items by type; `tag_book` tells tags of all types at once, where they are not asked for one by one.
    """

    engine: Engine
    account: Account
    cell: Cell
    api_region: str
    sealer: Sealer
    optional_details: bool = False
    aws_managed: bool | tuple[str, ...] = False
    tag_book: TagBook | None = None
    observation: Observation = field(default_factory=Observation)
    found: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def client(self) -> Any:
        """The boto client of this cell's service; its calls are observed."""
        return self.client_of(self.cell.service)

    def client_of(self, service: str) -> Any:
        """The boto client of any service, in this cell's region."""
        return self.engine.client(service, self.api_region)

    def caller(self, service: str) -> Caller:
        """Calls any service in this cell's region, at less cost than by a client of its own."""
        return self.engine.caller(service, self.api_region)

    def wants_managed(self, spec: ResourceSpec) -> bool:
        """Whether AWS's own items of a type are to be listed, too."""
        chosen = self.aws_managed
        return chosen if isinstance(chosen, bool) else bool({spec.key, spec.service} & set(chosen))

    @property
    def partition(self) -> str:
        """The partition of this cell's region."""
        return self.engine.partition(self.api_region)

    def call(self, operation: str, params: dict[str, Any]) -> Any:
        """One call. Raises botocore's exceptions."""
        return self.caller(self.cell.service).call(operation, params)
