"""Explicit deny before allow before implicit deny, within the permissions boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.demo.policy.context import Context
    from estate_assets.demo.policy.statements import Statement

Verdict = Literal["allowed", "explicitDeny", "implicitDeny"]


@dataclass(frozen=True)
class Policies:
    """All that decides for one principal; `boundary` is None where it has none."""

    identity: tuple[Statement, ...]
    boundary: tuple[Statement, ...] | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, identity and boundary."""
        return self.identity + (self.boundary or ())


@dataclass(frozen=True)
class Decision:
    """The verdict, the statements that made it, and the context keys that were asked for but absent."""

    verdict: Verdict
    matched: tuple[Statement, ...] = ()
    missing: tuple[str, ...] = ()
    within_boundary: bool | None = field(default=None)


def decide(policies: Policies, action: str, resource: str, context: Context) -> Decision:
    """What `policies` say of `action` on `resource`."""
    missing = _missing(policies, action, context)
    identity = [s for s in policies.identity if s.applies(action, resource, context)]
    boundary = [s for s in policies.boundary or () if s.applies(action, resource, context)]
    within = None if policies.boundary is None else any(s.allows for s in boundary)
    denying = tuple(s for s in identity + boundary if not s.allows)
    if denying:
        return Decision("explicitDeny", denying, missing, within)
    allowing = tuple(s for s in identity if s.allows)
    if allowing and within is not False:
        return Decision("allowed", allowing, missing, within)
    return Decision("implicitDeny", (), missing, within)


def context_keys(statements: Iterable[Statement]) -> list[str]:
    """The context keys that the statements read, each once, in order."""
    seen = {key.lower(): key for statement in statements for key in statement.context_keys()}
    return sorted(seen.values())


def _missing(policies: Policies, action: str, context: Context) -> tuple[str, ...]:
    concerned = (statement for statement in policies.statements if statement.names(action))
    return tuple(key for key in context_keys(concerned) if context.get(key) is None)
