"""EventBridge's schedule expressions, and the timers that follow them by the world's clock.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400}
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIRST = 1.0  # seconds after the start that a rate's first ring comes
DAYS_AHEAD = 366 * 5  # the farthest that a cron's next ring is looked for


@dataclass(frozen=True, slots=True)
class Rate:
    """Every so many seconds."""

    seconds: int

    def after(self, moment: float) -> float:
        """The next ring after one at *moment* (seconds since 1970)."""
        return moment + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """At the minutes that all of these allow, in UTC; weekdays count from 1 for Sunday."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]

    def after(self, moment: float) -> float:
        """The next ring after *moment* (seconds since 1970); infinity when five years bring none."""
        start = datetime.fromtimestamp(moment, UTC)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        for days in range(DAYS_AHEAD):
            ring = self._first_on(midnight + timedelta(days=days), start)
            if ring is not None:
                return ring.timestamp()
        return float("inf")

    def _first_on(self, day: datetime, start: datetime) -> datetime | None:
        if not self._rings_on(day):
            return None
        times = (day.replace(hour=h, minute=m) for h in sorted(self.hours) for m in sorted(self.minutes))
        return next((time for time in times if time > start), None)

    def _rings_on(self, day: datetime) -> bool:
        weekday = day.isoweekday() % 7 + 1
        dated = day.year in self.years and day.month in self.months
        return dated and day.day in self.days and weekday in self.weekdays


Plan = Rate | Cron


def parse(expression: str) -> Plan:
    """The plan behind *expression*; ValueError names the part that is not understood."""
    if rate := RATE.fullmatch(expression):
        return Rate(int(rate[1]) * SECONDS[rate[2]])
    cron = CRON.fullmatch(expression)
    if cron is None:
        raise ValueError(f"the schedule {expression!r} is not understood")
    return Cron(
        minutes=_numbers(cron[1], 0, 59),
        hours=_numbers(cron[2], 0, 23),
        days=_numbers(cron[3], 1, 31),
        months=_numbers(cron[4], 1, 12, MONTHS),
        weekdays=_numbers(cron[5], 1, 7, WEEKDAYS),
        years=_numbers(cron[6], 1970, 2199),
    )


class Timer:
    """Rings when its time has come: once after a jump of the clock, not once per missed time."""

    def __init__(self, plan: Plan, now: float) -> None:
        self._plan = plan
        self._due = now + min(FIRST, plan.seconds) if isinstance(plan, Rate) else plan.after(now)

    def rings(self, now: float) -> bool:
        """Whether it rings at *now* (seconds since 1970)."""
        if now < self._due:
            return False
        self._due = self._plan.after(now)
        return True


def _numbers(text: str, low: int, high: int, names: Sequence[str] = ()) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        found |= _range(part, low, high, names)
    if not found or min(found) < low or max(found) > high:
        raise ValueError(f"{text!r} in a cron schedule must lie between {low} and {high}")
    return frozenset(found)


def _range(part: str, low: int, high: int, names: Sequence[str]) -> set[int]:
    span, _, stride = part.partition("/")
    step = _number(stride or "1")
    if step == 0:
        raise ValueError(f"{part!r} in a cron schedule is not understood")
    if span in {"*", "?"}:
        return set(range(low, high + 1, step))
    first, _, last = span.partition("-")
    start = _number(first, names)
    end = _number(last, names) if last else high if stride else start
    return set(range(start, end + 1, step))


def _number(text: str, names: Sequence[str] = ()) -> int:
    if text.upper() in names:
        return names.index(text.upper()) + 1
    if not text.isdecimal():
        raise ValueError(f"{text!r} in a cron schedule is not understood")
    return int(text)
