"""The pages: whatever stands in an address or a name is shown as text, and no script runs."""

import re
from urllib.parse import quote

import pytest
from markupsafe import escape

import app as product_app
from chalicelib.domain.account import Connection
from chalicelib.domain.login import SENTENCES, Problem
from local.context import Context
from local.proxy import event
from local.routes import Match
from local.web import Request
from tests.api.browser import HERE, Browser
from tests.api.product import ORIGIN, Product
from tests.api.stand_ins import ANA, BEN

SETTINGS = "/settings/instagram"
STATUS = "/deletion-status"
SAME = {"Sec-Fetch-Site": "same-origin"}
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</p><iframe src=//evil.example>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)",
)
PAGES = (
    ("", f"{SETTINGS}?problem=denied"),
    ("", STATUS),
    ("", f"{STATUS}?id=unknown"),
    (ANA.creator, SETTINGS),
    (ANA.creator, f"{SETTINGS}?problem=denied"),
    (ANA.creator, f"{SETTINGS}?connected=ana"),
)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_runs_nothing_and_stands_in_no_frame(product: Product, who: str, path: str) -> None:
    answer = Browser(product, who).get(path)

    policy, page = answer.headers["Content-Security-Policy"], answer.raw.decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert (rules["default-src"], rules["frame-ancestors"]) == ("'none'", "'none'")
    assert {rules[kind] for kind in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
    assert re.search(r"<script(?! type=\"module\" src=\"/assets/)|<style|\son\w+=|\sstyle=", page) is None
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("name", ["problem", "connected", "id", "next", "account", "error"])
@pytest.mark.parametrize(("who", "path"), [(ANA.creator, SETTINGS), ("", STATUS)])
def test_markup_in_an_address_is_never_part_of_a_page(
    product: Product, *, who: str, path: str, name: str, markup: str
) -> None:
    browser = Browser(product, who)
    plain = browser.page(path)

    page = browser.page(f"{path}?{name}={quote(markup)}")

    assert page == plain


def test_only_a_name_that_is_connected_is_said_to_be(product: Product) -> None:
    page = Browser(product, ANA.creator).page

    assert "@ana is connected.</p>" in page(f"{SETTINGS}?connected=ana")
    assert "@ben" not in page(f"{SETTINGS}?connected=ben")
    assert "is connected.</p>" not in page(f"{SETTINGS}?connected=")


def test_a_name_with_markup_is_shown_as_text(product: Product) -> None:
    name = '<b onclick="x">&\''
    product.login.join("17841400000000901", name)
    browser = Browser(product, "user_odd")
    browser.connects("17841400000000901")

    page = browser.page(f"{SETTINGS}?connected={quote(name)}")

    assert name not in page
    assert page.count("@&lt;b onclick=&#34;x&#34;&gt;&amp;&#39;") == 4


def test_who_is_signed_out_hears_what_went_wrong_and_sees_no_account(product: Product) -> None:
    page = Browser(product).page(f"{SETTINGS}?problem=denied")

    assert "Sign in to see your Instagram connections." in page
    assert ("@ana" in page, "<form" in page) == (False, False)


@pytest.mark.parametrize("ttl", [None, -60], ids=["never signed in", "expired"])
def test_whoever_is_signed_out_signs_in_and_comes_back(product: Product, ttl: int | None) -> None:
    session = product.token(ANA.creator, ttl=ttl) if ttl else ""

    answer = Browser(product, session=session).get(f"{SETTINGS}?connected=ana")

    way_back = quote(f"{SETTINGS}?connected=ana", safe="")
    assert (answer.status, answer.headers["Location"]) == (303, f"/sign-in?next={way_back}")


def test_who_is_signed_in_sees_their_own_accounts_with_a_way_to_end_each(product: Product) -> None:
    page = Browser(product, BEN.creator).page(SETTINGS)

    assert "<h2><bdi>@ben</bdi></h2>" in page
    assert f'action="{SETTINGS}/disconnect"' in page
    assert f'name="account" value="{BEN.id}"' in page
    assert f'href="{HERE}/connect"' in page
    assert ANA.id not in page


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_form_of_another_site_disconnects_nothing(product: Product, headers: dict[str, str]) -> None:
    cookie = Browser(product, BEN.creator).headers()

    answer = product.post(f"{SETTINGS}/disconnect", account=BEN.id, headers={**cookie, **headers})

    account = product.parts.stores.accounts.get(BEN.creator, BEN.id)
    assert answer.status == 403
    assert account is not None
    assert account.state is Connection.ACTIVE


@pytest.mark.parametrize(
    ("account", "status"),
    [
        ("1", 404),
        (ANA.id, 404),
        ("x", 400),
        ("x" * 5_000, 400),
        ("<script>", 400),
        ("é", 400),
        ("\0", 400),
        (f"{BEN.id} ", 400),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_a_form_disconnects_an_account_of_ones_own_alone(product: Product, account: str, status: int) -> None:
    cookie = Browser(product, BEN.creator).headers()

    answer = product.post(f"{SETTINGS}/disconnect", account=account, headers={**cookie, **SAME})

    states = [product.parts.stores.accounts.get(a.creator, a.id).state for a in (ANA, BEN)]  # type: ignore[union-attr] # connected in every module
    assert answer.status == status
    assert states == [Connection.ACTIVE] * 2


@pytest.mark.parametrize("headers", [SAME, {"Origin": ORIGIN}], ids=str)
def test_our_own_form_disconnects_and_leads_back_to_the_page(
    product: Product, headers: dict[str, str]
) -> None:
    number = "17841400000000902"
    product.login.join(number, "eve")
    browser = Browser(product, "user_eve")
    browser.connects(number)

    answer = product.post(f"{SETTINGS}/disconnect", account=number, headers={**browser.headers(), **headers})

    page = browser.page(SETTINGS)
    assert (answer.status, answer.headers["Location"]) == (303, f"{SETTINGS}?told=disconnected")
    assert "Disconnected" in page
    assert "<form" not in page


def test_a_browser_without_fetch_metadata_can_still_send_our_form(product: Product) -> None:
    """Under the policy no-referrer a browser sends `Origin: null` with a form."""
    answer = Browser(product, BEN.creator).get(SETTINGS)

    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("code", ["unknown", "", "-", "0" * 32, "x" * 5_000, "%00", "%C3%A9", "%ff"])
def test_an_unknown_deletion_is_404_on_a_page(product: Product, code: str) -> None:
    answer = Browser(product).get(f"{STATUS}?id={code}")

    assert answer.status == 404
    assert "There is no deletion under this code." in answer.raw.decode()
    assert answer.headers["Content-Type"].startswith("text/html")


def test_under_a_stage_prefix_the_pages_links_keep_it(product: Product) -> None:
    headers = list(Browser(product, BEN.creator).headers().items())
    match = Match(SETTINGS, {})
    asked = event(Request(method="GET", path=SETTINGS, headers=headers), match, id="r-1", now=0)
    asked["requestContext"]["path"] = f"/live{SETTINGS}"  # as API Gateway tells it

    with product.listening():
        page = product_app.app(asked, Context(function_name="api"))["body"]

    links = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
    assert {f"/live{SETTINGS}/disconnect", f"/live{HERE}/connect"} < set(links)
    assert [link for link in links if not link.startswith("/live/")] == []


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("who", ["", ANA.creator], ids=["signed out", "signed in"])
def test_every_problem_is_one_plain_sentence_or_two_on_the_page(
    product: Product, who: str, problem: Problem
) -> None:
    page = Browser(product, who).page(f"{SETTINGS}?problem={problem}")

    assert page.count('role="alert"') == 1
    assert str(escape(SENTENCES[problem])) in page
