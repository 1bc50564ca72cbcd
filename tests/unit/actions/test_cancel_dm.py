"""A creator calls a message off: as long as nobody has begun to send it."""

from dataclasses import replace

import pytest

from chalicelib.actions.cancel_dm import TooLate
from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.domain.automation import Quiet
from chalicelib.domain.faults import Code, Deferred, Reason
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.wire import Script, before
from tests.fakes.world import ANA, World, hint_for
from tests.unit.actions.answering import (
    BEN,
    DAY,
    HOUR,
    comments,
    opens,
    set_up,
    the_dm,
)

LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
CANCELLABLE = {State.AWAITING_CONTACT, State.QUEUED}
NIGHT = Quiet(begins=13 * 60, ends=18 * 60, zone="UTC")


def test_a_message_that_waits_for_its_person_is_called_off() -> None:
    world = World()
    captured = world.capture()

    cancelled = world.cancel_dm(ANA, captured.lead.id)
    world.tell(opens(world, captured.lead))
    world.wait(HOUR)

    assert cancelled.state is State.CANCELLED
    assert world.dm(captured.dm).state is State.CANCELLED
    assert world.instagram.posts == []


def test_a_queued_message_is_called_off_and_its_hint_does_nothing() -> None:
    world = World()
    dm = world.queued()

    world.cancel_dm(ANA, dm.lead)
    world.send_dm(hint_for(dm))
    world.wait(DAY)

    assert world.dm(dm).state is State.CANCELLED
    assert world.instagram.posts == []


def test_a_message_that_waits_out_a_limit_is_called_off_and_says_no_longer_that_it_goes_on() -> None:
    world = World(LIMIT)
    dm = world.queued()
    world.send(dm)

    world.cancel_dm(ANA, dm.lead)
    world.wait(DAY)

    called_off = world.dm(dm)
    assert (called_off.state, called_off.code, called_off.reason) == (State.CANCELLED, None, None)
    assert len(world.instagram.posts) == 1


def test_an_answer_in_quiet_hours_is_called_off_and_telling_again_books_no_other() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, quiet=NIGHT)
    event = comments(world)
    world.apply_event(event)

    world.cancel_dm(ANA, the_dm(world).lead)
    world.tell(event)
    world.wait(DAY)

    assert the_dm(world).state is State.CANCELLED
    assert world.instagram.posts == []


def test_the_history_says_who_called_it_off() -> None:
    world = World()
    dm = world.queued()

    world.cancel_dm(ANA, dm.lead)

    assert [(e.status, e.note) for e in world.log(dm)] == [("cancelled", "cancelled by the creator")]


@pytest.mark.parametrize("state", [state for state in State if state not in CANCELLABLE])
def test_whatever_is_further_on_cannot_be_called_off(state: State) -> None:
    world = World()
    dm = world.queued()
    world.stores.dms.save(dm, replace(dm, state=state, rev=dm.rev + 1))

    with pytest.raises(TooLate) as refused:
        world.cancel_dm(ANA, dm.lead)

    assert refused.value.status == state.value
    assert world.dm(dm).state is state


def test_a_worker_that_is_faster_wins() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Dms.save", before(lambda: world.send(dm)))

    with pytest.raises(TooLate) as refused:
        world.cancel_dm(ANA, dm.lead)

    assert refused.value.status == "changing"
    assert world.dm(dm).state is State.SENT


def test_a_creator_that_is_faster_than_the_worker_wins() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Contacts.hold", before(lambda: world.cancel_dm(ANA, dm.lead)))

    world.send(dm)
    world.wait(HOUR)

    assert world.dm(dm).state is State.CANCELLED
    assert world.instagram.posts == []


def test_a_lead_without_a_message_has_nothing_to_call_off() -> None:
    world = World()
    dm = world.queued()
    world.stores.dms.rows.clear()

    with pytest.raises(TooLate) as refused:
        world.cancel_dm(ANA, dm.lead)

    assert refused.value.status == "pending"


def test_nobody_calls_off_anothers_message() -> None:
    world = World()
    dm = world.queued()

    with pytest.raises(NotYourLead):
        world.cancel_dm(BEN, dm.lead)
    with pytest.raises(NoSuchLead):
        world.cancel_dm(ANA, "0123456789abcdef01234567")

    assert world.dm(dm) == dm
