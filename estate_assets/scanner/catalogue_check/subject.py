"""One resource type under examination: its spec, the kind its items have, and the problems found so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.catalogue_check.infer import infer
from estate_assets.scanner.catalogue_check.kinds import UNKNOWN, Kind
from estate_assets.scanner.catalogue_check.problem import MismatchError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from estate_assets.scanner.spec import ResourceSpec


class Subject:
    """A spec, its siblings (the types of its service in their order), and what is known of it so far.

    `listed` is the kind of the listing's own item, `item` that of the finished record's properties, details included; they
    are set as the questions are examined, in the order in which a scan asks them. `source_kept` is False once a batch
    has answered with items of its own: `$input` has no value then.
    """

    def __init__(self, spec: ResourceSpec, siblings: Sequence[ResourceSpec] = ()) -> None:
        self.spec = spec
        self.siblings = siblings or (spec,)
        self.problems: list[Problem] = []
        self.listed = self.item = UNKNOWN
        self.parent = UNKNOWN
        self.source_kept = True
        self.intos: set[str] = set()

    @property
    def before(self) -> Sequence[ResourceSpec]:
        """The types of the service that are listed earlier."""
        names = [sibling.type for sibling in self.siblings]
        return self.siblings[: names.index(self.spec.type)] if self.spec.type in names else self.siblings

    def problem(self, field: str, value: Any, expected: str) -> None:
        """Notes a mistake."""
        self.problems.append(Problem(f"{self.spec.service}.yaml", self.spec.type, field, value, expected))

    def examining(self, field: str, value: Any) -> Examining:
        """Within it, a MismatchError becomes a problem of this field, and the examination goes on after it."""
        return Examining(self, field, value)

    def typed(
        self,
        field: str,
        expression: str,
        item: Kind,
        kinds: tuple[str, ...] = (),
        read: set[tuple[str, ...]] | None = None,
    ) -> Kind:
        """The kind of an expression over an item; a problem where it has none, or none of `kinds`. Then it is UNKNOWN."""
        with self.examining(field, expression):
            if not isinstance(expression, str):
                raise MismatchError("it is no JMESPath expression, which is a text")
            found = infer(expression, item, read)
            if kinds and found.name not in (*kinds, UNKNOWN.name):
                raise MismatchError(f"it gives a {found.told}, and must give {' or '.join(kinds)}")
            if kinds and found.fixed:
                raise MismatchError("it is a literal: every item would have the same. Name a field of the item")
            return found
        return UNKNOWN


@dataclass(frozen=True, slots=True)
class Examining:
    """The examination of one field, which a mismatch ends and makes a problem."""

    subject: Subject
    field: str
    value: Any

    def __enter__(self) -> None:
        """Begins."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Ends; says whether a mismatch was taken up."""
        if isinstance(error, MismatchError):
            self.subject.problem(self.field, self.value, str(error))
            return True
        return False
