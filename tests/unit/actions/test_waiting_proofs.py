"""A proof that comes while another attempt waits or is under way, and what dies around it."""

from dataclasses import replace

import pytest

from chalicelib.actions.settle_dm import LOOK_UP
from chalicelib.domain.dm import LEASE, Dm
from chalicelib.domain.faults import Fault
from chalicelib.domain.grounds import Sign
from chalicelib.domain.message import digest
from chalicelib.domain.state import State
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Crash, Script, after, before, done_but, fails
from tests.fakes.world import ANA, ANAS, PERSON, World
from tests.unit.actions.retrying import ARRIVED, HOUR, LIMITED, LOST, MINUTE, OFFLINE, REFUSED, echo, retried


def tied(*answers: Fault, script: Script) -> tuple[World, Dm]:
    """A message whose worker died right after it had tied Instagram's id to it."""
    world = World(None, *answers, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    script.on("Mids.take", done_but(Crash()))
    world.work()
    return world, dm


@pytest.mark.parametrize("end", ["proven", "vouched for"])
def test_a_person_is_free_again_only_when_no_copy_can_come_any_more(end: str) -> None:
    script = Script()
    world, dm = retried(ARRIVED, LOST, script=script)
    if end == "proven":
        script.on("Instagram.send", before(lambda: echo(world)))
    world.work()
    if end == "vouched for":
        world.vouch(ANA, dm.lead)
    called_at = world.dm(dm).called_at or 0
    other = world.queued()
    world.work()
    waiting = world.dm(other)

    echo_of_the_second = world.apply_event(echo_of(world.instagram.inbox[1]))
    world.clock.move_to(called_at + LEASE - 1_000)
    world.work()
    still = world.dm(other)
    world.clock.move_to(called_at + LEASE + 4_000)
    world.work()

    assert world.dm(dm).state is State.SENT
    assert [(dm.state, dm.attempts) for dm in (waiting, still)] == [(State.QUEUED, 0)] * 2
    assert echo_of_the_second != "proven"
    assert (world.dm(other).attempts, world.dm(other).mid) == (1, None)


@pytest.mark.parametrize("call", ["Logs.add", "Hints.send", "Dms.get"])
@pytest.mark.parametrize("fault", [LIMITED, OFFLINE], ids=["limited", "offline"])
def test_a_waiting_proof_is_found_by_the_next_attempt_if_nobody_else_could(fault: Fault, call: str) -> None:
    script = Script()
    world, dm = retried(fault, script=script)

    def told() -> None:
        echo(world)
        script.on("Dms.save", after(lambda: script.on(call, fails(Crash()))))

    script.on("Instagram.send", before(told))
    world.work()

    world.wait(HOUR)

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.instagram.texts(PERSON) == [dm.text]


def test_who_leaves_a_proof_looks_whether_the_attempt_has_ended_meanwhile() -> None:
    script = Script()
    world, dm = retried(LIMITED, script=script)
    message = world.instagram.inbox[0]
    waiting, sign = world.dm(dm), Sign(message.mid, message.at, digest(message.text))
    claimed = waiting.claim("second", now=world.clock())
    world.stores.dms.save(waiting, claimed)
    back = claimed.put_back(world.clock() + 9, LIMITED.code, LIMITED.reason, now=world.clock())
    script.on("Dms.mark", before(lambda: world.stores.dms.save(claimed, back)))

    world.settle_dm.proven(waiting, sign, by=LOOK_UP)

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")


@pytest.mark.parametrize("attempt", [1, 2])
@pytest.mark.parametrize("receipt", ["seen", "echo without its text"])
def test_a_receipt_for_a_tied_id_counts_though_a_call_is_under_way(receipt: str, attempt: int) -> None:
    script = Script()
    world, dm = tied(REFUSED, script=script)
    message = world.instagram.inbox[0]
    if attempt == 2:
        world.wait(4 * MINUTE)
        world.retry_dm(ANA, dm.lead)
        claimed = world.dm(dm).claim("second", now=world.clock())
        world.stores.dms.save(world.dm(dm), claimed)
    under_way = world.dm(dm)
    echoed = replace(echo_of(message), text=None)

    world.apply_event(seen_of(message, at=world.clock()) if receipt == "seen" else echoed)
    left = world.dm(dm).state
    world.wait(HOUR)

    assert (under_way.state, left) == (State.SENDING, State.SENDING)
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")


def test_a_receipt_whose_doubt_was_claimed_meanwhile_is_not_lost() -> None:
    script = Script()
    world, dm = tied(script=script)
    world.wait(4 * MINUTE)
    message = world.instagram.inbox[0]

    def claim() -> None:
        waiting = world.retry_dm(ANA, dm.lead)
        world.stores.dms.save(waiting, waiting.claim("second", now=world.clock()))

    script.on("Mids.take", before(claim))

    world.apply_event(seen_of(message, at=world.clock()))
    claimed = world.dm(dm)
    world.settle_dm.faulted(claimed, world.stores.accounts.rows[ANA, ANAS], REFUSED)

    assert claimed.state is State.SENDING
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")


def test_a_sign_of_a_call_that_did_nothing_settles_nothing() -> None:
    script = Script()
    world, dm = retried(REFUSED, script=script)
    typed = replace(echo_of(world.instagram.inbox[0]), mid="by-hand")
    script.on("Instagram.send", before(lambda: world.apply_event(replace(typed, at=world.clock()))))

    world.wait(HOUR)

    sign = world.dm(dm).sign
    assert sign is not None
    assert sign.mid == "by-hand"
    assert world.dm(dm).state is State.UNCONFIRMED
