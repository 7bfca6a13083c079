"""What one principal may do with the resources of one account."""

from __future__ import annotations

import contextvars
import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.errors import Status
from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.hashing import completed
from estate_assets.scanner.permissions.local.evaluate import Evaluator, Policies, Standing
from estate_assets.scanner.permissions.local.resource_policy import NONE
from estate_assets.scanner.permissions.local.truth import every, some
from estate_assets.scanner.permissions.local.verdict import verdict
from estate_assets.scanner.permissions.opening import Means, Opened, opened
from estate_assets.scanner.permissions.resource_policies import ResourcePolicies
from estate_assets.scanner.permissions.troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from estate_assets.scanner.model import Account, AWSResource, LedgerEntry, ScanError
    from estate_assets.scanner.permissions.asking import Asked
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.spec import ResourceSpec

#: Resources that are asked about together. The more, the fewer calls: those of one type share them, whatever their region.
WINDOW = 10_000


class AccountPermissions:
    """Answers for one account, as one principal. What IAM refuses is told once, not per resource."""

    def __init__(
        self, means: Means, iam: Any, account: Account, principal: Principal, acting: contextvars.Context | None = None
    ) -> None:
        self._means, self._iam, self._account, self._principal = means, iam, account, principal
        self._acting = acting or contextvars.copy_context()
        self._troubles = Troubles(account.id)
        self._policies = ResourcePolicies(principal, optional_details=means.optional_details)
        self._session = Evaluator(Policies(means.session)) if means.session is not None else None
        self._opened: Opened | None = None
        self._unfit = _unfit(principal, account)
        if self._unfit:
            looked_up = principal.kind == "role" and not principal.arn
            self._troubles.note("GetRole" if looked_up else "", "NoPrincipal", self._unfit, Status.DENIED)

    @property
    def window(self) -> int:
        """How many resources to ask about at once, at least, if there are as many: cells share no calls of other engines."""
        return WINDOW if self._means.settings.engine == "simulate" and not self._unfit else 0

    def permissions(self, resources: Sequence[AWSResource], specs: Mapping[str, ResourceSpec]) -> list[AWSResource]:
        """The resources with a verdict for each action of their type (`specs`, by key). Never raises for IAM's sake."""
        return self._acting.run(self._answered, resources, specs)

    def _answered(self, resources: Sequence[AWSResource], specs: Mapping[str, ResourceSpec]) -> list[AWSResource]:
        actions = {name: self._means.actions(spec) for name, spec in specs.items()}
        if self._unfit:
            nobody = Verdict("unknown", self._unfit)
            return [
                completed(one, permissions={a.action: nobody for a in actions[one.resource_type]}) for one in resources
            ]
        if not any(actions[one.resource_type] for one in resources):
            return list(resources)
        asking = self._open().asking
        plans = {name: asking.plan(specs[name], actions[name]) for name in {one.resource_type for one in resources}}
        asked = [asking.of(one, plans[one.resource_type]) for one in resources]
        standings = iter(self._standings([one for some_ in asked for one in some_]))
        return [
            completed(resource, permissions=self._verdicts(resource, specs[resource.resource_type], some_, standings))
            for resource, some_ in zip(resources, asked, strict=True)
        ]

    def new_errors(self) -> tuple[ScanError, ...]:
        """The errors that came up since this was last asked, each kind once per account."""
        return self._troubles.new_errors()

    def new_stats(self) -> dict[str, float]:
        """The counts since this was last asked: how many decisions two engines were compared on, and how often they agreed."""
        if not self._opened or not self._opened.sample:
            return {}
        stats: dict[str, float] = dict(self._opened.sample.stats)
        self._opened.sample.stats.clear()
        return stats

    def entries(self) -> list[LedgerEntry]:
        """The ledger's row of the account's permissions; none where nothing was asked."""
        return [self._troubles.entry(self._principal.arn)] if self._opened or self._unfit else []

    def _open(self) -> Opened:
        """Opened with the first question: an account without resources costs no call."""
        if self._opened is None:
            self._opened = opened(self._means, self._iam, self._account, self._principal, self._troubles)
        return self._opened

    def _standings(self, asked: Sequence[Asked]) -> list[Standing]:
        found = self._open()
        standings = found.first.standings(asked)
        if found.sample:
            standings = found.sample.checked(asked, standings)
        return standings

    def _verdicts(
        self, resource: AWSResource, spec: ResourceSpec, asked: Sequence[Asked], standings: Iterator[Standing]
    ) -> Mapping[str, Verdict]:
        if spec.policy is None and self._session is None:
            return _undisputed(tuple(one.action for one in asked), tuple(next(standings) for _ in asked))
        statements = self._policies.read(resource, spec)
        found = {}
        for one in asked:
            say = self._policies.say(one, spec, statements)
            limited = self._limited(next(standings), one)
            found[one.action] = verdict(limited, say.grant, required=say.required, note=say.note)
        return found

    def _limited(self, standing: Standing, asked: Asked) -> Standing:
        """The standing within the session policy, if there is one."""
        if self._session is None:
            return standing
        session = self._session.standing(asked.action, asked.target, asked.context)
        denied, bounds = some((standing.denied, session.denied)), every((standing.bounds, session.identity))
        return replace(standing, denied=denied, bounds=bounds)


@functools.lru_cache(maxsize=10_000)
def _undisputed(actions: tuple[str, ...], standings: tuple[Standing, ...]) -> Mapping[str, Verdict]:
    """The verdicts where nothing but the principal's side has a say. Most resources of a type share theirs, as one object."""
    return {action: verdict(one, NONE, required=False) for action, one in zip(actions, standings, strict=True)}


def _unfit(principal: Principal, account: Account) -> str:
    """Why nobody's policies can be asked in this account, or nothing."""
    if principal.reason or principal.account_id == account.id:
        return principal.reason
    return f"{principal.arn} is of account {principal.account_id}: what it may do in {account.id} is not evaluated"
