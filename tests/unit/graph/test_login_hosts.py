"""Where each call of the login goes: to three hosts of Instagram's, or to the one that stands for them."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from chalicelib.graph.login import InstagramLogin
from tests.unit.graph.carrier import APP, CODE, LONG, SHORT, Carrier, over, says

GOOD = says({"access_token": LONG, "expires_in": 9, "user_id": "1784", "username": "ana", "data": []})
CALLS: dict[str, tuple[Callable[[InstagramLogin], object], str, str]] = {
    "redeem": (lambda i: i.redeem(CODE), "api", "/oauth/access_token"),
    "lengthen": (lambda i: i.lengthen(SHORT), "graph", "/access_token"),
    "refresh": (lambda i: i.refresh(LONG), "graph", "/refresh_access_token"),
    "profile": (lambda i: i.profile(LONG), "graph", "/v26.0/me"),
    "newcomer": (lambda i: i.newcomer(LONG), "graph", "/v26.0/me"),
    "subscribe": (lambda i: i.subscribe(LONG), "graph", "/v26.0/me/subscribed_apps"),
    "subscribed": (lambda i: i.subscribed(LONG), "graph", "/v26.0/me/subscribed_apps"),
    "unsubscribe": (lambda i: i.unsubscribe(LONG), "graph", "/v26.0/me/subscribed_apps"),
    "permitted": (lambda i: i.permitted(LONG), "graph", "/v26.0/me/conversations"),
}
each_call = pytest.mark.parametrize("name", CALLS)


def asked(name: str, base: str = "") -> str:
    carrier = Carrier(GOOD)
    CALLS[name][0](over(carrier, base=base))
    [call] = carrier.calls
    return call.url


def test_every_call_of_the_login_is_known_here() -> None:
    public = {name for name in vars(InstagramLogin) if not name.startswith("_")}

    assert public == {*CALLS, "address"}


@each_call
def test_a_call_goes_to_its_own_host_of_instagrams(name: str) -> None:
    _, host, path = CALLS[name]

    assert asked(name) == f"https://{host}.instagram.com{path}"


@each_call
@pytest.mark.parametrize("base", ["http://127.0.0.1:9000", "http://127.0.0.1:9000/", "http://sim:1/a//"])
def test_one_base_stands_for_every_host(name: str, base: str) -> None:
    assert asked(name, base) == base.rstrip("/") + CALLS[name][2]


@each_call
def test_no_secret_stands_in_an_address_that_is_handed_over(name: str) -> None:
    assert urlsplit(asked(name)).query == ""


def test_a_browser_is_sent_to_instagrams_own_page_or_to_the_one_that_stands_for_it() -> None:
    own = over(Carrier()).address("s")
    other = over(Carrier(), base="http://127.0.0.1:9000/").address("s")

    assert own.startswith("https://www.instagram.com/oauth/authorize?")
    assert other.startswith("http://127.0.0.1:9000/oauth/authorize?")
    assert urlsplit(own).query == urlsplit(other).query


@pytest.mark.parametrize("version", ["v25.0", "v27.0"])
def test_the_version_is_the_one_that_is_set(version: str) -> None:
    carrier = Carrier(GOOD)

    InstagramLogin(carrier, APP, version=version).profile(LONG)

    assert carrier.calls[0].url == f"https://graph.instagram.com/{version}/me"
