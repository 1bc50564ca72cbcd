"""Every move of an account: what it changes, and that it changes nothing else."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import AGAIN, CHECK, DAY, HOUR, LOOK, SOON, TENDING, Connection
from chalicelib.domain.faults import Ended, Reason
from tests.unit.domain.accounts import EXPIRES, NOW, WORN, Move, changed

NEVER_ASKED = {"failing_since": None, "ended": None, "ended_at": None, "trouble": None, "trouble_at": None}
NO_TOKEN = {"token": b"", "subscribed": False}
MOVES: dict[str, tuple[Move, dict[str, object]]] = {
    "tend": (lambda a: a.tend(NOW), {"tended_until": NOW + TENDING}),
    "tended": (lambda a: a.tended(), {"tended_until": 0}),
    "connect": (
        lambda a: a.connect(now=NOW),
        {
            **NEVER_ASKED,
            "connected_at": NOW,
            "refresh_at": EXPIRES - 10 * DAY,
            "look_at": NOW + LOOK,
            "check_at": NOW + CHECK,
        },
    ),
    "refresh": (
        lambda a: a.refresh(b"newer", username="ana.sol", expires_at=NOW + 60 * DAY, now=NOW),
        {
            **NEVER_ASKED,
            "token": b"newer",
            "username": "ana.sol",
            "token_issued_at": NOW,
            "token_expires_at": NOW + 60 * DAY,
            "refresh_at": NOW + 50 * DAY,
            "look_at": NOW + LOOK,
        },
    ),
    "answered": (
        lambda a: a.answered("ana.sol", now=NOW, jitter=HOUR),
        {"username": "ana.sol", "look_at": NOW + LOOK + HOUR},
    ),
    "unanswered": (lambda a: a.unanswered(now=NOW), {"look_at": NOW + SOON}),
    "refresh failed": (
        lambda a: a.refresh_failed(now=NOW),
        {"refresh_at": NOW + AGAIN, "look_at": NOW + LOOK},
    ),
    "end": (
        lambda a: a.end(Ended.PASSWORD_CHANGED, now=NOW),
        {
            "state": Connection.RECONNECT,
            "ended": Ended.PASSWORD_CHANGED,
            "ended_at": NOW,
            "waiting": False,
        },
    ),
    "remove": (
        lambda a: a.remove(now=NOW),
        {
            **NO_TOKEN,
            "state": Connection.RECONNECT,
            "ended": Ended.REMOVED,
            "ended_at": NOW,
            "waiting": False,
        },
    ),
    "doubt": (lambda a: a.doubt(now=NOW), {"state": Connection.CHECKING, "look_at": NOW}),
    "blame": (
        lambda a: a.blame(Reason.MESSAGE_ACCESS_OFF, now=NOW),
        {"trouble": Reason.MESSAGE_ACCESS_OFF, "trouble_at": NOW},
    ),
    "disconnect": (
        lambda a: a.disconnect(),
        {**NO_TOKEN, "state": Connection.DISCONNECTED, "trouble": None, "trouble_at": None},
    ),
    "delete": (
        lambda a: a.delete("other", now=NOW),
        {**NO_TOKEN, "state": Connection.DELETING, "deletion": "other", "look_at": NOW + TENDING},
    ),
    "subscribe": (lambda a: a.subscribe(now=NOW, repaired=False), {"check_at": NOW + CHECK}),
    "repair": (
        lambda a: a.subscribe(now=NOW, repaired=True),
        {"check_at": NOW + CHECK, "repaired_at": NOW},
    ),
    "unsubscribed": (lambda a: a.unsubscribed(now=NOW), {"check_at": NOW + DAY, "subscribed": False}),
    "behind": (lambda a: a.behind("next", at=NOW), {"missed_at": NOW, "missed_after": "next"}),
    "behind from the start": (lambda a: a.behind(None, at=NOW), {"missed_at": NOW, "missed_after": None}),
    "missed": (lambda a: a.missed(now=NOW), {"missed_at": NOW, "missed_after": None, "missed_to": NOW}),
    "caught up": (
        lambda a: a.caught_up(),
        {"missed_at": None, "missed_after": None, "missed_to": None},
    ),
    "all released": (lambda a: a.release(more=False), {"waiting": False}),
    "some released": (lambda a: a.release(more=True), {}),
}
each_move = pytest.mark.parametrize("name", MOVES)


@each_move
def test_a_move_changes_what_it_promises_and_nothing_else(name: str) -> None:
    move, wanted = MOVES[name]
    before = replace(WORN)

    after = move(before)

    expected = {key: value for key, value in wanted.items() if getattr(WORN, key) != value}
    assert changed(before, after) == expected
    assert all(getattr(after, key) == value for key, value in wanted.items())


@each_move
def test_a_move_counts_once_and_leaves_the_older_account_alone(name: str) -> None:
    move, _ = MOVES[name]
    before = replace(WORN)

    after = move(before)

    assert after.rev == before.rev + 1
    assert before == WORN


@pytest.mark.parametrize("state", list(Connection))
def test_only_an_active_or_checked_connection_has_a_token_to_use(state: Connection) -> None:
    usable = replace(WORN, state=state).usable

    assert usable is (state in {Connection.ACTIVE, Connection.CHECKING})


@pytest.mark.parametrize("move", ["remove", "disconnect", "delete"])
def test_a_token_that_nobody_may_use_any_more_is_not_kept(move: str) -> None:
    after = MOVES[move][0](WORN)

    assert after.token == b""
    assert not after.usable


def test_a_login_without_a_subscription_asks_for_one_at_once() -> None:
    connected = replace(WORN, subscribed=False, tended_until=0).connect(now=NOW)

    assert connected.check_at == NOW
    assert replace(connected, waiting=False).care_at == NOW


@pytest.mark.parametrize("state", list(Connection))
def test_a_login_brings_every_connection_back_and_lets_its_messages_go(state: Connection) -> None:
    connected = replace(WORN, state=state, waiting=False).connect(now=NOW)

    assert (connected.state, connected.waiting) == (Connection.ACTIVE, True)


@pytest.mark.parametrize("move", ["refresh", "answered"])
@pytest.mark.parametrize(
    ("state", "waiting", "after"),
    [
        (Connection.ACTIVE, False, False),
        (Connection.ACTIVE, True, True),
        (Connection.CHECKING, False, True),
        (Connection.CHECKING, True, True),
    ],
)
def test_the_end_of_a_doubt_lets_the_messages_go_that_it_held(
    move: str, state: Connection, *, waiting: bool, after: bool
) -> None:
    moved = MOVES[move][0](replace(WORN, state=state, waiting=waiting))

    assert (moved.state, moved.waiting) == (Connection.ACTIVE, after)


def test_the_first_of_many_failed_refreshes_is_remembered() -> None:
    first = replace(WORN, failing_since=None).refresh_failed(now=NOW)
    second = first.refresh_failed(now=NOW + DAY)

    assert (first.failing_since, second.failing_since) == (NOW, NOW)
    assert second.refresh_at == NOW + 2 * DAY


@pytest.mark.parametrize("why", list(Ended))
def test_an_ended_connection_keeps_its_token_and_says_why(why: Ended) -> None:
    ended = WORN.end(why, now=NOW)

    assert (ended.ended, ended.ended_at, ended.token) == (why, NOW, WORN.token)


def test_a_disconnected_account_has_somebody_tell_what_waits_for_it() -> None:
    gone = replace(WORN, waiting=False, tended_until=0).disconnect()

    assert gone.waiting
    assert gone.due(NOW)
