"""Times in questions, as ranges of when a resource was created: `last week`, `older than a year`, `since March`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from estate_assets.scanner.conditions import Condition
from estate_assets.scanner.understanding import polarity

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20, "thirty": 30, "hundred": 100, "a hundred": 100, "thousand": 1000, "a thousand": 1000,
    "a couple of": 2, "couple of": 2, "half a": 0.5,
}  # fmt: skip
DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30.44, "quarter": 91.3, "year": 365.25}
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBER = rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
SPAN = rf"(?:{NUMBER}\s+)?(?P<unit>{'|'.join(DAYS)})s?"
START = r"(?:(?:the )?(?:(?:very )?(?:start|beginning) of|new year(?:'s day)?) )?"
POINT = (
    rf"{START}(?P<date>\d{{4}}-\d\d-\d\d|\d{{4}}-\d\d|(?:{'|'.join(MONTHS)})(?:\s+\d{{4}})?|\d{{4}}|yesterday|today)"
)
MADE = (
    r"(?:(?:that\s+)?(?:were\s+|was\s+|are\s+|have\s+been\s+)?(?:created|made|launched|started|born|added|set up)\s+)?"
)
#: Who was not changed since then, was changed last before.
UNTOUCHED = (
    r"(?:(?:left|gone|been) )?(?:untouched|unchanged|unmodified)|(?:not|never|nobody|no one|n't)(?: has| have)?(?: been)?"
    r" (?:touched|changed|modified|updated|edited|deployed|redeployed)(?: (?:them|it|these|those))?"
    r"|(?:(?:with|had|have|has) no|without|no) (?:an? |any )?(?:deployment|deploy|update|change|restart|modification|edit)s?"
)
PERIOD = r"(?P<which>this|last)\s+(?P<unit>week|month|year|quarter)"
Bounds = tuple[float | None, float | None]
AFTER, EARLIER, LATER = "after", "earlier", "later"
OLDER, NEWER, SINCE, UNTIL, THROUGH, WITHIN, CALENDAR = (
    "older",
    "newer",
    "since",
    "until",
    "through",
    "within",
    "calendar",
)
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (WITHIN, re.compile(rf"\b{MADE.removesuffix('?')}(?P<date>today)\b")),  # today alone may be `now`
    *(
    (kind, re.compile(rf"\b{MADE}{form}\b"))
    for kind, form in (
        (UNTIL, rf"(?:{UNTOUCHED}) since (?:the (?:start|beginning|end) of )?{POINT}(?: (?:began|started))?"),
        (UNTIL, rf"(?:{UNTOUCHED}) (?:in|during) {POINT}"),
        (OLDER, rf"(?:{UNTOUCHED}) (?:for|in|during) (?:the (?:last|past) )?(?:more than |over |at least )?{SPAN}"),
        (OLDER, rf"(?:as old as |of )?{SPAN}(?: old)? (?:or|and) (?:older|more|up|above|longer)"),
        (NEWER, rf"(?:as old as |of )?{SPAN}(?: old)? (?:or|and) (?:younger|newer|less|later)"),
        (OLDER, rf"at least {SPAN} old"),
        (NEWER, rf"(?:up to|max(?:imum)?\.?|at most|no more than|not more than) {SPAN} old"),
        (OLDER, rf"{SPAN} old at least"), (NEWER, rf"{SPAN} old at most"),
        (NEWER, rf"{SPAN} ago (?:or|and) (?:later|since)"),
        (NEWER, rf"(?:newer than|younger than|less than|under|not older than|no older than)\s+{SPAN}(?:\s+(?:old|ago))?"),
        (OLDER, rf"(?:older than|over|more than|at least)\s+{SPAN}(?:\s+(?:old|ago))?"),
        (NEWER, rf"(?:in|within|during|over|from)\s+the\s+(?:last|past|previous)\s+{SPAN}"),
        (NEWER, rf"(?:last|past|previous)\s+{NUMBER}\s+(?P<unit>{'|'.join(DAYS)})s"),
        (EARLIER, rf"(?:(?:older|earlier|sooner|further(?: back)?) than|before|prior to|predating|(?:{UNTOUCHED})) {PERIOD}"),
        (LATER, rf"(?:(?:newer|later|younger) than|after|past) {PERIOD}"),
        (OLDER, rf"(?:past|over|beyond) (?:their|its) first (?P<unit>{'|'.join(DAYS)})"),
        (OLDER, rf"exceed(?:s|ing)? {SPAN}(?: (?:of|in) age)?"),
        (OLDER, rf"(?:(?:still )?(?:alive|there|around|in use|running)|existing|existed)(?: already)? after {SPAN}"),
        (OLDER, rf"(?:already )?(?:existed|were there|was there|were around)(?: already)? {SPAN} ago"),
        (OLDER, rf"age (?:over|above|more than|at least) {SPAN}"), (NEWER, rf"age (?:under|below|less than|at most) {SPAN}"),
        (CALENDAR, r"(?:in\s+|during\s+)?(?P<which>this|last)\s+(?P<unit>week|month|year|quarter)"),
        (THROUGH, rf"(?:no(?:t)? later than|by the end of|(?:until|up to) the end of)\s+{POINT}"),
        (SINCE, rf"no(?:t)? earlier than\s+{POINT}"),
        (SINCE, rf"since\s+{POINT}"),
        (AFTER, rf"(?:after|(?:later|newer|younger) than)\s+{POINT}"),
        (SINCE, rf"from\s+{POINT}\s+(?:on|onwards?|upwards?)"),
        (UNTIL, rf"(?:before|until|prior to|up to|(?:earlier|older|sooner) than|predating)\s+{POINT}"),
        (WITHIN, rf"(?:in the course of|in|on|during|throughout|within|from)\s+{POINT}"),
        (WITHIN, r"(?P<date>yesterday)"),
    ))
)  # fmt: skip
DECEMBER = 12
_MONTH, _DAY = rf"(?P<month>{'|'.join(MONTHS)})", r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
#: Days of a month: `the first of October`, `2nd May 2025`, `October 1st`.
DAYS_OF_MONTHS = (
    re.compile(rf"\b(?:the\s+)?(?P<day>{'|'.join(ORDINALS)})\s+of\s+{_MONTH}(?:\s+(?P<year>\d{{4}}))?\b"),
    re.compile(rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:\s+(?P<year>\d{{4}}))?\b"),
    re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?!\d)(?:\s+(?P<year>\d{{4}}))?\b"),
)
#: What something could be brought back to is no time at which it was made: `wind back to noon yesterday`.
BACK_TO = re.compile(
    r"\b(?P<back>back|restored?|recover(?:ed)?|rewind|rewound|reset)\s+to\s+(?:\w+\s+){0,5}?"
    rf"(?:{POINT}|last\s+\w+|\w+\s+ago)\b"
)


def read(text: str, now: datetime | None = None) -> tuple[list[Condition], str]:
    """The times in a lower-case text as conditions on `created_epoch`, and the text with those words blanked out."""
    now = now or datetime.now(UTC)
    found = []
    text = BACK_TO.sub(lambda match: match["back"], text)
    for form in DAYS_OF_MONTHS:
        text = form.sub(lambda match: _dated(match, now), text)
    for kind, form in FORMS:
        match = form.search(text)
        while match:
            found += [_condition(bounds, match)] if (bounds := _bounds(kind, match, now)) else []
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
            match = form.search(text)
    return found, text


def _dated(match: re.Match[str], now: datetime) -> str:
    """A day of a month as a date; of a year that is not told, the latest one past."""
    said, month = match["day"], MONTHS.index(match["month"]) + 1
    day = ORDINALS.index(said) + 1 if said in ORDINALS else int(said)
    year = int(match["year"] or now.year - ((month, day) > (now.month, now.day)))
    return f"{year:04}-{month:02}-{day:02}"


def _condition(bounds: Bounds, match: re.Match[str]) -> Condition:
    since, until = bounds
    negated = polarity.before(match.string[: match.start()].replace("’", "'")) is not None
    meaning = f"{'not ' if negated else ''}{_meaning(since, until)}"
    return Condition(
        "created_epoch", negated=negated, at_least=since, below=until, words=match[0].strip(), meaning=meaning
    )


def _bounds(kind: str, match: re.Match[str], now: datetime) -> Bounds | None:
    """The range that a match means; None for a day that is in no calendar."""
    try:
        return _range(kind, match, now)
    except (ValueError, OverflowError):
        return None


def _range(kind: str, match: re.Match[str], now: datetime) -> Bounds:
    if kind in (OLDER, NEWER):
        edge = (now - timedelta(days=_number(match.groupdict().get("number")) * DAYS[match["unit"]])).timestamp()
        return (None, edge) if kind == OLDER else (edge, None)
    if kind == CALENDAR:
        return _calendar(match["which"], match["unit"], now)
    if kind in (EARLIER, LATER):
        start, end = _calendar(match["which"], match["unit"], now)
        return (None, start) if kind == EARLIER else (end or start, None)
    first, after = _day(match["date"], now)
    choices: dict[str, Callable[[], Bounds]] = {
        SINCE: lambda: (first.timestamp(), None),
        AFTER: lambda: ((after if _is_span(match) else first).timestamp(), None),
        UNTIL: lambda: (None, first.timestamp()),
        THROUGH: lambda: (None, after.timestamp()),
        WITHIN: lambda: (first.timestamp(), after.timestamp()),
    }
    return choices[kind]()


def _is_span(match: re.Match[str]) -> bool:
    """Whether a date is a whole month or year, and not its start: what is after 2023 is not of 2023."""
    return match["date"].count("-") < 2 and not re.search(r"start|beginning|new year|day$", match[0])  # noqa: PLR2004


def _number(text: str | None) -> float:
    return NUMBERS.get(text, 0) or float(text) if text else 1


def _calendar(which: str, unit: str, now: datetime) -> Bounds:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }
    start = starts[unit]
    if which == "this":
        return start.timestamp(), None
    before = _calendar("this", unit, start - timedelta(days=1))[0]
    return before, start.timestamp()


def _day(text: str, now: datetime) -> tuple[datetime, datetime]:
    """The first moment of a day, month or year, and the first after it. A month without a year is the latest one past."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if text in ("today", "yesterday"):
        first = today - timedelta(days=text == "yesterday")
        return first, first + timedelta(days=1)
    name, _, year = text.partition(" ")
    if name in MONTHS:
        month = MONTHS.index(name) + 1
        return _month(int(year.strip()) if year else now.year - (month > now.month), month)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return datetime(parts[0], 1, 1, tzinfo=UTC), datetime(parts[0] + 1, 1, 1, tzinfo=UTC)
    if len(parts) == 2:  # noqa: PLR2004  # year and month
        return _month(*parts)
    first = datetime(parts[0], parts[1], parts[2], tzinfo=UTC)
    return first, first + timedelta(days=1)


def _month(year: int, month: int) -> tuple[datetime, datetime]:
    after = (year + 1, 1) if month == DECEMBER else (year, month + 1)
    return datetime(year, month, 1, tzinfo=UTC), datetime(*after, 1, tzinfo=UTC)


def _meaning(since: float | None, until: float | None) -> str:
    day = [datetime.fromtimestamp(edge, UTC).date().isoformat() if edge is not None else "" for edge in (since, until)]
    return (
        f"created {f'from {day[0]}' if day[0] else ''}{' ' if all(day) else ''}{f'before {day[1]}' if day[1] else ''}"
    )
