"""A worker that dies at any call of a visit: in the end the account is as well as it can be."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Ended
from chalicelib.domain.state import State
from tests.fakes.wire import Crash
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import (
    DAY,
    DOUBT,
    MINUTE,
    Breaker,
    ended,
    live,
    now_of,
    token_of,
    visit,
)

Story = Callable[[Breaker], World]
OLD = "IG-token"
MILLISECOND = timedelta(milliseconds=1)


def aged(wire: Breaker, days: int, *due: str) -> World:
    """Ana's account after *days* days, when it is due for what *due* names and for nothing else."""
    world = World(wire=wire)
    world.work()
    world.clock.move(timedelta(days=days))
    later = {name: world.clock() + DAY // MILLISECOND for name in ("refresh_at", "look_at", "check_at")}
    dates = later | dict.fromkeys(due, world.clock())
    world.stores.accounts.rows[ANA, ANAS] = replace(now_of(world), **dates)  # type: ignore[arg-type] # dates
    return world


def refresh_due(wire: Breaker) -> World:
    return aged(wire, 50, "refresh_at")


def look_due(wire: Breaker) -> World:
    return aged(wire, 2, "look_at")


def renamed(wire: Breaker) -> World:
    world = aged(wire, 2, "look_at")
    world.login.rename(ANAS, "ana.new")
    return world


def check_due(wire: Breaker) -> World:
    world = aged(wire, 7, "check_at")
    world.login.members[ANAS].subscribed = False
    return world


def doubted(wire: Breaker) -> World:
    """Instagram knows Ana's token no more, yet gives a new one for it."""
    world = aged(wire, 3)
    world.queued()
    world.instagram.will(DOUBT)
    world.send(next(iter(world.stores.dms.rows.values())))
    return world


def reconnected(wire: Breaker) -> World:
    world = aged(wire, 3)
    world.queued()
    world.instagram.will(ended(Ended.PASSWORD_CHANGED))
    world.send(next(iter(world.stores.dms.rows.values())))
    world.connect(token="IG-new")
    return world


def everything_due(wire: Breaker) -> World:
    world = aged(wire, 50, "refresh_at", "look_at", "check_at")
    world.login.members[ANAS].subscribed = False
    world.login.rename(ANAS, "ana.new")
    return world


STORIES = [refresh_due, look_due, renamed, check_due, doubted, reconnected, everything_due]


def length(story: Story) -> int:
    """How many calls an undisturbed visit makes."""
    wire = Breaker()
    world = story(wire)
    wire.calls.clear()
    visit(world)
    return len(wire.calls)


def broken(story: Story) -> Iterator[tuple[str, World]]:
    """The story's world after a visit that died, for each call of the visit: before it and after it."""
    for at in range(length(story)):
        for late in (False, True):
            wire = Breaker()
            world = story(wire)
            wire.arm(at, late=late)
            with pytest.raises(Crash):
                visit(world)
            yield f"{'after' if late else 'before'} {wire.calls[-1]}, call {at}", world


@pytest.mark.parametrize("story", STORIES, ids=[story.__name__ for story in STORIES])
def test_a_worker_that_dies_anywhere_in_a_visit_leaves_an_account_that_gets_well(story: Story) -> None:
    for where, world in broken(story):
        live(world, 10 * MINUTE, step=MINUTE)

        account = now_of(world)
        assert account.state is Connection.ACTIVE, where
        assert world.login.profile(token_of(world)).id == ANAS, where
        assert not account.due(world.clock()), where
        assert world.login.members[ANAS].subscribed, where
        assert account.subscribed, where
        assert account.username == world.login.members[ANAS].profile.username, where
        assert world.stores.forms.rows["ana"].username == account.username, where
        assert {dm.state for dm in world.stores.dms.rows.values()} <= {State.SENT}, where
        assert len(world.instagram.inbox) == len(world.stores.dms.rows), where


@pytest.mark.parametrize("story", [refresh_due, everything_due], ids=["refresh", "everything"])
def test_a_refresh_that_died_is_done_again_in_minutes(story: Story) -> None:
    for where, world in broken(story):
        live(world, 10 * MINUTE, step=MINUTE)

        assert token_of(world) != OLD, where
        assert now_of(world).token_expires_at - world.clock() > 59 * DAY // MILLISECOND, where


@pytest.mark.parametrize("story", [refresh_due, look_due, check_due], ids=["refresh", "look", "check"])
@pytest.mark.parametrize("why", [Ended.PASSWORD_CHANGED, Ended.REMOVED])
def test_a_worker_that_dies_where_the_connection_ended_does_not_hide_the_end(
    story: Story, why: Ended
) -> None:
    def over(wire: Breaker) -> World:
        world = story(wire)
        world.login.members[ANAS].ended = why
        return world

    for where, world in broken(over):
        live(world, 10 * MINUTE, step=MINUTE)

        account = now_of(world)
        assert (account.state, account.ended) == (Connection.RECONNECT, why), where
        assert account.care_at is None, where
        assert (account.token == b"") is (why is Ended.REMOVED), where


@pytest.mark.parametrize("story", [refresh_due, look_due], ids=["refresh", "look"])
def test_a_removed_account_is_free_for_others_wherever_the_worker_died(story: Story) -> None:
    def over(wire: Breaker) -> World:
        world = story(wire)
        world.login.members[ANAS].ended = Ended.REMOVED
        return world

    for where, world in broken(over):
        live(world, 10 * MINUTE, step=MINUTE)

        assert ANAS not in world.stores.accounts.owners, where
