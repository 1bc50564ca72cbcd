"""The sweeper: new hints for what lies too long, and an end to the leases of dead workers."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.domain.dm import FIRST_CHECK, GRACE, LEASE, MAX_KICKS, Dm
from chalicelib.domain.faults import Code, Reason, Unknown
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, World, hint_for


def lost_hint(world: World, script: Script) -> Dm:
    """A message that is due, and that no hint points at."""
    script.on("Hints.send", lambda _run: None)
    return world.queued()


def test_what_is_not_overdue_is_left_alone() -> None:
    world = World()
    dm = world.queued()
    world.clock.move(timedelta(milliseconds=GRACE - 1))

    swept = world.sweep()

    assert (swept.overdue, swept.oldest) == (0, None)
    assert world.dm(dm) == dm


def test_an_overdue_message_gets_a_new_hint_of_its_generation() -> None:
    script = Script()
    world = World(wire=script)
    dm = lost_hint(world, script)
    world.clock.move(timedelta(milliseconds=GRACE))

    swept = world.sweep()

    kicked = world.dm(dm)
    assert (swept.overdue, swept.oldest) == (1, dm.due_at)
    assert world.stores.counters.swept() == swept
    assert (kicked.kicks, kicked.gen, kicked.kick_at) == (1, dm.gen, world.clock() + GRACE)
    assert world.hints.sent == [(hint_for(dm), timedelta())]


def test_hints_become_rarer_and_rarer() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.always("Hints.send", lambda _run: None)
    world.hints.queue.messages.clear()

    world.wait(timedelta(hours=3))

    times = [new.kick_at for _, new in world.stores.dms.history if new.id == dm.id and new.kicks]
    gaps = [round((b - a) / GRACE) for a, b in pairwise(t for t in times if t is not None)]
    assert gaps == [2, 4, 8, 16, 32, 64, 64]


def test_after_twelve_hints_in_vain_the_message_fails() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.always("Hints.send", lambda _run: None)
    world.hints.queue.messages.clear()

    world.wait(timedelta(hours=9))

    failed = world.dm(dm)
    assert (failed.state, failed.code, failed.reason) == (State.FAILED, Code.UNAVAILABLE, Reason.OUR_SIDE)
    assert (failed.kicks, failed.kick_at) == (MAX_KICKS, None)
    assert script.calls.count("Hints.send") == MAX_KICKS + 1


def test_a_second_attempt_that_the_sweeper_gives_up_leaves_the_doubt() -> None:
    world = World(Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER))
    dm = world.queued()
    world.send(dm)
    again = world.retry_dm(ANA, dm.lead)
    world.stores.dms.save(again, replace(again, kicks=MAX_KICKS, rev=again.rev + 1))
    world.clock.move(timedelta(milliseconds=GRACE))

    world.sweep()

    ended = world.dm(dm)
    assert (ended.state, ended.reason) == (State.UNCONFIRMED, Reason.EARLIER_ATTEMPT)
    assert len(ended.doubted) == 1


def test_a_message_that_the_sweeper_gives_up_says_so_in_its_history() -> None:
    world = World()
    dm = world.queued()
    spent = replace(dm, kicks=MAX_KICKS, rev=dm.rev + 1)
    world.stores.dms.save(dm, spent)
    world.clock.move(timedelta(milliseconds=GRACE))

    world.sweep()

    assert [(e.status, e.reason) for e in world.log(dm)] == [("failed", Reason.OUR_SIDE)]


def test_a_live_lease_is_left_to_its_worker() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    world.clock.move(timedelta(milliseconds=GRACE - 1))
    script.on("Instagram.send", before(lambda: world.wait(timedelta(seconds=1))))

    world.send(dm)

    assert [new.state for _, new in world.stores.dms.history[-3:]] == [
        State.SENDING,
        State.SENDING,
        State.SENT,
    ]
    assert world.stores.dms.history[-2][1].kick_at == world.clock() - 1_000 + LEASE


def test_a_lease_that_passed_leaves_a_doubt_and_no_second_call() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Instagram.send", done_but(Crash()))
    world.work()
    world.clock.move(timedelta(milliseconds=LEASE))

    world.sweep()

    doubtful = world.dm(dm)
    assert (doubtful.state, doubtful.reason) == (State.UNCONFIRMED, Reason.LOST_TRACK)
    assert doubtful.kick_at == world.clock() + FIRST_CHECK
    assert [e.status for e in world.log(dm)] == ["unconfirmed"]


@pytest.mark.parametrize(
    "state", [s for s in State if s not in {State.QUEUED, State.SENDING, State.UNCONFIRMED}]
)
def test_a_message_that_nobody_has_to_act_on_leaves_the_sweeper_alone(state: State) -> None:
    world = World()
    dm = world.queued()
    ended = replace(dm, state=state, rev=dm.rev + 1)
    world.stores.dms.save(dm, ended)
    world.clock.move(timedelta(milliseconds=GRACE))

    world.sweep()

    assert world.dm(dm).kick_at is None
    assert world.dm(dm).state is state
    assert world.sweep().overdue == 0


def test_two_sweeps_at_once_hint_once() -> None:
    script = Script()
    world = World(wire=script)
    dm = lost_hint(world, script)
    world.clock.move(timedelta(milliseconds=GRACE))
    script.on("Dms.save", before(world.sweep))

    world.sweep()

    assert world.dm(dm).kicks == 1
    assert len(world.hints.sent) == 1


def test_two_sweeps_at_once_note_a_lost_worker_once() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Instagram.send", done_but(Crash()))
    world.work()
    world.clock.move(timedelta(milliseconds=LEASE))
    script.on("Dms.save", before(world.sweep))

    world.sweep()

    assert [e.status for e in world.log(dm)] == ["unconfirmed"]


def test_a_message_that_is_claimed_while_the_sweeper_looks_is_not_hinted() -> None:
    script = Script()
    world = World(wire=script)
    dm = lost_hint(world, script)
    world.clock.move(timedelta(milliseconds=GRACE))
    script.on("Dms.save", before(lambda: world.send(dm)))

    world.sweep()

    assert world.dm(dm).state is State.SENT
    assert world.hints.sent == []


def test_one_message_that_fails_to_sweep_comes_again() -> None:
    script = Script()
    world = World(wire=script)
    dm = lost_hint(world, script)
    script.on("Dms.save", done_but(Crash()))

    world.wait(timedelta(minutes=5))

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1


def test_a_message_that_cannot_be_swept_does_not_hold_up_the_others() -> None:
    script = Script()
    world = World(wire=script)
    dms = [world.queued(person=str(n)) for n in range(2)]
    world.hints.queue.messages.clear()
    world.hints.sent.clear()
    world.clock.move(timedelta(milliseconds=GRACE))
    script.on("Dms.get", fails(OSError("down")))

    world.sweep()

    assert len(world.hints.sent) == len(dms) - 1


def test_the_oldest_is_the_one_that_waits_longest_even_if_it_cannot_be_looked_after() -> None:
    script = Script()
    world = World(wire=script)
    first = lost_hint(world, script)
    world.clock.move(timedelta(seconds=30))
    lost_hint(world, script)
    world.clock.move(timedelta(minutes=5))
    script.on("Dms.save", fails(RuntimeError("DynamoDB is away")))

    swept = world.sweep()

    assert (swept.overdue, swept.oldest) == (2, first.due_at)


def test_what_is_not_to_be_sent_is_not_late() -> None:
    script = Script()
    world = World(wire=script)
    dm = lost_hint(world, script)
    world.stores.dms.save(dm, replace(dm, state=State.SENT, rev=dm.rev + 1))
    world.clock.move(timedelta(minutes=5))

    assert world.sweep().oldest is None


def test_doubts_of_one_account_get_their_hints_one_after_another_and_none_beyond_a_minute() -> None:
    world = World()
    dms = [world.queued(person=str(n)) for n in range(35)]
    now = world.clock()
    for dm in dms:
        world.stores.dms.rows[ANA, dm.id] = replace(dm, state=State.UNCONFIRMED, due_at=None, kick_at=now)
    world.hints.sent.clear()

    world.sweep()

    delays = [delay for _, delay in world.hints.sent]
    after = [(world.dm(dm).kick_at or 0) - now for dm in dms]
    assert delays == [timedelta(seconds=2 * n) for n in range(30)]
    assert sorted(after) == sorted(
        [GRACE + 2_000 * n for n in range(30)] + [2_000 * n for n in range(30, 35)]
    )


@pytest.mark.parametrize("kicks", [0, 3, 6])
def test_a_dead_worker_is_noticed_soon_however_patient_the_sweeper_had_become(kicks: int) -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    for _ in range(kicks):  # the queue hands nothing out for long
        world.clock.move_to(world.dm(dm).kick_at or 0)
        world.sweep()
    script.on("Instagram.send", fails(Crash()))
    with suppress(Crash):
        world.send(dm)

    world.clock.move(timedelta(milliseconds=LEASE))
    world.sweep()

    assert world.dm(dm).state is State.UNCONFIRMED
