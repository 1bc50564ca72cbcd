"""Where the token is, and whether a request comes from our own pages."""

import pytest

from chalicelib.auth.credentials import Credential, cookie, find, same_origin

URL = "https://app.example.com"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authorization": "Bearer abc"}, id="as documented"),
        pytest.param({"authorization": "bearer abc"}, id="lower case"),
        pytest.param({"AUTHORIZATION": "BEARER   abc "}, id="upper case and blanks"),
        pytest.param({"Authorization": "Bearer abc", "Cookie": "__session=xyz"}, id="both"),
    ],
)
def test_a_bearer_token_comes_first(headers: dict[str, str]) -> None:
    assert find(headers) == Credential(token="abc", from_cookie=False)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Cookie": "__session=abc"}, id="alone"),
        pytest.param({"cookie": "a=b; __session=abc; c=d"}, id="among others"),
        pytest.param({"cookie": "a=b;__session=abc"}, id="no blank"),
        pytest.param({"cookie": '__session="abc"'}, id="quoted"),
        pytest.param({"cookie": "__session=; __session=abc"}, id="an empty one first"),
        pytest.param({"cookie": "__session_x1=no; __session=abc"}, id="a longer name"),
        pytest.param({"cookie": 'a:[]{}=(,"; ;;=; __session=abc; \x00\xff'}, id="odd neighbours"),
        pytest.param({"Authorization": "Basic dXNlcg==", "Cookie": "__session=abc"}, id="basic"),
        pytest.param({"Authorization": "Bearer", "Cookie": "__session=abc"}, id="bearer of none"),
        pytest.param({"Authorization": "", "Cookie": "__session=abc"}, id="empty header"),
    ],
)
def test_else_the_session_cookie_counts(headers: dict[str, str]) -> None:
    assert find(headers) == Credential(token="abc", from_cookie=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic dXNlcg=="},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearerabc"},
        {"Cookie": ""},
        {"Cookie": "__session"},
        {"Cookie": "__session="},
        {"Cookie": "__Session=abc"},
        {"Cookie": "__session_x1=abc"},
        {"Cookie": "x__session=abc"},
        {"Cookie": "a=__session=abc"},
        {"Cookie": "=;=;;\x00"},
    ],
    ids=repr,
)
def test_no_token_is_no_error(headers: dict[str, str]) -> None:
    assert find(headers) is None


def test_a_token_does_not_show_when_printed() -> None:
    assert "abc" not in repr(find({"Authorization": "Bearer abc"}))


@pytest.mark.parametrize(
    ("headers", "public_url"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, URL),
        ({"sec-fetch-site": "none"}, URL),
        ({"Origin": "https://app.example.com"}, URL),
        ({"Origin": "https://APP.example.com:443"}, f"{URL}/some/path"),
        ({"Origin": "http://127.0.0.1:8000"}, "http://127.0.0.1:8000"),
        ({"Sec-Fetch-Site": "same-site", "Origin": URL}, URL),
    ],
    ids=repr,
)
def test_our_own_pages_are_known(headers: dict[str, str], public_url: str) -> None:
    assert same_origin(headers, public_url)


@pytest.mark.parametrize(
    ("headers", "public_url"),
    [
        ({}, URL),
        ({"Sec-Fetch-Site": "cross-site"}, URL),
        ({"Sec-Fetch-Site": "same-site"}, URL),
        ({"Sec-Fetch-Site": "Same-Origin, none"}, URL),
        ({"Origin": "https://evil.example.com"}, URL),
        ({"Origin": "http://app.example.com"}, URL),
        ({"Origin": "https://app.example.com:8443"}, URL),
        ({"Origin": "https://app.example.com.evil.test"}, URL),
        ({"Origin": "https://app.example.com@evil.test"}, URL),
        ({"Origin": "null"}, URL),
        ({"Origin": ""}, URL),
        ({"Origin": "https://app.example.com:port"}, URL),
        ({"Origin": "https://[::1"}, URL),
        ({"Origin": "null"}, ""),
        ({"Origin": ""}, ""),
        ({"Referer": URL}, URL),
    ],
    ids=repr,
)
def test_all_others_are_strangers(headers: dict[str, str], public_url: str) -> None:
    assert not same_origin(headers, public_url)


@pytest.mark.parametrize(
    ("headers", "value"),
    [
        ({"Cookie": "login=abc"}, "abc"),
        ({"cookie": "__session=x; login=abc; theme=dark"}, "abc"),
        ({"Cookie": 'login="abc"'}, "abc"),
        ({"Cookie": "login=; login=abc"}, "abc"),
        ({"Cookie": "login=abc; login=later"}, "abc"),
        ({"Cookie": "login_x=no; xlogin=no"}, None),
        ({"Cookie": "Login=abc"}, None),
        ({"Cookie": "login"}, None),
        ({"Cookie": "login="}, None),
        ({"Authorization": "Bearer login=abc"}, None),
        ({}, None),
    ],
    ids=repr,
)
def test_a_cookie_is_found_by_its_exact_name(headers: dict[str, str], value: str | None) -> None:
    assert cookie(headers, "login") == value
