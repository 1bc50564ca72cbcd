"""What is offered for a failed message, now that its person or its creator may have done something."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.contact import WINDOW, Contact
from chalicelib.domain.dm import MARGIN, Dm
from chalicelib.domain.faults import Code, Ended, Reason
from chalicelib.domain.grounds import Consent
from chalicelib.domain.offer import Offer, Since, offer
from chalicelib.domain.remedy import Remedy
from tests.fakes.world import ANA, ANAS, PERSON, World

WORLD = World()
ACCOUNT = WORLD.stores.accounts.rows[ANA, ANAS]
NOW = WORLD.clock()
FAILED_AT = NOW - 60_000
MONTH = int(timedelta(days=30).total_seconds() * 1_000)
WAITING = Dm(creator=ANA, id="lead-0", account=ANAS, text="Hi", created_at=NOW - MONTH)
RELEASED = WAITING.release(PERSON, now=FAILED_AT - 10, consent=Consent(kind="message", at=FAILED_AT - 20))
ACCOUNT = replace(ACCOUNT, connected_at=NOW - MONTH)


def failed(reason: Reason, code: Code = Code.NOT_PERMITTED) -> Dm:
    return RELEASED.claim("t", now=FAILED_AT - 5).refuse(code, reason, now=FAILED_AT)


def contact(*, last_act_at: int, stop_at: int | None = None) -> Contact:
    return Contact(account=ANAS, person=PERSON, last_act_at=last_act_at, stop_at=stop_at)


def test_a_closed_window_asks_for_the_person_until_they_have_acted_since() -> None:
    dm = failed(Reason.WINDOW_CLOSED)

    before = offer(dm, ACCOUNT, contact(last_act_at=FAILED_AT - 1), now=NOW)
    after = offer(dm, ACCOUNT, contact(last_act_at=FAILED_AT + 1), now=NOW)

    assert before == Offer(Remedy.REACH)
    assert after == Offer(Remedy.RETRY, since=Since.ACTED)


def test_a_window_that_has_closed_again_offers_nothing_that_would_fail() -> None:
    dm, back = failed(Reason.WINDOW_CLOSED), contact(last_act_at=FAILED_AT + 1)
    closes = FAILED_AT + 1 + WINDOW - MARGIN

    assert offer(dm, ACCOUNT, back, now=closes - 1).retries
    assert offer(dm, ACCOUNT, back, now=closes) == Offer(Remedy.REACH, bar=Reason.WINDOW_CLOSED)


def test_who_wants_no_messages_is_not_written_to_again_though_they_wrote() -> None:
    silent = contact(last_act_at=FAILED_AT + 9, stop_at=FAILED_AT + 9)

    offered = offer(failed(Reason.WINDOW_CLOSED), ACCOUNT, silent, now=NOW)

    assert offered == Offer(Remedy.NOTHING, bar=Reason.OPTED_OUT)


@pytest.mark.parametrize(
    ("connected_at", "offered"),
    [
        (FAILED_AT - 1, Offer(Remedy.RECONNECT)),
        (FAILED_AT + 1, Offer(Remedy.RETRY, since=Since.CONNECTED)),
    ],
)
def test_a_missing_permission_asks_for_a_login_and_names_it_once_it_happened(
    connected_at: int, offered: Offer
) -> None:
    account = replace(ACCOUNT, connected_at=connected_at)

    found = offer(failed(Reason.PERMISSION_MISSING), account, contact(last_act_at=FAILED_AT + 1), now=NOW)

    assert found == offered


def test_a_login_that_has_ended_since_helps_no_message() -> None:
    account = replace(ACCOUNT, connected_at=FAILED_AT + 1).end(Ended.PASSWORD_CHANGED, now=FAILED_AT + 2)

    found = offer(failed(Reason.PERMISSION_MISSING), account, contact(last_act_at=FAILED_AT + 1), now=NOW)

    assert found == Offer(Remedy.RECONNECT)


def test_what_waits_for_a_login_says_so_until_there_is_one() -> None:
    tried = RELEASED.claim("t", now=FAILED_AT - 5)
    held = tried.put_back(NOW, Code.TOKEN_EXPIRED, Reason.RECONNECT, now=FAILED_AT)
    ended = ACCOUNT.end(Ended.PASSWORD_CHANGED, now=FAILED_AT)

    offers = [offer(held, account, None, now=NOW) for account in (ended, ended.connect(now=NOW))]

    assert offers == [Offer(Remedy.RECONNECT), Offer(Remedy.WAIT)]


def test_what_may_pass_by_itself_has_nothing_that_changed() -> None:
    found = offer(
        failed(Reason.OUR_SIDE, Code.UNAVAILABLE), ACCOUNT, contact(last_act_at=FAILED_AT + 1), now=NOW
    )

    assert found == Offer(Remedy.RETRY)


def test_an_account_that_is_gone_asks_for_a_connection() -> None:
    found = offer(failed(Reason.OUR_SIDE, Code.UNAVAILABLE), None, contact(last_act_at=FAILED_AT), now=NOW)

    assert found == Offer(Remedy.RECONNECT, bar=Reason.NOT_CONNECTED)


def test_a_reply_to_an_old_comment_does_not_go_out_because_the_person_wrote() -> None:
    reply = replace(failed(Reason.COMMENT_TOO_OLD), comment="c1", trigger="comment", trigger_at=NOW - MONTH)

    found = offer(reply, ACCOUNT, contact(last_act_at=FAILED_AT + 1), now=NOW)

    assert found == Offer(Remedy.REACH, bar=Reason.COMMENT_TOO_OLD)


def test_a_message_that_has_not_failed_is_offered_what_its_state_allows() -> None:
    assert offer(WAITING, ACCOUNT, None, now=NOW) == Offer(Remedy.SHARE)
