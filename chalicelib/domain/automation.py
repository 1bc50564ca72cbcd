"""What a creator has set up to be answered by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Rule
from chalicelib.domain.occasion import Occasion, Trigger

MOST = 100  # automations of one account
ANYTHING = Rule()
DAY_FORMAT = "%Y-%m-%d"


class Mood(StrEnum):
    """Whether it answers."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which nothing goes out: from *begins* to *ends*, minutes of the day in *zone*."""

    begins: int
    ends: int
    zone: str  # its IANA name

    def over(self, now: int) -> int:
        """When messages may go out, in milliseconds: *now*, or the end of the quiet hours that run then."""
        here = datetime.fromtimestamp(now / 1_000, UTC).astimezone(ZoneInfo(self.zone))
        minute = here.hour * 60 + here.minute
        if not _within(minute, self.begins, self.ends):
            return now
        day = here.date() + timedelta(days=1 if minute >= self.ends else 0)
        end = datetime.combine(day, time(self.ends // 60, self.ends % 60), tzinfo=here.tzinfo)
        return max(now, int(end.timestamp() * 1_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation:
    """One rule and its answer. Times in milliseconds."""

    creator: str
    account: str
    id: str  # 24 hex digits, time-ordered
    name: str
    trigger: Trigger
    text: str  # a template
    rule: Rule = ANYTHING
    choices: tuple[Choice, ...] = ()
    link: str | None = None
    public: tuple[str, ...] = ()  # what is answered under the comment itself, in turns
    once: bool = True  # per person, ever
    cap: int | None = None  # messages a day (UTC)
    quiet: Quiet | None = None
    mood: Mood = Mood.ACTIVE
    created_at: int
    active_since: int  # what happened before is not answered
    rev: int = 0
    day: str | None = None  # the last day with messages, and how many it had
    today: int = 0
    total: int = 0

    @property
    def active(self) -> bool:
        """Whether it answers."""
        return self.mood is Mood.ACTIVE

    def become(self, new: "Automation", *, now: int) -> "Automation":
        """The same automation with the settings of *new*."""
        wakes = new.active and not self.active
        return replace(
            new,
            id=self.id,
            created_at=self.created_at,
            active_since=now if wakes else self.active_since,
            rev=self.rev + 1,
            day=self.day,
            today=self.today,
            total=self.total,
        )

    def used_up(self, now: int) -> bool:
        """Whether the day's messages are spent."""
        return self.cap is not None and self.day == day_of(now) and self.today >= self.cap

    def said_in_public(self, turn: int) -> str | None:
        """The public answer of the *turn*th message."""
        return self.public[turn % len(self.public)] if self.public else None


@dataclass(frozen=True, slots=True)
class Found:
    """The automation that an occasion is for, and the word that fits ("" where any does)."""

    automation: Automation
    word: str


def choose(automations: Iterable[Automation], occasion: Occasion) -> Found | None:
    """One occasion starts one automation: the strictest that is active, the oldest of equals.

    A paused one is found only where no active one fits, so that people can be told why nothing happens.
    """
    fits = [
        Found(automation, word)
        for automation in automations
        if automation.trigger is occasion.trigger and (word := _word(automation, occasion)) is not None
    ]
    return max(fits, key=_rank, default=None)


def day_of(now: int) -> str:
    """The day in UTC, like 2026-11-22."""
    return datetime.fromtimestamp(now / 1_000, UTC).strftime(DAY_FORMAT)


def _word(automation: Automation, occasion: Occasion) -> str | None:
    if occasion.trigger is Trigger.BUTTON:
        return "" if automation.id == occasion.starts else None
    return automation.rule.found(occasion.text, occasion.posts)


def _rank(found: Found) -> tuple[bool, tuple[bool, int], int]:
    automation = found.automation
    return automation.active, automation.rule.strictness, -int(automation.id, 16)


def _within(minute: int, begins: int, ends: int) -> bool:
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends
