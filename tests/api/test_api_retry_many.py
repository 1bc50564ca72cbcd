"""Another attempt at many messages, over HTTP."""

import pytest

from chalicelib.domain.faults import Code, Reason, Refused
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json, Reply

GONE = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)
NOBODYS = "0" * 24
ROUTE = "/api/dm/retry"


def failed(product: Product, person: str, account: Account = ANA) -> str:
    product.instagram.faults = [GONE]
    return product.sent_lead(person, account)


def retry(product: Product, body: Json) -> Reply:
    return product.call("POST", ROUTE, body, who=ANA.creator)


def test_each_lead_has_its_own_result_and_sentence(product: Product) -> None:
    mine, sent = failed(product, "9501"), product.sent_lead("9502")
    bens = failed(product, "9503", BEN)

    answer = retry(product, {"leadIds": [mine, sent, bens, NOBODYS]})

    assert answer.status == 202
    assert answer.json["message"] == "1 of 4 are booked again."
    assert [(item["leadId"], item["result"]) for item in answer.data["items"]] == [
        (mine, "queued"),
        (sent, "CONFLICT"),
        (bens, "FORBIDDEN"),
        (NOBODYS, "NOT_FOUND"),
    ]
    assert all(item["message"].endswith(".") for item in answer.data["items"])
    assert answer.data["cursor"] is None
    assert (product.status(mine)["dmStatus"], product.status(bens, BEN.creator)["dmStatus"]) == (
        "retrying",
        "failed",
    )
    product.work("instagram")


def test_all_that_failed_are_retried_from_cursor_to_cursor(product: Product) -> None:
    leads = [failed(product, f"96{n:02d}") for n in range(27)]

    first = retry(product, {"all": True})
    second = retry(product, {"all": True, "cursor": first.data["cursor"]})

    done = [item["leadId"] for page in (first, second) for item in page.data["items"]]
    assert done == leads[::-1]
    assert (len(first.data["items"]), second.data["cursor"]) == (25, None)
    assert product.call("GET", "/api/leads?status=failed", who=ANA.creator).data["leads"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "leadIds"),
        ({"leadIds": []}, "leadIds"),
        ({"leadIds": [NOBODYS] * 26}, "leadIds"),
        ({"leadIds": NOBODYS}, "leadIds"),
        ({"leadIds": [1]}, "leadIds.0"),
        ({"leadIds": ["x" * 101]}, "leadIds.0"),
        ({"leadIds": [NOBODYS], "all": True}, "leadIds"),
        ({"leadIds": [NOBODYS], "cursor": "x"}, "cursor"),
        ({"all": False}, "all"),
        ({"all": 1}, "all"),
        ({"all": 1.0}, "all"),
        ({"all": "true"}, "all"),
        ({"all": True, "cursor": "junk"}, "cursor"),
        ({"all": True, "cursor": 7}, "cursor"),
        ({"all": True, "limit": 5}, "limit"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_and_books_nothing(product: Product, body: Json, field: str) -> None:
    answer = product.refuses("POST", ROUTE, body, who=ANA.creator)

    assert (answer.status, list(answer.fields)) == (400, [field])
