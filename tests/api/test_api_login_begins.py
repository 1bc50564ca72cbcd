"""Connect: the browser is led to Instagram, and to nobody else."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.api.browser import HERE, Browser
from tests.api.product import ORIGIN, Product
from tests.api.stand_ins import ANA, Reply

CONNECT = f"{HERE}/connect"
SCOPES = "instagram_business_basic,instagram_business_manage_comments,instagram_business_manage_messages"


def connect(product: Product, query: str = "") -> Reply:
    return product.call("GET", CONNECT + query, who=ANA.creator)


def state_of(answer: Reply) -> str:
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["state"]


def test_connect_leads_to_instagrams_login_with_exactly_what_it_documents(product: Product) -> None:
    answer = connect(product)

    asked = urlsplit(answer.headers["Location"])
    assert answer.status == 302
    assert (asked.scheme, asked.netloc, asked.path) == ("https", "www.instagram.com", "/oauth/authorize")
    assert parse_qsl(asked.query, strict_parsing=True) == [
        ("client_id", "4242"),
        ("redirect_uri", f"{ORIGIN}{HERE}/callback"),
        ("response_type", "code"),
        ("scope", SCOPES),
        ("state", state_of(answer)),
    ]


def test_neither_redirect_is_kept_or_told_to_anybody(product: Product) -> None:
    browser = Browser(product, ANA.creator)
    state = browser.begins()

    answers = [browser.get(CONNECT), browser.get(f"{HERE}/callback?code=c&state={state}")]

    assert [answer.status for answer in answers] == [302, 303]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert all(answer.headers["X-Request-Id"] for answer in answers)


def test_each_login_has_a_state_and_a_cookie_that_nobody_can_guess(product: Product) -> None:
    answers = [connect(product) for _ in range(3)]

    states = {state_of(answer) for answer in answers}
    cookies = {answer.headers["Set-Cookie"].split(";")[0].partition("=")[2] for answer in answers}
    assert (len(states), len(cookies), states & cookies) == (3, 3, set())
    assert {len(secret) for secret in states | cookies} == {32}


@pytest.mark.parametrize(
    ("url", "path", "secure"),
    [
        ("http://127.0.0.1:8000", HERE, False),
        ("https://hub.example", HERE, True),
        ("https://hub.example/", HERE, True),
        ("https://abc.execute-api.eu-central-1.amazonaws.com/live", f"/live{HERE}", True),
    ],
)
def test_the_logins_cookie_is_for_this_login_alone(
    product: Product, *, url: str, path: str, secure: bool
) -> None:
    with product.reached_at(url):
        answer = connect(product)

    [cookie] = SimpleCookie(answer.headers["Set-Cookie"]).values()
    asked = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "Lax")
    assert (bool(cookie["secure"]), cookie["max-age"], cookie["domain"]) == (secure, "600", "")
    assert asked["redirect_uri"] == f"{url.rstrip('/')}{HERE}/callback"


@pytest.mark.parametrize(
    "next",
    [
        "//evil.example",
        "///evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        ".evil.example",
        "%20//evil.example",
        "%09//evil.example",
        "/%09/evil.example",
        "/settings%0d%0aSet-Cookie:x=y",
        "/settings%0a",
        "/%250d%250a",
        "/settings?next=//evil.example",
        "/settings%23x",
        "/%00",
        "/%C3%A9",
        "/" + "a" * 201,
        "/" + "a" * 9_000,
    ],
    ids=lambda page: page[:32],
)
def test_a_next_page_that_is_not_ours_is_400_and_named(product: Product, next: str) -> None:
    answer = product.refuses("GET", f"{CONNECT}?next={next}", who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"next"})
    assert "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("next", ["/", "/leads", "/settings/instagram", "/a/b-c_d.e~f/", "/" + "a" * 200])
def test_a_page_of_ours_is_where_the_login_ends(product: Product, next: str) -> None:
    browser = Browser(product, ANA.creator)

    assert browser.connects(ANA.id, next=next) == f"{next}?connected=ana"


@pytest.mark.parametrize("query", ["", "?next=", "?other=1"])
def test_without_a_next_page_the_login_ends_at_the_settings(product: Product, query: str) -> None:
    browser = Browser(product, ANA.creator)
    state = state_of(browser.get(CONNECT + query))

    ended = browser.returns(state=state, code=product.login.code(ANA.id))

    assert ended == "/settings/instagram?connected=ana"


@pytest.mark.parametrize("next", ["/..//evil.example", "/./api/leads", "/a/../api/leads", "/api/leads"])
def test_no_path_leads_away_from_our_own_address(product: Product, next: str) -> None:
    answer = product.refuses("GET", f"{CONNECT}?next={next}", who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"next"})


def test_a_login_that_cannot_begin_is_a_fault_of_ours_and_leads_nowhere(product: Product) -> None:
    with product.without("begin_login"):
        answer = connect(product)

    assert (answer.status, answer.json["error"]["code"]) == (500, "INTERNAL")
    assert "Set-Cookie" not in answer.headers
