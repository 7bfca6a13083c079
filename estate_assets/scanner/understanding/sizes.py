"""Sizes and retention in questions: `larger than 500 GB`, `with 2 GB of memory`, `kept for 30 days`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import polarity
from estate_assets.scanner.understanding.times import DAYS, NUMBERS

if TYPE_CHECKING:
    Bounds = tuple[float | None, float | None]

MEGABYTES = {"m": 1, "g": 1024, "t": 1024 * 1024}
COUNT = rf"(?P<number>\d+(?:[.,]\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
BYTES = rf"{COUNT}[ -]?(?P<unit>[mgt])(?:i?bs?|igs?|egs?|iga(?:byte)?s?|era(?:byte)?s?|ega(?:byte)?s?|[egi]bibytes?)(?![\w-])"
SPAN = rf"{COUNT}[ -](?:whole |full |entire |calendar )?(?P<unit>{'|'.join(DAYS)})s?\b"
OVER = r"(?P<over>(?:larger|bigger|more|greater|longer|higher) than|over|above|exceeding|beyond)"
UNDER = r"(?P<under>(?:smaller|less|fewer|shorter|lower) than|under|below)"
LEAST = r"(?P<least>at least|not (?:smaller|less|shorter) than|no (?:smaller|less|shorter) than|minimum(?: of)?)"
MOST = r"(?P<most>at most|up to|no more than|not more than|no (?:larger|bigger|longer) than|maximum(?: of)?)"
HOW = rf"(?:{LEAST}|{MOST}|{OVER}|{UNDER}|exactly|of|for|about|after|during|over)"
OR = r"(?P<more> (?:or|and) (?:more|larger|bigger|up|above|longer|over))|(?P<fewer> (?:or|and) (?:less|smaller|below|shorter|under))"
KEPT = (
    r"(?:(?:automatic|automated|daily|nightly|regular) )?(?:kept|keep(?:s|ing)?|(?:hold|hang)(?:s|ing)? on to|held|stay(?:s|ing)?|retain(?:ed|s|ing)?|retention(?: period| time)?|stored|sav(?:ed?|es)|expir\w+|delet\w+|thrown away|vanish\w*"
    r"|go(?:es)? away|last(?:s|ing)?|back(?:ed)? up|backups?|history)"
)
PASSING = r"(?: (?:we|they|you|is|are|of|at|set|to|for|after|within|back|around|up|logs?|backups?|data|them|they|it|messages?|their|its|the|that|which|stay|kept|held|stored|retained|only|just))*"
WHAT = r"(?P<what> (?:of |in )?(?:ram|memory|size|storage|disk|space|capacity)\b)?"
SIZE = re.compile(rf"(?:\b{HOW} )?(?<![\w.-]){BYTES}{WHAT}(?:{OR})?")
RETENTION = (
    re.compile(
        rf"\b(?:go|goes|going|reach|reaches|reaching|stretch|stretches|wind|roll) back (?:{HOW} )?{SPAN}(?:{OR})?"
    ),
    re.compile(rf"\b{KEPT}{PASSING} (?:{HOW} )?{SPAN}(?:{OR})?"),
    re.compile(
        rf"(?:\b{HOW} )?(?<![\w.-]){SPAN}(?:{OR})? (?:worth )?(?:of )?(?:log |backup |data |message )?(?:retention|history|backups?)\b"
    ),
)
FIELDS = {"size_mb": "size", "memory_mb": "memory", "kept_days": "retention"}
#: How an amount is compared, by the group of the pattern that said so.
SAID = {
    "over": "more than ", "under": "less than ", "least": "at least ", "most": "at most ", "more": "at least ", "fewer": "at most ",
}  # fmt: skip
#: `terabyte disks`, and `terabyte-sized` ones, have one.
SIZED = re.compile(r"(?<![\w-])((?:tera|giga)byte)[- ]sized\b")
ALONE = re.compile(r"(?<![\d.] )(?<![\d.])(?<!\ba )(?<!\ban )(?<!one )(?<!two )(?<![\w-])(?:tera|giga)byte (?=[a-z])")
#: What is said of another time than how long something is kept.
PAST = re.compile(r"\b(?:ago|last|past|old|older|newer|since)\b")


def read(text: str) -> tuple[list[Condition], str]:
    """The sizes and spans in a lower-case text as conditions on measures, and the text with those words blanked out."""
    found: list[Condition] = []
    text = ALONE.sub(r"one \g<0>", SIZED.sub(r"one \1", text))
    for form, of in ((SIZE, _size), *((one, _kept) for one in RETENTION)):
        for match in list(form.finditer(text)):
            if form is not SIZE and PAST.search(f"{match[0]} {text[match.end() :].strip().split(' ')[0]}"):
                continue
            denied = polarity.before(text[: match.start()])
            found.append(of(match, denied=denied is not None))
            start = match.start() if denied is None else denied
            text = text[:start] + " " * (match.end() - start) + text[match.end() :]
    return found, text


def _size(match: re.Match[str], *, denied: bool) -> Condition:
    what = (match["what"] or "").split()
    field = "memory_mb" if {"ram", "memory"} & {*what} else "size_mb"
    unit = match["unit"]
    found = _condition(field, match, _count(match) * MEGABYTES[unit], denied=denied)
    if unit == "t" and found.at_least is not None and found.below is not None:  # some say so of 1000 GB
        return replace(found, at_least=round(_count(match) * 1000 * MEGABYTES["g"]))
    return found


def _kept(match: re.Match[str], *, denied: bool) -> Condition:
    return _condition("kept_days", match, _count(match) * DAYS[match["unit"]], denied=denied)


def _count(match: re.Match[str]) -> float:
    return NUMBERS.get(match["number"]) or float(match["number"].replace(",", "."))


def _condition(field: str, match: re.Match[str], amount: float, *, denied: bool) -> Condition:
    """Measures are whole numbers: more than 5 is at least 6."""
    whole = round(amount)
    how = next((name for name in SAID if match.groupdict().get(name)), "")
    bounds: dict[str, Bounds] = {
        "over": (whole + 1, None), "under": (None, whole), "least": (whole, None), "most": (None, whole + 1),
        "more": (whole, None), "fewer": (None, whole + 1), "": (whole, whole + 1),
    }  # fmt: skip
    at_least, below = bounds[how]
    if denied and how:  # of what is not known nothing is said: neither this nor its opposite
        at_least, below = below, at_least
    unit = match["unit"].upper() + "B" if match["unit"] in MEGABYTES else f"{match['unit']}s"
    meaning = f"{FIELDS[field]} is {'not ' if denied else ''}{SAID.get(how, '')}{match['number']} {unit}"
    return Condition(
        field, negated=denied and not how, at_least=at_least, below=below, words=match[0].strip(), meaning=meaning
    )
