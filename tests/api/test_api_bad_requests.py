"""What a signed-in creator may send, name and page through, and what is refused without a trace."""

from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest

from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN

INDIC = "\u0663"  # the digit three, of another script
BAD_IDS = {
    "all zeros": "0" * 24,
    "upper case": "ABCDEF0123456789ABCDEF01",
    "one upper-case digit": "0" * 23 + "A",
    "23 digits": "0" * 23,
    "25 digits": "0" * 25,
    "10,000 digits": "0" * 10_000,
    "no hex": "g" * 24,
    "another script": INDIC * 24,
    "wide digits": "\uff10" * 24,
    "a line break": "0" * 24 + "\n",
    "NUL": "0" * 23 + "\0",
    "a space": " " + "0" * 23,
    "climbing": "../../admin/overview",
    "a message id": "0" * 24 + "-0",
    "a word": "nope",
    "a wildcard": "*",
    "markup": "<script>alert(1)</script>",
}
BAD_KEYS = {
    "empty": "",
    "blank": " ",
    "with a space": "a b",
    "with a tab": "a\tb",
    "256 characters": "k" * 256,
    "an accent": "clé",
    "an emoji": "👑",
    "NUL": "a\0",
}
BAD_QUERIES = {
    "limit -1": ("limit", "-1"),
    "limit 0": ("limit", "0"),
    "limit 101": ("limit", "101"),
    "limit 1e9": ("limit", "1e9"),
    "limit 1000000000": ("limit", "1000000000"),
    "limit of 5,000 digits": ("limit", "1" * 5_000),
    "limit of another script": ("limit", INDIC),
    "limit +5": ("limit", "+5"),
    "limit 1.5": ("limit", "1.5"),
    "limit a word": ("limit", "all"),
    "limit with a space": ("limit", " 5"),
    "limit with zeros before it": ("limit", "00100000"),
    "status unknown": ("status", "delivered"),
    "status in upper case": ("status", "SENT"),
    "status with NUL": ("status", "sent\0"),
    "provider unknown": ("provider", "sms"),
    "provider in title case": ("provider", "Instagram"),
    "q of 101 characters": ("q", "q" * 101),
    "cursor junk": ("cursor", "zzz"),
    "cursor no base64": ("cursor", "!!!!"),
    "cursor padding": ("cursor", "===="),
    "cursor accent": ("cursor", "é"),
    "cursor NUL": ("cursor", "\0"),
    "cursor of binary": ("cursor", urlsafe_b64encode(b"\xff" * 24).decode()),
    "cursor of upper case": ("cursor", urlsafe_b64encode(b"A" * 24).decode()),
    "cursor of 23 digits": ("cursor", urlsafe_b64encode(b"0" * 23).decode()),
    "cursor cut": ("cursor", urlsafe_b64encode(b"0" * 24).decode()[:-1]),
    "cursor in the clear": ("cursor", "0" * 24),
    "cursor of 10,000": ("cursor", "A" * 10_000),
}


@pytest.fixture(scope="module")
def lead(product: Product) -> str:
    return str(product.lead()["leadId"])


@pytest.mark.parametrize("id", BAD_IDS.values(), ids=BAD_IDS)
def test_a_status_of_no_lead_is_404(product: Product, id: str) -> None:
    answer = product.refuses("GET", f"/api/dm/status/{quote(id, safe='')}", who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"leadId": "names no lead"})


@pytest.mark.parametrize("verb", ["retry", "confirm"])
@pytest.mark.parametrize("id", BAD_IDS.values(), ids=BAD_IDS)
def test_nothing_can_be_done_to_no_lead(product: Product, id: str, verb: str) -> None:
    answer = product.refuses("POST", f"/api/dm/{verb}/{quote(id, safe='')}", who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"leadId": "names no lead"})


