"""What was not understood and may turn an answer into its opposite: denials, and amounts and times that no rule reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.understanding import denials
from estate_assets.scanner.understanding.books import table
from estate_assets.scanner.understanding.clauses import says
from estate_assets.scanner.understanding.meanings import FACTS, LACKS, STATE
from estate_assets.scanner.understanding.times import DAYS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from estate_assets.scanner.conditions import Condition
    from estate_assets.scanner.understanding.clauses import Meaning
    from estate_assets.scanner.understanding.reader import Word

SO = frozenset({FACTS, STATE, LACKS})
BECAUSE = re.compile(
    r"\b(?:because|since (?:they|it|there|nobody|no|none)|so (?:that )?(?:i|we|they|it|you|nobody)|hence|therefore)\b"
)
FEW = frozenset({"few", "several", "many", "some", "for", "over", "within"})
TELLING = 3  # letters of a word by which a text is found again
#: Of what these are the others was not understood.
OTHERS, ONES = frozenset({"others", "remaining"}), frozenset({"one", "ones"})
#: Words that ask for the others behind certain words only.
BESIDE = {
    "rest": ("the",), "remainder": ("the",), "else": ("where", "what", "who", "which", "anything", "anywhere"),
    "other": ("what", "which", "the"),
}  # fmt: skip
ELSE = frozenset({"other", "else", "elsewhere"})  # of what these are others, meaning does not tell either
YEAR = re.compile(r"(?:19|20)\d\d")


def unread(
    words: Sequence[Word], read: set[int], heard: Iterable[int], own: Callable[[Word], bool], known: Iterable[Condition]
) -> tuple[str, ...]:
    """Denials that turned nothing, and amounts and times, among words that were not read.

    Not amounts beside others that were read: `made this year (2026)`.
    """
    used = read | {at for at in heard if words[at].said not in ELSE}
    is_bounded = any(one.at_least is not None or one.below is not None for one in known)
    return (
        *denials.lone(words, used),
        *(words[at].said for at in range(len(words)) if at not in used and _is_rest(words, at) and not own(words[at])),
        *(
            one.said
            for at, one in enumerate(words)
            if at not in used and one.said in table()["turners"] and not own(one)
        ),
        *(() if is_bounded else _amounts(words, used, own)),
    )


def _amounts(words: Sequence[Word], used: set[int], own: Callable[[Word], bool]) -> Iterator[str]:
    """`terabyte`, `october 2026`. Not where people named things so."""
    found: list[list[str]] = [[]]
    for at, word in enumerate(words):
        is_amount = (
            word.said in table()["amounts"]
            or _is_time(words, at)
            or YEAR.fullmatch(word.said)
            or _is_compared(words, at)
        )
        if at not in used and is_amount and not own(word):
            found[-1].append(word.said)
        elif found[-1] and says(word):
            found.append([])
    return (" ".join(some) for some in found if some)


def _is_time(words: Sequence[Word], at: int) -> bool:
    """Whether a word is the unit of a time: `30 days`, `for years`, `a few months`."""
    before = words[at - 1].said if at else ""
    return words[at].said.removesuffix("s") in DAYS and (before.isdecimal() or before in NUMBERS or before in FEW)


def _is_rest(words: Sequence[Word], at: int) -> bool:
    """Whether a word asks for the others: `only the others`, `give me the other ones`."""
    said, before = words[at].said, words[at - 1].said if at else ""
    if said in BESIDE:
        return before in BESIDE[said]  # and not `encrypted at rest`, `other people's`
    return said in OTHERS or (said == "other" and {word.said for word in words[at + 1 : at + 2]} <= ONES)


def _is_compared(words: Sequence[Word], at: int) -> bool:
    """Whether a word is a number with which something is compared: `more than 5`."""
    return at > 0 and words[at].said.isdecimal() and words[at - 1].said in table()["comparing"]


def turning(unread: Iterable[str], text: str, known: Sequence[Condition], meaning: Meaning | None) -> tuple[str, ...]:
    """Those of some clauses that may turn the answer.

    Not those that say again what was understood, nor those that give its reason or what it leads to.
    """
    open_ = (one for one in unread if not _is_reason(one, text, known))
    return tuple(one for one in open_ if not (meaning and meaning.is_said(one, known)))


def _is_reason(said: str, text: str, known: Sequence[Condition]) -> bool:
    """Whether a text only gives the reason of what was understood, or what follows from it: `because` stands between the two."""
    if (link := BECAUSE.search(text)) is None:
        return False

    def is_before(words: str) -> bool:
        at = text.find(next((word for word in words.split() if len(word) >= TELLING and word != "not"), words))
        return 0 <= at < link.start()

    return any(is_before(one.words) != is_before(said) for one in known if one.field in SO and one.words)
