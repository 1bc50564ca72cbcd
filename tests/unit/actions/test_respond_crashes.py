"""A worker that dies at any call while it answers: what is told again ends in one message and one lead."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.domain.choice import Choice
from chalicelib.domain.event import Act, Comment
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from chalicelib.domain.state import State
from tests.fakes.wire import Crash
from tests.fakes.world import ANAS, World, hint_for
from tests.unit.actions.answering import (
    DISCLOSED,
    MIA,
    MINUTE,
    comments,
    contact_of,
    noted,
    now_of,
    opens,
    set_up,
    the_dm,
    the_lead,
    writes,
)
from tests.unit.actions.tending import Breaker

Told = Comment | Act
Story = Callable[[World], Told]


def commented(world: World) -> Told:
    set_up(world, Trigger.COMMENT, "link", public=("Look into your messages!",))
    return comments(world)


def wrote(world: World) -> Told:
    set_up(world, Trigger.MESSAGE, "link")
    world.instagram.called[MIA] = Names(username="mia.sol", name="Mia Sol")
    return writes(world)


def tapped(world: World) -> Told:
    step = set_up(world, Trigger.BUTTON)
    payload = Choice(title="Yes", then=step.id).payload
    return Act(account=ANAS, person=MIA, at=world.clock(), kind="postback", mid="tap", payload=payload)


STORIES: list[Story] = [commented, wrote, tapped]
IDS = [story.__name__ for story in STORIES]


def told(wire: Breaker, story: Story) -> tuple[World, Told]:
    world = World(wire=wire)
    world.work()
    return world, story(world)


def length(story: Story) -> int:
    """How many calls it takes to apply the event undisturbed."""
    wire = Breaker()
    world, event = told(wire, story)
    wire.calls.clear()
    world.apply_event(event)
    return len(wire.calls)


def broken(story: Story) -> Iterator[tuple[str, World, Told]]:
    """The world after a worker died, for each call: before it and after it."""
    for at in range(length(story)):
        for late in (False, True):
            wire = Breaker()
            world, event = told(wire, story)
            wire.arm(at, late=late)
            with pytest.raises(Crash):
                world.apply_event(event)
            yield f"{'after' if late else 'before'} {wire.calls[-1]}, call {at}", world, event


@pytest.mark.parametrize("story", STORIES, ids=IDS)
def test_an_event_takes_enough_calls_to_break_in_many_places(story: Story) -> None:
    calls = length(story)

    assert calls >= 10


@pytest.mark.parametrize("story", STORIES, ids=IDS)
def test_wherever_the_worker_died_the_next_one_books_one_message_and_hints_at_it(story: Story) -> None:
    for where, world, event in broken(story):
        meaning = world.apply_event(event)

        dm, lead = the_dm(world), the_lead(world)
        assert meaning == "queued", where
        assert (dm.state, dm.text) == (State.QUEUED, DISCLOSED), where
        assert (lead.dm, lead.person, lead.id) == (dm.id, MIA, dm.lead), where
        assert world.hints.sent[-1][0] == hint_for(dm), where
        assert noted(world) == [], where


@pytest.mark.parametrize("story", STORIES, ids=IDS)
def test_wherever_the_worker_died_the_message_goes_out_once(story: Story) -> None:
    for where, world, event in broken(story):
        for _ in range(2):
            world.tell(event)
            world.run()

        assert len(world.instagram.posts) == 1, where
        assert the_dm(world).state is State.SENT, where
        assert the_lead(world).dm == the_dm(world).id, where
        assert contact_of(world).engaged == 1, where


@pytest.mark.parametrize("story", STORIES, ids=IDS)
def test_a_worker_that_died_costs_one_of_the_days_messages_at_most(story: Story) -> None:
    for where, world, event in broken(story):
        world.tell(event)
        world.run()

        [automation] = world.stores.automations.rows.values()
        assert now_of(world, automation).total in {1, 2}, where


def test_a_worker_that_died_twice_in_a_row_does_no_harm() -> None:
    for where, world, event in broken(commented):
        wire = world.stores.dms.wire
        assert isinstance(wire, Breaker)
        wire.arm(4, late=True)
        with pytest.raises(Crash):
            world.apply_event(event)
        world.tell(event)
        world.run()

        assert len(world.instagram.posts) == 1, where
        assert the_lead(world).dm == the_dm(world).id, where


def test_a_bound_lead_is_released_wherever_the_worker_died() -> None:
    def opened(world: World) -> Told:
        return opens(world, world.capture().lead)

    for where, world, event in broken(opened):
        world.tell(event)
        world.run()

        assert the_dm(world).state is State.SENT, where
        assert the_lead(world).person == MIA, where


def test_a_stop_is_heard_wherever_the_worker_died() -> None:
    def stopped(world: World) -> Told:
        set_up(world, Trigger.COMMENT)
        return writes(world, "STOP")

    for where, world, event in broken(stopped):
        world.tell(event)
        world.run()

        assert contact_of(world).opted_out, where


def test_a_message_that_was_booked_goes_out_though_nobody_tells_again() -> None:
    for where, world, _ in broken(commented):
        booked = bool(world.stores.dms.rows)

        world.wait(3 * MINUTE)

        assert len(world.instagram.posts) == booked, where
