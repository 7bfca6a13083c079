"""An engine with a memory: what is believed is not asked again, and what is refused now is told as it was then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from estate_assets.scanner.permissions.asking import TAG, TIMES
from estate_assets.scanner.permissions.cache import ENCODER, PermissionCache, Subject, fingerprint, hashed
from estate_assets.scanner.permissions.troubles import DENIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from estate_assets.scanner.permissions.asking import Asked, Entries
    from estate_assets.scanner.permissions.local.evaluate import Standing
    from estate_assets.scanner.permissions.local.request import Context, Value

#: Where the ARN comes in a form; no name or ARN holds it.
GAP = "\0"


class PermissionEngine(Protocol):
    """What says how a principal stands to what is asked."""

    name: str

    def keys(self, action: str) -> frozenset[str]:
        """The context keys that the principal's policies read for an action, in lower case."""
        ...

    def standings(self, asked: Sequence[Asked]) -> list[Standing]:
        """How the principal stands to each, in their order."""
        ...


class Remembering:
    """An engine and its cache, for one principal under one set of policies (`policies`: their hash; empty: not known)."""

    def __init__(self, engine: PermissionEngine, cache: PermissionCache, principal: str, policies: str) -> None:
        self.engine, self._cache, self._principal, self._policies = engine, cache, principal, policies
        self._hashes: dict[tuple[Entries, tuple[object, ...]], str] = {}
        self._forms: dict[tuple[str, Value], tuple[str, str]] = {}

    def standings(self, asked: Sequence[Asked]) -> list[Standing]:
        """How the principal stands to each, in their order."""
        subjects = list(self._subjects(asked))
        known = self._cache.believed(set(subjects))
        fresh = {subject: one for subject, one in zip(subjects, asked, strict=True) if subject not in known}
        answers = dict(zip(fresh, self.engine.standings(list(fresh.values())), strict=True))
        self._cache.write(answers)
        answers |= self._as_they_were(answers)
        return [known.get(subject) or answers[subject] for subject in subjects]

    def _as_they_were(self, answers: dict[Subject, Standing]) -> dict[Subject, Standing]:
        """For what IAM refuses to answer, the last answer there was, with its date."""
        # A principal that is gone, or a throttled call, is no refusal.
        nothing = [subject for subject, one in answers.items() if _is_refused(one)]
        return {subject: replace(one.standing, as_of=one.as_of) for subject, one in self._cache.kept(nothing).items()}

    def _subjects(self, asked: Iterable[Asked]) -> Iterator[Subject]:
        """What is asked, and under which circumstances. Where policies read the time, an answer holds for the hour."""
        context: Context | None = None
        region: Value = None
        arn = told = time = ""
        whole = False
        for one in asked:
            if one.arn is not arn:  # as a resource's ARN is in every question about it
                arn, told = one.arn, ENCODER.encode(one.arn)
            if one.context is not context:  # the actions on a resource mostly share theirs
                context, region = one.context, one.context.get("aws:RequestedRegion")
                time, whole = str(context.get("aws:CurrentTime"))[:15], context.get(f"aws:{TAG}any") is None
            before, after = self._form(one.action, region)
            hour = time if self._policies and TIMES & self.engine.keys(one.action) else ""
            # `whole`: no other tags than those told
            circumstances = self._circumstances(one.entries, whole, hour) if self._policies else ""
            yield Subject(hashed(f"{before}{told}{after}"), circumstances)

    def _form(self, action: str, region: Value) -> tuple[str, str]:
        """Engine, principal, action and region as JSON, in whose middle the ARN comes."""
        form = self._forms.get((action, region))
        if form is None:
            told = ENCODER.encode((self.engine.name, self._principal, action, GAP, region))
            before, _, after = told.partition(ENCODER.encode(GAP))
            form = self._forms[action, region] = before, after
        return form

    def _circumstances(self, entries: Entries, *more: object) -> str:
        """Few resources have circumstances of their own: the others share a hash."""
        key = (entries, more)
        if key not in self._hashes:
            told = [(name, value) for name, value in entries if name.lower() not in TIMES]
            self._hashes[key] = fingerprint((self._policies, told, more))
        return self._hashes[key]


def _is_refused(standing: Standing) -> bool:
    return isinstance(standing.denied, frozenset) and any(reason.startswith(DENIED) for reason in standing.denied)
