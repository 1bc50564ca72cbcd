"""Who writes START hears from the creator again; nothing that was held back meanwhile comes after."""

from chalicelib.actions.queue_dm import Request
from chalicelib.domain.event import Act
from chalicelib.domain.faults import Reason
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import HOUR, MINUTE, comments, dms, set_up, the_dm, writes
from tests.unit.actions.asking import sent_once


def stops(world: World) -> Act:
    return writes(world, "STOP", mid="stop")


def starts(world: World, *, mid: str = "start") -> Act:
    return writes(world, "START", mid=mid)


def test_a_start_opens_again() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    first = sent_once(world)
    world.apply_event(stops(world))
    world.clock.move(MINUTE)

    meaning = world.apply_event(starts(world))
    world.tell(comments(world))
    world.queue_dm(Request(creator=ANA, lead=first.lead, text="One more thing"))
    world.run()

    assert meaning == "started"
    assert [dm.state for dm in dms(world)] == [State.SENT] * 3


def test_a_start_sends_nothing_that_failed_meanwhile() -> None:
    world = World()
    dm = world.queued()
    world.clock.move(MINUTE)
    world.tell(stops(world))
    world.run()
    world.clock.move(MINUTE)

    world.tell(starts(world))
    world.wait(HOUR)

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.FAILED, Reason.OPTED_OUT)
    assert world.instagram.posts == []


def test_a_start_of_somebody_who_never_stopped_is_a_word_like_any_other() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, "start")

    meaning = world.apply_event(starts(world))

    assert meaning == "queued"


def test_a_start_that_ends_a_stop_may_start_an_automation_as_well() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, "start")
    world.apply_event(stops(world))
    world.clock.move(MINUTE)

    meaning = world.apply_event(starts(world))
    world.run()

    assert meaning == "queued"
    assert the_dm(world).state is State.SENT
