"""Permissions by iam:SimulatePrincipalPolicy: batched by type, target and context, halved where a batch is refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE, kind_of_error
from estate_assets.scanner.codes import Kind
from estate_assets.scanner.errors import ErrorCategory
from estate_assets.scanner.findings import Verdict
from estate_assets.scanner.model import GLOBAL, AWSResource, ScanError
from estate_assets.scanner.permissions.cache import PermissionCache, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.spec import ActionSpec, ResourceSpec

BATCH = 100
PAGE = 1_000
DECISIONS = {"allowed": "allowed", "explicitDeny": "denied", "implicitDeny": "not_allowed"}
Context = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Question:
    """What one call asks: these actions on these targets, in this context."""

    actions: tuple[str, ...]
    context: Context
    targets: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """One verdict wanted: for which resource, which action, on which target."""

    resource: str
    action: str
    target: str
    context: Context

    def key(self, principal: str) -> str:
        """Its key in the cache."""
        return key_of(principal, self.action, self.target, self.context)


class Simulator:
    """Answers for one account, as its scanning principal. A refusal of IAM's own is asked for once, not per resource."""

    def __init__(self, engine: Engine, iam: Any, account_id: str, principal: Principal, cache: PermissionCache) -> None:
        self._engine, self._iam, self._account_id, self._principal, self._cache = (
            engine,
            iam,
            account_id,
            principal,
            cache,
        )
        reason = "the root user can't be simulated" if principal.kind == "root" else principal.reason
        self._refused = f"iam denied: {reason}" if reason else ""
        self._keys: frozenset[str] | None = None
        self._errors: dict[tuple[str, str], ScanError] = {}
        self._told: set[tuple[str, str]] = set()
        self.calls = 0
        if self._refused:
            self._note("GetRole", "NoPrincipal", reason)

    def permissions(self, resources: Sequence[AWSResource], specs: Mapping[str, ResourceSpec]) -> list[AWSResource]:
        """The resources with a verdict for each action of their type (`specs`, by key). Never raises for IAM's sake."""
        asked = [one for resource in resources for one in self._asked(resource, specs[resource.resource_type].actions)]
        keys = {one: one.key(self._principal.arn) for one in asked}
        known = self._cache.read(set(keys.values()))
        fresh = self._answers([one for one in asked if keys[one] not in known])
        self._cache.write({keys[one]: verdict for one, verdict in fresh.items()})
        verdicts: dict[str, dict[str, Verdict]] = defaultdict(dict)
        for one in asked:
            verdicts[one.resource][one.action] = known.get(keys[one]) or fresh[one]
        return [replace(resource, permissions=verdicts.get(resource.arn, {})) for resource in resources]

    def new_errors(self) -> tuple[ScanError, ...]:
        """The errors that came up since this was last asked, each kind once per account."""
        new = tuple(error for key, error in self._errors.items() if key not in self._told)
        self._told |= set(self._errors)
        return new

    def _asked(self, resource: AWSResource, actions: Iterable[ActionSpec]) -> Iterable[Asked]:
        context = self._context(resource)
        for action in actions:
            target = {"self": resource.arn, "*": "*"}.get(action.target) or action.target.format(arn=resource.arn)
            yield Asked(resource.arn, action.action, target, context)

    def _context(self, resource: AWSResource) -> Context:
        """Always the request's circumstances, since SCPs may read them; of the tags, those that the policies read."""
        entries = {
            "aws:RequestedRegion": self._engine.global_region if resource.region == GLOBAL else resource.region,
            "aws:PrincipalArn": self._principal.arn,
            "aws:PrincipalAccount": self._account_id,
            "aws:SecureTransport": "true",
        }
        read = self._read_keys()
        for key, value in resource.tags.items():
            for name in (f"aws:ResourceTag/{key}", f"{resource.service}:ResourceTag/{key}"):
                if name.lower() in read:
                    entries[name] = value
        return tuple(sorted(entries.items()))

    def _read_keys(self) -> frozenset[str]:
        """The context keys that the principal's policies read, in lower case; asked for once."""
        if self._keys is None:
            self._keys = frozenset()
            if not self._refused:
                try:
                    answer = self._iam.get_context_keys_for_principal_policy(PolicySourceArn=self._principal.arn)
                    self._keys = frozenset(key.lower() for key in answer["ContextKeyNames"])
                except (ClientError, BotoCoreError, *UNREADABLE) as error:
                    self._refuse("GetContextKeysForPrincipalPolicy", error)
        return self._keys

    def _answers(self, asked: Sequence[Asked]) -> dict[Asked, Verdict]:
        questions = list(_questions(asked))
        found: dict[tuple[str, str, Context], Verdict] = {}
        for answers in self._engine.map(self._ask, questions):
            found |= answers
        missing = Verdict("unknown", "AWS did not answer for it")
        return {one: found.get((one.action, one.target, one.context), missing) for one in asked}

    def _ask(self, question: Question) -> dict[tuple[str, str, Context], Verdict]:
        if self._refused:
            return _all(question, Verdict("unknown", self._refused))
        try:
            return {(action, target, question.context): v for action, target, v in self._simulated(question)}
        except ClientError as error:
            code, kind = code_of(error), kind_of_error(error)
            if kind is Kind.ACCESS:
                self._refuse("SimulatePrincipalPolicy", error)
            elif kind is not Kind.THROTTLE and len(question.targets) > 1:
                half = len(question.targets) // 2
                halves = (
                    replace(question, targets=part) for part in (question.targets[:half], question.targets[half:])
                )
                return {key: v for part in halves for key, v in self._ask(part).items()}
            reason = "throttled" if kind is Kind.THROTTLE else code
            self._note("SimulatePrincipalPolicy", code, str(error), retryable=kind is Kind.THROTTLE)
        except (BotoCoreError, *UNREADABLE) as error:
            reason = type(error).__name__
            self._note("SimulatePrincipalPolicy", reason, str(error), retryable=True)
        return _all(question, Verdict("unknown", self._refused or reason))

    def _simulated(self, question: Question) -> Iterable[tuple[str, str, Verdict]]:
        entries = [
            {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for name, value in question.context
        ]
        params = {
            "PolicySourceArn": self._principal.arn, "ActionNames": list(question.actions), "ResourceArns": question.targets,
            "ContextEntries": entries, "MaxItems": PAGE,
        }  # fmt: skip
        marker, followed = None, set[str]()
        while True:
            self._engine.buckets.of(self._account_id, "global", "iam:simulate").acquire()
            answer = self._iam.simulate_principal_policy(**params, **({"Marker": marker} if marker else {}))
            self.calls += 1
            for result in answer["EvaluationResults"]:
                yield from _verdicts(result)
            marker = answer.get("Marker") if answer.get("IsTruncated") else None
            if not marker or marker in followed:
                return
            followed.add(marker)

    def _refuse(self, operation: str, error: Exception) -> None:
        code = code_of(error) if isinstance(error, ClientError) else type(error).__name__
        self._refused = f"iam denied: {operation}: {code}"
        self._note(operation, code, str(error))

    def _note(self, operation: str, code: str, message: str, *, retryable: bool = False) -> None:
        self._errors.setdefault(
            (operation, code),
            ScanError(
                ErrorCategory.IAM, self._account_id, "global", "iam", "", operation, code, message[:500], retryable
            ),
        )


def _questions(asked: Iterable[Asked]) -> Iterable[Question]:
    """As few calls as the asking allows: actions that share their targets and context share a call."""
    targets: dict[tuple[str, Context], dict[str, None]] = defaultdict(dict)
    for one in asked:
        targets[one.action, one.context][one.target] = None
    groups: dict[tuple[tuple[str, ...], Context], list[str]] = defaultdict(list)
    for (action, context), wanted in targets.items():
        groups[tuple(wanted), context].append(action)
    for (wanted_targets, context), actions in groups.items():
        for at in range(0, len(wanted_targets), BATCH):
            yield Question(tuple(actions), context, list(wanted_targets[at : at + BATCH]))


def _verdicts(result: dict[str, Any]) -> Iterable[tuple[str, str, Verdict]]:
    """AWS's two shapes: verdicts per resource inside, or one result per action and resource."""
    action = result["EvalActionName"]
    inner = result.get("ResourceSpecificResults")
    if not inner:
        yield action, result.get("EvalResourceName", "*"), _verdict(result["EvalDecision"], result)
        return
    for part in inner:
        yield action, part["EvalResourceName"], _verdict(part["EvalResourceDecision"], part)


def _verdict(decision: str, result: dict[str, Any]) -> Verdict:
    if missing := result.get("MissingContextValues"):
        return Verdict("unknown", f"context missing: {', '.join(sorted(missing))}")
    return Verdict(DECISIONS.get(decision, "unknown"))


def _all(question: Question, verdict: Verdict) -> dict[tuple[str, str, Context], Verdict]:
    return {(action, target, question.context): verdict for action in question.actions for target in question.targets}
