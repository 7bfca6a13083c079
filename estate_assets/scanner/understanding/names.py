"""What a question names outright: identifiers, accounts by number, and tags as K=V. Read before any word is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.identifiers import ACCOUNT, kind_of
from estate_assets.scanner.places import CITIES
from estate_assets.scanner.understanding.operators import is_setting
from estate_assets.scanner.understanding.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.understanding.vocabulary import Vocabulary

RAW = re.compile(r"\S+")
#: A name that people gave: compound, and with a number or three parts; whether something has it the collection tells.
#: Compound and numbered like a machine's: it is a name, whether something has it or not.
NUMBERED = re.compile(r"(?:[a-z][\w]*[-_/]){2,}\d+", re.IGNORECASE)
NAME = re.compile(r"(?=\S*[-_./:])(?=\S*\d|(?:[^-_./:]+[-_./:]){2})\S+", re.IGNORECASE)
TAG = re.compile(r"(?:tag:)?(?P<key>[\w:./@+-]+)=(?P<value>\S+)", re.IGNORECASE)
#: All addresses: `open to 0.0.0.0/0` names none.
EVERYWHERE = re.compile(
    r"\b(?:open(?:ed)?|exposed|reachable|accessible|allow\w*|accept\w*|inbound|ingress) (?:\w+ )?(?:to|for|from|by) (?:0\.0\.0\.0/0|::/0)",
    re.IGNORECASE,
)
ALL = re.compile(
    r"(\b(?:lets?|letting|allows?|allowing|admits?|accepts?|to|from|for|by) (?:in )?)?(?<![\w.:/])(?:0\.0\.0\.0/0|::/0)(?![\w/])",
    re.IGNORECASE,
)
REGION = re.compile(r"(?<![\w:/-])[a-z]{2}-[a-z]{4,9}-\d(?![\w-])", re.IGNORECASE)
ARN_PARTS = ("partition", "service", "region", "account_id")
WILD = "*"


@dataclass(frozen=True, slots=True)
class Named:
    """What was named: identifiers to look up, conditions, and the text without them."""

    exact: tuple[str, ...]
    conditions: tuple[Condition, ...]
    rest: str


def _everywhere(text: str) -> str:
    """All addresses, where more is said than just these: the internet."""
    if " " not in text.strip():
        return text
    text = EVERYWHERE.sub("open to the internet", text)
    return ALL.sub(lambda match: f"{match[1]}the internet" if match[1] else "open to the internet", text)


def _placed(text: str, vocabulary: Vocabulary) -> str:
    """Regions with a slip of the keyboard in them put right: `us-esat-1`."""

    def right(match: re.Match[str]) -> str:
        if match[0].lower() in CITIES:
            return match[0]  # one that the estate has nothing in
        near = [one for one in vocabulary.of("region") if distance(match[0].lower(), one, 1) <= 1]
        return near[0] if len(near) == 1 else match[0]

    return REGION.sub(right, text)


def named(text: str, vocabulary: Vocabulary) -> Named:
    """The identifiers, account numbers and tags in a question."""
    exact: list[str] = []
    conditions: list[Condition] = []
    rest = text = _everywhere(_placed(text, vocabulary))
    for match in RAW.finditer(text):
        word = match[0].strip("\"'`,;!?()<>").rstrip(".:")
        left = ""
        if found := _condition(word, vocabulary):
            conditions += found
        elif word.lower().startswith("arn:") and not vocabulary.holds(word) and _is_part(word):
            conditions += _of_arn(word, vocabulary)
            left = " ".join(word.split(":")[5:]).replace(WILD, " ")
        elif (kind_of(word.lower()) and not _is_other(word, vocabulary)) or _is_name(word, vocabulary):
            exact.append(word.lower())
        else:
            continue
        rest = rest[: match.start()] + left.ljust(len(match[0])) + rest[match.end() :]
    return Named(tuple(dict.fromkeys(exact)), tuple(conditions), rest)


def _condition(word: str, vocabulary: Vocabulary) -> list[Condition]:
    if ACCOUNT.fullmatch(word):
        return [Condition("account_id", (word,), words=word, meaning=f"account is {word}")]
    if NAME.fullmatch(word) and not _is_other(word, vocabulary) and (tags := vocabulary.valued.get(word.lower())):
        return [Condition("tags", tags, words=word, meaning=f"tag is {' or '.join(tags)}")]
    if tag := TAG.fullmatch(word):
        asked = f"{tag['key']}={tag['value']}"
        values = (asked,) if asked in vocabulary.of("tags") else vocabulary.spelled("tags", asked.lower())
        if not values and not word.lower().startswith("tag:") and is_setting(tag["key"], tag["value"]):
            return []  # `encrypted=false`: no tag of this estate, but how something is
        values = values or (asked,)
        return [Condition("tags", values, words=word, meaning=f"tag is {' or '.join(values)}")]
    return []


def _is_part(arn: str) -> bool:
    """Whether it is an ARN with wildcards, or only the beginning of one."""
    return WILD in arn or arn.count(":") < len(ARN_PARTS) + 1 or arn.endswith(":")


def _of_arn(arn: str, vocabulary: Vocabulary) -> Iterator[Condition]:
    """What the first parts of an ARN say. A service of another name (`monitoring` is CloudWatch's) says nothing."""
    for field, value in zip(ARN_PARTS, arn.split(":")[1:], strict=False):
        known = field != "service" or value in vocabulary.of("service")
        if value and WILD not in value and field != "partition" and known:
            yield Condition(field, (value,), words=value, meaning=f"{field} is {value}")


def _is_name(word: str, vocabulary: Vocabulary) -> bool:
    return (
        bool(NAME.fullmatch(word))
        and not _is_other(word, vocabulary)
        and (vocabulary.holds(word) or bool(NUMBERED.fullmatch(word)))
    )


def _is_other(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a text in the form of a name is a region, a size, a type or the like."""
    lowered = word.lower()
    family = f"{lowered}.", lowered.replace(".", "")  # db.t3 of db.t3.medium, Node.js of nodejs20.x
    is_family = any(trait.lower().startswith(family) for trait in vocabulary.of("traits"))
    return (
        is_family
        or lowered in CITIES
        or any(vocabulary.spelled(field, lowered) for field in ("region", "traits", "resource_type", "service"))
    )
