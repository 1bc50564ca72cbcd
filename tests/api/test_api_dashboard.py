"""The dashboard's HTML: tiles, filters, banners, strangers' texts, and pages that did not change."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Deferred, Reason
from chalicelib.domain.ids import new_id
from chalicelib.domain.tally import Change
from chalicelib.ui.engine import UNRULY
from tests.api.browser import Browser
from tests.api.dashboards import (
    CAL,
    DEE,
    connect,
    lead,
    page,
)
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account

ELI = Account("eli", "17841400000000031")
HOUR = timedelta(hours=1)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table><h1>gone</h1>",
    "{{ 7 * 7 }}",
    "\u202egnp.exe\u2066",
    "W" * 10_000,
    "a\x00\x07b",
    "😀" * 50,
    "محمد علي",
)


def test_an_empty_dashboard_offers_the_form(product: Product) -> None:
    connect(product, DEE)

    html = page(product, account=DEE)

    assert "No lead yet" in html
    assert f'href="/f/{DEE.name}"' in html
    assert "<b>&#8211;</b>" in html.replace("\u2013", "&#8211;")


def test_without_a_connection_the_banner_offers_one(product: Product) -> None:
    html = Browser(product, "user_nobody_yet").page("/dashboard")

    assert "Instagram is not connected." in html
    assert 'href="/api/auth/instagram/connect"' in html


def test_an_admin_without_an_account_is_not_asked_to_connect_one_above_everything(product: Product) -> None:
    html = Browser(product, session=product.token("user_operator", role="admin")).page("/dashboard")

    assert "Instagram is not connected." not in html
    assert "Connect Instagram" in html  # the empty list still offers it


def test_numbers_beside_a_filter_say_that_they_count_everybody(product: Product) -> None:
    said = "These numbers count everybody"

    assert said in page(product, "?status=failed")
    assert said not in page(product)


@pytest.mark.parametrize(("days", "left"), [(6, "6 days"), (1, "1 day")])
def test_a_connection_that_ends_soon_is_said_so(product: Product, days: int, left: str) -> None:
    connect(product, CAL, days=days)

    assert f"@cal: Your Instagram connection ends in {left}." in page(product, account=CAL)


def test_a_connection_that_is_well_is_not_mentioned(product: Product) -> None:
    assert 'class="note warn offer"' not in page(product)


def test_counts_are_ones_own_and_lead_to_what_they_count(product: Product) -> None:
    now = product.parts.now()
    ended = [("sent", 3), ("failed", 1), ("coming_soon", 2), ("queued", 5)]
    changes = [
        Change(creator=BEN.creator, old=None, new=state, at=now) for state, n in ended for _ in range(n)
    ]
    product.parts.tally(changes, batch="dashboard-1")

    html = page(product, "?status=open", BEN)

    tiles = re.findall(r'<a class="tile" href="([^"]*)"( aria-current="true")?><b>(\S+)</b>', html)
    assert tiles == [
        ("/dashboard?status=sent", "", "3"),
        ("/dashboard", ' aria-current="true"', "5"),
        ("/dashboard?status=failed", "", "1"),
        ("/dashboard?status=coming_soon", "", "2"),
    ]
    assert "<b>75.0 %</b>" in html


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=%00",
        "cursor=MDEyMw==",
        "status=gone",
        "provider=fax",
        "status=%3Cscript%3E",
        "q=" + "x" * 5_000,
    ],
)
def test_a_tampered_address_is_refused_in_a_sentence(product: Product, query: str) -> None:
    answer = Browser(product, ANA.creator).get(f"/dashboard?{query}")

    html = answer.raw.decode()
    assert answer.status == 200
    assert html.count('<p class="note warn" role="alert">') == 1
    assert "<script>" not in html.partition("<body")[2]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_strangers_texts_are_shown_as_text_and_turn_nothing_around(product: Product, text: str) -> None:
    at, stores = product.parts.now(), product.parts.stores
    id = new_id(at, product.parts.chance)
    kept = lead(CAL, id, at=at, name=text, username=text, words=text, source=text)
    stores.leads.add(kept)
    stores.dms.add(Dm(creator=CAL.creator, id=f"{id}-0", account=CAL.id, text=text, created_at=at))
    browser = Browser(product, CAL.creator)

    for html in (browser.page("/dashboard"), browser.page(f"/dm/{id}")):
        main = html.partition("<main")[2]
        assert UNRULY.sub("", text) in unescape(main)
        assert UNRULY.search(main) is None
        assert ("<script" in main, "<img src=x" in main, "<h1>gone" in main) == (False, False, False)


def test_a_search_of_10_000_strange_characters_is_cut_off(product: Product) -> None:
    html = page(product, "?q=" + quote("<b>\u202e\x00" * 2_500))

    assert "A search may have 100 characters at most" in html
    assert "<b>" not in html.partition('id="list"')[2]


def test_a_filter_that_finds_nothing_is_named_with_a_way_out(product: Product) -> None:
    html = page(product, "?status=cancelled&provider=whatsapp&q=zzz")

    assert "Nothing matches Cancelled · WhatsApp · “zzz”" in html
    assert '<a class="button primary" href="/dashboard">Clear the filter</a>' in html


def test_an_unchanged_page_is_304(product: Product) -> None:
    browser = Browser(product, ANA.creator)
    lead = product.sent_lead("8800")
    for path in ("/dashboard", f"/dm/{lead}"):
        product.clock.advance(minutes=1)  # until Instagram's echo and the person's look are not awaited
        first = browser.get(path)
        known = {**browser.headers(), "If-None-Match": first.headers["ETag"]}

        again = product.call("GET", path, headers=known)
        product.clock.advance(minutes=10)
        later = product.call("GET", path, headers=known)

        assert [again.status, later.status, again.raw] == [304, 304, b""]
        browser = Browser(product, ANA.creator)


def test_it_looks_again_soon_only_while_something_is_about_to_happen(product: Product) -> None:
    connect(product, ELI)
    calm = page(product, account=ELI)
    product.acts(product.lead(ELI), "8890", ELI)
    queued = page(product, account=ELI)
    product.instagram.faults.append(Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, retry_after=HOUR))
    product.work("instagram")
    waits = page(product, account=ELI)

    shown = [re.findall(r'data-poll="(\d+)"', html) for html in (calm, queued, waits)]
    assert shown == [["15"], ["2"], ["15"]]
    assert "Next try <time" in waits
