"""One message at a time to a person: who waits for whom before the call."""

from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.actions.settle_dm import ECHO
from chalicelib.domain.dm import LEASE, Dm
from chalicelib.domain.faults import Code, Deferred, Level, NotSent, Reason, Refused, Unknown
from chalicelib.domain.grounds import Sign, Wait
from chalicelib.domain.message import digest
from chalicelib.domain.state import State
from tests.fakes.instagram import Delivers
from tests.fakes.wire import Crash, Script, before, done_but
from tests.fakes.world import ANA, World, hint_for

WAITS = "Another message to this person may still be on its way: they get one at a time."
MINUTE = timedelta(minutes=1)
LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=Level.ACCOUNT, retry_after=MINUTE)
UNREACHED = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
DELIVERED = Delivers(Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER))
REFUSED = Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)


def behind_a_dead_worker(*, since: int) -> tuple[World, Dm]:
    """A message to a person who is held by another one, whose worker died *since* seconds ago."""
    script = Script()
    world = World(wire=script)
    first, second = world.queued(), world.queued()
    script.on("Instagram.send", done_but(Crash()))
    with suppress(Crash):
        world.send(first)
    world.clock.move(timedelta(seconds=since))
    return world, second


def test_a_second_message_waits_while_one_is_on_its_way_to_the_person() -> None:
    script = Script()
    world = World(wire=script)
    first, second = world.queued(), world.queued()
    script.on("Instagram.send", before(lambda: world.send(second)))

    world.send(first)

    assert len(world.instagram.posts) == 1
    assert world.dm(second).gen == second.gen + 1
    assert world.hints.sent[-1] == (hint_for(world.dm(second)), timedelta(seconds=3))


def test_the_story_says_that_a_message_waits_for_another_while_it_does() -> None:
    script = Script()
    world = World(wire=script)
    first, second = world.queued(), world.queued()
    told: list[str] = []

    def tell() -> None:
        told.extend(s.text for s in world.read_timeline(ANA, second.lead).steps if s.step == "queued")

    def meanwhile() -> None:
        tell()
        world.send(second)
        tell()

    script.on("Instagram.send", before(meanwhile))

    world.send(first)
    tell()

    assert told == [WAITS, WAITS, "It waits for its turn."]


@pytest.mark.parametrize(("held", "pause"), [(20, 20), (89, 3)], ids=["for some time", "almost to the end"])
def test_the_longer_a_person_is_held_the_later_is_the_next_look_and_the_story_still_says_why(
    held: int, pause: int
) -> None:
    world, second = behind_a_dead_worker(since=held)

    world.send(second)

    assert world.dm(second).delay(world.clock()) == timedelta(seconds=pause)
    assert [s.text for s in world.read_timeline(ANA, second.lead).steps if s.step == "queued"] == [WAITS]


@pytest.mark.parametrize(
    ("seconds", "code", "reason"),
    [(60, None, None), (4, Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)],
    ids=["its slot", "a limit"],
)
def test_what_waits_for_something_else_says_until_when_though_the_person_is_held(
    seconds: int, code: Code | None, reason: Reason | None
) -> None:
    world, second = behind_a_dead_worker(since=5)
    until = world.clock() + seconds * 1_000

    world.stores.dms.save(second, second.defer(Wait(until, code, reason), now=world.clock()))

    waiting = next(step for step in world.read_timeline(ANA, second.lead).steps if step.until == until)
    assert waiting.text != WAITS


def test_what_is_due_in_hours_waits_for_its_time_and_not_for_another_message() -> None:
    script = Script()
    world = World(wire=script)
    first, second = world.queued(), world.queued()
    night = Wait(world.clock() + 8 * 3_600_000)
    world.stores.dms.save(second, second.defer(night, now=world.clock()))
    told: list[str] = []
    script.on(
        "Instagram.send",
        before(lambda: told.extend(step.text for step in world.read_timeline(ANA, second.lead).steps)),
    )

    world.send(first)

    assert told[-1] == "It waits until it may go out."


def test_a_second_message_goes_at_once_when_the_first_has_ended() -> None:
    world = World()
    first, second = world.queued(), world.queued()

    world.send(first)
    world.send(second)

    assert [world.dm(dm).state for dm in (first, second)] == [State.SENT, State.SENT]


