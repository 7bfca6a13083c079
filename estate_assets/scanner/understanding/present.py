"""Readings that the estate has nothing for, though the same words may mean something that is there; and those that can't all hold.

Who asks for `Amplify apps` where there are none gets none. But `app` in `where are the builds of our phone app` is an everyday word.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.lexical import PART
from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import FACTS, SERVICE, STATE, TRAITS, TYPE
from estate_assets.scanner.understanding.reader import content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from estate_assets.scanner.understanding.clauses import Meaning
    from estate_assets.scanner.understanding.lexicon import Lexicon
    from estate_assets.scanner.understanding.reader import Reading, Word
    from estate_assets.scanner.understanding.vocabulary import Vocabulary

HYPHENED = re.compile(r"(?<![\w-])[a-z]\w*(?:-\w+)+(?![\w-])")
MODALS = frozenset({"can", "could", "may", "might", "should", "must", "would", "will", "to", "ll"})
PASSED = frozenset({"be", "still", "yet", "again", "always", "easily", "quickly", "get"})


def present(
    words: Sequence[Word], readings: Sequence[Reading], vocabulary: Vocabulary, is_own: Callable[[Word], bool]
) -> list[Reading]:
    """The readings without kinds and services that are not there and whose words mean something else."""
    if not vocabulary.of(TYPE):
        return list(readings)
    found = [one for one in readings if not _may_be(words, one)]
    asked = [one for one in found if one.meaning.field == TYPE and not one.negated and _is_there(one, vocabulary)]
    unread = content(words, {at for one in found for at in one.places})
    served = any(one.meaning.field == SERVICE and not one.negated and _is_there(one, vocabulary) for one in found)
    kept = []
    for one in found:
        said = words[one.start : one.end]
        is_name = all(map(is_own, said))
        if one.meaning.field in (TYPE, SERVICE) and not _is_there(one, vocabulary):
            if one.meaning.field == TYPE and not one.negated and served:
                continue  # `EKS endpoints`: a part of what the service's things are
            is_everyday = len(said) == 1 and {said[0].said, said[0].stem} & {*table()["beside"]}
            vain = one.negated and asked and one.meaning.field == SERVICE and not _is_excepted(words, one)
            if (
                vain
                or (one.negated and is_name)
                or (asked and not one.negated and (is_name or one.meaning.field == SERVICE))
            ):
                continue
            if is_everyday and unread and not one.negated:
                continue
        if one.negated and any({*one.meaning.values} <= {*other.meaning.values} for other in asked if one is not other):
            continue  # `logins of machines, not of human beings`: both words mean the kind that is asked for
        if one.negated and asked and one.meaning.field == TYPE and _is_how(words, one):
            continue  # `parameters that are not secret`: it says how they are
        kept.append(one)
    return kept


def hyphened(text: str, words: Sequence[Word], lexicon: Lexicon, is_own: Callable[[Word], bool]) -> set[int]:
    """The places of names that are typed as they stand (`log-level`), or are somebody's (`identity's`): none is a kind or state then."""
    found: set[int] = set()
    said = [at for at, word in enumerate(words) if word.said]  # `log` stands for two words, of which one was said
    for match in HYPHENED.finditer(text):
        parts = PART.findall(match[0])
        for n in range(len(said) - len(parts) + 1):
            run = [words[at] for at in said[n : n + len(parts)]]
            is_name = all(map(is_own, run)) and not lexicon.get(tuple(word.stem for word in run))
            if [word.said for word in run] == parts and is_name:
                found |= {*range(said[n], said[n + len(parts) - 1] + 1)}
    return found | {at for at in range(len(words) - 1) if words[at + 1].said == "s" and is_own(words[at])}


def _is_excepted(words: Sequence[Word], one: Reading) -> bool:
    """Whether it is said to be left out: `databases, except Neptune`. Else its words may mean something else: `not shielded`."""
    at = one.start - 1
    but = at > 0 and words[at].said in ("not", "no") and words[at - 1].said in ("but", "and")
    return at in one.deniers and (but or words[at].said in ("except", "excluding"))


def _is_how(words: Sequence[Word], one: Reading) -> bool:
    """Whether it is said of what was asked for before: `that are not secret`, `that aren't secret`; but not `queues, not topics`."""
    first = min(one.deniers, default=0)
    return words[first].said in ("isn", "aren") or (
        words[first].said == "not" and words[first - 1].said in ("is", "are")
    )


def _is_there(one: Reading, vocabulary: Vocabulary) -> bool:
    return bool({*one.meaning.values} & {*vocabulary.of(one.meaning.field)})


def _may_be(words: Sequence[Word], one: Reading) -> bool:
    """Whether a state is only what something could be, or should: `that could still be started again`."""
    before = [word.said for word in words[: one.start] if word.said]
    while len(before) > 1 and before[-1] in PASSED and before[-1] != "be":
        before.pop()
    rest = [word for word in before[:-1] if word not in PASSED]
    return one.meaning.field == STATE and before[-1:] == ["be"] and bool(rest) and rest[-1] in MODALS


def undescribed(kept: Sequence[Reading], dropped: Sequence[Reading]) -> list[Reading]:
    """The readings without what is said of kinds that only describe: `gateways through which private machines reach the web`."""
    kinds = [one for one in kept if one.meaning.field == TYPE and not one.negated]
    starts = {
        one.start
        for one in dropped
        if one.meaning.field == TYPE and (not kinds or any(kind.end < one.start - 1 for kind in kinds))
    }
    return [one for one in kept if one.meaning.field not in (FACTS, STATE) or one.end not in starts]


def fitted(conditions: Sequence[Condition], vocabulary: Vocabulary, meaning: Meaning) -> list[Condition]:
    """The conditions, with the kinds that can have the traits asked for where the noun means these too: `MySQL instances`."""
    traits = [one for one in conditions if one.field == TRAITS and not one.negated]
    kinds = [one for one in conditions if one.field == TYPE and not one.negated]
    if not traits or len(kinds) != 1 or all(meaning.has(one, kinds) for one in traits):
        return list(conditions)
    nouns = {kind.replace("_", ":").rpartition(":")[2] for kind in kinds[0].values}
    others = tuple(
        kind
        for kind in vocabulary.of(TYPE)
        if kind.replace("_", ":").rpartition(":")[2] in nouns
        and all(meaning.has(one, (Condition(TYPE, (kind,)),)) for one in traits)
    )
    if not others:
        return list(conditions)
    better = replace(kinds[0], values=others, meaning=f"type is {' or '.join(others)}")
    return [better if one is kinds[0] else one for one in conditions]
