"""Versions in questions: `still on 1.29`, `not yet at 1.33`, `Postgres older than 15`."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.traits import version_of
from estate_assets.scanner.understanding import polarity
from estate_assets.scanner.understanding.meanings import TRAITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Parts = tuple[int, ...]
NUMBER = r"v?(?P<number>\d+(?:\.\d+){0,3})(?:\.x)?(?![\w.-]*[\w-])"
MOVED = r"(?:at|on|to|made it to|reached|moved (?:up )?to|upgraded to|updated to|arrived at|brought (?:up )?to|got to|past|beyond)"
WORD = r"(?:versions? |release |v(?=\d))"
#: What stands before or behind a number -> how a version compares with it. The first that fits, wins.
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (how, re.compile(form))
    for how, form in (
        ("<", rf"(?:\b(?:not|never)|n't|\bnot) (?:yet )?(?:been )?(?:yet (?:at|on)|(?!at |on |to ){MOVED})\s+{WORD}?{NUMBER}"),
        ("<", rf"(?:\b(?:running|runs?|using) )?\b(?:older than|below|before|lower than|less than|earlier than|prior to|under|behind|short of)\s+{WORD}?{NUMBER}"),
        (">", rf"(?:\b(?:running|runs?|using) )?\b(?:newer than|above|after|later than|higher than|more recent than|beyond|past)\s+{WORD}?{NUMBER}"),
        (">=", rf"(?:\b(?:running|runs?|using) )?\b(?:at least|no older than|not older than|since|from)\s+{WORD}?{NUMBER}(?: (?:on|onwards|upwards|up))?"),
        ("<=", rf"(?:\b(?:running|runs?|using) )?\b(?:at most|no newer than|not newer than|up to)\s+{WORD}?{NUMBER}"),
        (">=", rf"\b{WORD}?{NUMBER}(?:\+| (?:or|and) (?:newer|later|higher|up|above|more recent))"),
        ("<=", rf"\b{WORD}?{NUMBER} (?:or|and) (?:older|earlier|lower|below|before)"),
        ("=", rf"(?:\b(?:still |already )?(?:at|on|of|to|in|runs?|running|using)\s+)?\b{WORD}?{NUMBER}"),
    )
)  # fmt: skip
COMPARE = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq}
UNIT = re.compile(
    r"\s*(?:[kmgt]i?b|%|(?:day|week|month|year|hour|minute|cpu|core|replica|node|zone|account|region|time)s?)\b"
)
NAMED = re.compile(r"[a-z]+(\d+(?:\.\d+)*)")
#: Languages' runtimes: `older than Python 3.12` is `python older than 3.12`; nodejs20.x is one of nodejs.
RUNTIME = re.compile(r"(?P<family>[a-z]+)(?P<number>\d+(?:\.\d+)*)(?:\.x)?")
LANGUAGES = {
    "python": "python",
    "node": "nodejs",
    "nodejs": "nodejs",
    "java": "java",
    "ruby": "ruby",
    "dotnet": "dotnet",
    "go": "go",
}
SWAPPED = re.compile(
    r"\b(?P<how>(?:older|newer|lower|higher|less|earlier|later) than|below|above|before|after|under|prior to|at least|at most|up to)"
    r" (?:an? )?(?P<name>node(?:\.?js)?|python|java|ruby|dotnet|go)[ -]?(?:versions? )?(?=\d)"
)
REACH = 3  # words before a comparison, among which is what has versions
SAID = {"<": "older than ", ">": "newer than ", "<=": "at most ", ">=": "at least ", "=": ""}


def read(text: str, traits: Collection[str], names: frozenset[str]) -> tuple[list[Condition], str]:
    """The versions in a lower-case text as conditions, and the text with those words blanked out.

    `names`: words before which a whole number is a version as well (`postgres 15`, `kubernetes 1`).
    """
    pointed = {trait: _numbers(name[1]) for trait in traits if (name := NAMED.fullmatch(trait)) and "." in name[1]}
    known = {trait: parts for trait in traits if (parts := version_of(trait))}
    text = SWAPPED.sub(lambda match: f"{match['name'].replace('.', '')} {match['how']} ", text)
    numbers = [*known.values(), *pointed.values()]
    found: list[Condition] = []
    for how, form in FORMS:
        for match in list(form.finditer(text)):
            if not _is_phrase(match, text, traits) and _is_version(match, text, numbers, names):
                denial = polarity.before(text[: match.start()]) if how == "=" else None
                pool = _runtimes(text[: match.start()], traits) or {**known, **pointed} if how != "=" else known
                found.append(_condition(how, match, pool, traits, denied=denial is not None))
                start = match.start() if denial is None else denial
                text = text[:start] + " " * (match.end() - start) + text[match.end() :]
    return found, text


def _runtimes(before: str, traits: Iterable[str]) -> dict[str, Parts]:
    """The versions of the language that is named right before a comparison; none where none is."""
    words = re.findall(r"\w+", before)[-REACH:]
    family = next((LANGUAGES[word] for word in reversed(words) if word in LANGUAGES), None)
    found = ((trait, RUNTIME.fullmatch(trait)) for trait in traits)
    return {trait: _numbers(match["number"]) for trait, match in found if match and match["family"] == family}


def _is_phrase(match: re.Match[str], text: str, traits: Iterable[str]) -> bool:
    """Whether it is read with the word before it: `python version 3.12` is a trait's other name (lexicon.py)."""
    before = text[: match.start()].split()[-1:]
    if not before or not re.match(rf"\s*{WORD}?v?\d", match[0]):
        return False
    return any(
        one.startswith(before[0]) and (name := NAMED.match(one)) and name[1] == match["number"] for one in traits
    )


