"""What people call themselves: asked once, of those who wrote, and never in the way of a message."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.dm import State
from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Reason, Refused, Unknown
from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from tests.fakes.wire import Script
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import MIA, comments, contact_of, set_up, the_dm, the_lead, writes

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


def test_a_look_up_that_failed_is_made_again_for_the_next_message() -> None:
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
