"""A message's story, told to its creator."""

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.domain.dm import MARGIN, REPLY_WINDOW
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.timeline import DAY_RULE, WEEK_RULE
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Script, before
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    BEN,
    HOUR,
    MINUTE,
    SECOND,
    comments,
    set_up,
    the_dm,
    the_lead,
    writes,
)

REFUSED = Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)


def told(world: World) -> list[tuple[str, str]]:
    timeline = world.read_timeline(ANA, the_lead(world).id)
    return [(step.step, step.text) for step in timeline.steps]


def test_the_story_of_an_answered_comment() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Instagram.reply", before(lambda: world.clock.move(SECOND)))
    set_up(world, Trigger.COMMENT, "link", public=("Look into your messages!",))
    event = comments(world)
    world.clock.move(MINUTE)
    world.apply_event(event)
    world.clock.move(SECOND)
    world.run()
    world.clock.move(SECOND)
    [message] = world.instagram.inbox
    world.apply_event(echo_of(message, at=world.clock()))
    world.apply_event(seen_of(message, at=world.clock() + 3_600_000))

    steps = world.read_timeline(ANA, the_lead(world).id).steps

    assert [step.step for step in steps] == [
        "event",
        "window",
        "match",
        "checked",
        "accepted",
        "noted",
        "echoed",
        "seen",
    ]
    assert steps[0].text == "The person commented on a post."
    assert (steps[1].rule, steps[1].until) == (WEEK_RULE, event.at + REPLY_WINDOW - MARGIN)
    assert steps[2].text == "The automation “answers a comment” answers on “link”."
    assert (steps[0].at, steps[2].at) == (event.at, event.at + 60_000)
    assert [step.at for step in steps] == sorted(step.at for step in steps)


def test_a_message_that_waits_says_for_what() -> None:
    world = World()
    world.capture()

    assert told(world) == [
        ("captured", "The message was written."),
        ("queued", "It waits until the person writes or taps: Instagram lets nobody write first."),
    ]


def test_a_refusal_is_told_in_plain_words() -> None:
    world = World(REFUSED)
    set_up(world, Trigger.COMMENT)
    world.tell(comments(world))
    world.run()

    assert told(world)[-1] == (
        "attempt",
        "Attempt 1: Instagram refused the reply to this comment: it allows one, within 7 days.",
    )


def test_a_stop_is_told_as_the_reason() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    world.apply_event(comments(world))
    world.apply_event(writes(world, "STOP"))
    world.wait(HOUR)

    steps = world.read_timeline(ANA, the_lead(world).id).steps

    assert steps[-1].rule == "This person asked you to send no more messages."


def test_an_answer_in_the_conversation_names_the_days_rule() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE)
    world.tell(writes(world))
    world.run()

    steps = world.read_timeline(ANA, the_lead(world).id).steps

    assert (steps[0].text, steps[1].rule) == ("The person wrote.", DAY_RULE)


def test_an_automation_that_is_gone_is_told_as_such() -> None:
    world = World()
    automation = set_up(world, Trigger.MESSAGE)
    world.tell(writes(world))
    world.run()
    world.edit_automations.remove(ANA, automation.id)

    assert ("match", "An automation that is gone answers.") in told(world)


def test_a_lead_without_a_message_has_no_story() -> None:
    world = World()
    lead = world.capture().lead
    world.stores.dms.rows.clear()

    timeline = world.read_timeline(ANA, lead.id)

    assert (timeline.row.lead, list(timeline.steps)) == (lead, [])


def test_only_the_newest_message_is_told_of() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, once=False)
    for mid in ("in-1", "in-2"):
        world.clock.move(MINUTE)
        world.tell(writes(world, mid=mid))
        world.run()

    timeline = world.read_timeline(ANA, the_lead(world).id)

    assert timeline.row.dm is not None
    assert timeline.row.dm.trigger_id == "in-2"
    assert sum(step.step == "accepted" for step in timeline.steps) == 1


def test_nobody_reads_anothers_story() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE)
    world.apply_event(writes(world))

    with pytest.raises(NotYourLead):
        world.read_timeline(BEN, the_dm(world).lead)
    with pytest.raises(NoSuchLead):
        world.read_timeline(ANA, "nonsense")
