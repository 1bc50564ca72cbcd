"""Signing in: Clerk's page with only Clerk let in, no way out to another site, nothing typed lost."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import jwt
import pytest

from local.identity import KEY_ID
from tests.api.browser import Browser
from tests.api.product import FORM, ORIGIN, Product
from tests.api.stand_ins import ANA, BEN, Reply

HOST = "clerk.example.org"
OURS = {**FORM, "Sec-Fetch-Site": "same-origin"}
ELSEWHERE = "https://accounts.example.org/sign-in"
KEY = "pk_live_" + b64encode(f"{HOST}$".encode()).decode()


@pytest.fixture
def keyed(product: Product) -> Iterator[Product]:
    before = product.parts.settings
    product.parts.settings = replace(before, clerk_publishable_key=KEY)
    yield product
    product.parts.settings = before


def test_the_page_lets_in_clerk_and_nobody_else(keyed: Product) -> None:
    answer = Browser(keyed).get("/sign-in")

    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    allowed = {source.partition("://")[2] for source in rules["script-src"].split() if "://" in source}
    assert allowed == {HOST, "challenges.cloudflare.com", "*.protect.clerk.com"}
    assert (rules["default-src"], rules["frame-ancestors"]) == ("'none'", "'none'")
    assert f'src="https://{HOST}/npm/@clerk/clerk-js@6/' in answer.raw.decode()


@pytest.mark.parametrize(
    "key", ["", "pk_live_", "pk_live_%%%", "pk_live_" + b64encode(b"a;script-src *$").decode()]
)
def test_without_a_sound_key_the_page_says_so_and_loads_nothing(product: Product, key: str) -> None:
    before = product.parts.settings
    product.parts.settings = replace(before, clerk_publishable_key=key)

    page = Browser(product).page("/sign-in")

    product.parts.settings = before
    assert "CLERK_PUBLISHABLE_KEY is missing" in page
    assert "clerk-js" not in page


def test_without_a_key_whoever_comes_is_led_to_the_sign_in_elsewhere(product: Product) -> None:
    with product.configured(sign_in_url=ELSEWHERE):
        answer = Browser(product).get("/sign-in?next=/admin")

    assert (answer.status, answer.headers["Location"]) == (303, f"{ELSEWHERE}?next=%2Fadmin")


@pytest.mark.parametrize(
    "settings",
    [{"sign_in_url": ELSEWHERE, "clerk_publishable_key": KEY}, {"sign_in_url": f"{ORIGIN}/sign-in"}],
    ids=["with a key", "led here"],
)
def test_our_own_page_is_shown_where_it_is_the_one_to_use(product: Product, settings: dict[str, str]) -> None:
    with product.configured(**settings):
        assert Browser(product).get("/sign-in").status == 200


def test_only_the_renewing_frame_may_stand_in_our_pages(keyed: Product) -> None:
    policy = Browser(keyed).get("/sign-in?renew=1").headers["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors 'self'")


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a b", "x"]
)
def test_no_way_on_leads_to_another_site(keyed: Product, next: str) -> None:
    page = Browser(keyed).page(f"/sign-in?next={quote(next)}")

    assert 'data-on="/sign-in?on=1&amp;next=/dashboard"' in page
    assert "evil" not in page


def test_a_page_of_ours_is_where_it_goes_on(keyed: Product) -> None:
    page = Browser(keyed).page(f"/sign-in?next={quote('/dashboard?status=failed&q=mia')}")

    assert f'next={quote("/dashboard?status=failed&q=mia")}"' in page


def test_a_form_sent_after_the_session_ended_is_kept_to_be_sent_again(product: Product) -> None:
    answer = product.call(
        "POST",
        "/settings/instagram/disconnect",
        f"account={BEN.id}&note=%3Cb%3Ekept".encode(),
        headers={**OURS, **Browser(product, session=product.token(ANA.creator, ttl=-60)).headers()},
    )

    page = answer.raw.decode()
    assert answer.status == 401
    assert f'name="account" value="{BEN.id}"' in page
    assert 'name="note" value="&lt;b&gt;kept"' in page
    assert 'action="/settings/instagram/disconnect"' in page


def test_a_page_that_a_browser_has_is_not_sent_again(product: Product) -> None:
    browser = Browser(product, ANA.creator)
    first = browser.get("/settings/instagram")

    again = product.call(
        "GET",
        "/settings/instagram",
        headers={**browser.headers(), "If-None-Match": first.headers["ETag"]},
    )

    assert (again.status, again.raw) == (304, b"")


@pytest.mark.parametrize("name", ["app.css", "app.js", "desk.js", "icon.svg", "sign_in.js"])
def test_a_file_named_with_its_version_may_be_kept_for_ever(product: Product, name: str) -> None:
    plain = product.call("GET", f"/assets/{name}")
    version = plain.headers["ETag"].strip('"')

    named = product.call("GET", f"/assets/{name}?v={version}")
    stale = product.call("GET", f"/assets/{name}?v=000000000000")

    assert "immutable" in named.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == stale.headers["Cache-Control"] == "no-cache"


def test_more_than_any_form_of_ours_sends_is_refused_as_kindly(product: Product) -> None:
    answer = product.call("POST", "/settings/instagram/disconnect", b"a=" + b"x" * 20_000, headers=FORM)

    assert answer.status == 401
    assert "You were signed out" in answer.raw.decode()


@pytest.mark.parametrize("path", ["/dm/0123456789abcdef01234567", "/automations/a%2Fb", "/dashboard?q=mia"])
def test_the_way_back_leads_to_the_very_page_that_was_asked_for(product: Product, path: str) -> None:
    answer = Browser(product).get(path)

    assert answer.headers["Location"] == f"/sign-in?next={quote(path, safe='')}"


def test_what_is_sent_again_goes_where_it_was_sent(product: Product) -> None:
    answer = product.call("POST", "/dm/0123456789abcdef01234567/retry", b"back=", headers=OURS)

    assert 'action="/dm/0123456789abcdef01234567/retry"' in answer.raw.decode()


@pytest.mark.parametrize("origin", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_what_another_site_sent_is_never_one_click_from_being_sent_again(
    product: Product, origin: dict[str, str]
) -> None:
    answer = product.call("POST", "/automations", b"do=settings&line=evil", headers={**FORM, **origin})

    assert answer.status == 401
    assert "evil" not in answer.raw.decode()
    assert "<form" not in answer.raw.decode()


def on(product: Product, token: str | None = None, next: str = "/deletion-status?id=x") -> Reply:
    """Clerk's page comes back with the token that it has."""
    return Browser(product, session=token or "").get(f"/sign-in?on=1&next={quote(next, safe='')}")


