"""Permissions by iam:SimulatePrincipalPolicy: batched by target and context, halved where a batch is refused."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from estate_assets.scanner.aws import code_of
from estate_assets.scanner.classify import UNREADABLE, kind_of_error
from estate_assets.scanner.codes import Kind
from estate_assets.scanner.permissions.asking import ALWAYS
from estate_assets.scanner.permissions.local.evaluate import Evaluator
from estate_assets.scanner.permissions.simulated import Answer, answers_of, standing_of
from estate_assets.scanner.permissions.troubles import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.aws import Engine
    from estate_assets.scanner.permissions.asking import Asked, Entries
    from estate_assets.scanner.permissions.local.evaluate import Policies, Standing
    from estate_assets.scanner.permissions.principal import Principal
    from estate_assets.scanner.permissions.troubles import Troubles

#: ARNs a call to begin with, and at most: AWS documents no limit, so a batch grows until one is refused.
FIRST, MOST = 100, 800
#: Decisions on a page of IAM's answer, and asked for in one call: more would take IAM long, or more pages.
PAGE = 1_000
#: IAM's words for actions that it judges, but not in one call.
APART = "different authorization information"
NAMED = re.compile(r"\[([^\]]+)\]")
KINDS = {"aws:currenttime": "date", "aws:securetransport": "boolean", "aws:viaawsservice": "boolean"}
Key = tuple[str, str, "Entries"]
Parts = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(slots=True)
class Question:
    """What one call asks: these actions on these targets, in this context."""

    actions: tuple[str, ...]
    context: Entries
    targets: list[str] = field(default_factory=list)


class Simulator:
    """Asks IAM for one principal of one account. Where IAM refuses, it is asked once, not per resource.

    Args:
        engine: calls AWS.
        iam: the IAM client, acting in the account.
        account_id: the account.
        principal: for whom.
        troubles: where refusals are told.
        policies: all that IAM decides by, where it could all be read: then each action is asked about with the context
            keys that matter to it, and many more resources share a call.
    """

    name = "simulate"

    def __init__(
        self, engine: Engine, iam: Any, account_id: str, principal: Principal, troubles: Troubles,
        policies: Policies | None = None,
    ) -> None:  # fmt: skip
        self._engine, self._iam = engine, iam
        self._bucket = engine.buckets.of(account_id, "global", "iam:simulate").of()
        self._principal, self._troubles = principal, troubles
        self._evaluator = Evaluator(policies) if policies else None
        self._parted: dict[tuple[str, ...], Parts] = {}
        self._keys: frozenset[str] | None = None
        self._batch, self._most, self._lock = FIRST, MOST, threading.Lock()
        self._refused = ""
        self.calls = 0

    def keys(self, action: str) -> frozenset[str]:
        """The context keys that the policies read, in lower case: for the action, or where they are not known, at all."""
        return self._evaluator.keys(action) if self._evaluator else self._all_keys()

    def told(self, action: str) -> frozenset[str]:
        """The context keys to tell IAM with a question about the action, in lower case."""
        return self.keys(action) if self._evaluator else self.keys(action) | ALWAYS

    def _all_keys(self) -> frozenset[str]:
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
        questions = iter(self._questions(asked))
        for question in questions:  # one after the other, while batches grow
            size = self._batch
            found |= self._ask(question)
            if self._batch <= size:
                break
        for answers in self._engine.map(self._ask, list(questions)):
            found |= answers
        nothing = Answer(reason="AWS did not answer for it")
        known = self._evaluator
        return [
            standing_of(
                found.get((one.action, one.arn, one.entries), nothing), one, known.keys(one.action) if known else None
            )
            for one in asked
        ]

    def _questions(self, asked: Iterable[Asked]) -> Iterable[Question]:
        """As few calls as the asking allows: actions that share their targets and context share a call."""
        targets: dict[tuple[str, Entries], dict[str, None]] = defaultdict(dict)
        for one in asked:
            targets[one.action, one.entries][one.arn] = None
        groups: dict[tuple[tuple[str, ...], Entries], list[str]] = defaultdict(list)
        for (action, context), wanted in targets.items():
            groups[tuple(wanted), context].append(action)
        for (arns, context), together in sorted(groups.items(), key=lambda group: -len(group[0][0])):
            for actions in self._apart(tuple(together)):
                at = 0
                while at < len(arns):
                    size = min(self._batch, max(1, PAGE // len(actions)))
                    yield Question(actions, context, list(arns[at : at + size]))
                    at += size

    def _apart(self, actions: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        """The actions, without those together that IAM has refused to judge in one call."""
        parts = self._parted.get(actions)
        return [actions] if parts is None else [one for part in parts for one in self._apart(part)]

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
            if len(question.targets) * 2 > self._batch:
                self._batch = min(self._most, 2 * self._batch)
        return found

    def _after(self, question: Question, error: ClientError) -> dict[Key, Answer]:
        """What follows from a refusal: all is refused, or a smaller batch may pass, or this one has no answer."""
        kind = kind_of_error(error)
        if kind is Kind.ACCESS:
            self._refuse("SimulatePrincipalPolicy", error)
            return _all(question, Answer(reason=self._refused))
        if kind is Kind.THROTTLE:
            self._bucket.throttled()
        elif kind is not Kind.TRANSIENT and (parts := self._parts(question, str(error))):
            return {key: answer for part in parts for key, answer in self._ask(part).items()}
        self._troubles.note_error("SimulatePrincipalPolicy", error)
        return _all(question, Answer(reason="throttled" if kind is Kind.THROTTLE else code_of(error)))

    def _parts(self, question: Question, words: str) -> tuple[Question, ...]:
        """Smaller questions in place of one that was refused; none where it is about one action on one target."""
        half = len(question.targets) // 2
        if len(question.actions) > 1 and (not half or APART in words):
            actions = self._parted[question.actions] = _parted(question.actions, words)
            return tuple(replace(question, actions=part) for part in actions)
        if not half:
            return ()
        with self._lock:
            self._most = self._batch = max(FIRST, min(self._most, half))
        return tuple(replace(question, targets=part) for part in (question.targets[:half], question.targets[half:]))

    def _simulated(self, question: Question) -> Iterable[tuple[str, str, Answer]]:
        params = {
            "PolicySourceArn": self._principal.arn, "ActionNames": list(question.actions), "ResourceArns": question.targets,
            "MaxItems": PAGE,
        }  # fmt: skip
        if question.context:
            params["ContextEntries"] = [_entry(name, value) for name, value in question.context]
        marker, followed = None, set[str]()
        while True:
            self._bucket.acquire()
            self.calls += 1
            answer = self._iam.simulate_principal_policy(**params, **({"Marker": marker} if marker else {}))
            self._bucket.passed()
            for result in answer["EvaluationResults"]:
                yield from answers_of(result)
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


def _parted(actions: tuple[str, ...], words: str) -> Parts:
    """The actions in two: those that IAM's words name first and the others; else halves."""
    named = NAMED.search(words)
    first = {name.strip() for name in named[1].split(",")} if named else set()
    if not 0 < len(first & set(actions)) < len(actions):
        first = set(actions[: len(actions) // 2])
    return tuple(one for one in actions if one in first), tuple(one for one in actions if one not in first)


def _all(question: Question, answer: Answer) -> dict[Key, Answer]:
    return {(action, arn, question.context): answer for action in question.actions for arn in question.targets}
