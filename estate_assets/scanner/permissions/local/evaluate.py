"""Explicit deny, then allow within every bound, then implicit deny: over the policies of one principal, by action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.permissions.local.truth import Held, doubt, every, some

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate_assets.scanner.permissions.local.request import Context, Target, Value
    from estate_assets.scanner.permissions.local.statements import Statement

Layer = tuple["Statement", ...]
INVISIBLE = "SCP not visible"
#: Contexts remembered at most: a policy that reads a tag of its own on each resource would fill the memory.
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Policies:
    """All that decides for one principal in its account, but for the resources' own policies.

    Args:
        identity: its own statements and those of its groups.
        bounds: its permissions boundary and a session policy; each must allow.
        organization: a layer for each level from the root to the account, each of which must allow; None where they
            are not visible.
        controls: the organization's denials on resources (RCPs); they grant nothing.
    """

    identity: Layer
    bounds: tuple[Layer, ...] = ()
    organization: tuple[Layer, ...] | None = ()
    controls: Layer = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the principal's side says of one action on one target, before the resource's own policy is asked.

    Args:
        denied: an explicit deny applies.
        identity: a policy of the identity allows it.
        bounds: the permissions boundary and the session policy allow it.
        organization: the organization's policies allow it.
        as_of: when that was so (ISO 8601, UTC), where it could not be asked again since.
    """

    denied: Held = False
    identity: Held = False
    bounds: Held = True
    organization: Held = True
    as_of: str = ""

    @classmethod
    def unknown(cls, *reasons: str) -> Standing:
        """Nothing is known, for these reasons."""
        doubts = frozenset(reasons)
        return cls(doubts, doubts, doubts, doubts)


@dataclass(frozen=True, slots=True)
class _Concerned:
    """The statements that name an action, layer by layer, and the context keys that they read, in lower case."""

    layers: tuple[Layer, ...]
    keys: frozenset[str]


Met = tuple[tuple["Statement", Held], ...]


class Evaluator:
    """Decides by one principal's policies. Statements are sought once per action, their conditions once per context."""

    def __init__(self, policies: Policies) -> None:
        self._bounds = len(policies.bounds)
        self._visible = policies.organization is not None
        allowing = (policies.identity, *policies.bounds, *(policies.organization or ()))
        self._allowing = len(allowing)
        self._layers = (*allowing, policies.controls)
        self._concerned: dict[str, _Concerned] = {}
        self._met: dict[tuple[str, tuple[Value, ...]], tuple[Met, ...]] = {}

    def keys(self, action: str) -> frozenset[str]:
        """The context keys that the policies read for an action, in lower case."""
        return self._of(action).keys

    def standing(self, action: str, target: Target, context: Context) -> Standing:
        """What the policies say of the action on the target."""
        layers = self._layers_met(action, context)
        allowed = [_applies(layer, target, context, allows=True) for layer in layers[: self._allowing]]
        organization = allowed[1 + self._bounds :]
        return Standing(
            denied=some(_applies(layer, target, context, allows=False) for layer in layers),
            identity=allowed[0],
            bounds=every(allowed[1 : 1 + self._bounds]),
            organization=every(organization) if self._visible else doubt(INVISIBLE),
        )

    def _layers_met(self, action: str, context: Context) -> tuple[Met, ...]:
        concerned = self._of(action)
        key = (action, tuple(context.get(key) for key in concerned.keys))
        found = self._met.get(key)
        if found is None:
            if len(self._met) >= REMEMBERED:
                self._met.clear()
            found = self._met[key] = tuple(_met(layer, context) for layer in concerned.layers)
        return found

    def _of(self, action: str) -> _Concerned:
        found = self._concerned.get(action)
        if found is None:
            found = self._concerned[action] = _concerned(self._layers, action)
        return found


def _concerned(layers: Iterable[Layer], action: str) -> _Concerned:
    named = tuple(tuple(statement for statement in layer if statement.names(action)) for layer in layers)
    return _Concerned(named, frozenset(key for layer in named for one in layer for key in one.keys))


def _met(layer: Layer, context: Context) -> Met:
    found = ((statement, statement.met(context)) for statement in layer)
    return tuple((statement, met) for statement, met in found if met is not False)


def _applies(layer: Met, target: Target, context: Context, *, allows: bool) -> Held:
    return some(
        every((met, statement.reaches(target, context))) for statement, met in layer if statement.allows is allows
    )
