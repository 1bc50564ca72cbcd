"""What goes wrong on a form or receipt is said in the visitor's own dress, also in somebody's frame."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, Broken, Reply

PATH = f"/f/{ANA.name}"
SAME = {**FORM, "Sec-Fetch-Site": "same-origin"}
FIELDS = {"name": "Mia <b>Lee</b>", "provider": "instagram", "consent": "yes", "once": "0" * 32}
TOO_MUCH = b"name=" + b"x" * 300_000
TOO_MANY = b"&".join(b"name=x" for _ in range(200))


@pytest.fixture
def broken(product: Product) -> Iterator[Product]:
    """The leads' table fails at everything."""
    real = product.parts.capture_lead.leads, product.parts.read_receipt.leads
    product.parts.capture_lead.leads = product.parts.read_receipt.leads = Broken()  # type: ignore[assignment]
    yield product
    product.parts.capture_lead.leads, product.parts.read_receipt.leads = real


def for_visitors(answer: Reply) -> str:
    """The page, which anybody may frame and which leads nobody into the product."""
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    page = answer.raw.decode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (rules["frame-ancestors"], rules["script-src"]) == ("*", "'self'")
    assert "<nav" not in page
    assert "/dashboard" not in page
    assert "/sign-in" not in page.replace('data-sign-in="/sign-in"', "")
    return page


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [(TOO_MANY, 400, "That could not be read"), (TOO_MUCH, 413, "That is too much at once")],
    ids=["too many fields", "too long"],
)
def test_what_no_form_of_ours_sends_is_refused_in_words_with_a_way_back(
    product: Product, body: bytes, status: int, said: str
) -> None:
    answer = product.refuses("POST", PATH, body, headers=SAME)

    page = for_visitors(answer)
    assert (answer.status, f"<h1>{said}</h1>" in page) == (status, True)
    assert f'href="{PATH}"' in page
    assert "bytes" not in page


@pytest.mark.parametrize("path", ["/f/nobody", f"{PATH}/r/x"])
def test_what_is_not_there_is_said_so(product: Product, path: str) -> None:
    answer = product.call("GET", path)

    assert answer.status == 404
    assert "There is nothing here" in for_visitors(answer)


def test_after_a_fault_of_ours_nothing_is_lost_and_one_click_sends_it_again(broken: Product) -> None:
    answer = broken.call("POST", PATH, urlencode(FIELDS).encode(), headers=SAME)

    page = for_visitors(answer)
    assert (answer.status, "That was our fault" in page) == (500, True)
    assert f'<form method="post" action="{PATH}">' in page
    assert re.findall(r'type="hidden" name="(\w+)"', page) == list(FIELDS)
    assert 'value="Mia &lt;b&gt;Lee&lt;/b&gt;"' in page


def test_what_is_sent_again_after_a_fault_counts_once(product: Product) -> None:
    lead = product.parts.capture_lead
    real, lead.leads = lead.leads, Broken()  # type: ignore[assignment] # it fails at everything
    product.call("POST", PATH, urlencode(FIELDS).encode(), headers=SAME)
    lead.leads = real

    places = {
        product.call("POST", PATH, urlencode(FIELDS).encode(), headers=SAME).headers["Location"]
        for _ in range(2)
    }

    assert len(places) == 1


@pytest.mark.parametrize("origin", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_what_another_site_sent_is_never_one_click_from_being_sent_again(
    broken: Product, origin: dict[str, str]
) -> None:
    answer = broken.call("POST", PATH, urlencode(FIELDS).encode(), headers={**FORM, **origin})

    assert answer.status == 500
    assert "<form" not in for_visitors(answer)


def test_a_receipt_that_cannot_be_read_right_now_can_be_asked_for_again(broken: Product) -> None:
    where = f"{PATH}/r/{'0' * 24}-{'0' * 32}"

    answer = broken.call("GET", where)

    assert answer.status == 500
    assert f'href="{where}"' in for_visitors(answer)


def test_a_creators_page_still_stands_in_no_frame_when_it_is_refused(product: Product) -> None:
    answer = product.call("GET", "/dm/0123456789abcdef01234567", who=ANA.creator)

    assert answer.status == 404
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
