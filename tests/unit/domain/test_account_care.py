"""When an account asks for somebody: by its dates alone, at every age of its token."""

from dataclasses import replace
from itertools import pairwise

import pytest

from chalicelib.domain.account import (
    CHECK,
    DAY,
    HOUR,
    LOOK,
    MINUTE,
    SOON,
    TENDING,
    WARNINGS,
    YOUNGEST,
    Account,
    Attention,
    Connection,
)
from chalicelib.domain.faults import Ended
from tests.unit.domain.accounts import EXPIRES, FRESH, ISSUED, NOW

CONNECTED = replace(FRESH.connect(now=ISSUED).release(more=False), check_at=ISSUED + 7 * DAY)
AGES = {
    "23 hours": 23 * HOUR,
    "a moment before a day": DAY - 1,
    "a day": DAY,
    "49 days": 49 * DAY,
    "a moment before 50 days": 50 * DAY - 1,
    "50 days": 50 * DAY,
    "59 days": 59 * DAY,
    "a moment before 60 days": 60 * DAY - 1,
    "60 days": 60 * DAY,
    "61 days": 61 * DAY,
}
each_age = pytest.mark.parametrize("age", AGES.values(), ids=AGES)
each_state = pytest.mark.parametrize("state", list(Connection))


def quiet(account: Account) -> Account:
    """The same account with nothing but its token to look after."""
    return replace(account, look_at=EXPIRES + CHECK, check_at=EXPIRES + CHECK)


@each_age
def test_instagram_refreshes_a_token_between_its_first_day_and_its_last(age: int) -> None:
    refreshable = CONNECTED.refreshable(ISSUED + age)

    assert refreshable is (YOUNGEST <= age < 60 * DAY)


@each_age
def test_a_token_of_60_days_asks_for_care_from_its_50th_day_on(age: int) -> None:
    due = quiet(CONNECTED).due(ISSUED + age)

    assert due is (age >= 50 * DAY)


@each_age
def test_whatever_its_age_a_token_is_never_wanted_for_refresh_that_instagram_would_not_refresh(
    age: int,
) -> None:
    now = ISSUED + age
    wanted = CONNECTED.refresh_at <= now < CONNECTED.token_expires_at

    assert not wanted or CONNECTED.refreshable(now)


@pytest.mark.parametrize(
    ("lives", "refresh"),
    [
        (60 * DAY, 50 * DAY),
        (60 * DAY - HOUR, 50 * DAY - HOUR),
        (59 * DAY, 49 * DAY),
        (61 * DAY, 50 * DAY),
        (365 * DAY, 50 * DAY),
        (30 * DAY, 20 * DAY),
        (12 * DAY, 2 * DAY),
        (11 * DAY, DAY),
        (10 * DAY, DAY),
        (2 * DAY, DAY),
        (HOUR, DAY),
    ],
)
def test_a_refresh_is_booked_after_50_days_or_10_days_before_the_end_and_never_in_the_first_day(
    lives: int, refresh: int
) -> None:
    connected = replace(FRESH, token_expires_at=ISSUED + lives).connect(now=ISSUED)
    refreshed = FRESH.refresh(b"new", username="ana", expires_at=ISSUED + lives, now=ISSUED)

    assert connected.refresh_at == ISSUED + refresh
    assert refreshed.refresh_at == ISSUED + refresh


def test_every_life_in_hours_leaves_time_to_refresh_unless_it_is_shorter_than_a_day() -> None:
    for hours in range(1, 100 * 24):
        connected = replace(FRESH, token_expires_at=ISSUED + hours * HOUR).connect(now=ISSUED)

        assert connected.refresh_at - ISSUED >= YOUNGEST
        assert connected.refresh_at - ISSUED <= 50 * DAY
        assert connected.refreshable(connected.refresh_at) is (hours > 24)


def test_ten_refreshes_that_fail_leave_the_token_until_its_last_moment() -> None:
    tries, account = [], quiet(CONNECTED)
    while account.care_at is not None and account.care_at < EXPIRES:
        tries.append(account.care_at)
        account = quiet(account.refresh_failed(now=account.care_at))

    assert len(tries) == 10
    assert {later - earlier for earlier, later in pairwise(tries)} == {DAY}
    assert account.care_at == EXPIRES
    assert account.failing_since == tries[0]


def test_a_creator_is_warned_while_refreshes_still_have_a_chance() -> None:
    assert sorted(WARNINGS, reverse=True) == [7, 3, 1]
    assert all(EXPIRES - days * DAY > CONNECTED.refresh_at for days in WARNINGS)


def test_an_active_account_is_due_at_the_earliest_of_its_dates() -> None:
    dates = ("refresh_at", "look_at", "check_at", "token_expires_at", "missed_at")
    for first in dates:
        spread = {name: NOW + (1 if name == first else 2) for name in dates}

        account = replace(CONNECTED, **spread)  # type: ignore[arg-type] # dates of an account

        assert account.care_at == NOW + 1


@pytest.mark.parametrize(("ahead", "due"), [(1, False), (0, True), (-1, True)])
def test_an_account_is_due_to_the_millisecond(ahead: int, *, due: bool) -> None:
    assert replace(CONNECTED, look_at=NOW + ahead).due(NOW) is due


