"""Permissions by iam:SimulatePrincipalPolicy: batched by target and context, halved where a batch is refused."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE, kind_of_error
from estate_assets.scanner.codes import Kind
from estate_assets.scanner.permissions.local.evaluate import Standing
from estate_assets.scanner.permissions.local.verdict import MISSING
from estate_assets.scanner.permissions.troubles import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.permissions.asking import Asked, Entries
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.permissions.troubles import Troubles

#: ARNs a call to begin with, and at most: AWS documents no limit, so a batch grows until one is refused.
FIRST, MOST = 100, 800
PAGE = 1_000
KINDS = {"aws:currenttime": "date", "aws:securetransport": "boolean", "aws:viaawsservice": "boolean"}
Key = tuple[str, str, "Entries"]


@dataclass(slots=True)
class Question:
    """What one call asks: these actions on these targets, in this context."""

    actions: tuple[str, ...]
    context: Entries
    targets: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """IAM's decision, what it missed, and whether boundary and organization allow; or why there is none."""

    decision: str = ""
    missing: tuple[str, ...] = ()
    bounds: bool = True
    organization: bool = True
    reason: str = ""


class Simulator:
    """Asks IAM for one principal of one account. Where IAM refuses, it is asked once, not per resource."""

    name = "simulate"

    def __init__(self, engine: Engine, iam: Any, account_id: str, principal: Principal, troubles: Troubles) -> None:
        self._engine, self._iam, self._account_id = engine, iam, account_id
        self._principal, self._troubles = principal, troubles
        self._keys: frozenset[str] | None = None
        self._batch, self._most, self._lock = FIRST, MOST, threading.Lock()
        self._refused = ""
        self.calls = 0

    def keys(self) -> frozenset[str]:
        """The context keys that the principal's policies read, in lower case; asked for once."""
        if self._keys is None:
            self._keys = frozenset()
            try:
                self.calls += 1
                answer = self._iam.get_context_keys_for_principal_policy(PolicySourceArn=self._principal.arn)
                self._keys = frozenset(key.lower() for key in answer["ContextKeyNames"])
            except (ClientError, BotoCoreError, *UNREADABLE) as error:
                self._refuse("GetContextKeysForPrincipalPolicy", error)
        return self._keys

    def standings(self, asked: Sequence[Asked]) -> list[Standing]:
        """What IAM says of each, in their order. Never raises for IAM's sake."""
        found: dict[Key, Answer] = {}
        for answers in self._engine.map(self._ask, list(self._questions(asked))):
            found |= answers
        nothing = Answer(reason="AWS did not answer for it")
        return [_standing(found.get((one.action, one.arn, one.entries), nothing), one) for one in asked]

    def _questions(self, asked: Iterable[Asked]) -> Iterable[Question]:
        """As few calls as the asking allows: actions that share their targets and context share a call."""
        targets: dict[tuple[str, Entries], dict[str, None]] = defaultdict(dict)
        for one in asked:
            targets[one.action, one.entries][one.arn] = None
        groups: dict[tuple[tuple[str, ...], Entries], list[str]] = defaultdict(list)
        for (action, context), wanted in targets.items():
            groups[tuple(wanted), context].append(action)
        for (arns, context), actions in groups.items():
            at = 0
            while at < len(arns):
                size = self._batch
                yield Question(tuple(actions), context, list(arns[at : at + size]))
                at += size

    def _ask(self, question: Question) -> dict[Key, Answer]:
        if self._refused:
            return _all(question, Answer(reason=self._refused))
        try:
            found = {(action, arn, question.context): answer for action, arn, answer in self._simulated(question)}
        except ClientError as error:
            return self._after(question, error)
        except (BotoCoreError, *UNREADABLE) as error:
            self._troubles.note_error("SimulatePrincipalPolicy", error)
            return _all(question, Answer(reason=type(error).__name__))
        with self._lock:
            if len(question.targets) == self._batch:
                self._batch = min(self._most, 2 * self._batch)
        return found

    def _after(self, question: Question, error: ClientError) -> dict[Key, Answer]:
        """What follows from a refusal: all is refused, or a smaller batch may pass, or this one has no answer."""
        kind, half = kind_of_error(error), len(question.targets) // 2
        if kind is Kind.ACCESS:
            self._refuse("SimulatePrincipalPolicy", error)
            return _all(question, Answer(reason=self._refused))
        if kind is Kind.THROTTLE:
            self._engine.buckets.of(self._account_id, "global", "iam:simulate").of().throttled()
        elif half and kind is not Kind.TRANSIENT:
            with self._lock:
                self._most = self._batch = max(FIRST, min(self._most, half))
            parts = (question.targets[:half], question.targets[half:])
            return {key: one for part in parts for key, one in self._ask(replace(question, targets=part)).items()}
        self._troubles.note_error("SimulatePrincipalPolicy", error)
        return _all(question, Answer(reason="throttled" if kind is Kind.THROTTLE else code_of(error)))

    def _simulated(self, question: Question) -> Iterable[tuple[str, str, Answer]]:
        params = {
            "PolicySourceArn": self._principal.arn, "ActionNames": list(question.actions), "ResourceArns": question.targets,
            "ContextEntries": [_entry(name, value) for name, value in question.context], "MaxItems": PAGE,
        }  # fmt: skip
        marker, followed = None, set[str]()
        while True:
            self._engine.buckets.of(self._account_id, "global", "iam:simulate").of().acquire()
            self.calls += 1
            answer = self._iam.simulate_principal_policy(**params, **({"Marker": marker} if marker else {}))
            for result in answer["EvaluationResults"]:
                yield from _answers(result)
            marker = answer.get("Marker") if answer.get("IsTruncated") else None
            if not marker or marker in followed:
                return
            followed.add(marker)

    def _refuse(self, operation: str, error: Exception) -> None:
        self._refused = refusal(operation, error)
        self._troubles.note_error(operation, error)


