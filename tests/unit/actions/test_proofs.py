"""An echo or a receipt as the proof of a message in doubt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.settle_dm import ECHO
from chalicelib.domain.dm import LEASE, LIFE, SLACK
from chalicelib.domain.faults import Code, Reason, Unknown
from chalicelib.domain.state import State
from tests.fakes.instagram import Delivers, echo_of, seen_of
from tests.fakes.wire import Crash, Script, after, before, done_but
from tests.fakes.world import ANA, ANAS, World

SETTLES = {"confirmed", "proven", "read"}
DROPPED = Delivers(Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER))


def test_an_early_echo_settles_the_doubt_that_comes_after_it() -> None:
    script = Script()
    world = World(DROPPED, wire=script)
    dm = world.queued()
    script.on("Instagram.send", after(lambda: world.apply_event(echo_of(world.instagram.inbox[0]))))

    world.send(dm)

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.dm(dm).confirmed_at == world.clock()


def test_an_early_echo_settles_what_a_dead_worker_left() -> None:
    script = Script()
    world = World(wire=script)
    world.instagram.lag = True
    dm = world.queued()

    def echo_and_die() -> None:
        world.apply_event(echo_of(world.instagram.inbox[0]))
        raise Crash

    script.on("Instagram.send", after(echo_and_die))

    world.wait(timedelta(minutes=5))

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.posts) == 1


def test_an_early_echo_is_kept_though_the_next_ones_comes_early_as_well() -> None:
    script = Script()
    world = World(wire=script)
    world.instagram.lag = True
    first = world.queued()

    def echo_and_die() -> None:
        world.apply_event(echo_of(world.instagram.inbox[0]))
        raise Crash

    script.on("Instagram.send", after(echo_and_die))
    world.work()
    world.clock.move(timedelta(milliseconds=LEASE))
    second = world.queued()
    script.on("Instagram.send", after(lambda: world.apply_event(echo_of(world.instagram.inbox[1]))))
    world.send(second)
    left = world.dm(first).state

    world.wait(timedelta(minutes=3))

    assert left is State.SENDING
    assert (world.dm(first).mid, world.dm(second).mid) == ("mid-1", "mid-2")


def test_an_early_echo_that_is_another_messages_settles_nothing_and_questions_go_on() -> None:
    script = Script()
    world = World(DROPPED, wire=script)
    dm = world.queued()
    script.on("Instagram.send", after(lambda: world.apply_event(echo_of(world.instagram.inbox[0]))))
    world.stores.mids.take(ANAS, "mid-1", (ANA, "another-0"))
    world.send(dm)

    world.wait(timedelta(minutes=2))

    assert world.dm(dm).state is State.UNCONFIRMED
    assert script.calls.count("Instagram.sightings") >= 1


def test_an_early_echo_settles_a_doubt_whose_author_died_as_well() -> None:
    script = Script()
    world = World(DROPPED, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    script.on("Instagram.send", after(lambda: world.apply_event(echo_of(world.instagram.inbox[0]))))
    script.on("Dms.save", done_but(Crash()), nth=2)
    world.work()
    doubtful = world.dm(dm)

    world.wait(timedelta(minutes=2))

    assert doubtful.state is State.UNCONFIRMED
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert "Instagram.sightings" not in script.calls


def test_an_echo_settles_a_doubt_that_comes_up_while_it_is_read() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Instagram.send", done_but(Crash()))
    world.work()
    script.on("Dms.mark", before(lambda: world.wait(timedelta(minutes=2))))

    meaning = world.apply_event(echo_of(world.instagram.inbox[0]))

    assert meaning == "proven"
    assert world.dm(dm).state is State.SENT


def test_a_message_typed_by_hand_does_not_hide_an_early_echo() -> None:
    script = Script()
    world = World(DROPPED, wire=script)
    dm = world.queued()

    def two_echoes() -> None:
        ours = echo_of(world.instagram.inbox[0])
        world.apply_event(ours)
        world.apply_event(replace(ours, mid="typed-by-hand", text="hello there"))

    script.on("Instagram.send", after(two_echoes))

    world.send(dm)

    assert world.dm(dm).state is State.SENT


def test_an_echo_proves_a_message_in_doubt() -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)
    echo = echo_of(world.instagram.inbox[0])

    meaning = world.apply_event(echo)

    proven = world.dm(dm)
    assert meaning == "proven"
    assert (proven.state, proven.mid, proven.sent_at, proven.confirmed_at) == (
        State.SENT,
        "mid-1",
        echo.at,
        echo.at,
    )
    assert (proven.code, proven.kick_at) == (None, None)
    assert [(e.status, e.note) for e in world.log(dm)] == [("unconfirmed", None), ("sent", ECHO)]


@pytest.mark.parametrize("since", [1, 2], ids=["one since", "two since"])
def test_a_late_echo_finds_the_message_before_the_last(since: int) -> None:
    world = World(DROPPED)
    world.instagram.lag = True
    dm = world.queued()
    world.send(dm)
    for _ in range(since):
        world.wait(timedelta(minutes=3))
        world.send(world.queued())

    meaning = world.apply_event(echo_of(world.instagram.inbox[0]))

    assert meaning == ("proven" if since == 1 else "not_ours_or_early")
    assert world.dm(dm).state is (State.SENT if since == 1 else State.UNCONFIRMED)


def test_a_proof_that_comes_twice_changes_nothing_more() -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)
    echo = echo_of(world.instagram.inbox[0])
    world.apply_event(echo)
    proven = world.dm(dm)

    meaning = world.apply_event(echo)

    assert meaning == "confirmed"
    assert world.dm(dm) == proven


@pytest.mark.parametrize(
    ("offset", "state"),
    [
        (-SLACK - 1, State.UNCONFIRMED),
        (-SLACK, State.SENT),
        (LIFE + SLACK, State.SENT),
        (LIFE + SLACK + 1, State.UNCONFIRMED),
    ],
    ids=["too early", "just in time", "still in time", "too late"],
)
def test_an_equal_text_proves_only_around_the_time_of_the_call(offset: int, state: State) -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)

    world.apply_event(echo_of(world.instagram.inbox[0], at=world.clock() + offset))

    assert world.dm(dm).state is state


@pytest.mark.parametrize(
    "change", [{"text": "typed by hand"}, {"text": None}, {"person": "somebody-else"}], ids=str
)
def test_another_text_or_person_proves_nothing(change: dict[str, str | None]) -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)
    echo = echo_of(world.instagram.inbox[0])

    meaning = world.apply_event(replace(echo, **change))  # type: ignore[arg-type] # fields of an echo

    assert meaning not in SETTLES
    assert world.dm(dm).state is State.UNCONFIRMED


def test_an_echo_of_another_messages_id_proves_nothing() -> None:
    world = World(None, Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER))
    sent, doubtful = world.queued(), world.queued()
    world.send(sent)
    world.send(doubtful)

    meaning = world.apply_event(echo_of(world.instagram.inbox[0]))

    assert meaning == "confirmed"
    assert world.dm(sent).confirmed_at is not None
    assert world.dm(doubtful).state is State.UNCONFIRMED


@pytest.mark.parametrize("receipt", ["echo", "seen"])
def test_a_receipt_settles_what_a_dead_worker_left_half_settled(receipt: str) -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Mids.take", done_but(Crash()))
    world.work()
    message = world.instagram.inbox[0]
    world.clock.move_to(world.clock() + LEASE + 1)
    world.sweep()

    at = message.at + 1
    world.apply_event(echo_of(message, at=at) if receipt == "echo" else seen_of(message, at=at))

    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).confirmed_at == at


def test_a_proof_that_got_half_way_is_finished_when_it_comes_again() -> None:
    script = Script()
    world = World(DROPPED, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    world.work()
    world.tell(echo_of(world.instagram.inbox[0]))
    script.on("Mids.take", done_but(Crash()))

    world.run()

    assert world.dm(dm).state is State.SENT


def test_an_echo_that_comes_after_send_again_cancels_the_second_send() -> None:
    world = World(DROPPED)
    dm = world.queued()
    world.send(dm)
    echo = echo_of(world.instagram.inbox[0])
    world.retry_dm(ANA, dm.lead)

    meaning = world.apply_event(echo)
    world.run()

    assert meaning == "proven"
    assert len(world.instagram.inbox) == 1
