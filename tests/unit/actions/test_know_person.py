"""What people call themselves: asked once, of those who wrote, and never in the way of a message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Reason, Refused, Unknown
from chalicelib.domain.gate import APP, TRIP_ACCOUNT
from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from chalicelib.domain.state import State
from tests.fakes.wire import Script, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import (
    MIA,
    MINUTE,
    TOM,
    comments,
    contact_of,
    named,
    set_up,
    the_dm,
    the_lead,
    writes,
)

NAMES = "Instagram.names"
MIA_SOL = Names(username="mia.sol", name="Mia Sol")
FAULTS = [
    NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION),
    Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER),
    Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_NOT_FOUND),
    Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT),
]


def greeting(world: World, trigger: Trigger = Trigger.MESSAGE) -> None:
    set_up(world, trigger, text="Hi {name} {username}", once=False)


def test_a_message_greets_its_reader_by_name() -> None:
    world = World()
    greeting(world)
    world.instagram.called[MIA] = MIA_SOL

    world.apply_event(writes(world))

    assert the_dm(world).text == disclose("Hi Mia @mia.sol", DISCLOSURE)
    assert (the_lead(world).name, the_lead(world).username) == ("Mia Sol", "mia.sol")


def test_the_name_is_looked_up_once() -> None:
    script = Script()
    world = World(wire=script)
    greeting(world)
    world.instagram.called[MIA] = MIA_SOL

    for n in range(4):
        world.tell(writes(world, mid=f"in-{n}"))
        world.run()

    assert script.calls.count(NAMES) == 1
    assert all("Hi Mia @mia.sol" in text for text in world.instagram.texts(MIA))
    assert (contact_of(world).username, contact_of(world).name) == ("mia.sol", "Mia Sol")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_look_up_that_fails_costs_the_name_and_not_the_message(fault: Fault) -> None:
    world = World()
    greeting(world)
    world.instagram.called[MIA] = fault

    world.tell(writes(world))
    world.run()

    assert the_dm(world).state is State.SENT
    assert the_dm(world).text == disclose("Hi", DISCLOSURE)
    assert the_lead(world).name == "Instagram user"


def test_a_look_up_that_failed_once_is_made_again_for_the_next_message() -> None:
    world = World()
    greeting(world)
    world.instagram.called[MIA] = FAULTS[0]
    world.tell(writes(world, mid="in-1"))
    world.run()
    world.instagram.called[MIA] = MIA_SOL

    world.tell(writes(world, mid="in-2"))
    world.run()

    assert "Hi Mia" in world.instagram.texts(MIA)[-1]


def test_of_somebody_who_only_commented_instagram_is_not_asked() -> None:
    script = Script()
    world = World(wire=script)
    greeting(world, Trigger.COMMENT)

    world.apply_event(replace(comments(world), username=None))

    assert NAMES not in script.calls
    assert the_lead(world).name == "Instagram user"


def test_a_comment_brings_its_writers_name_along() -> None:
    script = Script()
    world = World(wire=script)
    greeting(world, Trigger.COMMENT)
    world.apply_event(writes(world))

    world.apply_event(comments(world))

    assert NAMES not in script.calls
    assert the_dm(world).text == disclose("Hi @name.1", DISCLOSURE)


def test_who_says_little_about_themselves_is_a_lead_all_the_same() -> None:
    world = World()
    greeting(world)
    world.instagram.called[MIA] = Names(username="mia.sol")

    world.apply_event(writes(world))

    assert the_lead(world).name == "@mia.sol"


def test_without_a_connection_nobody_asks_and_the_message_is_booked() -> None:
    script = Script()
    world = World(wire=script)
    greeting(world)
    account = world.stores.accounts.rows[ANA, ANAS]
    world.stores.accounts.rows[ANA, ANAS] = replace(account, state=Connection.RECONNECT)

    world.apply_event(writes(world))

    assert NAMES not in script.calls
    assert the_dm(world).state is State.QUEUED


def test_somebody_whom_no_automation_answers_is_not_looked_up() -> None:
    script = Script()
    world = World(wire=script)

    world.apply_event(writes(world))

    assert NAMES not in script.calls


@pytest.mark.parametrize("said", [*FAULTS, Names()], ids=lambda said: type(said).__name__)
def test_one_event_asks_once_whatever_instagram_says(said: Fault | Names) -> None:
    script = Script()
    world = World(wire=script)
    greeting(world)
    named(world, "somebody.else")
    world.instagram.called[MIA] = said

    world.apply_event(writes(world))

    assert script.calls.count(NAMES) == 1


def outage(script: Script, events: int, fault: Fault = FAULTS[1]) -> World:
    """So many people have written to an Instagram that tells nobody's name."""
    world = World(wire=script)
    greeting(world)
    script.always(NAMES, fails(fault))
    for n in range(events):
        world.tell(writes(world, mid=f"in-{n}", person=f"9{n:014d}"))
        world.run()
    return world


