"""What a session in a cookie may do, from whose pages; and one in a header."""

import pytest

from tests.api.product import ORIGIN, Product
from tests.api.stand_ins import ANA


@pytest.fixture(scope="module")
def lead(product: Product) -> str:
    return str(product.lead()["leadId"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Sec-Fetch-Site": "none"}, 202),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": ORIGIN}, 202),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"{ORIGIN}.evil.example"}, 403),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:99999"}, 403),
        ({"Referer": f"{ORIGIN}/leads"}, 403),
    ],
    ids=str,
)
def test_a_cookie_may_write_only_from_our_own_pages(
    product: Product, lead: str, headers: dict[str, str], status: int
) -> None:
    cookie = {"Cookie": f"theme=dark; __session={product.token(ANA.creator)}"}

    answer = product.call(
        "POST",
        "/api/dm/send",
        {"leadId": lead, "provider": "instagram"},
        headers={**cookie, **headers},
    )

    assert answer.status == status


def test_a_cookie_may_read_without_any_origin(product: Product) -> None:
    answer = product.call("GET", "/api/leads", headers={"Cookie": f"__session={product.token(ANA.creator)}"})

    assert answer.status == 200


def test_a_bearer_token_may_write_from_anywhere_because_browsers_never_add_it(
    product: Product, lead: str
) -> None:
    answer = product.call(
        "POST",
        "/api/dm/send",
        {"leadId": lead, "provider": "instagram"},
        who=ANA.creator,
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )

    assert answer.status == 202
