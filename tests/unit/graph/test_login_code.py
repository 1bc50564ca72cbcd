"""The first half of a login: the address to go to, and the short token for the code that comes back."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.domain.faults import Fault, NotSent, Unknown
from chalicelib.domain.login import NEEDED, Grant, LoginFailed, Problem
from chalicelib.graph.transport import Answer
from tests.unit.graph.carrier import (
    APP,
    CODE,
    LOST,
    OFFLINE,
    SECRET,
    SHORT,
    Call,
    Carrier,
    Ending,
    login,
    over,
    says,
)

IG_ID = 17841400000000001  # above 2^53: a float would lose its last digit
PERMISSIONS = sorted(NEEDED)
ALL = frozenset(NEEDED)


def old_envelope(text: str) -> dict[str, object]:
    """As Meta's login page documents it: its code is the HTTP status and tells nothing."""
    return {"error_type": "OAuthException", "code": 400, "error_message": text}


def graph_envelope(code: int, text: str = "no", **more: object) -> dict[str, object]:
    return {"error": {"message": text, "type": "OAuthException", "code": code, "fbtrace_id": "A", **more}}


def problem(ending: Ending) -> Problem:
    with pytest.raises(LoginFailed) as failed:
        login(ending).redeem(CODE)
    return failed.value.problem


def test_the_address_carries_what_instagram_needs_and_nothing_secret() -> None:
    address = urlsplit(login().address("a state/+&="))

    assert (address.scheme, address.netloc, address.path) == (
        "https",
        "www.instagram.com",
        "/oauth/authorize",
    )
    assert dict(parse_qsl(address.query)) == {
        "client_id": APP.id,
        "redirect_uri": APP.redirect,
        "response_type": "code",
        "scope": ",".join(PERMISSIONS),
        "state": "a state/+&=",
    }
    assert SECRET not in address.geturl()


def test_a_code_is_redeemed_by_one_form_at_instagrams_own_host() -> None:
    carrier = Carrier(says({"access_token": SHORT, "user_id": IG_ID}))

    over(carrier).redeem(CODE)

    assert carrier.calls == [
        Call(
            "POST",
            "https://api.instagram.com/oauth/access_token",
            {
                "client_id": APP.id,
                "client_secret": SECRET,
                "grant_type": "authorization_code",
                "redirect_uri": APP.redirect,
                "code": CODE,
            },
        )
    ]


@pytest.mark.parametrize(
    ("given", "sent"), [("abc#_", "abc"), ("abc", "abc"), ("a#_b", "a#_b"), ("abc_", "abc_")]
)
def test_the_tail_that_instagram_appends_to_its_address_is_no_part_of_the_code(given: str, sent: str) -> None:
    carrier = Carrier(says({"access_token": SHORT}))

    over(carrier).redeem(given)

    assert carrier.calls[0].fields["code"] == sent


def test_the_address_and_the_exchange_name_the_same_place_to_return_to() -> None:
    carrier = Carrier(says({"access_token": SHORT}))
    instagram = over(carrier)

    asked = dict(parse_qsl(urlsplit(instagram.address("s")).query))["redirect_uri"]
    instagram.redeem(CODE)

    assert carrier.calls[0].fields["redirect_uri"] == asked


@pytest.mark.parametrize(
    ("permissions", "granted"),
    [
        pytest.param(PERMISSIONS, ALL, id="list"),
        pytest.param(",".join(PERMISSIONS), ALL, id="comma text"),
        pytest.param(" , ".join(PERMISSIONS) + ",", ALL, id="comma text with blanks"),
        pytest.param([*PERMISSIONS, 7, None, ""], ALL, id="list with odd members"),
        pytest.param(PERMISSIONS[:1], frozenset(PERMISSIONS[:1]), id="one alone"),
        pytest.param([], frozenset(), id="none"),
        pytest.param("", frozenset(), id="empty text"),
        pytest.param(None, None, id="null"),
        pytest.param({"a": 1}, None, id="an object"),
        pytest.param(5, None, id="a number"),
    ],
)
@pytest.mark.parametrize("wrapped", [True, False], ids=["as documented", "flat"])
def test_a_grant_says_what_was_allowed_in_both_shapes(
    permissions: object, granted: frozenset[str] | None, *, wrapped: bool
) -> None:
    found = {"access_token": SHORT, "user_id": IG_ID, "permissions": permissions}

    grant = login(says({"data": [found]} if wrapped else found)).redeem(CODE)

    assert grant == Grant(SHORT, granted)


