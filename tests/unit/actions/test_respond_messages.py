"""What people do in the conversation is answered: a word, a story, a tap."""

from dataclasses import replace

import pytest

from chalicelib.domain.choice import Choice
from chalicelib.domain.event import Act
from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.state import State
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import (
    DISCLOSED,
    MIA,
    dms,
    outcomes,
    prefer,
    set_up,
    the_dm,
    the_lead,
    writes,
)

KINDS = [Trigger.MESSAGE, Trigger.STORY_REPLY, Trigger.STORY_MENTION]


def taps(world: World, payload: str, *, kind: str = "quick_reply", mid: str | None = "tap-1") -> Act:
    """The person taps what an earlier message offered."""
    return Act(account=ANAS, person=MIA, at=world.clock(), kind=kind, mid=mid, text="Yes", payload=payload)


def test_a_message_with_the_word_is_answered_in_the_conversation() -> None:
    world = World()
    automation = set_up(world, Trigger.MESSAGE, "link")

    meaning = world.apply_event(writes(world, "Link?"))
    world.run()

    [(_, call)] = world.instagram.posts
    dm = the_dm(world)
    assert meaning == "queued"
    assert (call.comment, call.person, call.text) == (None, MIA, DISCLOSED)
    assert (dm.state, dm.automation, dm.word, dm.trigger_id) == (State.SENT, automation.id, "link", "in-1")
    assert (the_lead(world).source, the_lead(world).person) == ("message", MIA)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_starts_what_waits_for_it_and_nothing_else(kind: Trigger) -> None:
    world = World()
    automations = {trigger: set_up(world, trigger) for trigger in KINDS}

    world.apply_event(replace(writes(world), kind=kind))
    world.run()

    assert (the_dm(world).automation, the_dm(world).trigger) == (automations[kind].id, kind)
    assert the_lead(world).source == kind
    assert len(world.instagram.posts) == 1


@pytest.mark.parametrize("kind", ["reaction", "referral", "postback"])
def test_what_says_nothing_starts_nothing_and_is_noted(kind: str) -> None:
    world = World()
    for trigger in KINDS:
        set_up(world, trigger)

    meaning = world.apply_event(replace(writes(world), kind=kind))

    assert dms(world) == []
    assert meaning == "noted"
    assert outcomes(world) == ["noted"]


@pytest.mark.parametrize("kind", ["quick_reply", "postback"])
def test_a_tap_starts_the_automation_that_it_was_offered_for(kind: str) -> None:
    world = World()
    set_up(world, Trigger.BUTTON, text="other")
    step = set_up(world, Trigger.BUTTON, text="step two")

    world.apply_event(taps(world, Choice(title="Yes", then=step.id).payload, kind=kind))
    world.run()

    assert world.instagram.texts(MIA) == [disclose("step two", DISCLOSURE)]
    assert (the_dm(world).automation, the_lead(world).source) == (step.id, "button")


def test_what_can_be_tapped_goes_out_with_the_message() -> None:
    world = World()
    step = set_up(world, Trigger.BUTTON)
    choices = (Choice(title="Yes", then=step.id, quick=True), Choice(title="No", quick=True))
    set_up(world, Trigger.MESSAGE, choices=choices)

    world.apply_event(writes(world))
    world.run()

    [(_, call)] = world.instagram.posts
    assert call.choices == choices


def test_a_conversation_of_taps_goes_on_step_by_step() -> None:
    world = World()
    last = set_up(world, Trigger.BUTTON, text="three")
    middle = set_up(world, Trigger.BUTTON, text="two", choices=(Choice(title="More", then=last.id),))
    set_up(world, Trigger.MESSAGE, text="one", choices=(Choice(title="More", then=middle.id),))
    prefer(world, Preferences(creator=ANA, disclosure=""))
    world.tell(writes(world))
    world.run()

    for number in (1, 2):
        _, call = world.instagram.posts[-1]
        world.tell(taps(world, call.choices[0].payload, mid=f"tap-{number}"))
        world.run()

    assert world.instagram.texts(MIA) == ["one", "two", "three"]


def test_a_tap_that_is_only_an_answer_starts_nothing() -> None:
    world = World()
    set_up(world, Trigger.BUTTON)

    meaning = world.apply_event(taps(world, Choice(title="No", quick=True).payload))

    assert (meaning, dms(world)) == ("noted", [])


def test_a_tap_for_an_automation_that_is_gone_is_noted() -> None:
    world = World()
    step = set_up(world, Trigger.BUTTON)
    world.edit_automations.remove(ANA, step.id)

    meaning = world.apply_event(taps(world, Choice(title="Yes", then=step.id).payload))

    assert (meaning, dms(world), outcomes(world)) == ("no_automation", [], ["no_automation"])


def test_a_button_of_another_tool_is_nothing_of_ours() -> None:
    world = World()
    set_up(world, Trigger.BUTTON)

    meaning = world.apply_event(taps(world, "THEIRS:1", kind="postback"))

    assert (meaning, dms(world)) == ("noted", [])


def test_a_tap_for_something_else_than_a_step_starts_nothing() -> None:
    world = World()
    greeting = set_up(world, Trigger.MESSAGE, "hello")

    meaning = world.apply_event(taps(world, Choice(title="Yes", then=greeting.id).payload))

    assert (meaning, dms(world)) == ("no_automation", [])


def test_taps_without_a_name_of_their_own_are_told_apart_by_their_time() -> None:
    world = World()
    step = set_up(world, Trigger.BUTTON, once=False)
    tap = taps(world, Choice(title="Yes", then=step.id).payload, kind="postback", mid=None)

    for event in (tap, tap, replace(tap, at=tap.at - 1_000)):
        world.apply_event(event)
    world.run()

    assert len(world.instagram.inbox) == 2


def test_a_message_told_five_times_is_answered_once() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, once=False)
    event = writes(world)

    for _ in range(5):
        world.tell(event)
        world.run()

    assert len(world.instagram.inbox) == 1
    assert the_lead(world).dm == the_dm(world).id


def test_the_link_of_the_automation_stands_in_its_message() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, text="Take {link}", link="https://ana.example/x")

    world.apply_event(writes(world))

    assert the_dm(world).text == disclose("Take https://ana.example/x", DISCLOSURE)
