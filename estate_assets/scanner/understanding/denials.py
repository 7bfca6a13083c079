"""What a question denies: which phrase a `not` turns, how far `without` reaches, and denials in words that are not known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.lexical import STOPWORDS
from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import ACCOUNT, ENVIRONMENT, FACTS, LACKS, PLACE, TRAITS, TYPE
from estate_assets.scanner.understanding.reader import FILLERS, JOINED, Reading, behind, is_had, negates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estate_assets.scanner.understanding.reader import Word

#: Between a negator and what it turns; a content word there takes the negation to itself.
PASSED = STOPWORDS | {
    "t",
    "located",
    "currently",
    "yet",
    "owned",
    "based",
    "hosted",
    "deployed",
    "tagged",
    "automatic",
    "automated",
    "proper",
    "both",
    "either",
    "ever",
    "even",
    "really",
    "actually",
    "fully",
    "properly",
    "sufficiently",
    "exactly",
    "explicitly",
    "adequately",
    "necessarily",
    "whatsoever",
}
#: What is had or lacked, and not how something is: these share a denial also where `and` joins them.
HAD = frozenset(
    {
        "encryption",
        "protection",
        "backup",
        "recovery",
        "access",
        "address",
        "ip",
        "exposure",
        "pitr",
        "tag",
        "owner",
        "team",
        "label",
        "copy",
        "az",
        "multiaz",
        "rotation",
        "expiry",
        "expiration",
        "retention",
        "standby",
        "redundancy",
        "failover",
    }
)
#: Negators of the thing behind them, and fields that another word then stands for: `no computer holds, in Frankfurt`.
OF_THINGS = frozenset({"no", "without", "lacking", "missing", "lack", "nobody", "nothing"})
#: What denies how something is, unless it denies what it does; and what is said of a place all the same: `not present in Ireland`.
ARE_NOT, DO = frozenset({"not", "isn", "aren", "wasn", "weren"}), frozenset({"do", "does", "did"})
THERE = frozenset({
    "one", "ones", "those", "present", "available", "there", "found", "kept", "run", "live", "part", "stored", "built", "made", "anywhere",
    "near", "close", "around", "inside", "within", "somewhere", "any", "deep", "outside",
})  # fmt: skip
#: Between `not` and what is a denial itself: `are not untagged`, `don't have no owner`.
NEXT = frozenset({"t", "have", "has", "be", "is", "are", "currently"})
#: Where a clause begins whose denial is its own: `not usable because they are disabled`.
REASONS = frozenset(
    {"whether", "because", "since", "although", "though", "while", "if", "when", "so", "hence", "therefore"}
)
WHERE = frozenset({PLACE, ENVIRONMENT, ACCOUNT})
ONE_OF = WHERE | {TRAITS, TYPE, "team"}  # a thing has one of these: `not volumes and snapshots` are neither
EXCEPT = frozenset({"except", "excluding"})
LONE = 4  # words told of a denial that turned nothing
FARTHEST = 5  # words between a negator and what it turns


def negations(words: Sequence[Word], readings: Sequence[Reading]) -> list[Reading]:
    """The readings with their negations.

    A negator turns the first phrase after it; `off` and its like turn the fact before, and are no state then; nor is `enabled`
    behind what is had.
    """
    inside = {at for one in readings for at in range(one.start, one.end)}
    after = {one.start: behind(words, one.end) for one in readings if one.meaning.field in (FACTS, LACKS, "tag_keys")}
    on = {
        one.start: behind(words, one.end, "on_words")
        for one in readings
        if one.meaning.field == FACTS and _had(words, one)
    }
    spent = set().union(*after.values(), *on.values())
    turned: list[Reading] = []
    for reading in readings:
        if reading.start in spent:
            continue
        negators = _before(words, reading, inside) | (after.get(reading.start, set()) & {*range(len(words))})
        is_turned = bool(_before(words, reading, inside)) != bool(after.get(reading.start))
        carried = not negators and _is_carried(words, reading, turned)
        told = frozenset(negators | on.get(reading.start, set()))
        turned.append(replace(reading, negated=is_turned or carried, carried=carried, deniers=told))
    return turned


def _is_carried(words: Sequence[Word], reading: Reading, before: Sequence[Reading]) -> bool:
    """Whether it is denied with the one before: `not in Frankfurt or Ireland`.

    With `and`, what is had or lacked; what a thing has one of (`not in Frankfurt and Ireland`); and what is excepted.
    """
    if reading.meaning.field == LACKS and not reading.meaning.noun:
        return False  # `and have no owner` denies by itself
    for one in before:
        between = [
            word.said
            for word in words[one.end : reading.start]
            if word.said not in PASSED or word.said in ("and", "or")
        ]
        alike = one.meaning.field == reading.meaning.field or {one.meaning.field, reading.meaning.field} == {
            FACTS,
            LACKS,
        }
        both_had = (is_had(words, one.start) or negates(words, one.start)) and _had(words, one) and _had(words, reading)
        excepted = any(words[at].said in EXCEPT for at in one.deniers)
        both = both_had or excepted or reading.meaning.field in ONE_OF
        beside = not between and reading.meaning.field == TRAITS  # `outside the burstable t3 family`
        denies = one.negated or (one.meaning.field == LACKS and not one.meaning.noun)  # `no team or owner`
        joined = between in (["or"], ["nor"]) or (between == ["and"] and both) or beside
        if denies and one.end <= reading.start and alike and joined:
            return True
    return False


def _had(words: Sequence[Word], reading: Reading) -> bool:
    """Whether it is something that is had."""
    return bool(HAD & {word.stem for word in words[reading.start : reading.end]})


def _before(words: Sequence[Word], reading: Reading, inside: set[int]) -> set[int]:
    """The places of the negator before a reading: `not`, or `can't` in two; between them few words, for a kind of thing none of content."""
    denies = reading.meaning.field == LACKS and not reading.meaning.noun
    for far in range(1, FARTHEST + 1):
        at = reading.start - far
        if at < 0 or at in inside or (denies and words[at].said not in NEXT and not negates(words, at)):
            return set()
        if words[at].said in table()["negators"]:
            if _says_more(words, at, reading.start):
                return set()
            if words[at].said == "none" and reading.meaning.field == TYPE:
                return set()  # `none of our queues should be ...` asks for queues
            is_where = reading.meaning.field in WHERE
            return set() if is_where and _takes_it(words, at, reading.start) else {at}
        if at and (words[at - 1].said, words[at].said) == ("can", "t"):
            return {at - 1, at}
        if words[at].said in REASONS:
            return set()
        if words[at].said not in PASSED and (reading.meaning.field == TYPE or words[at].said in ("but", "and", "or")):
            return set()
    return set()


def _says_more(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether a clause of its own stands between a denial and a place: `that do not encrypt their messages, dead-letter ones`."""
    passed = PASSED | FILLERS | {*table()["verbs"]} | {*table()["having"]} | {*table()["generic"]}
    verbs = {*table()["verbs"]} - {*table()["having"]}
    between = [word.said for word in words[at + 1 : end]]
    return bool(verbs & {*between[:1]}) and any(one not in passed for one in between)