def test_a_second_message_does_not_wait_for_one_that_a_limit_holds_back() -> None:
    world = World(LIMIT)
    first, second = world.queued(), world.queued()
    world.send(first)

    world.send(second)

    assert (world.dm(second).code, world.dm(second).reason) == (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
    assert world.dm(second).delay(world.clock()) >= MINUTE


def test_a_second_message_waits_for_an_earlier_call_in_doubt_though_a_limit_holds_the_next_one_back() -> None:
    world = World(DELIVERED, LIMIT)
    world.instagram.lag = True
    first, second = world.queued(), world.queued()
    world.send(first)
    world.clock.move(timedelta(seconds=10))
    world.retry_dm(ANA, first.lead)
    world.send(world.dm(first))

    world.send(second)

    assert (world.dm(first).state, world.dm(first).code) == (State.QUEUED, Code.RATE_LIMIT)
    assert (world.dm(second).state, world.dm(second).code) == (State.QUEUED, None)
    assert world.dm(second).delay(world.clock()) == timedelta(seconds=3)


def test_a_second_message_waits_for_one_that_is_tried_again_in_seconds() -> None:
    world = World(UNREACHED)
    first, second = world.queued(), world.queued()
    world.send(first)

    world.send(second)

    assert len(world.instagram.posts) == 1
    assert world.dm(second).state is State.QUEUED


def test_a_second_message_goes_as_soon_as_an_echo_has_proven_the_first() -> None:
    world = World(DELIVERED)
    first, second = world.queued(), world.queued()
    world.send(first)
    world.send(second)
    assert world.dm(second).state is State.QUEUED

    sign = Sign("mid-1", world.clock(), digest(first.text))
    assert world.settle_dm.proven(world.dm(first), sign, by=ECHO)
    world.clock.move(world.dm(second).delay(world.clock()))
    world.send(world.dm(second))

    assert world.dm(second).state is State.SENT


def test_a_second_message_waits_if_one_of_two_calls_of_the_first_is_proven() -> None:
    world = World(DELIVERED, DELIVERED)
    world.instagram.lag = True
    first, second = world.queued(), world.queued()
    world.send(first)
    world.clock.move(timedelta(seconds=30))
    world.retry_dm(ANA, first.lead)
    world.send(world.dm(first))

    sign = Sign("mid-2", world.clock(), digest(first.text))
    assert world.settle_dm.proven(world.dm(first), sign, by=ECHO)
    world.send(world.dm(second))

    assert world.dm(first).state is State.SENT
    assert world.dm(second).state is State.QUEUED


def test_a_second_message_goes_when_the_lease_of_a_lost_one_has_passed() -> None:
    script = Script()
    world = World(wire=script)
    first, second = world.queued(), world.queued()
    script.on("Instagram.send", done_but(Crash()))

    world.run()

    assert [at - first.created_at for at, _ in world.instagram.posts] == [0, LEASE]
    assert world.dm(second).state is State.SENT


def test_messages_to_two_people_do_not_wait_for_each_other() -> None:
    script = Script()
    world = World(wire=script)
    first, second = world.queued(person="1"), world.queued(person="2")
    script.on("Instagram.send", before(lambda: world.send(second)))

    world.send(first)

    assert [world.dm(dm).state for dm in (first, second)] == [State.SENT, State.SENT]


def test_of_two_messages_that_find_the_person_free_one_waits() -> None:
    script = Script()
    world = World(wire=script)
    first, second = world.queued(), world.queued()
    script.on("Contacts.hold", before(lambda: world.send(second)))

    world.send(first)

    assert [post.text for _, post in world.instagram.posts] == [second.text]
    assert (world.dm(first).state, world.dm(first).gen) == (State.QUEUED, first.gen + 1)


def test_a_message_that_is_sent_again_keeps_its_person_from_others() -> None:
    script = Script()
    world = World(REFUSED, wire=script)
    first = world.queued(name="Ida")
    world.send(first)
    second = world.queued(name="Eva")
    world.retry_dm(ANA, first.lead)
    world.clock.move(timedelta(milliseconds=LEASE))
    script.on("Instagram.send", done_but(Crash()))

    def another_worker() -> None:
        with suppress(Crash):
            world.send(first)

    script.on("Contacts.hold", before(another_worker))

    world.send(second)

    assert world.dm(first).state is State.SENDING
    assert world.dm(second).state is State.QUEUED
