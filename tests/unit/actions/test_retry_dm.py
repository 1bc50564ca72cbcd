"""A creator asks for another attempt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.actions.retry_dm import NothingToRetry
from chalicelib.domain.faults import Code, NotSent, Reason, Refused, Unknown
from chalicelib.domain.hint import Hint
from chalicelib.domain.state import State
from tests.fakes.wire import Script, before, fails
from tests.fakes.world import ANA, PERSON, World, hint_for

REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
RETRIABLE = {State.FAILED, State.UNCONFIRMED}


def test_a_failed_message_gets_another_attempt() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()
    world.clock.move(timedelta(seconds=1))

    again = world.retry_dm(ANA, dm.lead)
    world.run()

    assert (again.shown, again.code, again.gen) == ("retrying", None, dm.gen + 1)
    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).attempts == 2
    assert [(e.status, e.attempt) for e in world.log(dm) if e.attempt] == [("failed", 1), ("sent", 2)]


def test_the_history_says_that_the_creator_asked() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()

    world.retry_dm(ANA, dm.lead)

    assert [e.status for e in world.log(dm) if e.note == "retry by the creator"] == ["retrying"]


def test_a_message_in_doubt_is_sent_again_only_when_the_creator_asks() -> None:
    world = World(LOST)
    dm = world.queued()
    world.run()
    in_doubt = world.dm(dm).state

    world.retry_dm(ANA, dm.lead)
    world.run()

    assert in_doubt is State.UNCONFIRMED
    assert world.instagram.texts(PERSON) == [dm.text]
    assert world.dm(dm).state is State.SENT


def test_a_retry_starts_with_all_its_tries() -> None:
    world = World(OFFLINE, OFFLINE, OFFLINE, OFFLINE, OFFLINE)
    dm = world.queued()
    world.run()
    world.wait(timedelta(minutes=2))

    world.retry_dm(ANA, dm.lead)
    world.wait(timedelta(minutes=5))

    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).attempts == 6


def test_a_hint_of_the_time_before_the_retry_is_stale() -> None:
    world = World(REFUSED)
    dm = world.queued()
    old = hint_for(dm)
    world.run()
    world.retry_dm(ANA, dm.lead)

    world.send_dm(old)

    assert len(world.instagram.posts) == 1
    assert world.dm(dm).state is State.QUEUED


def test_a_second_retry_finds_nothing_to_do() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()
    world.retry_dm(ANA, dm.lead)

    with pytest.raises(NothingToRetry) as refused:
        world.retry_dm(ANA, dm.lead)

    assert refused.value.status == "retrying"
    assert world.dm(dm).gen == dm.gen + 1


def test_two_retries_at_once_book_one_attempt() -> None:
    script = Script()
    world = World(REFUSED, wire=script)
    dm = world.queued()
    world.run()
    script.on("Dms.save", before(lambda: world.retry_dm(ANA, dm.lead)))

    with pytest.raises(NothingToRetry):
        world.retry_dm(ANA, dm.lead)
    world.run()

    assert world.dm(dm).attempts == 2


@pytest.mark.parametrize("state", [s for s in State if s not in RETRIABLE])
def test_only_failed_messages_and_doubts_can_be_retried(state: State) -> None:
    world = World()
    dm = world.queued()
    world.stores.dms.save(dm, replace(dm, state=state, rev=dm.rev + 1))

    with pytest.raises(NothingToRetry) as refused:
        world.retry_dm(ANA, dm.lead)

    assert refused.value.status == state.value
    assert world.dm(dm).gen == dm.gen


def test_a_lead_without_a_message_has_nothing_to_retry() -> None:
    world = World()
    dm = world.queued()
    world.stores.dms.rows.clear()

    with pytest.raises(NothingToRetry) as refused:
        world.retry_dm(ANA, dm.lead)

    assert refused.value.status == "pending"


def test_a_retry_after_the_window_has_closed_fails_for_that_reason() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()
    world.clock.move(timedelta(days=1))

    world.retry_dm(ANA, dm.lead)
    world.run()

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.FAILED, Reason.WINDOW_CLOSED)
    assert len(world.instagram.posts) == 1


def test_a_retry_whose_hint_was_lost_goes_out_within_minutes() -> None:
    script = Script()
    world = World(REFUSED, wire=script)
    dm = world.queued()
    world.run()
    script.on("Hints.send", fails(OSError("down")))
    with pytest.raises(OSError, match="down"):
        world.retry_dm(ANA, dm.lead)

    world.wait(timedelta(minutes=3))

    assert world.dm(dm).state is State.SENT


def test_nobody_retries_for_another_creator() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()

    with pytest.raises(NotYourLead):
        world.retry_dm("user_ben", dm.lead)

    assert world.dm(dm).state is State.FAILED


def test_a_lead_that_nobody_has_cannot_be_retried() -> None:
    world = World()

    with pytest.raises(NoSuchLead):
        world.retry_dm(ANA, "0123456789abcdef01234567")

    assert world.hints.sent == []


def test_a_hint_for_a_retry_names_the_new_generation() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()

    again = world.retry_dm(ANA, dm.lead)

    assert world.hints.sent[-1][0] == Hint(creator=ANA, dm=dm.id, gen=again.gen, account=dm.account)