def _takes_it(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether a word before `end` takes a denial to itself: `no computer`, `not turquoise, in Ireland`; but not `not kept in Ireland`."""
    between = {word.said for word in words[at + 1 : end]} - PASSED
    if words[at].said in OF_THINGS:
        return bool(between)
    is_how = words[at].said in ARE_NOT and not (at and words[at - 1].said in DO)
    return is_how and any(not one.endswith(("ed", "ing")) and one not in THERE for one in between)


def denied(words: Sequence[Word], used: set[int]) -> list[list[int]]:
    """The places of each negator that turned nothing that is known, and of the words behind it."""
    found = []
    for at in range(len(words)):
        if at in used or not negates(words, at):
            continue
        places = [at]
        for after in range(at + 1, min(len(words), at + 1 + FARTHEST)):
            if after in used or words[after].said == "but":
                break
            if words[after].said in JOINED and words[at].said not in EXCEPT:
                break
            if words[after].said not in FILLERS:
                places.append(after)
        if len(places) > 1:
            found.append(places)
    return found


def lone(words: Sequence[Word], used: set[int]) -> list[str]:
    """The denials that turned nothing, before words that were read: `I don't want log groups`. As they were said, with what follows."""
    inside = used | {at for places in denied(words, used) for at in places}
    return [
        " ".join(word.said for word in words[at : at + LONE] if word.said)
        for at in range(len(words))
        if at not in inside and negates(words, at) and words[at].said not in ("neither", "nor")
    ]
