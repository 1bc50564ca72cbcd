"""Whose message an act releases that is told again, or that comes long after the link."""

import pytest

from chalicelib.actions.bind_lead import NAME_LIFE
from chalicelib.domain.occasion import Trigger
from tests.fakes.wire import Crash, Script, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, MIA, named, opens, set_up, writes


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