def _entry(name: str, value: str) -> dict[str, Any]:
    return {
        "ContextKeyName": name,
        "ContextKeyValues": [value],
        "ContextKeyType": KINDS.get(name.lower(), "string"),
    }


def _answers(result: dict[str, Any]) -> Iterable[tuple[str, str, Answer]]:
    """AWS's two shapes: answers per resource inside, or one result per action and resource."""
    action = result["EvalActionName"]
    inner = result.get("ResourceSpecificResults")
    if not inner:
        yield action, result.get("EvalResourceName", "*"), _answer(result["EvalDecision"], result, result)
        return
    for part in inner:
        yield action, part["EvalResourceName"], _answer(part["EvalResourceDecision"], part, result)


def _answer(decision: str, part: dict[str, Any], whole: dict[str, Any]) -> Answer:
    bounds = part.get("PermissionsBoundaryDecisionDetail") or whole.get("PermissionsBoundaryDecisionDetail") or {}
    organization = whole.get("OrganizationsDecisionDetail") or {}
    return Answer(
        decision,
        tuple(part.get("MissingContextValues") or ()),
        bounds.get("AllowedByPermissionsBoundary", True),
        organization.get("AllowedByOrganizations", True),
    )


def _standing(answer: Answer, asked: Asked) -> Standing:
    """The answer as a standing. A key that IAM missed and that no such request carries is no doubt: IAM took it for absent."""
    if answer.reason:
        return Standing.unknown(answer.reason)
    doubts = [key for key in answer.missing if asked.context.get(key) is not None]
    if doubts:
        return Standing.unknown(*(MISSING + key for key in doubts))
    match answer.decision:
        case "explicitDeny":
            return Standing(denied=True)
        case "allowed":
            return Standing(identity=True)
        case "implicitDeny":
            return Standing(identity=False, bounds=answer.bounds, organization=answer.organization)
    return Standing.unknown(f"IAM answered {answer.decision!r}")


def _all(question: Question, answer: Answer) -> dict[Key, Answer]:
    return {(action, arn, question.context): answer for action in question.actions for arn in question.targets}
