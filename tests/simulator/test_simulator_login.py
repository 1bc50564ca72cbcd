"""The login: page, redirect, code, short token, long token."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from simulator.exchange import read_request
from simulator.player import Heard, Player

BACK = "http://127.0.0.1:8000/callback"
SCOPES = "instagram_business_basic,instagram_business_manage_messages,instagram_business_manage_comments"
ASKED = {
    "client_id": "4242",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": SCOPES,
    "state": "s-1",
}


class Browser:
    def __init__(self, **switches: object) -> None:
        self.ig = Player(redirect_uris=[BACK], **switches)
        self.account = self.ig.sim("accounts", {"username": "ana", "app_scoped_id": "26000000000000001"})

    def open(self, **change: str) -> Heard:
        return self.ig.ask("GET", f"/oauth/authorize?{urlencode(ASKED | change)}")

    def code(self, **change: str) -> str:
        location = self.open(auto="allow", **change).headers["Location"]
        return parse_qs(urlsplit(location).query)["code"][0]

    def exchange(self, code: str, **change: str) -> Heard:
        fields = {
            "client_id": "4242",
            "client_secret": "app-secret",
            "grant_type": "authorization_code",
            "redirect_uri": BACK,
            "code": code,
        }
        return self.ig.form("/oauth/access_token", fields | change)

    def short(self) -> str:
        token: str = self.exchange(self.code()).body["access_token"]
        return token

    def long(self, short: str, **change: str) -> Heard:
        query = {
            "grant_type": "ig_exchange_token",
            "client_secret": "app-secret",
            "access_token": short,
        }
        return self.ig.ask("GET", f"/access_token?{urlencode(query | change)}")


def test_a_person_sees_a_page_with_accounts_and_permissions() -> None:
    page = Browser().open().body

    assert 'value="ana"' in page
    assert 'value="instagram_business_manage_messages" checked' in page
    assert 'name="state" value="s-1"' in page


def test_the_page_escapes_what_the_link_says() -> None:
    page = Browser().open(state='"><script>').body

    assert "<script>" not in page


def test_allowing_redirects_with_code_state_and_the_odd_fragment() -> None:
    answer = Browser().open(auto="allow")

    target = urlsplit(answer.headers["Location"])
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{BACK}?code=")
    assert parse_qs(target.query)["state"] == ["s-1"]
    assert target.fragment == "_"


def test_denying_redirects_with_metas_words() -> None:
    location = Browser().open(auto="deny").headers["Location"]

    assert location == (
        f"{BACK}?error=access_denied&error_reason=user_denied"
        "&error_description=The+user+denied+your+request&state=s-1"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "1"},
        {"redirect_uri": f"{BACK}/"},
        {"response_type": "token"},
        {"scope": "business_basic"},
        {"scope": ""},
        {"account": "nobody"},
    ],
    ids=["app", "redirect", "response type", "old scope", "no scope", "account"],
)
def test_a_wrong_link_never_redirects(change: dict[str, str]) -> None:
    answer = Browser().open(auto="allow", **change)

    assert answer.status == 400
    assert "Location" not in answer.headers


def test_a_personal_account_cannot_be_connected() -> None:
    browser = Browser()
    browser.ig.sim("accounts", {"username": "pat", "account_type": "PERSONAL"})

    assert browser.open(auto="allow", account="pat").status == 400


def test_the_token_knows_the_account_that_was_chosen() -> None:
    browser = Browser()
    ben = browser.ig.sim("accounts", {"username": "ben"})

    token = browser.exchange(browser.code(account="ben")).body["access_token"]

    me = browser.ig.ask("GET", "/v26.0/me?fields=user_id,username", token=token).body
    assert (me["user_id"], me["username"], me["id"]) == (ben["id"], "ben", ben["app_scoped_id"])


def test_the_flat_answer_has_a_number_above_2_to_the_53() -> None:
    browser = Browser()
    fields = {
        "client_id": "4242",
        "client_secret": "app-secret",
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code": browser.code(),
    }
    request = read_request(
        "POST",
        "/oauth/access_token",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        raw=urlencode(fields).encode(),
    )

    raw = browser.ig.box.answer(request).body

    assert b'"user_id":26000000000000001,' in raw
    assert json.loads(raw)["permissions"] == sorted(SCOPES.split(","))


def test_the_wrapped_answer_is_that_of_the_documents() -> None:
    browser = Browser(token_answer="wrapped")

    [inner] = browser.exchange(browser.code()).body["data"]

    assert inner["user_id"] == "26000000000000001"
    assert inner["permissions"] == ",".join(sorted(SCOPES.split(",")))


@pytest.mark.parametrize(("shape", "kind"), [("list", list), ("string", str), ("none", type(None))])
def test_permissions_come_in_every_observed_shape(shape: str, kind: type) -> None:
    browser = Browser(permissions_as=shape)

    assert isinstance(browser.exchange(browser.code()).body.get("permissions"), kind)


def test_a_multipart_body_is_as_good_as_a_form() -> None:
    browser = Browser()
    fields = {
        "client_id": "4242",
        "client_secret": "app-secret",
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code": browser.code(),
    }
    parts = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    request = read_request(
        "POST",
        "/oauth/access_token",
        headers={"Content-Type": "multipart/form-data; boundary=cut"},
        raw=f"{parts}--cut--\r\n".encode(),
    )

    assert browser.ig.box.answer(request).status == 200


def test_unticked_permissions_are_missing_from_the_token() -> None:
    browser = Browser()

    granted = browser.exchange(browser.code(scopes="instagram_business_basic")).body

    assert granted["permissions"] == ["instagram_business_basic"]
    answer = browser.ig.send(granted["access_token"], {"id": "1"}, {"text": "x"})
    assert answer.error == (403, 10, None)


def test_a_code_is_spent_once() -> None:
    browser = Browser()
    code = browser.code()
    browser.exchange(code)

    assert browser.exchange(code).body == {
        "error_type": "OAuthException",
        "code": 400,
        "error_message": "Matching code was not found or was already used",
    }


@pytest.mark.parametrize(("age", "status"), [(3599, 200), (3600, 400)])
def test_a_code_is_good_for_an_hour(age: int, status: int) -> None:
    browser = Browser()
    code = browser.code()
    browser.ig.later(age)

    assert browser.exchange(code).status == status


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "1"},
        {"client_secret": "wrong"},
        {"grant_type": "password"},
        {"redirect_uri": f"{BACK}/"},
        {"code": "made-up"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_exchange_with_a_wrong_field_gives_nothing_and_spends_nothing(change: dict[str, str]) -> None:
    browser = Browser()
    code = browser.code()

    answer = browser.exchange(**({"code": code} | change))

    assert (answer.status, answer.body["error_type"]) == (400, "OAuthException")
    assert browser.exchange(code).status == 200


def test_the_login_error_can_wear_the_graph_envelope() -> None:
    browser = Browser(oauth_errors="graph")

    answer = browser.exchange("made-up")

    assert answer.error == (400, 100, None)


def test_a_short_token_lives_an_hour_and_becomes_a_long_one() -> None:
    browser = Browser()
    short = browser.short()
    long = browser.long(short).body

    browser.ig.later(3600)

    assert long["expires_in"] == 5_183_944
    assert browser.ig.ask("GET", "/me", token=short).error == (400, 190, 463)
    assert browser.ig.ask("GET", "/me", token=long["access_token"]).status == 200


def test_the_exchange_answers_on_a_versioned_path_too() -> None:
    browser = Browser()
    query = urlencode(
        {
            "grant_type": "ig_exchange_token",
            "client_secret": "app-secret",
            "access_token": browser.short(),
        }
    )

    assert browser.ig.ask("GET", f"/v26.0/access_token?{query}").status == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [({"client_secret": "wrong"}, 1), ({"grant_type": "other"}, 100), ({"access_token": "x"}, 190)],
    ids=["secret", "grant type", "token"],
)
def test_a_long_token_needs_everything_right(change: dict[str, str], code: int) -> None:
    browser = Browser()

    assert browser.long(browser.short(), **change).error == (400, code, None)


def test_a_long_token_is_not_exchanged_again() -> None:
    browser = Browser()

    assert browser.long(browser.account["access_token"]).error == (400, 452, None)


def test_a_short_token_cannot_be_refreshed() -> None:
    browser = Browser()
    path = f"/refresh_access_token?grant_type=ig_refresh_token&access_token={browser.short()}"

    assert browser.ig.ask("GET", path).status == 400