def test_an_account_is_looked_at_and_checked_every_day() -> None:
    looked = CONNECTED.answered("ana", now=NOW, jitter=2 * HOUR)
    checked = CONNECTED.subscribe(now=NOW, repaired=False)

    assert looked.look_at - NOW == DAY == LOOK + 2 * HOUR
    assert checked.check_at - NOW == DAY


def test_a_look_that_nobody_answered_is_repeated_in_five_minutes() -> None:
    for state in (Connection.ACTIVE, Connection.CHECKING):
        asked = replace(CONNECTED, state=state, look_at=NOW).unanswered(now=NOW)

        assert asked.care_at == NOW + SOON == NOW + 5 * MINUTE


def test_an_account_without_events_asks_for_them_again_tomorrow() -> None:
    asked = replace(CONNECTED, look_at=EXPIRES).unsubscribed(now=NOW)

    assert asked.care_at == NOW + DAY


def test_a_doubt_is_due_at_once_and_nothing_else_counts_meanwhile() -> None:
    doubted = replace(CONNECTED, check_at=0, refresh_at=0).doubt(now=NOW)

    assert doubted.care_at == NOW
    assert doubted.unanswered(now=NOW).care_at == NOW + SOON


@each_state
def test_messages_that_wait_make_an_account_due_once_its_connection_is_decided(state: Connection) -> None:
    waiting = replace(CONNECTED, state=state, waiting=True, look_at=NOW + HOUR)

    decided = {Connection.ACTIVE: 0, Connection.DISCONNECTED: 0, Connection.RECONNECT: None}
    assert waiting.care_at == decided.get(state, NOW + HOUR)


@pytest.mark.parametrize("state", [Connection.RECONNECT, Connection.DISCONNECTED])
def test_nobody_looks_after_a_connection_that_only_the_creator_can_bring_back(state: Connection) -> None:
    account = replace(CONNECTED, state=state)

    assert account.care_at is None
    assert not account.due(EXPIRES + 1_000 * DAY)


@pytest.mark.parametrize("why", list(Ended))
def test_no_end_leaves_anything_to_look_after(why: Ended) -> None:
    waiting = replace(CONNECTED, waiting=True)

    assert waiting.end(why, now=NOW).care_at is None
    assert waiting.remove(now=NOW).care_at is None


@pytest.mark.parametrize("state", [state for state in Connection if state is not Connection.RECONNECT])
def test_while_a_worker_may_be_at_it_nobody_else_comes(state: Connection) -> None:
    held = replace(CONNECTED, state=state, waiting=True, look_at=0).tend(NOW)

    assert held.care_at == NOW + TENDING
    assert not held.due(NOW + TENDING - 1)
    assert held.due(NOW + TENDING)


def test_a_finished_worker_leaves_the_account_to_its_dates() -> None:
    assert CONNECTED.tend(NOW).tended().care_at == CONNECTED.care_at


@pytest.mark.parametrize("state", [Connection.RECONNECT, Connection.DISCONNECTED])
def test_a_worker_at_it_makes_nothing_due_that_is_not(state: Connection) -> None:
    assert replace(CONNECTED, state=state).tend(NOW).care_at is None


def test_a_lease_is_longer_than_a_worker_lives() -> None:
    assert TENDING > 60_000


def test_a_deletion_begins_when_the_last_worker_that_may_write_has_ended() -> None:
    deleting = replace(CONNECTED, waiting=True).tend(NOW - 1).delete("code", now=NOW)

    assert deleting.care_at == NOW + TENDING
    assert not deleting.due(NOW + TENDING - 1)
    assert deleting.due(NOW + TENDING)


def test_a_deletion_that_is_not_done_is_due_again_at_once() -> None:
    deleting = CONNECTED.delete("code", now=NOW)
    later = NOW + TENDING

    assert deleting.tend(later).tended().due(later)


@pytest.mark.parametrize("state", [Connection.ACTIVE, Connection.CHECKING])
def test_the_end_of_a_tokens_life_is_never_slept_through(state: Connection) -> None:
    asleep = replace(quiet(CONNECTED), state=state, refresh_at=EXPIRES + DAY, look_at=EXPIRES)

    assert asleep.due(EXPIRES)


@pytest.mark.parametrize(
    ("state", "failing", "needs"),
    [
        (Connection.ACTIVE, None, None),
        (Connection.ACTIVE, NOW, Attention.EXPIRING),
        (Connection.CHECKING, None, None),
        (Connection.CHECKING, NOW, Attention.EXPIRING),
        (Connection.RECONNECT, None, Attention.RECONNECT),
        (Connection.RECONNECT, NOW, Attention.RECONNECT),
        (Connection.DISCONNECTED, NOW, None),
        (Connection.DELETING, NOW, None),
    ],
)
def test_a_creator_is_needed_where_nobody_else_can_help(
    state: Connection, failing: int | None, needs: Attention | None
) -> None:
    assert replace(CONNECTED, state=state, failing_since=failing).attention is needs