def test_whoever_we_know_by_clerks_token_goes_on(keyed: Product) -> None:
    answer = on(keyed, keyed.token(ANA.creator))

    assert (answer.status, answer.headers["Location"]) == (303, "/deletion-status?id=x")


def test_whoever_we_know_goes_on_to_a_page_of_ours_alone(keyed: Product) -> None:
    answer = on(keyed, keyed.token(ANA.creator), "https://evil.example/")

    assert answer.headers["Location"] == "/dashboard"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://other.example"}, "The session token comes from another issuer."),
        ({"azp": "https://other.example"}, "The session token was made for another site."),
        ({"exp": 1}, "The session has expired."),
        ({"sts": "pending"}, "The sign-in is not complete yet."),
        (None, "No session token came with the request."),
    ],
    ids=["issuer", "site", "expired", "pending", "no cookie"],
)
def test_a_token_that_we_refuse_ends_in_one_sentence_and_a_way_out(
    keyed: Product, claims: dict[str, object] | None, why: str
) -> None:
    token = None
    if claims is not None:
        real = jwt.decode(keyed.token(ANA.creator), options={"verify_signature": False})
        key = keyed.identity._key
        token = jwt.encode({**real, **claims}, key, algorithm="RS256", headers={"kid": KEY_ID})

    answer = on(keyed, token)

    page = answer.raw.decode()
    assert answer.status == 200
    assert f"You are signed in, but not for these pages. {why}</p>" in page
    assert 'href="/sign-in?out=1"' in page
    assert f'href="/sign-in?next={quote("/deletion-status?id=x")}"' in page
    assert "clerk-js" not in page  # it would send them round again


def test_a_sign_in_elsewhere_may_stand_in_the_renewing_frame_of_our_pages_alone(product: Product) -> None:
    before = product.parts.settings
    product.parts.settings = replace(before, sign_in_url="https://accounts.example.org/sign-in")
    policies = [
        Browser(product, ANA.creator).get(path).headers["Content-Security-Policy"]
        for path in ("/settings/instagram", "/f/ana")
    ]
    product.parts.settings = before

    assert "frame-src 'self' https://accounts.example.org;" in policies[0]
    assert "frame-src 'self';" in policies[1]
