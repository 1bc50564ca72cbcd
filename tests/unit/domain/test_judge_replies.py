"""Whether a private reply may go out, and that whoever wants no messages gets none."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.contact import WINDOW, Contact
from chalicelib.domain.dm import HOUR, LIVE, LIVE_WINDOW, MARGIN, REPLY_WINDOW, Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Wait
from chalicelib.domain.judge import Go, Never, closes_at, judge
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
    trigger="message",
    trigger_at=NOW,
)
REPLY = replace(DM, comment="c1", trigger="comment")
LIVE_REPLY = replace(DM, comment="c1", trigger=LIVE)
ACCOUNT = Account(
    creator="user_ana",
    id="1784",
    username="ana",
    token=b"sealed",
    token_issued_at=0,
    token_expires_at=NOW + 30 * WINDOW,
)
STRANGER = Contact(account="1784", person="igsid")  # commented and never wrote
WRITER = replace(STRANGER, last_act_at=NOW)
TOO_OLD = Never(Code.NOT_PERMITTED, Reason.COMMENT_TOO_OLD)
CLOSED = Never(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
OUT = Never(Code.NOT_PERMITTED, Reason.OPTED_OUT)
DAYS_7, HOURS_4 = REPLY_WINDOW - MARGIN, LIVE_WINDOW - MARGIN


def test_a_reply_needs_no_window() -> None:
    assert judge(REPLY, ACCOUNT, STRANGER, now=NOW) == Go(ACCOUNT, STRANGER)
    assert judge(DM, ACCOUNT, STRANGER, now=NOW) == CLOSED


@pytest.mark.parametrize(
    ("dm", "ends"), [(REPLY, DAYS_7), (LIVE_REPLY, HOURS_4)], ids=["for 7 days", "for 4 hours"]
)
def test_a_reply_is_allowed_up_to_its_end_to_the_millisecond(dm: Dm, ends: int) -> None:
    dm = replace(dm, due_at=None)

    assert judge(dm, ACCOUNT, STRANGER, now=NOW + ends - 1) == Go(ACCOUNT, STRANGER)
    assert judge(dm, ACCOUNT, STRANGER, now=NOW + ends) == TOO_OLD


@pytest.mark.parametrize("dm", [DM, REPLY, LIVE_REPLY], ids=["message", "reply", "live reply"])
def test_nothing_is_sent_to_whom_we_do_not_know(dm: Dm) -> None:
    assert judge(dm, ACCOUNT, None, now=NOW) == CLOSED


def test_an_open_window_does_not_save_a_reply_that_is_too_old() -> None:
    old = replace(REPLY, trigger_at=NOW - REPLY_WINDOW)

    assert judge(old, ACCOUNT, WRITER, now=NOW) == TOO_OLD


def test_a_message_to_somebody_who_also_commented_has_the_window_of_messages() -> None:
    late = NOW + WINDOW - MARGIN

    assert judge(replace(DM, due_at=None), ACCOUNT, WRITER, now=late) == CLOSED
    assert judge(replace(REPLY, due_at=None), ACCOUNT, WRITER, now=late) == Go(ACCOUNT, WRITER)


@pytest.mark.parametrize(
    ("dm", "contact", "closes"),
    [
        (DM, WRITER, NOW + WINDOW - MARGIN),
        (DM, STRANGER, 0),
        (REPLY, WRITER, NOW + DAYS_7),
        (REPLY, STRANGER, NOW + DAYS_7),
        (LIVE_REPLY, WRITER, NOW + HOURS_4),
    ],
    ids=["message", "message to a stranger", "reply", "reply to a stranger", "live reply"],
)
def test_each_kind_of_message_has_its_own_clock(dm: Dm, contact: Contact, closes: int) -> None:
    assert closes_at(dm, contact) == closes


@pytest.mark.parametrize("dm", [DM, REPLY, LIVE_REPLY], ids=["message", "reply", "live reply"])
@pytest.mark.parametrize(
    "contact",
    [
        replace(WRITER, stop_at=NOW - 1),
        replace(WRITER, stop_at=NOW),
        replace(STRANGER, stop_at=1),
        replace(WRITER, stop_at=NOW, start_at=NOW),
        replace(WRITER, stop_at=NOW, busy_dm="other-0", busy_until=NOW + HOUR),
    ],
    ids=["before", "now", "long ago", "start at once", "busy"],
)
@pytest.mark.parametrize("state", [Connection.ACTIVE, Connection.CHECKING, Connection.RECONNECT])
def test_whoever_wants_no_messages_gets_none(dm: Dm, contact: Contact, state: Connection) -> None:
    assert judge(dm, replace(ACCOUNT, state=state), contact, now=NOW) == OUT


def test_a_wish_counts_more_than_any_clock() -> None:
    out = replace(STRANGER, stop_at=1)

    assert judge(replace(REPLY, trigger_at=1), ACCOUNT, out, now=NOW) == OUT
    assert judge(DM, ACCOUNT, out, now=NOW) == OUT


def test_whoever_wants_messages_again_gets_them() -> None:
    back = replace(WRITER, stop_at=NOW - 5, start_at=NOW - 4)

    assert judge(DM, ACCOUNT, back, now=NOW) == Go(ACCOUNT, back)


def test_a_reply_waits_for_its_connection_no_longer_than_it_is_allowed() -> None:
    account = replace(ACCOUNT, state=Connection.RECONNECT)
    nearly = NOW + HOURS_4 - 1_000

    wait = judge(replace(LIVE_REPLY, due_at=None), account, STRANGER, now=nearly)

    assert wait == Wait(NOW + HOURS_4, Code.TOKEN_EXPIRED, Reason.RECONNECT)


def test_a_reply_waits_while_another_message_is_under_way_to_the_person() -> None:
    busy = replace(STRANGER, busy_dm="other-0", busy_until=NOW + 1)

    assert isinstance(judge(REPLY, ACCOUNT, busy, now=NOW), Wait)