def _is_version(match: re.Match[str], text: str, known: Iterable[Parts], names: frozenset[str]) -> bool:
    """Whether a number is one: it is called so, follows what has versions, or has a point and begins one that is known."""
    if re.search(WORD, match[0]):
        return True
    before = re.findall(r"\w+", text[: match.start()])
    if names & {*before[-1 if match[0][0].isdigit() else -REACH :]} and match.end() >= match.end("number"):
        return not UNIT.match(text[match.end("number") :])
    asked = _parts(match)
    return len(asked) > 1 and any(parts[: len(asked)] == asked for parts in known)


def _parts(match: re.Match[str]) -> Parts:
    return _numbers(match["number"])


def _numbers(text: str) -> Parts:
    return tuple(map(int, text.split(".")))


def _condition(
    how: str, match: re.Match[str], known: dict[str, Parts], traits: Collection[str], *, denied: bool
) -> Condition:
    asked = _parts(match)
    values = tuple(sorted(one for one, parts in known.items() if COMPARE[how](parts[: len(asked)], asked)))
    if not values and how == "=":  # `Node in version 16` is nodejs16.x
        values = tuple(sorted(one for one in traits if (name := NAMED.match(one)) and name[1] == match["number"]))
    of_names = denied and not {*values} & {*known}  # `not on 3.9`: all but python3.9, also what has no version
    if denied and not of_names:
        values = tuple(sorted({*known} - {*values}))
    meaning = f"version is {'not ' if denied else ''}{SAID[how]}{match['number']}"
    return Condition(TRAITS, values or (match["number"],), of_names, words=match[0].strip(), meaning=meaning)


def names_of(traits: Iterable[str]) -> Iterator[str]:
    """The words that versions stand behind: engines, as the collection has them, and Kubernetes."""
    yield from ("kubernetes", "k8s", "eks", "engine", *LANGUAGES)
    for trait in traits:
        if match := re.fullmatch(r"([a-z]{4,})(?:-[a-z0-9]+)?", trait):
            yield match[1]
