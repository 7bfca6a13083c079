"""Whose: `owned by payments`, `the payments team`, `team payments`; and tags in words: `cost center 42`, `without a cost center tag`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.lexical import STOPWORDS
from estate_assets.scanner.traits import ENVIRONMENT_KEYS, ENVIRONMENTS, TEAM_KEYS
from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import Meaning
from estate_assets.scanner.understanding.reader import Reading, Word, is_had
from estate_assets.scanner.understanding.spelling import corrected
from estate_assets.scanner.understanding.vocabulary import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from estate_assets.scanner.understanding.vocabulary import Vocabulary


def _cues(said: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cue.split()) for cue in said.split(","))


TEAM, TAGS, TAG_KEYS = "team", "tags", "tag_keys"
GROUPS = ("team", "squad", "crew", "department")
#: Words for people who may be a team, if what stands before them says which.
PEOPLE = ("people", "folks", "folk", "guys", "gang", "tribe", "division", "colleagues", "staff", "engineers", *GROUPS)
OWNING = _cues("owned by, belonging to, belongs to, belong to, maintained by, run by, managed by, owner, team, squad")
GROUPED = _cues("team, squad")
#: What says the same beside the name of a known team, before it and after it.
BEFORE = _cues(
    "built by, made by, developed by, operated by, looked after by, in hands of, in the hands of, responsibility of, property of,"
    "belong with, cared for by, administered by, kept by"
)
AFTER = _cues(
    "owns, own, runs, maintains, maintain, operates, manages, looks after, look after, takes care of, take care of,"
    "is responsible for, are responsible for, is in charge of, are in charge of, answers for, has built, built,"
    "cares for, is accountable for"
)
#: Before `team` these tell of none in particular: `without an owning team`.
ANY = frozenset({"owning", "responsible", "dedicated", "accountable", "proper", "known"})
#: Nor are these a team, whatever belongs to them.
NO_TEAM = frozenset(
    {
        "machines",
        "humans",
        "people",
        "persons",
        "robots",
        "programs",
        "software",
        "nobody",
        "anyone",
        "somebody",
        "someone",
        "real",
    }
)
LONGEST = 3
#: Keys whose absence is told otherwise: `without an owner`.
OWN_FIELDS = frozenset({(one,) for one in (*TEAM_KEYS, *ENVIRONMENT_KEYS, "name", "tag")})


def owners(words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Reading]:
    """Teams that the question names as such."""
    for at in range(len(words)):
        yield from _behind_a_cue(words, at, vocabulary)
        found = _team(words, at, vocabulary, cued=False)
        if found and (end := _owning(words, _skipped_end(words, found[0]))):
            yield Reading(at, end, found[1], fixed=found[2])
        if found := _team(words, at, vocabulary, cued=False, shortest=2):
            yield Reading(at, _skipped_end(words, found[0]), found[1], fixed=found[2])
        if at and words[at].said in PEOPLE:
            yield from _before_people(words, at, vocabulary)


def _behind_a_cue(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> Iterator[Reading]:
    """`owned by payments`, whether there is such a team or not; `built by payments`, if there is."""
    for cue in (*OWNING, *BEFORE):
        if _said(words, at, cue):
            begin = _skipped(words, at + len(cue), GROUPS)
            is_team = cue in GROUPED and (words[begin : begin + 1] and (words[begin].stem,) in vocabulary.teams)
            if (not is_team and tuple(word.stem for word in words[at : begin + 1]) in vocabulary.tags) or _said(
                words, begin, ("tag",)
            ):
                continue  # `managed by terraform` where that is a tag
            is_cued = cue in OWNING and len(cue) > 1 and not {word.said for word in words[begin : begin + 1]} & NO_TEAM
            if found := _team(words, begin, vocabulary, cued=is_cued):
                end = _skipped_end(words, found[0])
                yield Reading(at, end, found[1], fixed=found[2])
                if (
                    end < len(words)
                    and words[end].said == "or"
                    and (other := _team(words, end + 1, vocabulary, cued=False))
                ):
                    yield Reading(end + 1, _skipped_end(words, other[0]), other[1], fixed=other[2])


def _before_people(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> Iterator[Reading]:
    """`the payments team`; `the payments people`, if there is such a team."""
    for length in range(min(LONGEST, at), 0, -1):
        cued = length == 1 and words[at].said in GROUPS and words[at - 1].said not in ANY
        found = _team(words, at - length, vocabulary, cued=cued, length=length)
        if found and found[0] == at:
            yield Reading(at - length, at + 1, found[1], fixed=found[2])
            before = at - length - 1
            while before > 0 and words[before].said in ("the", "our"):
                before -= 1
            if (
                before > 0
                and words[before].said == "or"
                and (other := _team(words, before - 1, vocabulary, cued=False, length=1))
            ):
                yield Reading(before - 1, before, other[1], fixed=other[2])  # `of payments or the orders team`
            return


def denied_ahead(text: str, vocabulary: Vocabulary) -> str:
    """A lower-case text with denials between a tag's key and its value put before both: `data class isn't confidential`."""

    def ahead(match: re.Match[str]) -> str:
        is_tag = (*phrase(match[1]), *phrase(match[2])) in vocabulary.tags
        return f"not {match[1]} {match[2]}" if is_tag else match[0]

    keys = "|".join(re.escape(" ".join(key)) for key in vocabulary.keys if key not in OWN_FIELDS)
    return (
        re.sub(rf"\b({keys}) (?:(?:is|are) not|isn't|aren't|not|is except|except) ([\w-]+)", ahead, text)
        if keys
        else text
    )


def tags(words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Reading]:
    """Tags by their key and value side by side, and keys before or after the word `tag`."""
    keys, values = vocabulary.keys, vocabulary.tags
    stems = [word.stem for word in words]
    for at in range(len(words)):
        for length in range(min(2 * LONGEST, len(words) - at), 0, -1):
            run = tuple(stems[at : at + length])
            if length > 1 and run in values:
                found = values[run]
                yield Reading(at, at + length, Meaning(TAGS, found, f"tag is {' or '.join(found)}"))
                break
            if run in keys and is_had(words, at) and run not in OWN_FIELDS:
                yield _has(at, at + length, keys[run])
                break
            if run[:-1] in keys and run[-1] == "tag" and run[0] not in TEAM_KEYS:
                yield _has(at, at + length, keys[run[:-1]])
                break
            if run[0] == "tag" and run[1:] in keys:
                yield _has(at, at + length, keys[run[1:]])
                break


def _said(words: Sequence[Word], at: int, cue: tuple[str, ...]) -> bool:
    return tuple(word.said for word in words[at : at + len(cue)]) == cue


def _owning(words: Sequence[Word], at: int) -> int:
    """Where words end that say of whom is named before them that they own it; 0 where there are none."""
    return next((at + len(cue) for cue in AFTER if _said(words, at, cue)), 0)


def _has(start: int, end: int, key: str) -> Reading:
    return Reading(start, end, Meaning(TAG_KEYS, (key,), f"it has a tag {key}", noun=True))


def _team(
    words: Sequence[Word], begin: int, vocabulary: Vocabulary, *, cued: bool, length: int = LONGEST, shortest: int = 1
) -> tuple[int, Meaning, bool] | None:
    """The team named from `begin` on: where its name ends, what it means, and whether its spelling was put right.

    After `owned by` a name that no team has is a name all the same: that nothing is theirs is worth knowing.
    """
    known = vocabulary.teams
    for count in range(min(length, len(words) - begin), shortest - 1, -1):
        run = tuple(word.stem for word in words[begin : begin + count])
        if team := known.get(run):
            return begin + count, _is(team), any(word.fixed for word in words[begin : begin + count])
    word = words[begin] if 0 <= begin < len(words) else None
    if word is None or word.said in {*STOPWORDS, *table()["negators"], *ENVIRONMENTS} or not cued:
        return None
    better = corrected(word.said, {" ".join(name) for name in known})
    return begin + 1, _is(known[phrase(better)] if better else word.said), bool(better)


def _is(team: str) -> Meaning:
    return Meaning(TEAM, (team,), f"team is {team}")


def _skipped(words: Sequence[Word], at: int, more: Sequence[str]) -> int:
    while at < len(words) and (words[at].said in more or words[at].said in STOPWORDS | {"either", "both"}):
        at += 1
    return at


def _skipped_end(words: Sequence[Word], at: int) -> int:
    return at + 1 if at < len(words) and words[at].said in GROUPS else at
