"""Doubts that Instagram can settle when it is asked, and those that it cannot."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.actions.find_lead import NoSuchMessage
from chalicelib.actions.queue_dm import Request
from chalicelib.actions.settle_dm import LOOK_UP
from chalicelib.actions.vouch import NotInDoubt
from chalicelib.domain.account import DAY, Connection
from chalicelib.domain.dm import FIRST_CHECK, MAX_LOOKS
from chalicelib.domain.faults import Code, Deferred, Reason, Refused, Unknown
from chalicelib.domain.gate import MINUTE
from chalicelib.domain.state import State
from tests.fakes.instagram import Delivers
from tests.fakes.wire import Script, fails
from tests.fakes.world import ANA, ANAS, World, hint_for

LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
DELIVERED = Delivers(LOST)
DOWN = Unknown(Code.UNAVAILABLE, Reason.INSTAGRAM_ERROR)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
HOUR = timedelta(hours=1)
ASK = "Instagram.sightings"


def asked(script: Script) -> int:
    return script.calls.count(ASK)


def test_a_message_that_instagram_has_is_sent_and_confirmed() -> None:
    world = World(DELIVERED)
    dm = world.queued()
    called_at = world.clock()

    world.wait(timedelta(minutes=2))

    sent = world.dm(dm)
    assert (sent.state, sent.mid, sent.sent_at, sent.confirmed_at) == (
        State.SENT,
        "mid-1",
        called_at,
        called_at,
    )
    assert sorted((e.status, e.note) for e in world.log(dm)) == [("sent", LOOK_UP), ("unconfirmed", None)]


def test_a_message_that_instagram_does_not_have_is_never_sent_again() -> None:
    script = Script()
    world = World(LOST, wire=script)
    dm = world.queued()

    world.wait(timedelta(hours=3))

    doubtful = world.dm(dm)
    assert (doubtful.state, doubtful.kick_at) == (State.UNCONFIRMED, None)
    assert asked(script) == doubtful.checks == 6
    assert len(world.instagram.posts) == 1


def test_the_creator_is_told_when_nobody_will_ask_any_more() -> None:
    world = World(LOST)
    dm = world.queued()

    world.wait(timedelta(hours=3))

    notes = [entry.note for entry in world.log(dm) if entry.note]
    assert notes == ["Instagram could not tell; look into the conversation"]


def test_an_answer_that_takes_its_time_makes_no_later_question_a_minute_late() -> None:
    script = Script()
    world = World(LOST, wire=script)
    times: list[int] = []

    def slowly(run: Callable[[], object]) -> object:
        times.append(world.clock())
        world.clock.move(timedelta(seconds=5))
        return run()

    script.always(ASK, slowly)
    world.queued()
    world.wait(HOUR)

    assert [later - sooner for sooner, later in pairwise(times)] == [n * MINUTE for n in (1, 2, 4, 8, 16)]


def test_a_conversation_that_lags_is_asked_again() -> None:
    world = World(DELIVERED)
    world.instagram.lag = True
    dm = world.queued()
    world.wait(timedelta(minutes=3))
    lagging = world.dm(dm).state

    world.instagram.lag = False
    world.wait(HOUR)

    assert lagging is State.UNCONFIRMED
    assert world.dm(dm).state is State.SENT


def test_a_look_up_that_fails_costs_one_question() -> None:
    script = Script()
    world = World(DELIVERED, wire=script)
    dm = world.queued()
    script.on(ASK, fails(LIMIT))

    world.wait(HOUR)

    assert asked(script) == 2
    assert world.dm(dm).state is State.SENT


@pytest.mark.parametrize("state", [s for s in Connection if s is not Connection.ACTIVE])
def test_without_a_connection_nobody_asks(state: Connection) -> None:
    script = Script()
    world = World(DELIVERED, wire=script)
    dm = world.queued()
    world.send(dm)
    account = world.stores.accounts.rows[ANA, ANAS]
    world.stores.accounts.rows[ANA, ANAS] = replace(account, state=state, look_at=world.clock() + DAY)

    world.wait(HOUR)

    assert asked(script) == 0
    assert world.dm(dm).state is State.UNCONFIRMED


@pytest.mark.parametrize("age", [timedelta(), timedelta(hours=30)], ids=["fresh", "reopened"])
def test_an_outage_costs_no_question_and_its_end_is_soon_noticed(age: timedelta) -> None:
    script = Script()
    world = World(DELIVERED, REFUSED, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    world.work()
    if age:
        world.wait(age)
        world.stores.dms.rows[ANA, dm.id] = replace(world.dm(dm), trigger_at=world.clock())
        world.retry_dm(ANA, dm.lead)
        world.work()
    script.always(ASK, fails(DOWN))
    world.wait(timedelta(minutes=20))
    waiting = world.dm(dm)

    script.clear()
    world.instagram.lag = False
    world.wait(timedelta(minutes=20))

    assert (waiting.state, waiting.checks) == (State.UNCONFIRMED, 0)
    assert world.dm(dm).state is State.SENT


def test_an_outage_of_a_day_uses_the_questions_up() -> None:
    script = Script()
    world = World(DELIVERED, wire=script)
    script.always(ASK, fails(DOWN))
    dm = world.queued()

    world.wait(timedelta(hours=22))
    waiting = world.dm(dm)
    world.wait(timedelta(hours=8))

    assert (waiting.state, waiting.checks) == (State.UNCONFIRMED, 0)
    assert (world.dm(dm).checks, world.dm(dm).kick_at) == (6, None)
    assert MAX_LOOKS <= asked(script) <= MAX_LOOKS + 6


def test_nobody_asks_before_an_echo_had_its_time() -> None:
    script = Script()
    world = World(DELIVERED, wire=script)
    dm = world.queued()
    world.send(dm)
    world.clock.move(timedelta(milliseconds=FIRST_CHECK - 1))

    world.send(dm)

    assert asked(script) == 0


def test_a_late_hint_reopens_no_doubt_that_instagram_could_not_settle() -> None:
    script = Script()
    world = World(LOST, wire=script)
    dm = world.queued()
    world.run()
    late = hint_for(world.dm(dm))
    world.wait(timedelta(hours=3))
    ended, entries = world.dm(dm), world.log(dm)

    world.send_dm(late)

    assert (world.dm(dm), world.log(dm)) == (ended, entries)
    assert asked(script) == ended.checks == 6


def test_a_message_that_is_another_ones_settles_no_doubt() -> None:
    world = World(None, LOST)
    sent, doubtful = world.queued(), world.queued()
    world.send(sent)
    world.send(doubtful)

    world.wait(HOUR)

    assert world.dm(sent).text == world.dm(doubtful).text
    assert world.dm(doubtful).state is State.UNCONFIRMED


def test_a_creator_may_vouch_for_a_message_in_doubt() -> None:
    world = World(LOST)
    dm = world.queued()
    world.send(dm)

    sent = world.vouch(ANA, dm.lead)

    assert sent == world.dm(dm)
    assert (sent.state, sent.sent_at, sent.mid) == (State.SENT, world.clock(), None)
    assert world.log(dm)[-1].note == "marked as sent by the creator"


def test_a_creator_may_vouch_for_a_message_that_a_newer_one_followed() -> None:
    world = World(LOST)
    doubtful = world.queued()
    world.send(doubtful)
    newer = world.queue_dm(Request(creator=ANA, lead=doubtful.lead, text="And this"))

    sent = world.vouch(ANA, doubtful.lead, doubtful.id)

    assert (sent.id, sent.state) == (doubtful.id, State.SENT)
    assert world.dm(doubtful) == sent
    assert world.dm(newer) == newer


@pytest.mark.parametrize("id", ["", "x", "{lead}", "{lead}-", "{lead}-1", "{lead}-" + "0" * 2_000, "{other}"])
def test_what_names_no_message_to_the_lead_cannot_be_vouched_for(id: str) -> None:
    world = World(LOST, LOST)
    dm, other = world.queued(), world.queued()
    world.run()
    before = world.dm(dm), world.dm(other)

    with pytest.raises(NoSuchMessage):
        world.vouch(ANA, dm.lead, id.format(lead=dm.lead, other=other.id))

    assert [dm.state for dm in before] == [State.UNCONFIRMED, State.UNCONFIRMED]
    assert (world.dm(dm), world.dm(other)) == before


@pytest.mark.parametrize("state", [s for s in State if s is not State.UNCONFIRMED])
def test_only_a_message_in_doubt_can_be_vouched_for(state: State) -> None:
    world = World()
    dm = world.queued()
    world.stores.dms.save(dm, replace(dm, state=state, rev=dm.rev + 1))

    with pytest.raises(NotInDoubt) as refused:
        world.vouch(ANA, dm.lead)

    assert refused.value.status == state.value
