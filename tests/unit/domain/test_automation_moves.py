"""How an automation changes, counts its messages and takes turns in public."""

from dataclasses import fields

import pytest

from chalicelib.domain.automation import Automation, Mood, Quiet, day_of
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Rule
from tests.unit.domain.automations import NOW, automation

DAY = 86_400_000
MIDNIGHT = 1_790_035_200_000  # 2026-09-22
KEPT = {"creator", "account", "trigger", "id", "created_at", "active_since", "rev", "day", "today", "total"}
OLD = automation(rev=4, day="2026-09-21", today=3, total=7)
DRAFT = automation(
    name="Another",
    id="",
    text="Hello {name}",
    rule=Rule(),
    choices=(Choice(title="Yes", quick=True),),
    link="https://example.com",
    public=("Sent!",),
    once=False,
    cap=5,
    quiet=Quiet(begins=0, ends=60, zone="UTC"),
    mood=Mood.PAUSED,
    created_at=0,
    active_since=0,
)


def test_a_change_takes_every_setting_of_the_draft() -> None:
    new = OLD.become(DRAFT, now=NOW)

    settings = [f.name for f in fields(Automation) if f.name not in KEPT]
    assert {name: getattr(new, name) for name in settings} == {n: getattr(DRAFT, n) for n in settings}
    assert all(getattr(new, name) != getattr(OLD, name) for name in settings)


def test_a_change_keeps_what_the_automation_is_and_has_done() -> None:
    new = OLD.become(DRAFT, now=NOW)

    assert (new.id, new.created_at, new.day, new.today, new.total) == (
        OLD.id,
        OLD.created_at,
        "2026-09-21",
        3,
        7,
    )
    assert new.rev == OLD.rev + 1


@pytest.mark.parametrize(
    ("before", "after", "wakes"),
    [
        (Mood.ACTIVE, Mood.ACTIVE, False),
        (Mood.ACTIVE, Mood.PAUSED, False),
        (Mood.PAUSED, Mood.PAUSED, False),
        (Mood.PAUSED, Mood.ACTIVE, True),
    ],
)
def test_only_waking_makes_the_past_unanswered(before: Mood, after: Mood, *, wakes: bool) -> None:
    old = automation(mood=before, active_since=NOW - DAY)

    new = old.become(automation(mood=after, active_since=0), now=NOW)

    assert new.active_since == (NOW if wakes else NOW - DAY)
    assert new.active is (after is Mood.ACTIVE)


@pytest.mark.parametrize(
    ("cap", "day", "today", "spent"),
    [
        (None, "2026-09-21", 100_000, False),
        (3, None, 0, False),
        (3, "2026-09-21", 2, False),
        (3, "2026-09-21", 3, True),
        (3, "2026-09-21", 4, True),
        (3, "2026-09-20", 3, False),
        (1, "2026-09-21", 1, True),
    ],
    ids=["no cap", "never sent", "one left", "spent", "lowered since", "yesterday's", "one a day"],
)
def test_a_days_messages_are_spent_when_there_are_as_many(
    cap: int | None, day: str | None, today: int, *, spent: bool
) -> None:
    assert automation(cap=cap, day=day, today=today).used_up(NOW) is spent


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (0, "1970-01-01"),
        (MIDNIGHT - 1, "2026-09-21"),
        (MIDNIGHT, "2026-09-22"),
        (MIDNIGHT + DAY - 1, "2026-09-22"),
    ],
)
def test_a_day_runs_from_midnight_to_midnight_in_utc(now: int, day: str) -> None:
    assert day_of(now) == day


def test_a_new_day_brings_new_messages() -> None:
    spent = automation(cap=3, day="2026-09-21", today=3)

    assert [spent.used_up(MIDNIGHT - 1), spent.used_up(MIDNIGHT)] == [True, False]


def test_public_answers_take_turns() -> None:
    answers = ("Sent!", "Look into your inbox", "Done")

    said = [automation(public=answers).said_in_public(turn) for turn in range(7)]

    assert said == [*answers, *answers, "Sent!"]


def test_without_public_answers_nothing_is_said_in_public() -> None:
    assert [automation().said_in_public(turn) for turn in (0, 1, 7)] == [None, None, None]
