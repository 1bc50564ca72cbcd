"""Why an automation that fits does not answer: nothing is sent, and the reason is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.account import DAY as DAY_MS
from chalicelib.domain.activity import Outcome
from chalicelib.domain.automation import Automation, Mood
from chalicelib.domain.dm import LIVE_WINDOW, MARGIN, REPLY_WINDOW, SLACK
from chalicelib.domain.event import Act, Comment
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    DAY,
    MIA,
    SECOND,
    TOM,
    comments,
    dms,
    noted,
    now_of,
    outcomes,
    prefer,
    set_up,
    the_dm,
    writes,
)

MILLISECOND = timedelta(milliseconds=1)
Story = Callable[[World], tuple[Automation, Comment | Act]]


def opted_out(world: World) -> tuple[Automation, Comment | Act]:
    automation = set_up(world, Trigger.COMMENT)
    world.apply_event(writes(world, "STOP", mid="stop"))
    return automation, comments(world)


def paused(world: World) -> tuple[Automation, Comment | Act]:
    return set_up(world, Trigger.COMMENT, mood=Mood.PAUSED), comments(world)


def before(world: World) -> tuple[Automation, Comment | Act]:
    automation = set_up(world, Trigger.COMMENT)
    return automation, replace(comments(world), at=world.clock() - SLACK - 1)


def woken_since(world: World) -> tuple[Automation, Comment | Act]:
    automation = set_up(world, Trigger.COMMENT, mood=Mood.PAUSED)
    event = comments(world)
    world.clock.move(timedelta(minutes=1))
    world.edit_automations.change(automation.id, replace(automation, mood=Mood.ACTIVE))
    return automation, event


def old_comment(world: World) -> tuple[Automation, Comment | Act]:
    automation, event = set_up(world, Trigger.COMMENT), comments(world)
    world.clock.now += REPLY_WINDOW - MARGIN
    return automation, event


def old_live_comment(world: World) -> tuple[Automation, Comment | Act]:
    automation, event = set_up(world, Trigger.LIVE_COMMENT), replace(comments(world), product="LIVE")
    world.clock.now += LIVE_WINDOW - MARGIN
    return automation, event


def old_message(world: World) -> tuple[Automation, Comment | Act]:
    automation, event = set_up(world, Trigger.MESSAGE), writes(world)
    world.clock.now += DAY_MS - MARGIN
    return automation, event


def once(world: World) -> tuple[Automation, Comment | Act]:
    automation = set_up(world, Trigger.COMMENT)
    world.tell(comments(world, id="c0"))
    world.run()
    world.clock.move(30 * DAY)
    return automation, comments(world)


def person_limit(world: World) -> tuple[Automation, Comment | Act]:
    automation = set_up(world, Trigger.COMMENT, once=False)
    prefer(world, Preferences(creator=ANA, person_limit=2))
    world.tell(comments(world, id="a"), comments(world, id="b"))
    world.run()
    world.clock.move(DAY - SECOND)
    return automation, comments(world)


def daily_cap(world: World) -> tuple[Automation, Comment | Act]:
    automation = set_up(world, Trigger.COMMENT, cap=1)
    world.tell(comments(world, id="c0", person=TOM))
    world.run()
    return automation, comments(world)


STORIES: list[tuple[Story, Outcome]] = [
    (opted_out, Outcome.OPTED_OUT),
    (paused, Outcome.PAUSED),
    (before, Outcome.BEFORE),
    (woken_since, Outcome.BEFORE),
    (old_comment, Outcome.TOO_OLD),
    (old_live_comment, Outcome.TOO_OLD),
    (old_message, Outcome.TOO_OLD),
    (once, Outcome.ONCE),
    (person_limit, Outcome.PERSON_LIMIT),
    (daily_cap, Outcome.DAILY_CAP),
]


@pytest.mark.parametrize(("story", "outcome"), STORIES, ids=[story.__name__ for story, _ in STORIES])
def test_what_speaks_against_an_answer_is_kept_and_nothing_is_sent(story: Story, outcome: Outcome) -> None:
    world = World()
    automation, event = story(world)
    calls, known, total = len(world.instagram.posts), dms(world), now_of(world, automation).total

    meaning = world.apply_event(event)
    world.run()

    [activity] = [a for a in noted(world) if a.outcome == outcome]
    assert meaning == outcome
    assert (activity.automation, activity.person) == (automation.id, MIA)
    assert (len(world.instagram.posts), dms(world)) == (calls, known)
    assert now_of(world, automation).total == total


@pytest.mark.parametrize(("story", "outcome"), STORIES, ids=[story.__name__ for story, _ in STORIES])
def test_what_was_not_answered_and_is_told_again_is_noted_once(story: Story, outcome: Outcome) -> None:
    world = World()
    _, event = story(world)

    for _ in range(3):
        world.tell(event)
        world.run()

    assert outcomes(world).count(outcome) == 1


@pytest.mark.parametrize("story", [old_comment, old_live_comment, old_message])
def test_a_moment_earlier_an_old_event_is_still_answered(story: Story) -> None:
    world = World()
    _, event = story(world)
    world.clock.now -= 1

    world.apply_event(event)
    world.run()

    assert the_dm(world).state == "sent"


def test_clocks_that_differ_by_seconds_do_not_make_a_comment_too_early() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    meaning = world.apply_event(replace(comments(world), at=world.clock() - SLACK))

    assert meaning == "queued"


def test_a_day_later_the_person_may_be_answered_again() -> None:
    world = World()
    _, _ = person_limit(world)
    world.clock.move(SECOND)

    meaning = world.apply_event(comments(world))

    assert meaning == "queued"


def test_the_next_day_in_utc_the_automation_may_answer_again() -> None:
    world = World()
    daily_cap(world)
    midnight = (world.clock() // DAY_MS + 1) * DAY_MS
    world.clock.move_to(midnight - 1)
    late = world.apply_event(comments(world, id="late"))

    world.clock.move(MILLISECOND)
    early = world.apply_event(comments(world, id="early"))

    assert (late, early) == ("daily_cap", "queued")


def test_an_automation_that_answers_everybody_once_answers_each_of_two_people() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    meanings = [world.apply_event(comments(world, id=f"c{p[-1]}", person=p)) for p in (MIA, TOM, MIA)]

    assert meanings == ["queued", "queued", "queued"]


def test_an_automation_may_answer_again_and_again_if_its_creator_wants() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, once=False)

    meanings = [world.apply_event(comments(world, id=f"c{n}")) for n in range(11)]

    assert meanings == ["queued"] * 10 + ["person_limit"]


def test_the_first_reason_is_the_one_that_is_told() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, mood=Mood.PAUSED)
    world.apply_event(writes(world, "STOP", mid="stop"))

    meaning = world.apply_event(replace(comments(world), at=1))

    assert meaning == "opted_out"


def test_a_paused_automation_steps_back_for_an_active_one() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "link", mood=Mood.PAUSED)
    active = set_up(world, Trigger.COMMENT)

    world.apply_event(comments(world))

    assert the_dm(world).automation == active.id


def test_the_reason_names_no_text_of_anybodys() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "secret", mood=Mood.PAUSED)

    world.apply_event(comments(world, "my secret diary"))

    [activity] = noted(world)
    assert activity.word == "secret"
    assert "diary" not in str(activity)
