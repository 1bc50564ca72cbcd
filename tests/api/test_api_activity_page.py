"""What was not answered, as people read it: names instead of numbers, and what is left to do."""

import re

import pytest

from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.person import Names
from tests.api.automating import commented, comments_on, writes
from tests.api.browser import Browser
from tests.api.dashboards import failing
from tests.api.product import Product
from tests.api.stand_ins import ANA

CLOSED = Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)

pytestmark = pytest.mark.usefixtures("afresh")


def page(product: Product, query: str = "") -> str:
    return Browser(product, ANA.creator).page(f"/activity{query}")


def newest(html: str) -> str:
    return html.partition('<tr id="a-')[2].partition("</tr>")[0]


def test_somebody_without_a_known_name_is_no_number(product: Product) -> None:
    writes(product, "940000000000071", "hello")

    html = page(product)

    assert "<bdi>Someone (…0071)</bdi>" in newest(html)
    assert "940000000000071" not in html


@pytest.mark.parametrize(
    ("names", "shown"),
    [(Names(username="mia.lee", name="Mia"), "@mia.lee"), (Names(name="Mia <b>"), "Mia &lt;b&gt;")],
    ids=["user name", "name alone"],
)
def test_a_known_name_is_shown(product: Product, names: Names, shown: str) -> None:
    person = f"94000000000008{len(shown)}"
    writes(product, person, "hello")
    product.parts.stores.contacts.name(ANA.id, person, names)

    assert f"<bdi>{shown}</bdi>" in newest(page(product))


def test_a_failed_message_that_can_be_sent_again_is_not_called_nothing_to_do(product: Product) -> None:
    lead = failing(product, "940000000000090", CLOSED)
    product.clock.advance(minutes=1)
    item = {"reaction": {"mid": "m-1", "action": "react", "reaction": "love"}}
    product.hook(product.news(item, "940000000000090"))
    product.work("events")

    seen = newest(page(product))

    assert "Nothing is to be done" not in seen
    assert "A retry is up to you" in seen
    assert f'href="/dm/{lead}"' in seen


def test_the_newest_page_looks_again_and_an_older_one_stays_as_it_is(product: Product) -> None:
    comments_on(product, commented("98001"))
    newer, older = page(product), page(product, "?cursor=" + "f" * 24)

    assert (re.findall(r'data-poll="(\d+)"', newer), "data-poll" in older) == (["15"], False)


def test_an_address_that_names_no_place_shows_the_newest(product: Product) -> None:
    assert "Older ones" not in page(product, "?cursor=%3Cscript%3E")
