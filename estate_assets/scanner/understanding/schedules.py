"""How often and when something runs, in questions: `every five minutes`, `nightly`, `at 3 in the morning`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.schedules import MINUTES, Schedule, schedule_of
from estate_assets.scanner.understanding import polarity
from estate_assets.scanner.understanding.meanings import TRAITS
from estate_assets.scanner.understanding.times import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NIGHT = (20, 21, 22, 23, 0, 1, 2, 3, 4, 5)
HALF = 12
HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: Without one of these words, `every night` tells of something else (of copies, say).
RUNS = re.compile(
    r"\b(?:runs?|running|fir(?:es?|ing)|kicks?|trigger\w*|starts?|wakes?|waking|go(?:es)? off|execut\w+|schedul\w+|timers?|cron\w*|jobs?|tasks?"
    r"|rules?|timetables?|invok\w+)\b"
)
SEVERAL = r"(?:few|couple of|several|handful of) "
#: What a rhythm is said of: `that run hourly`.
DONE = re.compile(
    r"\b(?:(?:that|which) )?(?:runs?|running|fires?|firing|kicks? (?:in|off)|triggers?|triggered|starts?|execut\w+|go(?:es)? off|wakes? up)"
    r"(?: (?:something|anything|things|at|on))? ?$"
)
#: Between a denial and the rhythm: `that do not run hourly`.
DOES = re.compile(rf"{RUNS.pattern} ?$")
FORMS = tuple(
    (how, re.compile(rf"\b(?:once )?{form}\b"))
    for how, form in (
        ("often", rf"(?:every|each) {SEVERAL}minutes|several times an hour|many times an hour|more (?:often|than once) (?:than )?(?:an hour|hourly|every hour)"),
        ("every", rf"(?:every|each|an?|per|(?:at )?(?:a )?rate of|interval of) (?:single )?(?:(?P<number>\d+|other|{'|'.join(NUMBERS)}) )?(?P<unit>minute|hour|day|week|month)s?"),
        ("every", rf"(?:at |in |of )?(?:a |an )?(?:(?P<number>\d+|{'|'.join(NUMBERS)})[ -])?(?P<unit>minute|hour|day|week|month)s?[ -](?:intervals?|rhythms?|cadences?|steps?|cycles?|(?=(?:schedule|timer|job|rule|trigger)s?\b))"),
        ("every", r"rate ?\( ?(?P<number>\d+) (?P<unit>minute|hour|day)s?"),
        ("ly", r"(?:on an? )?(?P<ly>hourly|daily|weekly|monthly)(?: basis)?"),
        ("hour", rf"(?:every (?:day|night|morning|evening) )?(?:at|(?<=set )for|(?<=programmed )for|(?<=scheduled )for|(?<=planned )for)(?: the)? (?P<hour>\d\d?|{'|'.join(HOURS)})(?::00)?(?: o'?clock)?(?: (?P<half>am|pm|a\.m\.|p\.m\.|at night|(?:in|of) the (?:night|morning|afternoon|evening))|(?P<glued>am|pm))?"),
        ("hour", r"(?P<hour>\d\d?)(?: (?P<half>am|pm|a\.m\.|p\.m\.)|(?P<glued>am|pm))(?!\w)"),
        ("night", r"(?:every|each|at|during the|in the|by|over) ?night|nightly|overnight|in the (?:middle of the night|small hours)|while we (?:are )?(?:all )?(?:a)?sleep"),
    )
)  # fmt: skip


def read(text: str, traits: Iterable[str], own: Collection[str] = ()) -> tuple[list[Condition], str]:
    """How often something is asked to run, as conditions, and the lower-case text with those words blanked out.

    `own`: words of names; `nightly report` is one.
    """
    known = {trait: plan for trait in traits if (plan := schedule_of(trait))}
    found: list[Condition] = []
    for how, form in FORMS if known and RUNS.search(text) else ():
        for match in list(form.finditer(text)):
            after = text[match.end() :].split()[:1]
            if after and {match[0], *after} <= {*own}:
                continue
            values = tuple(sorted(one for one, plan in known.items() if _fits(plan, how, match)))
            denial = polarity.before(DOES.sub("", text[: match.start()]))
            meaning = (
                f"{'not: ' if denial is not None else ''}schedule is {' or '.join(values) or 'none that is there'}"
            )
            found.append(
                Condition(TRAITS, values or (match[0],), denial is not None, words=match[0].strip(), meaning=meaning)
            )
            done = DONE.search(text[: match.start()])
            start = denial if denial is not None else done.start() if done else match.start()
            text = text[:start] + " " * (match.end() - start) + text[match.end() :]
    return found, text


def _fits(plan: Schedule, how: str, match: re.Match[str]) -> bool:
    if how == "often":
        return plan.minutes < MINUTES["hour"]
    if how == "night":
        return plan.minutes == MINUTES["day"] and plan.hour in NIGHT
    if how == "hour":
        half = match["half"] or match["glued"] or ""
        later = HALF if half in ("pm", "p.m.", "in the afternoon", "in the evening", "of the evening") else 0
        said = HOURS.index(match["hour"]) + 1 if match["hour"] in HOURS else int(match["hour"])
        return plan.hour == (said % HALF + later if half else said)
    if how == "ly":
        unit = "day" if match["ly"] == "daily" else match["ly"].removesuffix("ly")
        return plan.minutes == MINUTES[unit]
    number = 2 if match["number"] == "other" else NUMBERS.get(match["number"] or "one") or float(match["number"])
    return plan.minutes == number * MINUTES[match["unit"]]
