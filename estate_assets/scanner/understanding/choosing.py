"""Of all that was read in a question, what is asked for: which kinds, and which of several meanings of one phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.scanner.lexical import stem
from estate_assets.scanner.understanding.meanings import ACCOUNT, ENVIRONMENT, SERVICE, STATE, TRAITS, TYPE
from estate_assets.scanner.understanding.reader import FILLERS, JOINED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from estate_assets.scanner.understanding.reader import Reading, Word

ARTICLES = frozenset({"a", "an", "the", "some", "any", "our", "their", "its"})
BEING = frozenset({"is", "are", "be", "and", "or", "in"})
PREPOSITIONS = frozenset({"for", "of", "from", "to", "in", "with", "about", "on"})
SOMETHING = frozenset({"something", "anything", "everything", "nothing"})
ASKING = frozenset({"what", "which", "who"})
HAVING = frozenset({"whose", "with", "having"})  # what stands behind is a part of what was named before
WHOSE = frozenset({SERVICE, TRAITS})
SET = frozenset({"to", "up", "for", "on", "at", "by"})  # behind `set` they make it a verb


def heads(words: Sequence[Word], readings: Sequence[Reading], there: Collection[str] = ()) -> list[Reading]:
    """Of the type phrases those that are asked for; the others only describe.

    `queues and topics` are two kinds; `database security groups` are groups; `volumes of databases` are volumes. `there`: the kinds
    that the estate has.
    """
    every = [reading for reading in readings if reading.meaning.field == TYPE and not reading.negated]
    types = [reading for reading in every if not _describes(words, reading, readings, there)]
    kept: list[Reading] = []
    for reading in types:
        between = [word.said for word in words[kept[-1].end : reading.start]] if kept else []
        if not kept or (between and set(between) <= JOINED):
            kept.append(reading)
        elif not between:
            kept[-1] = reading
    dropped = [reading for reading in every if reading not in kept]
    return [reading for reading in readings if reading not in dropped]


def lacked(words: Sequence[Word], readings: Sequence[Reading]) -> set[int]:
    """Where kinds begin that what is asked for lacks, and which exclude nothing: `disks that no server uses`, `without a key`."""
    kinds = [reading for reading in readings if reading.meaning.field == TYPE]
    first = next((reading.start for reading in kinds if not reading.negated), len(words))
    found = set()
    for reading in kinds:
        before = [word.said for word in words[: reading.start] if word.said not in ARTICLES]
        if (
            reading.negated
            and reading.start > first
            and before[-1:] not in (["except"], ["excluding"], ["not"], ["non"])
        ):
            found.add(reading.start)
    return found


def _describes(words: Sequence[Word], reading: Reading, readings: Sequence[Reading], there: Collection[str]) -> bool:
    """Whether a kind is not what is asked for: whom something is done by (`dumped by web servers`), or to (`what feeds the queue`).

    And where the estate has none of it: what something unknown is for (`columnar files for analytics`).
    """
    inside = {at for one in readings for at in range(one.start, one.end)}
    before = [at for at in range(reading.start) if words[at].said not in ARTICLES]
    if not before:
        return False
    if words[before[-1]].said == "by" and before[-1] not in inside:
        return True
    if words[before[-1]].said in HAVING and any(
        one.start < reading.start and one.meaning.field in WHOSE for one in readings
    ):
        return True
    does = [at for at in before if words[at].said not in FILLERS]
    absent = bool(there) and not {*reading.meaning.values} & {*there}
    if absent and words[before[-1]].said in PREPOSITIONS and any(at not in inside for at in does):
        return True
    return words[0].said in ASKING and does[:1] == [1] and 1 not in inside


def settled(words: Sequence[Word], readings: Sequence[Reading]) -> list[Reading]:
    """Readings of one phrase that exclude each other, decided: before `account` a name is an account's, else what else it is."""
    chosen = []
    for reading in readings:
        others = {one.meaning.field for one in readings if one.start == reading.start} - {reading.meaning.field}
        near = {
            word.said
            for word in (*words[reading.end : reading.end + 1], *words[max(0, reading.start - 1) : reading.start])
        }
        is_account = "account" in near or "accounts" in near
        if reading.meaning.field == ACCOUNT and others and not is_account:
            continue
        if reading.meaning.field == ENVIRONMENT and ACCOUNT in others and is_account:
            continue
        elsewhere = any(one.meaning.field == TYPE and one.start != reading.start for one in readings)
        if reading.meaning.field == SERVICE and TRAITS in others and elsewhere:
            continue  # `ECS services of launch type EC2`
        if (reading.meaning.field in (SERVICE, STATE) and TYPE in others) or _does(words, reading, readings):
            continue
        chosen.append(reading)
    return chosen


def _does(words: Sequence[Word], reading: Reading, readings: Sequence[Reading]) -> bool:
    """Whether it is what things do, not how they are: `functions running python`, `where the pictures live`."""
    at, said = reading.start, words[reading.start].said
    if reading.fixed and reading.meaning.field == STATE and words[at].stem == stem("running"):
        said = "running"
    after = words[reading.end].said if reading.end < len(words) else ""
    if said == "set" and reading.end == at + 1:
        return after in SET | ARTICLES or bool(at)
    if said == "running" and ((at and words[at - 1].said == "long") or after in SOMETHING):
        return True
    if said == "running":
        before = any(one.meaning.field == TYPE and one.start < at for one in readings)
        return before and (
            after == "on" or any(one.start == reading.end and one.meaning.field == TRAITS for one in readings)
        )
    if said == "live" and any(one.start == reading.end and one.meaning.field == TYPE for one in readings):
        return False  # `which live buckets`
    if said == "live" and after == "in" and at and words[at - 1].said not in ("is", "are", "be"):
        return True  # `and live in Sydney`
    if said in ("lives", "living") or (said == "live" and at and words[at - 1].said in ASKING | {"that", "they"}):
        return True
    return said == "live" and bool(at) and reading.end == len(words) and words[at - 1].said not in BEING
