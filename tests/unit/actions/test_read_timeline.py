"""A message's story, told to its creator."""

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.actions.queue_dm import Request
from chalicelib.actions.read_timeline import EARLIER
from chalicelib.domain.contact import WINDOW
from chalicelib.domain.dm import MARGIN, REPLY_WINDOW
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.timeline import DAY_RULE, WEEK_RULE
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Crash, Script, before, fails
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    BEN,
    HOUR,
    MINUTE,
    SECOND,
    comments,
    dms,
    prefer,
    set_up,
    the_dm,
    the_lead,
    writes,
)

REFUSED = Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)
CLOSED = Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)


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


def answered(world: World, times: int) -> None:
    """Mia writes so often, and is answered each time."""
    set_up(world, Trigger.MESSAGE, once=False)
    for number in range(times):
        world.clock.move(MINUTE)
        world.tell(writes(world, mid=f"in-{number}"))
        world.run()


def test_every_message_has_a_story_of_its_own() -> None:
    world = World()
    answered(world, 3)

    timeline = world.read_timeline(ANA, the_lead(world).id)

    stories = [timeline, *timeline.earlier]
    triggers = [story.row.dm.trigger_id for story in stories if story.row.dm]
    assert triggers == ["in-2", "in-1", "in-0"]
    assert [story.row.replaced for story in stories] == [False, True, True]
    assert [sum(step.step == "accepted" for step in story.steps) for story in stories] == [1, 1, 1]
    assert [[entry.dm for entry in story.entries] for story in stories] == [
        [dm.id] for dm in reversed(dms(world))
    ]


@pytest.mark.parametrize(("earlier", "more"), [(EARLIER, False), (EARLIER + 1, True)])
def test_of_very_many_messages_the_newest_are_told(earlier: int, *, more: bool) -> None:
    world = World()
    prefer(world, Preferences(creator=ANA, person_limit=100))
    answered(world, earlier + 1)

    timeline = world.read_timeline(ANA, the_lead(world).id)

    assert (len(timeline.earlier), timeline.more) == (EARLIER, more)


def test_every_attempt_is_told_however_many_there_were() -> None:
    world = World(*[CLOSED] * 12)
    dm = world.queued()
    world.run()
    for _ in range(11):
        world.retry_dm(ANA, dm.lead)
        world.run()

    steps = world.read_timeline(ANA, dm.lead).steps

    attempts = [step.text.partition(":")[0] for step in steps if step.step == "attempt"]
    assert attempts == [f"Attempt {n}" for n in range(1, 13)]


def test_a_message_that_is_being_booked_hides_nothing_of_the_one_before() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    world.run()
    whole = world.read_timeline(ANA, dm.lead)
    script.on("Leads.point", fails(Crash()))

    with pytest.raises(Crash):
        world.queue_dm(Request(creator=ANA, lead=dm.lead, text="Another"))

    assert len(dms(world)) == 2
    assert world.read_timeline(ANA, dm.lead) == whole
    assert whole.row.dm == world.dm(dm)


def test_what_a_person_did_since_is_told_with_the_newest_message_alone() -> None:
    world = World(CLOSED, CLOSED)
    dm = world.queued()
    world.run()
    world.clock.move(MINUTE)
    world.queue_dm(Request(creator=ANA, lead=dm.lead, text="Another"))
    world.run()
    world.clock.move(MINUTE)
    world.apply_event(writes(world, "STOP"))

    newest = world.read_timeline(ANA, dm.lead)

    said = [[step.text for step in story.steps if "said" in step.text] for story in (newest, *newest.earlier)]
    assert said == [["The person said STOP: no more messages."], []]


def test_a_person_who_comes_back_after_a_failure_opens_the_window_again() -> None:
    world = World(Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED))
    dm = world.queued()
    world.run()
    world.clock.move(MINUTE)
    world.apply_event(writes(world, "hello?"))

    *_, event, window = world.read_timeline(ANA, dm.lead).steps

    assert (event.step, event.text) == ("event", "The person wrote or tapped again.")
    assert (window.text, window.rule) == ("This allows messages again.", DAY_RULE)
    assert (event.at, window.until) == (world.clock(), world.clock() + WINDOW - MARGIN)


def test_who_came_back_before_a_message_was_sent_again_has_no_second_opening() -> None:
    world = World(Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED))
    dm = world.queued()
    world.run()
    world.clock.move(MINUTE)
    world.apply_event(writes(world, "hello?"))
    world.retry_dm(ANA, dm.lead)
    world.run()

    assert [s.text for s in world.read_timeline(ANA, dm.lead).steps if "again" in s.text] == []


def test_stop_and_start_are_told_and_only_start_opens_the_window_again() -> None:
    world = World(Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED))
    dm = world.queued()
    world.run()
    world.clock.move(MINUTE)
    world.apply_event(writes(world, "STOP", mid="in-1"))

    stopped = [step.text for step in world.read_timeline(ANA, dm.lead).steps]
    world.clock.move(MINUTE)
    world.apply_event(writes(world, "START", mid="in-2"))
    started = [step.text for step in world.read_timeline(ANA, dm.lead).steps]

    assert stopped[-2:] == ["The person wrote or tapped again.", "The person said STOP: no more messages."]
    assert "This allows messages again." not in stopped
    assert started[-3:] == [
        "The person wrote or tapped again.",
        "This allows messages again.",
        "The person said START: messages again.",
    ]


def test_what_was_said_before_a_message_is_not_part_of_its_story() -> None:
    world = World()
    world.apply_event(writes(world, "STOP", mid="in-1"))
    world.clock.move(MINUTE)
    world.apply_event(writes(world, "START", mid="in-2"))
    world.clock.move(MINUTE)
    dm = world.queued()

    assert [s.text for s in world.read_timeline(ANA, dm.lead).steps if "said" in s.text] == []


def test_nobody_reads_anothers_story() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE)
    world.apply_event(writes(world))

    with pytest.raises(NotYourLead):
        world.read_timeline(BEN, the_dm(world).lead)
    with pytest.raises(NoSuchLead):
        world.read_timeline(ANA, "nonsense")
