"""The clauses of a question that rules left over, and their reading by meaning: a kind of thing, or what is so of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.lexical import STOPWORDS
from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.meanings import ACCOUNT, FACTS, SERVICE, STATE, TYPE
from estate_assets.scanner.understanding.owners import PEOPLE
from estate_assets.scanner.understanding.reader import FILLERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from estate_assets.scanner.understanding.reader import Reading, Word

#: Words that begin a clause, and words between clauses.
BEGIN = frozenset({
    "that", "which", "who", "whose", "whom", "where", "with", "without", "while", "when", "because", "since", "although", "lacking",
    "missing", "what", "how", "except", "excluding", "so",
})  # fmt: skip
HOW = frozenset({"with", "without"})  # within a clause they go on: `that nobody could read without a key`
BETWEEN = frozenset({"and", "or", "but", "yet", "though", "plus", "as", "well"})
ASKING = frozenset({"what", "how", "who", "where", "why", "when", "whose", "whom"})
OF = frozenset({"of", "for", "from", "in", "into", "to", "on", "inside", "between", "behind"})
WAYS = OF | {"out", "off", "up", "down", "away"}
ARTICLES = frozenset(
    {"a", "an", "the", "our", "my", "your", "their", "its", "this", "these", "those", "some", "any", "all", "every"}
)
MAY = re.compile(r"\b(?:can|could|may|might|should|must)(?: (?!not\b|never\b|no\b)\w+)? be\b")
WHY = re.compile(r"\b(?:because|if)\b")
LONGEST, WIDEST = 5, 10  # words of a kind's name; words of a clause in which one is looked for
MOST_NAMES = 2  # words of a clause that may be names though others stand with them


class Meaning(Protocol):
    """Whoever compares what is said with what is known, by meaning."""

    def kind(self, said: Sequence[str], *, is_there: bool | None = None) -> tuple[int, Condition] | None:
        """Of some texts the one that clearly names a kind of thing, and the kind.

        `is_there`: whether there is any of the kind that was read already, and must be doubted for this one.
        """

    def team(self, said: str) -> Condition | None:
        """Which team is clearly meant."""

    def fact(self, clause: str, about: Sequence[Condition], *, is_whole: bool) -> Condition | str | None:
        """What a clause says of the things that fulfil conditions; a text where that is heard but not whether it is denied."""

    def is_said(self, clause: str, known: Sequence[Condition]) -> bool:
        """Whether a clause is about what is known already."""

    def has(self, condition: Condition, about: Sequence[Condition]) -> bool:
        """Whether any of the things fulfils a condition."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was read by meaning: conditions, the places of the words that said them, and what remained unclear."""

    conditions: tuple[Condition, ...]
    used: frozenset[int]
    unclear: tuple[str, ...] = ()


def split(words: Sequence[Word], used: set[int]) -> list[list[int]]:
    """The runs of words that were not read, as places, in clauses; only those that say something."""
    found: list[list[int]] = [[]]
    for at, word in enumerate(words):
        if at in used or word.said in BETWEEN:
            found.append([])
        elif word.said in BEGIN and found[-1] and not (word.said in HOW and words[found[-1][0]].said in BEGIN):
            found.append([at])
        else:
            found[-1].append(at)
    return [places for places in found if any(says(words[at]) for at in places)]


def says(word: Word) -> bool:
    """Whether a word carries content, or a denial of some."""
    return bool(word.said) and word.said not in FILLERS


def text_of(words: Sequence[Word], places: Sequence[int]) -> str:
    """The words of some places, as they were said."""
    return " ".join(words[at].said for at in places if words[at].said)


def hear(
    words: Sequence[Word], used: set[int], known: Sequence[Condition], meaning: Meaning, is_own: Callable[[Word], bool]
) -> Heard:
    """What the clauses left over mean. Names that people gave are not read by meaning, unless others stand with them."""
    spent = set(used)
    found: list[Condition] = []
    about = [one for one in known if one.field in (TYPE, SERVICE)]
    if not about and (kind := _kind(words, spent, meaning)):
        found.append(kind[1])
        about.append(kind[1])
        spent |= {*kind[0]}
    unclear = []
    for places in split(words, spent):
        content = [words[at] for at in places if says(words[at])]
        if team := _team(words, places, meaning):
            found.append(team)
            spent |= {*places}
            continue
        if _is_no_fact(words, places, spent, is_own):
            continue
        clause = text_of(words, places)
        heard = meaning.fact(clause, about, is_whole=len(content) > 1)
        if isinstance(heard, Condition) and heard.field == STATE and MAY.search(clause):
            continue  # what something could be, it is not
        if WHY.search(clause) and any(one.field in (FACTS, STATE) for one in (*known, *found)):
            continue  # the reason of what was said, or in which case it matters
        if heard is None or (
            len(content) == 1 and isinstance(heard, Condition) and heard.field in {one.field for one in known}
        ):
            continue
        spent |= {*places}
        if isinstance(heard, str):
            unclear.append(heard)
        elif any(_contradicts(heard, one) for one in (*known, *found)):
            unclear.append(heard.words)
        else:
            found.append(heard)
    return Heard(tuple(found), frozenset(spent - used), tuple(unclear))


