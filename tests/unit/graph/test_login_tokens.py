"""Tokens of 60 days: made from short ones, and refreshed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.faults import Code, Deferred, Ended, Fault, NotSent, Reason, Refused, Unknown
from chalicelib.domain.login import LoginFailed, Pass, Problem
from chalicelib.graph.login import InstagramLogin
from tests.unit.graph.carrier import (
    LONG,
    LOST,
    OFFLINE,
    SECRET,
    SHORT,
    TRAP,
    Call,
    Carrier,
    Ending,
    login,
    over,
    says,
)

GIVEN = {"access_token": LONG, "token_type": "bearer", "expires_in": 5_183_944}
Ask = Callable[[InstagramLogin], Pass]
ASKS: dict[str, Ask] = {"lengthen": lambda i: i.lengthen(SHORT), "refresh": lambda i: i.refresh(LONG)}
both = pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)


def error(code: int, subcode: int | None = None) -> dict[str, object]:
    return {"error": {"message": "no", "type": "OAuthException", "code": code, "error_subcode": subcode}}


def problem(ending: Ending) -> Problem:
    with pytest.raises(LoginFailed) as failed:
        login(ending).lengthen(SHORT)
    return failed.value.problem


def fault(ending: Ending, ask: Ask) -> Fault:
    with pytest.raises(Fault) as raised:
        ask(login(ending))
    return raised.value


def test_a_short_token_is_lengthened_by_the_apps_secret_at_an_address_without_a_version() -> None:
    carrier = Carrier(says(GIVEN))

    given = over(carrier).lengthen(SHORT)

    query = {"grant_type": "ig_exchange_token", "client_secret": SECRET, "access_token": SHORT}
    assert carrier.calls == [Call("GET", "https://graph.instagram.com/access_token", query)]
    assert given == Pass(LONG, timedelta(seconds=5_183_944))


def test_a_refresh_takes_the_token_alone_and_no_secret() -> None:
    carrier = Carrier(says(GIVEN))

    given = over(carrier).refresh("IG-older")

    query = {"grant_type": "ig_refresh_token", "access_token": "IG-older"}
    assert carrier.calls == [Call("GET", "https://graph.instagram.com/refresh_access_token", query)]
    assert given == Pass(LONG, timedelta(seconds=5_183_944))


@both
@pytest.mark.parametrize("lives", [5_183_944, "5183944", 5_183_944.0], ids=["number", "text", "fraction"])
def test_the_life_of_a_token_may_come_in_any_form_of_a_number(ask: Ask, lives: object) -> None:
    given = ask(login(says({**GIVEN, "expires_in": lives})))

    assert given.lives == timedelta(seconds=5_183_944)


@both
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"access_token": LONG, "token_type": "bearer"}, id="no life"),
        pytest.param({**GIVEN, "expires_in": None}, id="null life"),
        pytest.param({**GIVEN, "expires_in": 0}, id="life of nothing"),
        pytest.param({**GIVEN, "expires_in": -5}, id="life before now"),
        pytest.param({**GIVEN, "expires_in": "60 days"}, id="life in words"),
        pytest.param({**GIVEN, "expires_in": True}, id="life as a flag"),
        pytest.param({**GIVEN, "expires_in": 10**18}, id="life beyond all time"),
        pytest.param({"expires_in": 5_183_944}, id="no token"),
        pytest.param({**GIVEN, "access_token": ""}, id="empty token"),
        pytest.param({**GIVEN, "access_token": {"x": 1}}, id="token as object"),
        pytest.param({}, id="nothing"),
        pytest.param(b"<html>", id="html"),
    ],
)
def test_a_good_answer_without_a_token_and_its_life_is_no_answer(ask: Ask, body: object) -> None:
    raised = fault(says(body), ask)

    assert isinstance(raised, Unknown)
    assert raised.reason is Reason.NO_ANSWER


@both
@pytest.mark.parametrize(("ending", "kind"), [(LOST, Unknown), (OFFLINE, NotSent)], ids=["lost", "offline"])
def test_without_an_answer_there_is_a_fault_that_ends_nothing(
    ask: Ask, ending: Exception, kind: type[Fault]
) -> None:
    raised = fault(ending, ask)

    assert type(raised) is kind
    assert raised.code is not Code.TOKEN_EXPIRED


@pytest.mark.parametrize("status", [400, 403])
def test_an_account_that_the_app_may_not_serve_yet_falls_into_the_trap_of_the_method(status: int) -> None:
    assert problem(says(TRAP, status)) is Problem.NOT_APPROVED


@pytest.mark.parametrize(
    "body", [error(452), error(100), error(200), {"error_message": "Session key invalid"}]
)
def test_any_other_refusal_to_lengthen_means_an_account_that_we_may_not_serve(body: object) -> None:
    assert problem(says(body, 400)) is Problem.NOT_APPROVED


@pytest.mark.parametrize("code", [1, 101, 191])
def test_a_wrong_secret_is_the_apps_fault_and_not_the_accounts(code: int) -> None:
    assert problem(says(error(code), 400)) is Problem.APP


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(error(4), 403, id="app limit"),
        pytest.param(error(2), 400, id="passing"),
        pytest.param(error(100), 429, id="429"),
        pytest.param(TRAP, 500, id="500"),
        pytest.param(b"<html>", 502, id="502"),
        pytest.param(b"<html>", 400, id="400 without JSON"),
        pytest.param(b"", 403, id="403 without a word"),
    ],
)
def test_what_passes_blames_neither_the_app_nor_the_account(body: object, status: int) -> None:
    assert problem(says(body, status)) is Problem.UNAVAILABLE


def test_an_error_under_a_good_status_gives_no_token() -> None:
    raised = fault(says({**GIVEN, **error(190, 463)}), ASKS["lengthen"])

    assert raised.ended is Ended.EXPIRED


@pytest.mark.parametrize(
    ("subcode", "why"),
    [
        (458, Ended.REMOVED),
        (459, Ended.LOGIN_NEEDED),
        (460, Ended.PASSWORD_CHANGED),
        (463, Ended.EXPIRED),
        (464, Ended.LOGIN_NEEDED),
        (492, Ended.ROLE_LOST),
    ],
)
@pytest.mark.parametrize("status", [400, 401])
def test_a_refresh_of_a_connection_that_ended_says_why(subcode: int, why: Ended, status: int) -> None:
    raised = fault(says(error(190, subcode), status), ASKS["refresh"])

    assert isinstance(raised, Deferred)
    assert (raised.code, raised.reason, raised.ended) == (Code.TOKEN_EXPIRED, Reason.RECONNECT, why)


@pytest.mark.parametrize("body", [error(190), error(190, 467), error(190, 9), error(102), b"<html>"])
def test_a_refresh_that_is_refused_without_a_final_word_ends_nothing_by_itself(body: object) -> None:
    raised = fault(says(body, 401), ASKS["refresh"])

    assert (raised.code, raised.reason, raised.ended) == (Code.TOKEN_EXPIRED, Reason.REFRESHING, None)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        pytest.param(TRAP, 400, Refused, id="too young, or the trap"),
        pytest.param(error(10), 400, Refused, id="permission taken away"),
        pytest.param(error(4), 403, Deferred, id="app limit"),
        pytest.param(error(2), 500, Unknown, id="passing"),
        pytest.param(b"<html>", 502, Unknown, id="outage"),
    ],
)
def test_a_refresh_that_fails_for_another_reason_leaves_the_token_as_it_is(
    body: object, status: int, kind: type[Fault]
) -> None:
    raised = fault(says(body, status), ASKS["refresh"])

    assert type(raised) is kind
    assert (raised.code is Code.TOKEN_EXPIRED, raised.ended) == (False, None)
