"""Retries from the dashboard: one, the chosen ones, and all that failed, page by page."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from tests.api.dashboards import (
    STAYS,
    add_leads,
    connect,
    failing,
    landed,
    newest,
    page,
    post,
)
from tests.api.product import FORM, Product
from tests.api.stand_ins import Account


def test_the_chosen_messages_are_retried_each_with_a_new_attempt(product: Product) -> None:
    leads = [failing(product, f"88{n}") for n in range(10, 13)]
    chosen = [("message", newest(product, lead)) for lead in leads[:2]]

    answer = post(product, "/dashboard", [*chosen, ("back", "status=failed")])
    product.work("instagram")

    assert answer.headers["Location"] == "/dashboard?told=retried&n=2-0-0-0-0-0-0&status=failed"
    seen = [product.status(lead) for lead in leads]
    assert [(one["dmStatus"], one["attempts"]) for one in seen] == [("sent", 2), ("sent", 2), ("failed", 1)]
    assert "2 messages queued again, with a new attempt." in landed(product, answer)


def test_choosing_nothing_is_a_sentence(product: Product) -> None:
    answer = post(product, "/dashboard", [("back", "")])

    assert "told=none_chosen" in answer.headers["Location"]


def test_of_more_than_one_look_allows_the_first_25_are_looked_at(product: Product) -> None:
    answer = post(product, "/dashboard", [("message", f"{n:024x}-1") for n in range(26)])

    assert answer.headers["Location"] == "/dashboard?told=retried&n=0-25-0-0-0-0-0"


@pytest.mark.parametrize("back", ["//evil.example", "status=failed&next=//evil.example", "\r\nX: y"])
def test_what_a_form_carries_along_leads_nowhere_else(product: Product, back: str) -> None:
    answer = post(product, "/dashboard", [("message", "0" * 24), ("back", back)])

    assert re.fullmatch(
        r"/dashboard\?told=retried&n=0-1-0-0-0-0-0(&status=failed)?", answer.headers["Location"]
    )


def test_all_that_failed_are_retried_page_by_page(product: Product) -> None:
    bulk = Account("bulk", "17841400000000099")
    connect(product, bulk)
    old = [failing(product, f"77{n}", account=bulk) for n in range(2)]
    product.clock.advance(hours=1)
    add_leads(product, bulk, 130)
    new = failing(product, "7790", account=bulk)

    first = post(product, "/dashboard", [("all", "3"), ("back", "status=failed")], bulk)
    html = first.raw.decode()
    hidden = re.findall(r'<input type="hidden" name="(all|done|cursor|back)" value="([^"]*)">', html)
    run = html.partition('id="run"')[2]
    last = post(product, "/dashboard", [(name, unescape(value)) for name, value in hidden[:4]], bulk)
    product.work("instagram")

    assert (first.status, "data-continue" in html, "Looked at 1 of about 3, 1 queued again." in run) == (
        200,
        True,
        True,
    )
    assert last.headers["Location"] == "/dashboard?told=retried&n=3-0-0-0-0-0-0&status=failed"
    assert [product.status(lead, bulk.creator)["attempts"] for lead in [*old, new]] == [2, 2, 2]


def test_no_address_starts_a_retry(product: Product) -> None:
    html = page(product, "?all=3&done=1&cursor=x")

    assert "data-continue" not in html


def test_a_failure_is_said_in_words_with_a_retry_only_where_it_may_help(product: Product) -> None:
    may, may_not = failing(product, "8870"), failing(product, "8871", STAYS)

    html = page(product)

    assert "We could not work on this message for a long time." in html
    assert "they may have blocked you" in html
    assert f'action="/dm/{may}/retry"' in html
    assert f'action="/dm/{may_not}/retry"' not in html


def test_links_keep_the_page_they_were_asked_on(product: Product) -> None:
    lead = failing(product, "8880")

    answer = post(
        product,
        f"/dm/{lead}/retry",
        [("message", newest(product, lead)), ("back", "q=canary&provider=instagram")],
    )

    assert answer.headers["Location"] == "/dashboard?told=retried_one&provider=instagram&q=canary"


def test_who_was_signed_out_keeps_what_they_had_chosen(product: Product) -> None:
    chosen = [("message", "0" * 24), ("message", "1" * 24), ("back", "q=mia")]

    answer = product.call(
        "POST", "/dashboard", urlencode(chosen).encode(), headers={**FORM, "Sec-Fetch-Site": "same-origin"}
    )

    html = answer.raw.decode()
    assert answer.status == 401
    assert re.findall(r'name="message" value="(\d)', html) == ["0", "1"]
    assert 'name="back" value="q=mia"' in html
