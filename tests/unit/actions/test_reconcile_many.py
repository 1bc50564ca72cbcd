"""Many doubts of one account: they are looked up one by one, and no faster than Instagram allows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import ceil

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Refused, Unknown
from chalicelib.domain.gate import APP, LOOKUP_EVERY, MINUTE, TRIP, TRIP_ACCOUNT, lookups, names
from chalicelib.domain.state import State
from tests.fakes.instagram import Delivers
from tests.fakes.wire import Crash, Script, Step, done_but, fails
from tests.fakes.world import ANA, ANAS, World

BENS = "17841400000000002"
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
DOWN = Unknown(Code.UNAVAILABLE, Reason.INSTAGRAM_ERROR)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
ASK = "Instagram.sightings"


def doubts(n: int, script: Script, *, arrived: bool = True) -> tuple[World, list[Dm]]:
    """So many messages of one account whose worker died in the call, and whether they *arrived*."""
    world = World(wire=script)
    dms = [world.queued(person=f"{person}") for person in range(n)]
    script.always("Instagram.send", done_but(Crash()) if arrived else fails(Crash()))
    world.run()
    script.clear()
    world.sweep()
    return world, dms


def noted(world: World, script: Script) -> list[int]:
    """The times of the questions from now on, as they are asked."""
    times: list[int] = []

    def note(run: Callable[[], object]) -> object:
        times.append(world.clock())
        return run()

    script.always(ASK, note)
    return times


def test_a_dozen_doubts_of_one_account_are_settled_within_two_minutes() -> None:
    world, dms = doubts(12, Script())

    world.wait(timedelta(minutes=2))

    assert {world.dm(dm).state for dm in dms} == {State.SENT}


@pytest.mark.parametrize("late", [0.3, 1.9, 7.0])
def test_doubts_of_one_account_are_asked_about_no_faster_than_instagram_allows(late: float) -> None:
    script = Script()
    world, dms = doubts(100, script)
    times = noted(world, script)

    for _ in range(ceil(timedelta(minutes=15) / timedelta(seconds=late))):
        sweeps = world.clock() // MINUTE
        world.clock.move(timedelta(seconds=late))
        if world.clock() // MINUTE > sweeps:
            world.sweep()
        world.work()

    assert {world.dm(dm).state for dm in dms} == {State.SENT}
    assert len(times) == len(dms)
    assert min(b - a for a, b in pairwise(times)) >= LOOKUP_EVERY


def test_every_doubt_is_looked_up_once_before_any_is_looked_up_again() -> None:
    script = Script()
    world, dms = doubts(100, script, arrived=False)
    began = world.clock()
    first: dict[str, int] = {}

    while len(first) < len(dms) and world.clock() < began + 20 * MINUTE:
        world.wait(timedelta(seconds=1))
        first |= {dm.id: world.clock() for dm in dms if world.dm(dm).checks and dm.id not in first}

    assert len(first) == len(dms)
    assert max(first.values()) - began <= 2 * MINUTE + 100 * 2 * LOOKUP_EVERY


def test_doubts_of_another_account_do_not_wait_for_them() -> None:
    script = Script()
    world, _ = doubts(100, script)
    world.connect("user_ben", BENS)
    world.instagram.will(Delivers(LOST))
    other = world.queued(form="ben")
    world.work()

    world.wait(timedelta(seconds=90))

    assert world.dm(other).state is State.SENT


@pytest.mark.parametrize("n", [1, 5])
def test_hints_that_piled_up_while_no_worker_lived_ask_once(n: int) -> None:
    script = Script()
    world, _ = doubts(n, script, arrived=False)
    for _ in range(13):
        world.clock.move(timedelta(minutes=1))
        world.sweep()
    piled = len(world.hints.queue.messages)
    world.clock.move(timedelta(minutes=1))

    world.work()

    assert piled > 7 * n
    assert script.calls.count(ASK) == 1


def test_look_ups_that_fail_are_stopped_and_hold_no_message_back() -> None:
    script = Script()
    world, _ = doubts(3 * TRIP_ACCOUNT, script)
    script.always(ASK, fails(DOWN))

    world.wait(timedelta(minutes=2))
    dm = world.queued()
    world.work()

    assert script.calls.count(ASK) == TRIP_ACCOUNT
    assert world.dm(dm).state is State.SENT
    assert [world.stores.gates.get(key).fails for key in (APP, ANAS)] == [0, 0]


@pytest.mark.parametrize("end", [None, fails(REFUSED)], ids=["answers", "refusals"])
def test_when_look_ups_work_again_many_are_made_a_minute(end: Step | None) -> None:
    script = Script()
    world, _ = doubts(3 * TRIP_ACCOUNT, script, arrived=False)
    script.always(ASK, fails(DOWN))
    world.wait(timedelta(minutes=2))
    script.clear()
    if end is not None:
        script.always(ASK, end)
    world.wait(timedelta(minutes=3))
    before = script.calls.count(ASK)

    world.wait(timedelta(minutes=3))

    assert script.calls.count(ASK) - before >= 2 * TRIP_ACCOUNT


def test_an_account_without_connection_takes_no_turn() -> None:
    world, _ = doubts(3, Script())
    world.stores.accounts.rows[ANA, ANAS] = replace(
        world.stores.accounts.rows[ANA, ANAS], state=Connection.RECONNECT
    )

    world.wait(timedelta(minutes=5))

    assert lookups(ANAS) not in world.stores.gates.rows


def test_names_that_are_not_to_be_had_hold_no_look_up_back() -> None:
    world, dms = doubts(1, Script())
    for _ in range(TRIP[names(APP)]):
        world.know_person.questions.failed(ANAS, DOWN)

    world.wait(timedelta(seconds=100))

    assert world.dm(dms[0]).state is State.SENT
    assert world.stores.gates.get(names(ANAS)).closed_until
