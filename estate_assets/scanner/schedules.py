"""What the schedule expressions of EventBridge say: `rate(5 minutes)`, `cron(0 3 * * ? *)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MINUTES = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080, "month": 43_200}
RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) \S+\)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many minutes lie between two runs, and the hour (UTC) of daily ones."""

    minutes: int
    hour: int | None = None


def schedule_of(trait: str) -> Schedule | None:
    """What a schedule expression says; None for other texts, and for schedules that are no plain rhythm."""
    if rate := RATE.fullmatch(trait):
        return Schedule(int(rate[1]) * MINUTES[rate[2]])
    cron = CRON.fullmatch(trait)
    if not cron:
        return None
    minute, hour, day, _, weekday = cron.groups()
    if step := re.fullmatch(r"(?:\*|0)/(\d+)", minute):
        return Schedule(int(step[1])) if hour == "*" else None
    if hour == "*":
        return Schedule(MINUTES["hour"])
    if step := re.fullmatch(r"(?:\*|0)/(\d+)", hour):
        return Schedule(int(step[1]) * MINUTES["hour"])
    every = "day" if {day, weekday} <= {"*", "?"} else "week" if day in "*?" else "month"
    return Schedule(MINUTES[every], int(hour) if hour.isdecimal() else None)