def _is_no_fact(words: Sequence[Word], places: Sequence[int], used: set[int], is_own: Callable[[Word], bool]) -> bool:
    """Whether a clause is only names, or goes on with what was read: `labelled as confidential`, `that wake up the growth team`."""
    content = [words[at] for at in places if says(words[at]) and not {words[one].said for one in places} <= WAYS]
    if all(is_own(word) or word.said in table()["thin"] or word.said in table()["generic"] for word in content):
        return True
    last, after = places[-1], places[-1] + 1
    if after >= len(words):
        return False
    breaks_off = words[last].said in ARTICLES and (len(places) == 1 or words[last - 1].said not in OF)
    return (words[after].said == "as" and content[-1].said in table()["thin"]) or (breaks_off and after in used)


def _contradicts(one: Condition, other: Condition) -> bool:
    """Whether the two can't both hold: of a fact and its opposite, what the rules read stands."""
    if one.field != other.field:
        return False
    if one.values == other.values:
        return one.negated != other.negated
    first, second = one.values[0], other.values[0]
    return one.field == FACTS and (first == f"not_{second}" or second == f"not_{first}")


def _kind(words: Sequence[Word], used: set[int], meaning: Meaning) -> tuple[list[int], Condition] | None:
    """The words that name a kind of thing, and the kind. Not in `what shrinks pictures`: that says what a thing does."""
    spans = [span for places in split(words, used)[:1] for span in _spans(words, places)]
    heard = meaning.kind([text_of(words, span) for span in spans]) if spans else None
    return (spans[heard[0]], heard[1]) if heard else None


def _spans(words: Sequence[Word], places: list[int]) -> Iterator[list[int]]:
    while places and (words[places[0]].said in STOPWORDS and words[places[0]].said not in ASKING):
        places = places[1:]
    if not places or words[places[0]].said in ASKING or len(places) > WIDEST:
        return
    head = next((n for n, at in enumerate(places) if n and ends(words[at])), len(places))
    is_of = head < len(places) and words[places[head]].said in OF
    for start in range(head):  # what stands behind a preposition only describes
        for end in range(head, min(len(places) if is_of else head, start + LONGEST) + 1):
            if says(words[places[start]]) and says(words[places[end - 1]]):
                yield places[start:end]


def ends(word: Word) -> bool:
    """Whether a name can't go on with a word: it is small, or tells what is done."""
    return (
        word.said in STOPWORDS
        or word.said in PEOPLE
        or word.said in table()["verbs"]
        or word.said.endswith(("ed", "ing"))
    )


def _team(words: Sequence[Word], places: list[int], meaning: Meaning) -> Condition | None:
    """Whose, where it is said by what they do: `the parcel people`."""
    said = [at for at in places if words[at].said not in STOPWORDS and words[at].said]
    if len(said) < 2 or words[said[-1]].said not in PEOPLE:  # noqa: PLR2004  # what they do, and that they are people
        return None
    return meaning.team(text_of(words, said[:-1]))


def accounts(words: Sequence[Word], used: set[int]) -> tuple[list[Condition], set[int]]:
    """`the acme marketing account`, though no account has that name: to have nothing there is an answer."""
    found, spent = [], set(used)
    for at, word in enumerate(words):
        begin = at
        while begin and begin - 1 not in used and says(words[begin - 1]):
            begin -= 1
        is_there = begin > 0 and words[begin - 1].said in ("the", "our", "in", "of", "from")
        if word.said == "account" and at not in used and begin < at and is_there:
            name = "-".join(one.said for one in words[begin:at])
            said = " ".join(one.said for one in words[begin : at + 1])
            found.append(Condition(ACCOUNT, (name,), words=said, meaning=f"account is {name}"))
            spent |= {*range(begin, at + 1)}
    return found, spent


def is_wordy(words: Sequence[Word], places: Sequence[int], kinds: set[int], is_own: Callable[[Word], bool]) -> bool:
    """Whether a clause is a sentence rather than a name: what is in it is meant as everyday words. `kinds`: places that say a kind."""
    content = [words[at] for at in places if says(words[at])]
    if all(
        is_own(word) for word in content if word.said not in table()["thin"] and word.said not in table()["generic"]
    ):
        return False
    first = words[places[0]]
    is_done = places[0] - 1 in kinds and says(first) and not is_own(first)
    return first.said in BEGIN - {"for", "with"} or is_done or len(content) > MOST_NAMES


def _either(one: Condition) -> Condition:
    """A state; a fact, or its opposite."""
    facts = [
        other for value in one.values for other in (value.removeprefix("not_"), f"not_{value.removeprefix('not_')}")
    ]
    return replace(one, negated=False, values=tuple(facts) if one.field == FACTS else one.values)


def doubtful(
    readings: Sequence[Reading], about: Sequence[Condition], condition: Callable[[Reading], Condition], meaning: Meaning
) -> list[list[Reading]]:
    """Readings of states and facts that none of the kinds asked for can have, by phrase: the words may mean something else."""
    if not about:
        return []
    phrases: dict[int, list[Reading]] = {}
    for one in readings:
        if one.meaning.field in (STATE, FACTS):
            phrases.setdefault(one.start, []).append(one)
    return [some for some in phrases.values() if not any(meaning.has(_either(condition(one)), about) for one in some)]
