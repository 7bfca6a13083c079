"""The second opinion: a sample of what was decided locally, stratified, asked of IAM as well."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from estate_assets.scanner.permissions.local.evaluate import Standing
from estate_assets.scanner.permissions.local.resource_policy import NONE
from estate_assets.scanner.permissions.local.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.permissions.asking import Asked
    from estate_assets.scanner.permissions.remembering import Remembering

COMPARED, AGREED = "permissions_compared", "permissions_agreed"


class Sample:
    """Asks again for at most `size` decisions of each type, action target and decision, over a whole account."""

    def __init__(self, second: Remembering, size: int) -> None:
        self._second, self._size = second, size
        self._drawn = Counter[tuple[str, str, str, str]]()
        self.stats = Counter[str]()

    def checked(self, asked: Sequence[Asked], standings: Sequence[Standing]) -> list[Standing]:
        """The standings; where the engines disagree, that of nobody, with both answers."""
        decided = [verdict(one, NONE, required=False).decision for one in standings]
        drawn = [number for number, one in enumerate(asked) if self._draws(one, decided[number])]
        found = list(standings)
        for number, other in zip(drawn, self._second.standings([asked[n] for n in drawn]), strict=True):
            simulated = verdict(other, NONE, required=False).decision
            if simulated == "unknown" or other.as_of:
                continue
            self.stats[COMPARED] += 1
            if simulated == decided[number]:
                self.stats[AGREED] += 1
            else:
                found[number] = Standing.unknown(f"engines disagree: local {decided[number]}, simulated {simulated}")
        return found

    def _draws(self, asked: Asked, decision: str) -> bool:
        if decision == "unknown":
            return False
        target = "*" if asked.arn == "*" else "self" if asked.arn == asked.resource else "template"
        stratum = (asked.resource_type, asked.action, target, decision)
        self._drawn[stratum] += 1
        return self._drawn[stratum] <= self._size
