"""Letting waiting messages go: all of them, in order, each once, whatever happens between."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Deferred, Ended, Level, Reason
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import ANAS_OTHER, HOUR, MINUTE, ended, now_of, visit

MILLISECOND = timedelta(milliseconds=1)
MANY = 250
PAGE = 100  # let go in one visit


def waiting(world: World, n: int) -> list[Dm]:
    """Messages to *n* people that wait for a reconnect."""
    world.work()
    world.blame_account(now_of(world), ended(Ended.PASSWORD_CHANGED))
    dms = []
    for i in range(n):
        world.clock.move(MILLISECOND)
        dms.append(world.queued(person=f"{i:03}", name=f"P{i}"))
    world.wait(MINUTE)
    return dms


def paused(world: World) -> int:
    return len(world.stores.dms.paused(ANA, ANAS, limit=1_000))


def assert_all_sent_once_in_order(world: World, dms: list[Dm]) -> None:
    assert {world.dm(dm).state for dm in dms} == {State.SENT}
    assert [message.person for message in world.instagram.inbox] == [dm.person for dm in dms]


def test_many_waiting_messages_are_let_go_over_several_visits() -> None:
    world = World()
    dms = waiting(world, MANY)
    world.connect(token="IG-new")
    left = [paused(world)]

    for _ in range(3):
        world.visits.queue.messages.clear()
        visit(world)
        left.append(paused(world))
    world.wait(5 * MINUTE)

    assert left == [MANY, MANY - PAGE, MANY - 2 * PAGE, 0]
    assert_all_sent_once_in_order(world, dms)
    assert not now_of(world).waiting


def test_each_visit_that_leaves_some_asks_for_another_at_once() -> None:
    world = World()
    dms = waiting(world, MANY)

    world.connect(token="IG-new")
    world.run()

    assert_all_sent_once_in_order(world, dms)


@pytest.mark.parametrize("call", ["Dms.paused", "Dms.get", "Dms.save", "Gates.reserve", "Accounts.save"])
@pytest.mark.parametrize("death", [fails, done_but], ids=["before", "after"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_worker_that_dies_between_loses_and_doubles_no_message(call: str, death: object, nth: int) -> None:
    script = Script()
    world = World(wire=script)
    dms = waiting(world, MANY)
    world.connect(token="IG-new")
    assert callable(death)
    script.on(call, death(Crash()), nth=nth)

    world.wait(10 * MINUTE)

    assert {world.dm(dm).state for dm in dms} == {State.SENT}
    assert sorted(message.person for message in world.instagram.inbox) == [dm.person for dm in dms]
    assert any(isinstance(failure, Crash) for failure in world.failures)


def test_a_hint_that_the_queue_lost_is_found_by_the_sweeper() -> None:
    script = Script()
    world = World(wire=script)
    [dm] = waiting(world, 1)
    world.connect(token="IG-new")
    script.on("Hints.send", lambda _: None)

    world.wait(3 * MINUTE)

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1


def test_two_workers_that_let_the_same_messages_go_send_each_once() -> None:
    script = Script()
    world = World(wire=script)
    dms = waiting(world, 5)
    account = world.connect(token="IG-new")
    script.on("Dms.save", before(lambda: world.tend_account.release(account)))

    visit(world)
    world.wait(MINUTE)

    assert {world.dm(dm).state for dm in dms} == {State.SENT}
    assert sorted(message.person for message in world.instagram.inbox) == [dm.person for dm in dms]


def test_messages_of_another_account_keep_waiting() -> None:
    world = World()
    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-other")
    dms = waiting(world, 3)
    world.blame_account(now_of(world, ANA, ANAS_OTHER), ended(Ended.PASSWORD_CHANGED))
    other = world.queued(form="ana.shop", person="other")
    world.work()

    world.connect(token="IG-new")
    world.work()

    assert {world.dm(dm).state for dm in dms} == {State.SENT}
    assert (world.dm(other).shown, world.dm(other).reason) == ("retrying", Reason.RECONNECT)


def test_a_message_that_waits_for_something_else_keeps_its_time() -> None:
    world = World()
    world.work()
    dm = world.queued()
    world.instagram.will(
        Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=Level.ACCOUNT, retry_after=timedelta(minutes=5))
    )
    world.send(dm)
    waits = world.dm(dm)

    world.connect(token="IG-new")
    world.work()

    assert world.dm(dm) == waits


def test_a_message_that_is_refused_during_the_release_is_not_forgotten() -> None:
    script = Script()
    world = World(wire=script)
    dms = waiting(world, 3)
    world.connect(token="IG-new")
    late = world.queued(person="late", name="Late")
    script.on("Dms.paused", before(lambda: world.instagram.will(ended(Ended.PASSWORD_CHANGED))))
    script.on("Accounts.save", before(lambda: world.send(late)), nth=2)  # between the release and its note

    world.wait(5 * MINUTE)
    ended_again = now_of(world).state
    world.connect(token="IG-newest")
    world.wait(5 * MINUTE)

    assert ended_again is Connection.RECONNECT
    assert {world.dm(dm).state for dm in [*dms, late]} == {State.SENT}
    assert len(world.instagram.inbox) == 4


def test_what_is_let_go_behind_a_closed_gate_goes_when_it_opens() -> None:
    world = World()
    dms = waiting(world, 3)
    until = world.clock() + HOUR // MILLISECOND
    world.stores.gates.close(ANAS, until, Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)

    world.connect(token="IG-new")
    world.wait(HOUR - MINUTE)
    early = len(world.instagram.posts)
    world.wait(2 * MINUTE)

    assert early == 0
    assert {world.dm(dm).state for dm in dms} == {State.SENT}
