"""A site may give this machine a name of its own; to a browser its page is then one of ours. Not to us."""

import json
from http import HTTPStatus

import pytest

from local.dev import DevRoutes
from local.identity import Identity
from local.web import Refused, Request
from tests.fakes.clock import Clock

ORIGIN = "http://127.0.0.1:8000"
OURS = ("127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000", "127.0.0.1")
STRANGERS = (
    "evil.example:8000",
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:8000",
    "[",
    "",
)
WISH = json.dumps({"sub": "user_ada", "role": "admin"}).encode()


def asks(host: str | None, method: str = "POST", path: str = "/dev/token") -> int | None:
    """The status of the answer; None where the address is nobody's."""
    clock = Clock()
    routes = DevRoutes(Identity(ORIGIN, lambda: clock() / 1_000, {"STAGE": "local"}))
    headers = [] if host is None else [("Host", host), ("Sec-Fetch-Site", "same-origin")]
    answer = routes.answer(Request(method=method, path=path, headers=headers, body=WISH))
    return answer.status if answer else None


@pytest.mark.parametrize("host", [*OURS, None])
def test_whoever_calls_us_by_our_name_is_answered(host: str | None) -> None:
    assert asks(host) == HTTPStatus.OK


@pytest.mark.parametrize("path", ["/dev/token", "/dev/sign-in", "/dev/phone", "/dev/sim/inbox"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("host", STRANGERS)
def test_whoever_calls_us_by_another_gets_nothing(host: str, method: str, path: str) -> None:
    with pytest.raises(Refused) as refused:
        asks(host, method, path)

    assert refused.value.status == HTTPStatus.FORBIDDEN


def test_pages_of_the_product_are_not_held_back() -> None:
    assert asks("evil.example", "GET", "/dashboard") is None
