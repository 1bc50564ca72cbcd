"""The dashboard beside many leads: its pages, and what a look at it costs."""

import re
from html import unescape

from tests.api.browser import Browser
from tests.api.dashboards import (
    add_leads,
    connect,
    page,
    requests,
    rows,
)
from tests.api.product import Product
from tests.api.stand_ins import Account


def test_a_rare_filter_among_many_leads_offers_to_look_further(product: Product) -> None:
    many = Account("many", "17841400000000055")
    connect(product, many)
    add_leads(product, many, 130)

    html = page(product, "?q=nobody", many)
    [further] = re.findall(r'href="(/dashboard\?q=nobody&amp;cursor=[^"]+)">Look further', html)
    rest = Browser(product, many.creator).page(unescape(further))

    assert "Nothing in the newest 125 leads" in html
    assert "Nothing matches “nobody”" in rest


def test_pages_lead_to_older_leads_and_back_to_the_newest(product: Product) -> None:
    paged = Account("paged", "17841400000000066")
    connect(product, paged)
    add_leads(product, paged, 30)

    first = page(product, account=paged)
    [older] = re.findall(r'href="(/dashboard\?cursor=[^"]+)">Older', first)
    second = Browser(product, paged.creator).page(unescape(older))

    assert (len(rows(first)), len(rows(second))) == (25, 5)
    assert set(rows(first)).isdisjoint(rows(second))
    assert '<a class="button" href="/dashboard">Newest</a>' in second


def test_ten_thousand_leads_cost_the_same_requests_as_a_hundred(product: Product) -> None:
    few, many = Account("few", "17841400000000077"), Account("lots", "17841400000000088")
    spent = []
    for account, n in ((few, 100), (many, 10_000)):
        connect(product, account)
        add_leads(product, account, n)
        browser = Browser(product, account.creator)
        with requests(product) as seen:
            browser.page("/dashboard")
        spent.append(sorted(seen))

    assert spent[0] == spent[1]
    assert len(spent[1]) <= 6