@pytest.mark.parametrize("provider", ["instagram", "whatsapp"])
@pytest.mark.parametrize("id", [*BAD_IDS.values(), ""], ids=[*BAD_IDS, "empty"])
def test_a_message_to_no_lead_is_404(product: Product, id: str, provider: str) -> None:
    body = {"leadId": id, "provider": provider}

    answer = product.refuses("POST", "/api/dm/send", body, who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"leadId": "names no lead"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("leadId", None),
        ("leadId", 7),
        ("leadId", ["0" * 24]),
        ("leadId", {"$gt": ""}),
        ("leadId", True),
        ("provider", None),
        ("provider", "telegram"),
        ("provider", "WhatsApp"),
        ("provider", ["instagram"]),
        ("message", 1),
        ("message", ["hi"]),
        ("message", ""),
        ("message", "\n\n"),
        ("message", "hi\0"),
        ("message", "é" * 501),
        ("message", "a" * 999 + "👑"),
        ("message", "a" * 997 + "👑"),
        ("recipient", "9001"),
        ("creator", BEN.creator),
        ("__proto__", {}),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_a_wrong_field_of_a_message_is_named(product: Product, lead: str, field: str, value: object) -> None:
    body = {"leadId": lead, "provider": "instagram", field: value}

    answer = product.refuses("POST", "/api/dm/send", body, who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {field})


@pytest.mark.parametrize("field", ["leadId", "provider"])
def test_a_missing_field_of_a_message_is_named(product: Product, lead: str, field: str) -> None:
    body = {"leadId": lead, "provider": "instagram"}
    del body[field]

    answer = product.refuses("POST", "/api/dm/send", body, who=ANA.creator)

    assert (answer.status, answer.fields) == (400, {field: "is needed"})


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff", b'{"leadId": "\\ud800"}'], ids=ascii)
def test_a_message_that_is_no_json_object_is_refused(product: Product, raw: bytes) -> None:
    answer = product.refuses("POST", "/api/dm/send", raw, who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"body"})


@pytest.mark.parametrize("spare", range(5))
def test_an_emoji_fits_up_to_the_last_byte_and_not_beyond(product: Product, lead: str, spare: int) -> None:
    text = "a" * (995 + spare) + "👑"
    body = {"leadId": lead, "provider": "instagram", "message": text}

    answer = product.call("POST", "/api/dm/send", body, who=ANA.creator)

    assert answer.status == (202 if len(text.encode()) <= 1_000 else 400)


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_an_idempotency_key_of_another_shape_is_named(product: Product, lead: str, key: str) -> None:
    answer = product.refuses(
        "POST",
        "/api/dm/send",
        {"leadId": lead, "provider": "instagram"},
        who=ANA.creator,
        headers={"Idempotency-Key": key},
    )

    assert (answer.status, set(answer.fields)) == (400, {"Idempotency-Key"})


@pytest.mark.parametrize("what", BAD_QUERIES)
def test_a_wrong_query_is_named(product: Product, what: str) -> None:
    field, value = BAD_QUERIES[what]

    answer = product.refuses("GET", f"/api/leads?{field}={quote(value)}", who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {field})


@pytest.mark.parametrize(
    "query",
    ["", "?", "?limit=1", "?limit=100", "?limit=", "?status=", "?cursor=", "?unknown=1", "?q=%00", "?q=%25"],
)
def test_a_query_that_asks_nothing_wrong_is_answered(product: Product, query: str) -> None:
    answer = product.refuses("GET", f"/api/leads{query}", who=ANA.creator)

    assert answer.status == 200


def test_a_signed_out_caller_learns_nothing_about_ids(product: Product, lead: str) -> None:
    answers = [product.refuses("GET", f"/api/dm/status/{id}") for id in (lead, "0" * 24, "nope")]

    assert {answer.raw for answer in answers} == {answers[0].raw}
    assert {answer.status for answer in answers} == {401}


@pytest.mark.parametrize("name", ["..%2f..%2fapp.py", "%2e%2e", "nope.css", "start.js%00", "START.JS"])
def test_the_reference_serves_its_own_files_only(product: Product, name: str) -> None:
    answer = product.refuses("GET", f"/docs/{name}")

    assert answer.status == 404