@pytest.mark.parametrize("wrapped", [True, False], ids=["as documented", "flat"])
def test_permissions_that_instagram_does_not_tell_are_unknown_and_not_none(*, wrapped: bool) -> None:
    found = {"access_token": SHORT, "user_id": str(IG_ID)}

    grant = login(says({"data": [found]} if wrapped else found)).redeem(CODE)

    assert grant == Grant(SHORT, None)


@pytest.mark.parametrize(
    "text",
    [
        "Matching code was not found or was already used",
        "Invalid authorization code",
        "This authorization code has been used",
        "Este código já foi usado",
        "",
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_used_code_is_the_codes_fault_in_both_envelopes(text: str, status: int) -> None:
    used = graph_envelope(100, text, error_subcode=36009)

    assert problem(says(old_envelope(text), status)) is Problem.CODE
    assert problem(says(used, status)) is Problem.CODE


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (1, "Error validating client secret."),
        (101, "Error validating application."),
        (191, "Invalid platform app"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401, 403])
def test_a_wrong_id_secret_or_address_is_the_apps_fault(code: int, text: str, status: int) -> None:
    assert problem(says(graph_envelope(code, text), status)) is Problem.APP


def test_numbers_decide_also_where_they_come_as_text() -> None:
    said = {"error": {"message": "Invalid platform app", "code": "191"}}

    assert problem(says(said, 400)) is Problem.APP


@pytest.mark.parametrize("code", [2, 4, 17, 32, 613])
@pytest.mark.parametrize("status", [400, 403])
def test_a_limit_is_nobodys_fault_whatever_its_status(code: int, status: int) -> None:
    assert problem(says(graph_envelope(code), status)) is Problem.UNAVAILABLE


def test_trouble_that_instagram_calls_passing_is_nobodys_fault() -> None:
    assert problem(says(graph_envelope(777, is_transient=True), 400)) is Problem.UNAVAILABLE


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(graph_envelope(191), id="graph"),
        pytest.param(old_envelope("Matching code was not found"), id="old"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b"", id="empty"),
    ],
)
def test_an_outage_of_instagrams_is_nobodys_fault(status: int, body: object) -> None:
    assert problem(says(body, status)) is Problem.UNAVAILABLE


@pytest.mark.parametrize("status", [200, 302, 400, 404])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<!doctype html><title>Instagram</title>", id="html"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"\xff\xfe", id="no encoding"),
    ],
)
def test_an_answer_that_says_nothing_blames_nobody(status: int, body: bytes) -> None:
    assert problem(says(body, status)) is Problem.UNAVAILABLE


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"data": []}, id="empty list"),
        pytest.param({"data": [7]}, id="a number"),
        pytest.param({"data": {}}, id="an object"),
        pytest.param({"user_id": IG_ID}, id="no token"),
        pytest.param({"access_token": ""}, id="empty token"),
        pytest.param({"access_token": 5}, id="token as number"),
        pytest.param({"error": "invalid_request"}, id="error as text"),
    ],
)
def test_without_a_token_there_is_no_grant(body: object) -> None:
    with pytest.raises(LoginFailed):
        login(says(body)).redeem(CODE)


@pytest.mark.parametrize("status", [201, 302, 400, 500])
def test_a_token_under_another_status_is_none(status: int) -> None:
    with pytest.raises(LoginFailed):
        login(says({"access_token": SHORT}, status)).redeem(CODE)


@pytest.mark.parametrize(("ending", "kind"), [(LOST, Unknown), (OFFLINE, NotSent)], ids=["lost", "offline"])
def test_without_an_answer_there_is_a_fault(ending: Exception, kind: type[Fault]) -> None:
    with pytest.raises(kind):
        login(ending).redeem(CODE)


def test_a_grant_without_a_content_type_or_header_is_read() -> None:
    assert login(Answer(status=200, body=b'{"access_token":"x"}')).redeem(CODE).token == "x"
