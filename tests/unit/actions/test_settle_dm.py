"""Writing down how an attempt ended, when the tables fail, workers die or others were faster."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.faults import Code, Deferred, Reason, Refused, Unknown
from chalicelib.domain.spill import Spill
from chalicelib.domain.state import State
from tests.fakes.instagram import Delivers, echo_of
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, PERSON, World

DOWN = OSError("the tables are down")
DROPPED = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
LIMITED = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
LEASE_AND_MORE = timedelta(minutes=3)


@pytest.mark.parametrize(
    ("call", "nth"), [("Mids.take", 1), ("Dms.save", 2)], ids=["taking the id", "saving the message"]
)
def test_a_settlement_that_the_tables_do_not_take_comes_back_by_queue(call: str, nth: int) -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on(call, fails(DOWN), nth=nth)

    world.work()

    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).mid == "mid-1"
    assert world.failures == [DOWN]


def test_a_settlement_by_queue_keeps_the_time_of_the_call() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    called_at = world.clock()
    script.on("Mids.take", fails(DOWN))
    script.on("Mids.take", fails(DOWN), nth=2)

    world.run()

    assert world.dm(dm).sent_at == called_at
    assert world.clock() > called_at


def test_a_spilled_settlement_that_comes_twice_counts_once() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Mids.take", fails(DOWN))
    world.work()
    settled = world.dm(dm)

    world.settle_dm.spilled(
        Spill(creator=ANA, dm=dm.id, attempt=settled.attempt or "", mid="mid-1", at=world.clock() + 1)
    )

    assert world.dm(dm) == settled


@pytest.mark.parametrize("during", [True, False], ids=["during the second call", "while the second waits"])
def test_a_spilled_settlement_of_an_earlier_attempt_calls_the_next_one_off(*, during: bool) -> None:
    script = Script()
    world = World(Delivers(DROPPED), LIMITED, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    world.send(dm)
    doubtful = world.dm(dm)
    spill = Spill(creator=ANA, dm=dm.id, attempt=doubtful.attempt or "", mid="mid-1", at=world.clock())
    world.wait(timedelta(minutes=2))
    world.retry_dm(ANA, dm.lead)
    script.on("Instagram.send", before(lambda: world.settle_dm.spilled(spill) if during else None))
    world.work()

    if not during:
        world.settle_dm.spilled(spill)
    world.wait(LEASE_AND_MORE)

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.instagram.texts(PERSON) == [dm.text]


def test_a_spilled_settlement_of_a_time_without_a_call_changes_nothing() -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)
    doubtful = world.dm(dm)
    later = world.clock() + int(LEASE_AND_MORE.total_seconds() * 1_000)

    world.settle_dm.spilled(Spill(creator=ANA, dm=dm.id, attempt="another", mid="mid-9", at=later))

    assert world.dm(dm) == doubtful


def test_a_spilled_settlement_of_an_earlier_attempt_leaves_what_is_sent() -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)
    first = world.dm(dm)
    world.retry_dm(ANA, dm.lead)
    world.work()
    sent = world.dm(dm)
    spill = Spill(creator=ANA, dm=dm.id, attempt=first.attempt or "", mid="mid-9", at=first.claimed_at or 0)

    world.settle_dm.spilled(spill)

    assert sent.state is State.SENT
    assert world.dm(dm) == sent


def test_a_spilled_settlement_of_a_message_that_is_gone_changes_nothing() -> None:
    world = World()

    world.settle_dm.spilled(Spill(creator=ANA, dm="gone-0", attempt="a", mid="mid-9", at=world.clock()))

    assert world.stores.dms.rows == {}
    assert world.stores.mids.rows == {}


def test_when_tables_and_queue_fail_the_message_is_in_doubt_and_not_sent_again() -> None:
    script = Script()
    world = World(wire=script)
    world.instagram.lag = True
    dm = world.queued()
    script.on("Mids.take", fails(DOWN))
    script.on("News.spill", fails(OSError("the queue is down")))

    world.wait(timedelta(hours=2))

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.UNCONFIRMED, Reason.LOST_TRACK)
    assert len(world.instagram.posts) == 1


@pytest.mark.parametrize(
    ("death", "inbox"), [(fails(Crash()), 0), (done_but(Crash()), 1)], ids=["before the call", "after it"]
)
def test_a_worker_that_dies_around_the_call_leaves_a_doubt_and_no_second_message(
    death: object, inbox: int
) -> None:
    script = Script()
    world = World(wire=script)
    world.instagram.lag = True
    dm = world.queued()
    assert callable(death)
    script.on("Instagram.send", death)

    world.wait(timedelta(hours=2))

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.UNCONFIRMED, Reason.LOST_TRACK)
    assert len(world.instagram.inbox) == inbox
    assert len(world.instagram.posts) <= 1


def test_a_worker_that_dies_after_settling_has_sent_once() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Dms.save", done_but(Crash()), nth=2)

    world.wait(timedelta(hours=2))

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1


def test_an_answer_that_is_later_than_the_lease_still_counts() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Instagram.send", before(lambda: world.wait(LEASE_AND_MORE)))

    world.send(dm)

    assert [e.status for e in world.log(dm)] == ["unconfirmed", "sent"]
    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).mid == "mid-1"


def test_a_refusal_that_is_later_than_the_lease_still_counts() -> None:
    script = Script()
    world = World(Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_NOT_FOUND), wire=script)
    dm = world.queued()
    script.on("Instagram.send", before(lambda: world.clock.move(LEASE_AND_MORE)))
    script.on("Dms.save", before(world.sweep), nth=2)

    world.send(dm)

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.FAILED, Reason.RECIPIENT_NOT_FOUND)


def test_a_message_id_that_is_another_messages_settles_nothing() -> None:
    world = World()
    dm = world.queued()
    world.stores.mids.take(ANAS, "mid-1", (ANA, "other-0"))

    world.send(dm)

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.UNCONFIRMED, Reason.LOST_TRACK)
    assert world.stores.mids.rows[ANAS, "mid-1"].dm == (ANA, "other-0")


def test_a_log_that_fails_does_not_undo_what_was_settled() -> None:
    script = Script()
    world = World(Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_NOT_FOUND), wire=script)
    dm = world.queued()
    script.on("Logs.add", fails(DOWN))

    world.run()

    assert world.dm(dm).state is State.FAILED
    assert len(world.instagram.posts) == 1


def test_a_receipt_that_lands_while_settling_is_not_lost() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Dms.save", before(lambda: world.apply_event(echo_of(world.instagram.inbox[0]))), nth=2)

    world.send(dm)

    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).confirmed_at == world.clock()


def test_an_answer_that_comes_after_the_creators_retry_cancels_the_retry() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()

    def give_up_waiting() -> None:
        world.clock.move(LEASE_AND_MORE)
        world.sweep()
        world.retry_dm(ANA, dm.lead)

    script.on("Instagram.send", before(give_up_waiting))

    world.run()

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1


def test_settling_changes_only_its_own_attempt() -> None:
    script = Script()
    world = World(DROPPED, wire=script)
    dm = world.queued()

    def moved_on() -> None:
        now = world.dm(dm)
        world.stores.dms.rows[ANA, dm.id] = replace(now, attempt="another", rev=now.rev + 1)

    script.on("Instagram.send", before(moved_on))

    world.send(dm)

    assert (world.dm(dm).attempt, world.dm(dm).state) == ("another", State.SENDING)


def test_a_spilled_settlement_that_comes_after_the_creators_retry_cancels_the_retry() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Mids.take", fails(OSError("down")))
    with pytest.raises(OSError, match="down"):
        world.send(dm)
    attempt, mid = world.dm(dm).attempt or "", world.instagram.inbox[0].mid
    world.clock.move(timedelta(minutes=3))
    world.sweep()
    world.retry_dm(ANA, dm.lead)

    world.settle_dm.spilled(Spill(creator=ANA, dm=dm.id, attempt=attempt, mid=mid, at=world.clock()))
    world.run()

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1
