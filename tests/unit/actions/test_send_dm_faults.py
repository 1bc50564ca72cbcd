"""What each kind of fault makes of a message."""

from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.dm import FIRST_CHECK
from chalicelib.domain.faults import Code, Deferred, Ended, Level, NotSent, Reason, Refused, Trace, Unknown
from chalicelib.domain.retry import CHECKING_WAIT
from chalicelib.domain.state import State
from tests.fakes.clock import milliseconds
from tests.fakes.instagram import Answer, Delivers
from tests.fakes.wire import Script, before
from tests.fakes.world import ANA, ANAS, PERSON, World, hint_for

REFUSED = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE, trace=Trace(status=403, code=551))
ENDED = Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT, level=Level.ACCOUNT, ended=Ended.PASSWORD_CHANGED)
DOUBTED = Deferred(Code.TOKEN_EXPIRED, Reason.REFRESHING, level=Level.ACCOUNT)
LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
DROPPED = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)


def test_a_refused_message_fails_for_the_reason_that_instagram_gave() -> None:
    world = World(REFUSED)
    dm = world.queued()

    world.run()

    failed = world.dm(dm)
    assert (failed.state, failed.code, failed.reason, failed.kick_at) == (
        State.FAILED,
        Code.NOT_PERMITTED,
        Reason.RECIPIENT_UNAVAILABLE,
        None,
    )
    assert [(e.status, e.attempt, e.trace.code) for e in world.log(dm)] == [("failed", 1, 551)]


def test_a_refused_message_frees_its_person() -> None:
    world = World(REFUSED)
    first, second = world.queued(), world.queued()

    world.send(first)
    world.send(second)

    assert world.dm(second).state is State.SENT


def test_a_limit_waits_as_long_as_instagram_asked() -> None:
    asked = timedelta(minutes=3)
    world = World(Deferred(Code.RATE_LIMIT, Reason.APP_LIMIT, retry_after=asked))
    dm = world.queued()

    world.send(dm)

    waiting = world.dm(dm)
    hint, delay = world.hints.sent[-1]
    assert (waiting.shown, waiting.reason, waiting.gen, waiting.tries) == (
        "retrying",
        Reason.APP_LIMIT,
        dm.gen + 1,
        0,
    )
    assert hint == hint_for(waiting)
    assert asked <= delay <= asked * 1.2


def test_limits_without_a_time_wait_longer_and_longer() -> None:
    world = World(LIMIT, LIMIT, LIMIT)
    dm = world.queued()

    world.run()

    times = [at for at, _ in world.instagram.posts]
    gaps = [(b - a) / 60_000 for a, b in pairwise(times)]
    assert all(least <= gap <= least * 1.2 + 0.1 for gap, least in zip(gaps, (1, 2, 4), strict=True)), gaps
    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).attempts == 4


def test_a_wait_beyond_the_queue_is_ended_by_the_sweeper() -> None:
    world = World(Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, retry_after=timedelta(hours=2)))
    dm = world.queued()

    world.wait(timedelta(hours=3))

    first, second = (at for at, _ in world.instagram.posts)
    assert timedelta(hours=2) <= timedelta(milliseconds=second - first) <= timedelta(hours=2, minutes=26)
    assert world.dm(dm).state is State.SENT


def test_a_dead_token_stops_the_account_and_not_the_message() -> None:
    world = World(ENDED)
    first, second = world.queued(person="1"), world.queued(person="2")

    world.run()

    account = world.stores.accounts.rows[ANA, ANAS]
    assert (account.state, account.ended) == (Connection.RECONNECT, Ended.PASSWORD_CHANGED)
    assert [world.dm(dm).shown for dm in (first, second)] == ["retrying", "retrying"]
    assert len(world.instagram.posts) == 1


