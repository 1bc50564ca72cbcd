"""Two workers on one event, or on two of one person: whichever is faster, at whatever call."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from chalicelib.domain.event import Act, Comment
from chalicelib.domain.message import DISCLOSURE
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from chalicelib.domain.state import State
from tests.fakes.world import World
from tests.unit.actions.answering import (
    MIA,
    comments,
    contact_of,
    dms,
    now_of,
    opens,
    outcomes,
    set_up,
    the_dm,
    the_lead,
    writes,
)

T = TypeVar("T")
Told = Comment | Act
Story = Callable[[World], tuple[Told, Told]]


class Interruption:
    """A wire at which something else happens just before one chosen call.

    The gates' calls don't count: a container holds a lock around them, and both workers are in this one.
    """

    def __init__(self) -> None:
        self.act: Callable[[], object] | None = None
        self.left = 0

    def arm(self, at: int, act: Callable[[], object]) -> None:
        """*act* happens before the call number *at* from now on."""
        self.left, self.act = at, act

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        if self.act is not None and not call.startswith("Gates."):
            self.left -= 1
            if self.left < 0:
                act, self.act = self.act, None
                act()
        return run()


def same_comment(world: World) -> tuple[Told, Told]:
    set_up(world, Trigger.COMMENT, "link", once=False)
    return comments(world), comments(world)


def same_message(world: World) -> tuple[Told, Told]:
    set_up(world, Trigger.MESSAGE, "link", once=False)
    world.instagram.called[MIA] = Names(username="mia.sol", name="Mia Sol")
    return writes(world), writes(world)


def two_comments(world: World) -> tuple[Told, Told]:
    set_up(world, Trigger.COMMENT, "link", once=False)
    return comments(world, id="c1"), comments(world, id="c2")


def comment_and_message(world: World) -> tuple[Told, Told]:
    set_up(world, Trigger.COMMENT, "link", once=False)
    set_up(world, Trigger.MESSAGE, "link", once=False)
    return comments(world), writes(world)


def same_link(world: World) -> tuple[Told, Told]:
    lead = world.capture().lead
    return opens(world, lead), opens(world, lead)


def interrupted(story: Story, *, runs: bool) -> Iterator[tuple[str, World]]:
    """The world in which the second event was applied in the middle of the first, for each call."""
    at = 0
    while True:
        wire = Interruption()
        world = World(wire=wire)
        world.work()
        first, second = story(world)

        def other(world: World = world, second: Told = second) -> None:
            world.apply_event(second)
            if runs:
                world.run()

        wire.arm(at, other)
        world.apply_event(first)
        if wire.act is not None:
            return
        world.run()
        yield f"before call {at}", world
        at += 1


@pytest.mark.parametrize("runs", [False, True], ids=["booked", "sent"])
@pytest.mark.parametrize("story", [same_comment, same_message, same_link])
def test_one_event_is_answered_once_whoever_is_faster(story: Story, *, runs: bool) -> None:
    for where, world in interrupted(story, runs=runs):
        assert len(world.instagram.posts) == 1, where
        assert the_dm(world).state is State.SENT, where
        assert (the_lead(world).dm, the_lead(world).person) == (the_dm(world).id, MIA), where
        assert outcomes(world) == [], where
        for automation in world.stores.automations.rows.values():
            assert now_of(world, automation).total == contact_of(world).engaged == 1, where


@pytest.mark.parametrize("runs", [False, True], ids=["booked", "sent"])
@pytest.mark.parametrize("story", [two_comments, comment_and_message])
def test_two_events_of_a_new_person_make_one_lead_whoever_is_faster(story: Story, *, runs: bool) -> None:
    for where, world in interrupted(story, runs=runs):
        lead = the_lead(world)
        assert [dm.state for dm in dms(world)] == [State.SENT, State.SENT], where
        assert {dm.lead for dm in dms(world)} == {lead.id}, where
        assert lead.dm == max(dm.id for dm in dms(world)), where
        assert contact_of(world).engaged == 2, where
        assert sum(a.total for a in world.stores.automations.rows.values()) == 2, where
        # In both, if neither knew of the other.
        assert any(DISCLOSURE in dm.text for dm in dms(world)), where
