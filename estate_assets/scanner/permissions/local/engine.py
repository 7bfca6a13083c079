"""The local engine: decides by policies that were read, and asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner.permissions.local.evaluate import Evaluator, Policies, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.permissions.asking import Asked


class LocalEngine:
    """Decides for one principal; without `policies`, nothing, for the reason given."""

    name = "local"

    def __init__(self, policies: Policies | None, reason: str = "") -> None:
        self._evaluator = Evaluator(policies) if policies else None
        self._reason = reason

    def keys(self, action: str) -> frozenset[str]:
        """The context keys that the policies read for an action, in lower case."""
        return self._evaluator.keys(action) if self._evaluator else frozenset()

    def standings(self, asked: Sequence[Asked]) -> list[Standing]:
        """What the policies say of each, in their order."""
        if self._evaluator is None:
            return [Standing.unknown(self._reason)] * len(asked)
        return [self._evaluator.standing(one.action, one.target, one.context) for one in asked]