@pytest.mark.parametrize("trouble", [ENDED, DOUBTED], ids=["ended", "in doubt"])
def test_a_dead_token_does_not_end_a_connection_that_is_newer(trouble: Deferred) -> None:
    script = Script()
    world = World(trouble, wire=script)
    dm = world.queued()
    script.on("Accounts.save", before(lambda: world.connect(token="IG-new")))

    world.send(dm)

    account = world.stores.accounts.rows[ANA, ANAS]
    assert (account.state, world.vault.open(account)) == (Connection.ACTIVE, "IG-new")


def test_a_token_in_doubt_holds_the_message_until_somebody_has_asked() -> None:
    world = World(DOUBTED)
    dm = world.queued()

    world.send(dm)
    checking, waiting = world.stores.accounts.rows[ANA, ANAS], world.dm(dm)
    world.run()

    assert checking.state is Connection.CHECKING
    assert (waiting.code, waiting.reason, waiting.due_at) == (
        Code.TOKEN_EXPIRED,
        Reason.REFRESHING,
        world.instagram.posts[0][0] + milliseconds(CHECKING_WAIT),
    )
    assert world.stores.accounts.rows[ANA, ANAS].state is Connection.ACTIVE
    assert world.dm(dm).state is State.SENT


def test_a_call_that_never_reached_instagram_is_tried_three_times_with_growing_pauses() -> None:
    world = World(OFFLINE, OFFLINE, OFFLINE)
    dm = world.queued()

    world.run()

    failed = world.dm(dm)
    times = [at for at, _ in world.instagram.posts]
    gaps = [(b - a) // 1_000 for a, b in pairwise(times)]
    assert (failed.state, failed.code, failed.tries) == (State.FAILED, Code.UNAVAILABLE, 3)
    assert 5 <= gaps[0] <= 6
    assert 20 <= gaps[1] <= 24
    assert [e.attempt for e in world.log(dm)] == [1, 2, 3]


def test_the_hint_of_a_message_whose_tries_are_spent_becomes_a_dead_letter() -> None:
    world = World(OFFLINE, OFFLINE, OFFLINE)
    dm = world.queued()

    world.run()

    assert [letter.body for letter in world.hints.queue.dead] == [hint_for(dm).to_text()]


@pytest.mark.parametrize("failures", [1, 2])
def test_a_connection_that_comes_back_in_time_delivers(failures: int) -> None:
    world = World(*[OFFLINE] * failures)
    dm = world.queued()

    world.run()

    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).attempts == failures + 1
    assert world.hints.queue.dead == []


@pytest.mark.parametrize("answer", [DROPPED, Delivers(DROPPED)], ids=["lost", "delivered"])
def test_an_unclear_answer_is_never_followed_by_another_call(answer: Answer) -> None:
    world = World(answer)
    world.instagram.lag = True
    dm = world.queued()

    world.wait(timedelta(days=1))

    doubtful = world.dm(dm)
    assert (doubtful.state, doubtful.code, doubtful.reason) == (
        State.UNCONFIRMED,
        Code.UNKNOWN_OUTCOME,
        Reason.NO_ANSWER,
    )
    assert len(world.instagram.posts) == 1


def test_an_unclear_answer_is_looked_at_after_half_a_minute() -> None:
    world = World(DROPPED)
    dm = world.queued()

    world.send(dm)

    assert world.dm(dm).kick_at == world.clock() + FIRST_CHECK
    assert [(e.status, e.reason) for e in world.log(dm)] == [("unconfirmed", Reason.NO_ANSWER)]


def test_an_unclear_answer_keeps_the_person_for_the_lease() -> None:
    world = World(DROPPED)
    first, second = world.queued(), world.queued()

    world.send(first)
    world.send(second)

    assert world.dm(second).state is State.QUEUED
    assert world.instagram.texts(PERSON) == []


def test_faults_in_a_row_of_all_kinds_end_in_one_message() -> None:
    world = World(LIMIT, OFFLINE, LIMIT, OFFLINE)
    dm = world.queued()

    world.run()

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1
