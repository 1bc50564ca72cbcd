"""The form sent twice: each filling-in of a page has a name, and counts once."""

import re
from urllib.parse import urlencode

import pytest

from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, Json, Reply

PATH = f"/f/{ANA.name}"
BODY = {"form": ANA.name, "name": "Mia Lee", "provider": "instagram", "consent": True}


def submit(product: Product, path: str = PATH, **fields: str) -> Reply:
    given = {"name": "Mia Lee", "provider": "instagram", "consent": "yes", **fields}
    return product.call("POST", path, urlencode(given).encode(), headers=FORM)


def once(reply: Reply) -> str:
    """What the form's page carries along."""
    return str(re.findall(r'name="once" value="([0-9a-f]{32})"', reply.raw.decode())[0])


def page(product: Product) -> str:
    return once(product.call("GET", PATH))


def capture(product: Product, key: str, body: Json = BODY) -> Reply:
    return product.call("POST", "/api/leads", body, headers={"Idempotency-Key": key})


def test_a_page_that_is_sent_twice_leads_to_one_receipt_at_the_cost_of_one_write(product: Product) -> None:
    name, before = page(product), len(product.writes)

    first, second = submit(product, once=name), submit(product, once=name)

    assert first.status == second.status == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert product.writes[before:] == ["PutItem"] * 4  # the second one's is refused by its condition


def test_every_page_is_a_filling_in_of_its_own(product: Product) -> None:
    places = {submit(product, once=page(product)).headers["Location"] for _ in range(2)}

    assert len(places) == 2


def test_whoever_goes_back_and_changes_something_gets_a_receipt_of_their_own(product: Product) -> None:
    name = page(product)

    places = {submit(product, once=name, name=who).headers["Location"] for who in ("Mia Lee", "Kim Lee")}

    assert len(places) == 2


def test_a_name_that_somebody_else_used_shows_nothing_of_theirs(product: Product) -> None:
    name = page(product)
    theirs = submit(product, once=name, name="Somebody Else")

    mine = submit(product, once=name)

    assert mine.headers["Location"] != theirs.headers["Location"]


def test_the_same_name_at_another_form_is_another_lead(product: Product) -> None:
    name = page(product)

    anas, bens = submit(product, once=name), submit(product, "/f/ben", once=name)

    assert anas.headers["Location"].startswith("/f/ana/r/")
    assert bens.headers["Location"].startswith("/f/ben/r/")


@pytest.mark.parametrize("name", ["", "x", "0" * 31, "0" * 33, "A" * 32, "0" * 9_000, "\0", "👑"], ids=ascii)
def test_a_name_that_no_page_of_ours_carries_counts_for_nothing(product: Product, name: str) -> None:
    before = len(product.writes)

    places = [submit(product, once=name).headers["Location"] for _ in range(2)]

    assert places[0] != places[1]
    assert product.writes[before:] == ["PutItem"] * 4


def test_what_was_wrong_and_is_sent_again_is_the_same_filling_in(product: Product) -> None:
    name = page(product)

    wrong = submit(product, once=name, consent="")

    assert (wrong.status, once(wrong)) == (422, name)


def test_whoever_left_the_name_out_gets_one_with_what_was_wrong(product: Product) -> None:
    assert once(submit(product, consent=""))


def test_the_api_takes_an_idempotency_key_for_a_lead(product: Product) -> None:
    first, second = capture(product, "lead-1"), capture(product, "lead-1")

    assert (first.status, second.status, second.data) == (201, 201, first.data)


def test_a_key_for_another_lead_is_409(product: Product) -> None:
    capture(product, "lead-2")

    answer = capture(product, "lead-2", {**BODY, "name": "Kim Lee"})

    assert (answer.status, answer.json["error"]["code"]) == (409, "CONFLICT")


@pytest.mark.parametrize("key", ["two words", "é", "x" * 256, ""], ids=ascii)
def test_a_key_of_another_shape_is_named_and_nothing_is_stored(product: Product, key: str) -> None:
    answer = product.refuses("POST", "/api/leads", BODY, headers={"Idempotency-Key": key})

    assert (answer.status, set(answer.fields)) == (400, {"Idempotency-Key"})
