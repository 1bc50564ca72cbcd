"""A private reply in doubt is sent again, because Instagram takes only one for each comment."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Deferred, NotSent, Reason, Refused, Unknown
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.instagram import Answer, Delivers, echo_of
from tests.fakes.wire import Script, before
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    DISCLOSED,
    HOUR,
    MIA,
    comments,
    set_up,
    the_dm,
    writes,
)
from tests.unit.actions.tending import Breaker

LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
LIMITED = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
ACCESS_OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
ASK = "Instagram.sightings"


def doubtful(*answers: Answer, lag: bool = False, script: Script | None = None) -> World:
    """A reply whose first answers are these."""
    world = World(*answers, wire=script)
    world.instagram.lag = lag
    set_up(world, Trigger.COMMENT)
    world.tell(comments(world))
    world.work()
    return world


def shown(dm: Dm) -> tuple[State, Code | None, Reason | None]:
    return dm.state, dm.code, dm.reason


def test_three_questions_are_asked_before_it_is_sent_again() -> None:
    script = Script()
    world = doubtful(LOST, script=script)
    asked: list[int] = []
    script.on("Instagram.send", before(lambda: asked.append(script.calls.count(ASK))))

    world.wait(HOUR)

    assert asked == [3]
    assert world.instagram.texts(MIA) == [DISCLOSED]
    assert the_dm(world).state is State.SENT


def test_a_reply_that_instagram_shows_is_not_sent_again() -> None:
    world = doubtful(Delivers(LOST))

    world.wait(HOUR)

    assert len(world.instagram.posts) == 1
    assert the_dm(world).state is State.SENT


def test_it_is_sent_again_twice_at_most() -> None:
    script = Script()
    world = doubtful(LOST, LOST, LOST, LOST, script=script)

    world.wait(12 * HOUR)

    dm = the_dm(world)
    assert len(world.instagram.posts) == 3
    assert (dm.state, dm.kick_at) == (State.UNCONFIRMED, None)
    assert script.calls.count(ASK) == 3 + 3 + 6


def test_the_history_says_why_it_was_sent_again() -> None:
    world = doubtful(LOST)

    world.wait(HOUR)

    notes = [entry.note for entry in world.log(the_dm(world)) if entry.note]
    assert notes == ["sent again: Instagram takes one private reply per comment, so none can arrive twice"]


def test_a_second_reply_that_is_refused_shows_that_the_first_has_most_likely_arrived() -> None:
    world = doubtful(Delivers(LOST), lag=True)

    world.wait(12 * HOUR)

    assert shown(the_dm(world)) == (State.UNCONFIRMED, Code.UNKNOWN_OUTCOME, Reason.ALREADY_ANSWERED)
    assert world.instagram.texts(MIA) == [DISCLOSED]
    assert len(world.instagram.posts) == 2


def test_what_has_most_likely_arrived_is_proven_once_the_conversation_shows_it() -> None:
    world = doubtful(Delivers(LOST), lag=True)
    world.wait(timedelta(minutes=10))
    before = shown(the_dm(world))
    world.instagram.lag = False

    world.wait(HOUR)

    assert before == (State.UNCONFIRMED, Code.UNKNOWN_OUTCOME, Reason.ALREADY_ANSWERED)
    assert the_dm(world).state is State.SENT


def test_an_echo_of_the_first_try_settles_it_also_after_the_second_was_refused() -> None:
    world = doubtful(Delivers(LOST), lag=True)
    world.wait(timedelta(minutes=10))

    world.tell(echo_of(world.instagram.inbox[0]))
    world.run()

    assert the_dm(world).state is State.SENT


def test_a_stop_makes_no_failure_of_a_reply_that_has_arrived() -> None:
    world = doubtful(Delivers(LOST), lag=True)
    world.apply_event(writes(world, "STOP"))
    world.wait(timedelta(minutes=10))

    world.tell(echo_of(world.instagram.inbox[0]))
    world.run()

    assert len(world.instagram.posts) == 1
    assert the_dm(world).state is State.SENT


def test_a_refusal_for_another_reason_does_not_settle_what_the_first_call_did() -> None:
    world = doubtful(LOST, ACCESS_OFF, ACCESS_OFF)

    world.wait(12 * HOUR)

    dm = the_dm(world)
    assert (dm.state, dm.code, dm.kick_at) == (State.UNCONFIRMED, Code.UNKNOWN_OUTCOME, None)
    assert len(world.instagram.posts) == 3


def test_a_stop_leaves_the_doubt_to_the_creator() -> None:
    world = doubtful(LOST)
    world.apply_event(writes(world, "STOP"))

    world.wait(12 * HOUR)

    assert (the_dm(world).state, the_dm(world).kick_at) == (State.UNCONFIRMED, None)
    assert len(world.instagram.posts) == 1


def test_a_call_that_never_left_counts_as_no_doubt() -> None:
    refused = Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)
    world = doubtful(OFFLINE, refused)

    world.wait(HOUR)

    assert shown(the_dm(world)) == (State.FAILED, Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)


def test_a_message_in_the_conversation_is_never_sent_again_for_a_doubt() -> None:
    world = World(LOST)
    world.queued()

    world.wait(12 * HOUR)

    assert len(world.instagram.posts) == 1


def broken() -> Iterator[tuple[str, World]]:
    """The world hours after the worker that sent died, for each call: before it and after it."""
    at, late = 0, True
    while True:
        wire = Breaker()
        world = World(wire=wire)
        set_up(world, Trigger.COMMENT, public=("Look into your messages!",))
        world.apply_event(comments(world))
        dm = the_dm(world)
        wire.arm(at, late=late)
        world.work()
        if not world.failures:
            return
        where = f"{'after' if late else 'before'} {wire.calls[at]}, call {at}"
        world.wait(2 * HOUR)
        assert world.dm(dm).person == MIA, where
        yield where, world
        at, late = (at, False) if late else (at + 1, True)


def test_wherever_the_worker_died_the_comment_gets_one_reply() -> None:
    places = 0
    for where, world in broken():
        places += 1

        assert world.instagram.texts(MIA) == [DISCLOSED], where
        assert the_dm(world).state is State.SENT, where
        assert len(world.instagram.public) <= 1, where

    assert places > 20


def test_a_reply_whose_second_try_was_called_off_is_not_sent_again_by_itself() -> None:
    world = doubtful(LOST, LIMITED, lag=True)
    lead = the_dm(world).lead
    world.wait(timedelta(seconds=10))
    world.retry_dm(ANA, lead)
    world.work()

    cancelled = world.cancel_dm(ANA, lead)
    world.wait(3 * HOUR)

    assert cancelled.state is State.UNCONFIRMED
    assert len(world.instagram.posts) == 2
    assert the_dm(world).state is State.UNCONFIRMED
