"""Whose message an act releases that is told again, or that comes long after the link."""

import pytest

from chalicelib.actions.bind_lead import NAME_LIFE
from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import Dm
from chalicelib.domain.ids import new_ref
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from chalicelib.domain.state import State
from tests.fakes.instagram import act
from tests.fakes.wire import Crash, Script, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import (
    BEN,
    HOUR,
    MIA,
    MINUTE,
    comments,
    dms,
    named,
    opens,
    set_up,
    writes,
)


@pytest.mark.parametrize(("age", "meaning"), [(NAME_LIFE - 1, "released"), (NAME_LIFE, "queued")], ids=str)
def test_a_message_that_a_worker_left_behind_is_released_within_seven_days(age: int, meaning: str) -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.MESSAGE)
    captured = named(world, "mia.sol")
    script.on("Dms.save", fails(Crash()))
    with pytest.raises(Crash):
        world.apply_event(opens(world, captured.lead))

    world.clock.move_to(captured.dm.created_at + age)

    assert world.apply_event(writes(world)) == meaning


def test_leads_that_the_person_is_to_another_creator_are_not_looked_up() -> None:
    script = Script()
    world = World(wire=script)
    world.stores.contacts.touch(ANAS, MIA, world.clock(), lead=(BEN, "0" * 24))
    script.calls.clear()

    world.apply_event.bind(ANA, writes(world))

    assert "Dms.many" not in script.calls


def test_an_answer_that_was_booked_since_leaves_the_forms_message_to_its_link() -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT)
    lead = world.capture().lead
    script.on("Dms.save", fails(Crash()))  # SQS hides the event for minutes then
    world.tell(act(ANAS, MIA, at=world.clock(), ref=new_ref(lead.id, lead.ref)))
    world.work()
    world.clock.move(MINUTE)

    world.tell(comments(world))
    world.wait(2 * HOUR)

    assert world.lead(lead).person == MIA
    assert [dm.state for dm in dms(world)] == [State.SENT, State.SENT]


def follower(world: World) -> Dm:
    """A message in place of the first one, which its creator has called off; both waited for Mia."""
    world.instagram.called[MIA] = Names(username="mia.sol", name="Mia Sol")
    lead = named(world, "mia.sol").lead
    world.cancel_dm(ANA, lead.id)
    return world.queue_dm(Request(creator=ANA, lead=lead.id, text="A better text"))


def test_after_stop_and_start_a_later_message_of_the_lead_is_found_again() -> None:
    world = World()
    dm = follower(world)

    for n, text in enumerate(("STOP", "START", "hello")):
        world.apply_event(writes(world, text, mid=f"in-{n}"))
        world.clock.move(MINUTE)
    world.wait(HOUR)

    assert world.dm(dm).state is State.SENT


def test_a_later_message_that_a_worker_left_behind_is_found_again() -> None:
    script = Script()
    world = World(wire=script)
    dm = follower(world)
    script.on("Dms.save", fails(Crash()))

    world.tell(writes(world, "hi"))
    world.wait(HOUR)

    assert world.dm(dm).state is State.SENT
