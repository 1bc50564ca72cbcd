"""Echoes and read receipts: early, late and doubled."""

import pytest

from chalicelib.domain.event import Echo, Seen
from chalicelib.domain.state import State
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Script, after, before
from tests.fakes.world import ANA, ANAS, World

SETTLES = {"confirmed", "proven", "read"}


def test_an_echo_after_the_answer_confirms_the_message() -> None:
    world = World()
    dm = world.queued()
    world.send(dm)
    echo = echo_of(world.instagram.inbox[0], at=world.clock() + 7)

    meaning = world.apply_event(echo)

    assert meaning == "confirmed"
    assert world.dm(dm).confirmed_at == world.clock() + 7


@pytest.mark.parametrize("receipt", ["echo", "seen"])
def test_a_receipt_of_a_message_that_is_deleted_at_that_moment_settles_nothing(receipt: str) -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    world.send(dm)
    message = world.instagram.inbox[0]
    script.on("Dms.mark", before(lambda: world.stores.dms.erase(dm)))

    world.apply_event(echo_of(message) if receipt == "echo" else seen_of(message, at=message.at))

    assert world.stores.dms.get(dm.creator, dm.id) is None


def test_an_echo_before_the_answer_is_kept_for_it() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    meanings: list[str] = []
    script.on(
        "Instagram.send",
        after(lambda: meanings.append(world.apply_event(echo_of(world.instagram.inbox[0])))),
    )

    world.send(dm)

    assert not SETTLES.intersection(meanings)
    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).confirmed_at == world.instagram.inbox[0].at


def test_a_read_receipt_before_the_answer_is_kept_for_it() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on(
        "Instagram.send",
        after(lambda: world.apply_event(seen_of(world.instagram.inbox[0], at=world.clock() + 3))),
    )

    world.send(dm)

    assert world.dm(dm).read_at == world.clock() + 3
    assert world.dm(dm).confirmed_at == world.clock() + 3


def test_the_first_receipt_of_each_kind_counts() -> None:
    world = World()
    dm = world.queued()
    world.send(dm)
    message = world.instagram.inbox[0]

    for at in (message.at + 5, message.at + 1, message.at + 9):
        world.apply_event(seen_of(message, at=at))
        world.apply_event(echo_of(message, at=at))

    assert world.dm(dm).read_at == message.at + 5
    assert world.dm(dm).confirmed_at == message.at + 5


def test_a_receipt_for_a_message_of_somebody_elses_changes_nothing() -> None:
    world = World()
    dm = world.queued()

    meaning = world.apply_event(Seen(account=ANAS, at=world.clock(), mid="typed-by-hand"))

    assert meaning not in SETTLES
    assert world.dm(dm) == dm


def test_an_echo_for_a_person_that_we_do_not_know_is_not_ours() -> None:
    world = World()

    meaning = world.apply_event(Echo(account=ANAS, person="unknown", at=world.clock(), mid="m", text="hi"))

    assert meaning not in SETTLES
    assert world.stores.contacts.rows == {}


def test_neither_echo_nor_receipt_opens_the_window() -> None:
    world = World()
    dm = world.queued()
    world.send(dm)
    acted_at = world.clock()
    message = world.instagram.inbox[0]

    world.apply_event(echo_of(message, at=acted_at + 50))
    world.apply_event(seen_of(message, at=acted_at + 60))

    assert world.stores.contacts.rows[ANAS, message.person].last_act_at == acted_at


def test_a_receipt_without_a_time_does_no_harm() -> None:
    world = World()
    dm = world.queued()
    world.send(dm)

    meaning = world.apply_event(echo_of(world.instagram.inbox[0], at=0))

    assert meaning == "confirmed"
    assert (ANA, dm.id) in world.stores.dms.rows