@pytest.mark.parametrize("fault", FAULTS[:2], ids=lambda fault: type(fault).__name__)
def test_in_an_outage_few_ask_and_everybody_is_answered(fault: Fault) -> None:
    script = Script()

    world = outage(script, 3 * TRIP_ACCOUNT, fault)

    assert script.calls.count(NAMES) == TRIP_ACCOUNT
    assert len(world.instagram.inbox) == 3 * TRIP_ACCOUNT


def test_after_an_outage_people_have_names_again() -> None:
    script = Script()
    world = outage(script, 2 * TRIP_ACCOUNT)
    script.clear()
    world.instagram.called[MIA] = MIA_SOL
    world.clock.move(MINUTE + timedelta(seconds=1))

    world.tell(writes(world, mid="later"))
    world.run()
    world.instagram.called[TOM] = Names(name="Tom")
    world.tell(writes(world, mid="next", person=TOM))
    world.run()

    assert "Hi Mia" in world.instagram.texts(MIA)[-1]
    assert "Hi Tom" in world.instagram.texts(TOM)[-1]


@pytest.mark.parametrize(
    ("asked_for", "rest"), [(None, MINUTE), (timedelta(minutes=5), timedelta(minutes=5))], ids=["", "5 min"]
)
def test_a_limit_on_names_is_kept_and_holds_no_message_back(
    asked_for: timedelta | None, rest: timedelta
) -> None:
    script = Script()
    limit = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, retry_after=asked_for)
    world = outage(script, 3, limit)

    world.clock.move(rest - timedelta(seconds=1))
    world.apply_event(writes(world, mid="early"))
    early = script.calls.count(NAMES)
    world.clock.move(timedelta(seconds=2))
    world.apply_event(writes(world, mid="later"))

    assert (early, script.calls.count(NAMES)) == (1, 2)
    assert len(world.instagram.inbox) == 3


def test_a_token_that_cannot_be_opened_costs_the_name_and_not_the_message() -> None:
    script = Script()
    world = World(wire=script)
    greeting(world)
    script.on("Vault.open", fails(RuntimeError("KMS is away")))

    meaning = world.apply_event(writes(world))

    assert meaning == "queued"
    assert the_dm(world).text == disclose("Hi", DISCLOSURE)


def test_failed_questions_for_names_hold_no_message_back_anywhere() -> None:
    script = Script()
    world = outage(script, 3 * TRIP_ACCOUNT)

    gates = world.stores.gates

    assert not gates.get(APP).closed(world.clock())
    assert gates.get(APP).fails == 0


def test_while_messages_are_held_back_for_everybody_nobody_is_asked_about() -> None:
    script = Script()
    world = World(wire=script)
    greeting(world)
    world.stores.gates.close(APP, world.clock() + 60_000, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)

    world.apply_event(writes(world))

    assert NAMES not in script.calls
    assert the_dm(world).state is State.QUEUED
