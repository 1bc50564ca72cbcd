"""The one right action, for every state and every way to fail."""

from dataclasses import replace

import pytest

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.remedy import BY_LOGIN, Remedy, remedy
from chalicelib.domain.state import State
from chalicelib.domain.words import WORDS

FAILED_AT = 1_000
BEFORE, AFTER = FAILED_AT - 1, FAILED_AT + 1
DM = Dm(creator="user_ana", id="l-0", account="1", text="Hi", created_at=0)
FAILURES = [cause for cause in WORDS if cause[0] is not Code.UNKNOWN_OUTCOME]


def failed(code: Code, reason: Reason) -> Dm:
    return replace(DM, state=State.FAILED, code=code, reason=reason, failed_at=FAILED_AT)


def waiting(code: Code | None, reason: Reason | None) -> Dm:
    return replace(DM, state=State.QUEUED, code=code, reason=reason, due_at=FAILED_AT)


@pytest.mark.parametrize("cause", FAILURES, ids=lambda cause: cause[1].value)
def test_another_attempt_is_offered_only_where_it_may_help(cause: tuple[Code, Reason]) -> None:
    offered = remedy(failed(*cause), acted_at=BEFORE, connected_at=BEFORE)

    by_login = cause[1] in {Reason.RECONNECT, Reason.NOT_CONNECTED, Reason.PERMISSION_MISSING}
    assert (offered is Remedy.RETRY) == (WORDS[cause].retryable and not by_login)
    assert (offered is Remedy.RECONNECT) == by_login


@pytest.mark.parametrize("cause", FAILURES, ids=lambda cause: cause[1].value)
def test_what_has_changed_since_makes_another_attempt_worth_it(cause: tuple[Code, Reason]) -> None:
    assert remedy(failed(*cause), acted_at=AFTER, connected_at=AFTER) is Remedy.RETRY


@pytest.mark.parametrize(
    "cause", [each for each in FAILURES if each[1] in BY_LOGIN], ids=lambda cause: cause[1].value
)
def test_a_login_of_the_same_moment_is_no_new_one(cause: tuple[Code, Reason]) -> None:
    assert remedy(failed(*cause), acted_at=None, connected_at=FAILED_AT) is Remedy.RECONNECT


def test_who_wants_no_messages_is_left_alone() -> None:
    dm = failed(Code.NOT_PERMITTED, Reason.OPTED_OUT)

    assert remedy(dm, acted_at=BEFORE, connected_at=BEFORE) is Remedy.NOTHING


def test_a_closed_window_leaves_the_persons_own_app() -> None:
    dm = failed(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)

    assert remedy(dm, acted_at=None, connected_at=BEFORE) is Remedy.REACH


@pytest.mark.parametrize(
    ("reason", "connected_at", "offered"),
    [
        (Reason.RECONNECT, None, Remedy.RECONNECT),
        (Reason.RECONNECT, BEFORE, Remedy.WAIT),
        (Reason.REFRESHING, None, Remedy.WAIT),
    ],
)
def test_a_message_that_waits_asks_for_a_login_only_while_one_is_needed(
    reason: Reason, connected_at: int | None, offered: Remedy
) -> None:
    dm = waiting(Code.TOKEN_EXPIRED, reason)

    assert remedy(dm, acted_at=None, connected_at=connected_at) is offered


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.AWAITING_CONTACT, Remedy.SHARE),
        (State.QUEUED, Remedy.WAIT),
        (State.SENDING, Remedy.WAIT),
        (State.UNCONFIRMED, Remedy.DECIDE),
        (State.FAILED, Remedy.RETRY),
        (State.SENT, Remedy.NOTHING),
        (State.COMING_SOON, Remedy.NOTHING),
        (State.CANCELLED, Remedy.NOTHING),
    ],
)
def test_every_state_has_its_action(state: State, offered: Remedy) -> None:
    assert remedy(replace(DM, state=state), acted_at=None, connected_at=None) is offered
