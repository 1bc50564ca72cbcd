"""A worker that dies at any call of a visit that repairs a subscription: nobody's message is lost for it."""

from collections.abc import Iterator

import pytest

from tests.fakes.wire import Crash, Script, after, fails
from tests.fakes.world import ANAS, World
from tests.unit.actions.missing import PAST, answered, full, lost, person, shows
from tests.unit.actions.tending import MINUTE, Breaker, now_of, visit

WRITERS = {person(0), person(1), person(2)}


def told_nothing(wire: Breaker | Script) -> World:
    world = lost(wire)
    shows(world, full(world, 3))
    return world


def length() -> int:
    wire = Breaker()
    world = told_nothing(wire)
    wire.calls.clear()
    visit(world)
    return len(wire.calls)


def broken() -> Iterator[tuple[str, World]]:
    """The world after a visit that died, for each call: before it and after it."""
    for at in range(length()):
        for late in (False, True):
            wire = Breaker()
            world = told_nothing(wire)
            wire.arm(at, late=late)
            with pytest.raises(Crash):
                visit(world)
            yield f"{'after' if late else 'before'} {wire.calls[-1]}, call {at}", world


def test_wherever_the_worker_died_everybody_is_answered_once() -> None:
    for where, world in broken():
        world.wait(10 * MINUTE)

        assert answered(world) == WRITERS, where
        assert len(world.instagram.inbox) == len(WRITERS), where


def test_wherever_the_worker_died_the_events_come_again_and_nothing_is_left_to_read() -> None:
    for where, world in broken():
        world.wait(10 * MINUTE)

        assert world.login.members[ANAS].subscribed, where
        assert now_of(world).subscribed, where
        assert now_of(world).missed_at is None, where
        assert not now_of(world).due(world.clock()), where


def test_the_gap_is_kept_before_the_events_are_switched_on() -> None:
    script = Script()
    world = told_nothing(script)
    gaps: list[int | None] = []
    script.on("Login.subscribe", after(lambda: gaps.append(now_of(world).missed_at)))

    visit(world)

    assert gaps == [world.clock()]


def test_a_worker_that_dies_between_noting_the_gap_and_reading_leaves_it_to_the_next() -> None:
    script = Script()
    world = told_nothing(script)
    script.on(PAST, fails(Crash()))
    with pytest.raises(Crash):
        visit(world)
    gap = now_of(world).missed_at

    world.wait(5 * MINUTE)

    assert gap is not None
    assert answered(world) == WRITERS
