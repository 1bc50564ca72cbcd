"""Whether a message may go out now, by the records alone."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.contact import HOUR, WINDOW, Contact
from chalicelib.domain.dm import LEASE, MARGIN, SECOND, Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Wait
from chalicelib.domain.judge import BUSY_WAIT, EARLY, Go, Never, judge
from chalicelib.domain.state import State

NOW = 1_790_000_000_000
DM = Dm(
    creator="user_ana",
    id="lead-0",
    account="1784",
    text="Hi",
    created_at=NOW,
    person="igsid",
    state=State.QUEUED,
    due_at=NOW,
)
ACCOUNT = Account(
    creator="user_ana",
    id="1784",
    username="ana",
    token=b"sealed",
    token_issued_at=0,
    token_expires_at=NOW + 1,
)
CONTACT = Contact(account="1784", person="igsid", last_act_at=NOW)
EDGE = NOW - WINDOW + MARGIN  # whoever acted then is just out of reach
CLOSED = Never(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
RECONNECT = Wait(NOW + HOUR, Code.TOKEN_EXPIRED, Reason.RECONNECT)


def test_with_everything_in_place_it_goes() -> None:
    assert judge(DM, ACCOUNT, CONTACT, now=NOW) == Go(ACCOUNT, CONTACT)


@pytest.mark.parametrize(
    ("acted_at", "decision"),
    [(None, CLOSED), (EDGE - 1, CLOSED), (EDGE, CLOSED), (EDGE + 1, None), (NOW, None), (NOW + 1, None)],
    ids=["never", "past the edge", "on the edge", "just inside", "now", "in a moment"],
)
def test_the_window_closes_to_the_millisecond(acted_at: int | None, decision: Never | None) -> None:
    contact = replace(CONTACT, last_act_at=acted_at)

    assert judge(DM, ACCOUNT, contact, now=NOW) == (decision or Go(ACCOUNT, contact))


def test_a_person_that_we_do_not_know_has_no_window() -> None:
    assert judge(DM, ACCOUNT, None, now=NOW) == CLOSED


@pytest.mark.parametrize(
    ("due_at", "waits"),
    [(None, False), (NOW - 1, False), (NOW, False), (NOW + EARLY, False), (NOW + EARLY + 1, True)],
    ids=["no time", "past", "now", "a second early", "too early"],
)
def test_a_message_waits_until_it_is_due(due_at: int | None, *, waits: bool) -> None:
    dm = replace(DM, due_at=due_at)

    decision = judge(dm, ACCOUNT, CONTACT, now=NOW)

    assert decision == (Wait(due_at or 0) if waits else Go(ACCOUNT, CONTACT))


def test_waiting_on_keeps_the_reason_and_the_slot() -> None:
    dm = replace(DM, due_at=NOW + HOUR, code=Code.RATE_LIMIT, reason=Reason.APP_LIMIT, paced=True)

    decision = judge(dm, ACCOUNT, CONTACT, now=NOW)

    assert decision == Wait(NOW + HOUR, Code.RATE_LIMIT, Reason.APP_LIMIT, paced=True)


@pytest.mark.parametrize(
    "account",
    [
        None,
        replace(ACCOUNT, state=Connection.DISCONNECTED),
        replace(ACCOUNT, state=Connection.DELETING),
        replace(ACCOUNT, state=Connection.DISCONNECTED, token_expires_at=NOW),
    ],
    ids=["none", "disconnected", "deleting", "disconnected and run out"],
)
def test_without_an_account_it_must_not_be_sent(account: Account | None) -> None:
    assert judge(DM, account, CONTACT, now=NOW) == Never(Code.NOT_PERMITTED, Reason.NOT_CONNECTED)


@pytest.mark.parametrize(
    ("account", "decision"),
    [
        (replace(ACCOUNT, state=Connection.RECONNECT), RECONNECT),
        (replace(ACCOUNT, token_expires_at=NOW), RECONNECT),
        (replace(ACCOUNT, token_expires_at=NOW - 1), RECONNECT),
    ],
    ids=["ended", "ends now", "has run out"],
)
def test_a_dead_token_waits_for_the_creator(account: Account, decision: Wait) -> None:
    assert judge(DM, account, CONTACT, now=NOW) == decision


@pytest.mark.parametrize("ends_in", [1, HOUR - 1, HOUR, HOUR + 1, 5 * HOUR])
def test_a_dead_token_is_waited_for_an_hour_at_a_time_and_never_past_the_window(ends_in: int) -> None:
    contact = replace(CONTACT, last_act_at=NOW + ends_in - WINDOW + MARGIN)
    account = replace(ACCOUNT, state=Connection.RECONNECT)

    decision = judge(DM, account, contact, now=NOW)

    assert decision == Wait(NOW + min(HOUR, ends_in), Code.TOKEN_EXPIRED, Reason.RECONNECT)


def test_a_message_that_waited_for_its_connection_to_the_end_of_the_window_is_not_sent() -> None:
    account = replace(ACCOUNT, state=Connection.RECONNECT)
    until = judge(DM, account, CONTACT, now=CONTACT.window_ends - 1)
    assert isinstance(until, Wait)

    assert judge(DM, account, CONTACT, now=until.until) == CLOSED


@pytest.mark.parametrize("expires_at", [NOW + 1, NOW, NOW - 1], ids=["valid", "ends now", "has run out"])
def test_a_token_in_doubt_is_waited_for_a_little(expires_at: int) -> None:
    account = replace(ACCOUNT, state=Connection.CHECKING, token_expires_at=expires_at)

    decision = judge(DM, account, CONTACT, now=NOW)

    assert decision == Wait(NOW + 2 * 60_000, Code.TOKEN_EXPIRED, Reason.REFRESHING)


@pytest.mark.parametrize("state", list(Connection))
def test_only_an_active_connection_lets_a_message_go(state: Connection) -> None:
    decision = judge(DM, replace(ACCOUNT, state=state), CONTACT, now=NOW)

    assert isinstance(decision, Go) is (state is Connection.ACTIVE)


@pytest.mark.parametrize("state", [Connection.CHECKING, Connection.RECONNECT])
def test_what_waits_for_a_connection_is_found_when_it_is_back(state: Connection) -> None:
    wait = judge(DM, replace(ACCOUNT, state=state), CONTACT, now=NOW)
    assert isinstance(wait, Wait)

    assert DM.defer(wait, now=NOW).paused


def test_a_closed_window_counts_more_than_a_dead_token() -> None:
    account = replace(ACCOUNT, state=Connection.RECONNECT)

    assert judge(DM, account, replace(CONTACT, last_act_at=EDGE), now=NOW) == CLOSED


@pytest.mark.parametrize(
    ("holder", "until", "waits"),
    [
        (None, 0, False),
        ("other-0", NOW + 1, True),
        ("other-0", NOW, False),
        ("lead-0", NOW + 1, False),
    ],
    ids=["free", "held", "held no more", "held by itself"],
)
def test_one_message_at_a_time_is_on_its_way_to_a_person(
    holder: str | None, until: int, *, waits: bool
) -> None:
    contact = replace(CONTACT, busy_dm=holder, busy_until=until)

    decision = judge(DM, ACCOUNT, contact, now=NOW)

    assert decision == (Wait(NOW + BUSY_WAIT) if waits else Go(ACCOUNT, contact))


@pytest.mark.parametrize(
    ("held", "wait"),
    [(-20, 3), (0, 3), (2, 3), (7, 7), (30, 30), (45, 45), (60, 30), (89, 3)],
    ids=str,
)
def test_who_is_held_longer_is_looked_at_less_often_and_not_after_the_hold(held: int, wait: int) -> None:
    contact = replace(CONTACT, busy_dm="other-0", busy_until=NOW + LEASE - held * SECOND)

    assert judge(DM, ACCOUNT, contact, now=NOW) == Wait(NOW + wait * SECOND)


def test_a_freed_person_keeps_the_name_of_the_holder() -> None:
    held = replace(CONTACT, busy_dm="other-0", busy_until=NOW + 1)

    freed = held.freed()

    assert not freed.busy("lead-0", NOW)
    assert freed.busy_dm == "other-0"
