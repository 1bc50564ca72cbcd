"""What pages promise in words, and when they refuse to take a creator at half a word."""

import re
from html import unescape

import pytest

from chalicelib.domain.faults import Ended
from tests.api.automating import automate
from tests.api.browser import Browser
from tests.api.dashboards import connect, page, post
from tests.api.product import Product
from tests.api.stand_ins import ANA, Account
from tests.api.test_api_automation_pages import typed

pytestmark = pytest.mark.usefixtures("afresh")
EVE = Account("eve", "17841400000000055")
NEW = "/automations/new"
NOT_SENT = "Would never be sent: write {link} into the message, or leave it out here."


@pytest.mark.parametrize("do", ["save", "try"])
def test_a_link_that_the_text_does_not_name_is_refused_beside_its_field(product: Product, do: str) -> None:
    answer = post(product, NEW, typed(message="Hi!", link="https://example.com", do=do))

    assert answer.status == 422
    assert re.findall(r'id="e-link">([^<]+)<', answer.raw.decode()) == [NOT_SENT]


def test_a_link_that_the_text_names_is_taken(product: Product) -> None:
    answer = post(product, NEW, typed(message="Hi: {link}", link="https://example.com"))

    assert answer.status == 303


def test_what_a_program_has_set_up_can_still_be_paused(product: Product) -> None:
    made = automate(product, link="https://example.com")["automationId"]

    answer = post(product, f"/automations/{made}/state", [("state", "paused")])

    assert answer.status == 303


def test_a_line_that_says_nothing_is_refused_and_nothing_is_saved(product: Product) -> None:
    before = product.call("GET", "/api/settings", who=ANA.creator).data
    given = [("do", "settings"), ("disclosure", "on"), ("line", ""), ("limit", "3")]

    answer = post(product, "/automations", given)

    assert answer.status == 422
    assert "Write what it is to say, or take the tick away above." in answer.raw.decode()
    assert product.call("GET", "/api/settings", who=ANA.creator).data == before


def test_the_line_may_be_empty_where_it_is_not_said(product: Product) -> None:
    answer = post(product, "/automations", [("do", "settings"), ("line", ""), ("limit", "3")])

    assert answer.status == 303


def test_the_form_stays_at_hand_while_the_connection_asks_for_a_login(product: Product) -> None:
    connect(product, EVE)
    one = product.parts.stores.accounts.get(EVE.creator, EVE.id)
    assert one is not None
    assert product.parts.stores.accounts.save(one, one.end(Ended.EXPIRED, now=product.parts.now()))

    html = page(product, account=EVE)

    assert "Copy form link" in html
    assert 'data-form="eve"' in unescape(html)


def test_a_list_without_anybody_offers_nothing_to_choose_or_to_hold(product: Product) -> None:
    html = page(product, "?q=nobody-at-all")

    assert "data-check-all" not in html
    assert "data-pause" not in html


def test_a_list_in_which_nothing_can_be_retried_offers_nothing_to_choose(product: Product) -> None:
    lead = product.lead(name="Solo Sample")["leadId"]

    html = page(product, "?q=Solo+Sample")

    assert f'id="lead-{lead}"' in html
    assert "data-pause" in html
    assert "data-check-all" not in html


def test_an_address_that_leads_nowhere_is_no_ones_fault(product: Product) -> None:
    html = product.call("GET", "/f/ana/r/x").raw.decode()

    assert "The address may be incomplete, or what stood here was taken away." in html


def test_a_moment_says_whether_it_is_past_or_to_come(product: Product) -> None:
    product.lead(name="Moment Sample")

    html = Browser(product, ANA.creator).page("/dashboard?q=Moment+Sample")

    assert re.findall(r"<time [^>]* (data-ago[^>]*)>", html) == ["data-ago"]
