"""What strangers may type into a lead form, and what they are told when it is something else."""

import json
from typing import Any

import pytest

from tests.api.product import Product
from tests.api.stand_ins import ANA

FORM = {"form": ANA.name, "name": "Mia Lee", "provider": "instagram", "consent": True}
REACHED = {**FORM, "provider": "whatsapp", "phone": "+44 7700 900123"}
LONGEST = 16_000  # bytes of a body

WRONG: dict[str, tuple[str, Any]] = {
    # what is wrong: the field that is to be named, its value
    "form is a number": ("form", 7),
    "form is null": ("form", None),
    "form is empty": ("form", ""),
    "form is nobody's": ("form", "nobody"),
    "form in another case": ("form", "ANA"),
    "form climbs": ("form", "../ana"),
    "form with NUL": ("form", "ana\0"),
    "form with a line break": ("form", "ana\n"),
    "form of 101 characters": ("form", "a" * 101),
    "name is empty": ("name", ""),
    "name is blank": ("name", " \u2003 "),
    "name of 201 characters": ("name", "n" * 201),
    "name of 10,000 characters": ("name", "n" * 10_000),
    "name with NUL": ("name", "Mia\0Lee"),
    "name with a bell": ("name", "Mia\x07"),
    "name with a line break": ("name", "Mia\r\nSet-Cookie: a=b"),
    "name with DEL": ("name", "Mia\x7f"),
    "name with a C1 control": ("name", "Mia\x85"),
    "name is a number": ("name", 42),
    "name is a list": ("name", ["Mia"]),
    "name is an object": ("name", {"$ne": ""}),
    "name is null": ("name", None),
    "name is true": ("name", True),
    "provider is unknown": ("provider", "telegram"),
    "provider in title case": ("provider", "Instagram"),
    "provider in upper case": ("provider", "INSTAGRAM"),
    "provider with a space": ("provider", " instagram"),
    "provider is null": ("provider", None),
    "provider is a number": ("provider", 1),
    "provider is a list": ("provider", ["instagram"]),
    "consent is false": ("consent", False),
    "consent is the word": ("consent", "true"),
    "consent is one": ("consent", 1),
    "consent is 1.0": ("consent", 1.0),
    "consent is null": ("consent", None),
    "consent is a list": ("consent", [True]),
    "user name with a space": ("instagramUsername", "mia lee"),
    "user name with a line break": ("instagramUsername", "mia.lee\n"),
    "user name is an at sign": ("instagramUsername", "@"),
    "user name with two at signs": ("instagramUsername", "@@mia"),
    "user name of 31 characters": ("instagramUsername", "m" * 31),
    "user name with an accent": ("instagramUsername", "mía"),
    "user name is markup": ("instagramUsername", "<script>"),
    "user name is a number": ("instagramUsername", 5),
    "phone without a country": ("phone", "07700 900123"),
    "phone is a word": ("phone", "call me"),
    "phone is a plus": ("phone", "+"),
    "phone is too short": ("phone", "+44 1"),
    "phone is too long": ("phone", "+44" + "7" * 30),
    "phone of 41 characters": ("phone", "+44 7700 900123" + " " * 26),
    "phone with NUL": ("phone", "+44 7700\0 900123"),
    "phone is a number": ("phone", 447700900123),
    "phone of no country": ("phone", "+999 123 456 789"),
    "message of 1001 bytes": ("message", "é" * 500 + "a"),
    "message of 1001 characters": ("message", "a" * 1_001),
    "message whose emoji ends at byte 1001": ("message", "a" * 997 + "👑"),
    "message whose emoji ends at byte 1003": ("message", "a" * 999 + "👑"),
    "message is blank": ("message", " \n "),
    "message with NUL": ("message", "hi\0"),
    "message with an escape": ("message", "hi\x1b[31m"),
    "message with a carriage return": ("message", "hi\r\n"),
    "message is a number": ("message", 3),
    "message is a list": ("message", ["hi"]),
    "unknown field": ("role", "admin"),
    "field of ours": ("leadId", "0" * 24),
    "creator": ("creator", "user_ben"),
    "prototype": ("__proto__", {"consent": True}),
    "constructor": ("constructor", {}),
}
JUNK: dict[str, bytes] = {
    "empty": b"",
    "blank": b"  ",
    "half an object": b'{"form": "ana"',
    "a word": b"oops",
    "a list": b"[]",
    "a list of forms": json.dumps([FORM]).encode(),
    "a text": b'"form"',
    "a number": b"1",
    "null": b"null",
    "true": b"true",
    "a number that is too big": b"1e999",
    "a form": b"form=ana&name=Mia",
    "markup": b"<lead/>",
    "no UTF-8": b"\xff\xfe\x00\x01",
    "no UTF-8 inside": json.dumps(FORM).encode().replace(b"Mia", b"M\xe9a"),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(FORM).encode(),
    "UTF-16": json.dumps(FORM).encode("utf-16"),
    "two objects": json.dumps(FORM).encode() * 2,
    "a comma too many": json.dumps(FORM).encode()[:-1] + b",}",
    "a lone high surrogate": json.dumps(FORM).encode().replace(b"Mia", b"\\ud83d"),
    "a lone low surrogate": json.dumps(FORM).encode().replace(b"Mia", b"\\ude00"),
    "a bare NUL": json.dumps(FORM).encode().replace(b"Mia", b"M\0a"),
    "a bare line break": json.dumps(FORM).encode().replace(b"Mia", b"M\na"),
    "deep lists": b"[" * 7_900 + b"]" * 7_900,
    "deep objects": b'{"a":' * 2_500 + b"1" + b"}" * 2_500,
    "deep lists that never end": b"[" * 15_999,
}
NUMBERS = {"long": b"9" * 10_000, "huge": b"1e400", "not a number": b"NaN", "infinite": b"-Infinity"}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_field_is_named(product: Product, what: str) -> None:
    field, value = WRONG[what]

    answer = product.refuses("POST", "/api/leads", {**FORM, field: value})

    assert (answer.status, answer.json["error"]["code"]) == (400, "INVALID_REQUEST")
    assert set(answer.fields) == {field}
    assert answer.json["message"] == f"{field}: {answer.fields[field]}"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("provider", "sms", "must be instagram or whatsapp"),
        ("name", "x" * 201, "may have 200 characters at most"),
        ("name", "\u200b\u200b \u2060", "must not be empty"),
    ],
)
def test_why_is_said_in_words_of_ours(product: Product, field: str, value: str, why: str) -> None:
    answer = product.refuses("POST", "/api/leads", {**FORM, field: value})

    assert answer.fields == {field: why}


@pytest.mark.parametrize("field", FORM)
def test_a_missing_field_is_named(product: Product, field: str) -> None:
    answer = product.refuses("POST", "/api/leads", {k: v for k, v in FORM.items() if k != field})

    assert (answer.status, answer.fields) == (400, {field: "is needed"})


def test_whatsapp_needs_a_phone_number(product: Product) -> None:
    answer = product.refuses("POST", "/api/leads", {**FORM, "provider": "whatsapp"})

    assert (answer.status, answer.fields) == (400, {"phone": "is needed for WhatsApp"})


def test_every_wrong_field_is_named_at_once(product: Product) -> None:
    answer = product.refuses("POST", "/api/leads", {**FORM, "name": 1, "consent": False, "extra": 1})

    assert (answer.status, set(answer.fields)) == (400, {"name", "consent", "extra"})


@pytest.mark.parametrize("what", JUNK)
def test_what_is_no_json_object_is_refused_as_the_body(product: Product, what: str) -> None:
    answer = product.refuses("POST", "/api/leads", JUNK[what], headers={"Content-Type": "application/json"})

    assert answer.status == 400
    assert set(answer.fields) == {"body"}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_number_beyond_all_bounds_is_refused(product: Product, number: bytes) -> None:
    raw = json.dumps(FORM).encode().replace(b'"Mia Lee"', number)

    answer = product.refuses("POST", "/api/leads", raw)

    assert answer.status == 400
    assert set(answer.fields) <= {"name", "body"}


@pytest.mark.parametrize("field", ["consent", "name", "provider"])
def test_a_field_that_comes_twice_counts_as_its_last_value(product: Product, field: str) -> None:
    good = json.dumps({field: FORM[field]})[1:-1]
    raw = json.dumps(FORM)[:-1] + f', {good}, "{field}": "\\u0000"}}'

    answer = product.refuses("POST", "/api/leads", raw.encode())

    assert (answer.status, set(answer.fields)) == (400, {field})


def test_the_name_of_an_unknown_field_is_cut_in_the_answer(product: Product) -> None:
    answer = product.refuses("POST", "/api/leads", {**FORM, "x" * 10_000: 1})

    assert (answer.status, set(answer.fields)) == (400, {"x" * 100})


def test_what_was_typed_is_never_played_back(product: Product) -> None:
    answer = product.refuses("POST", "/api/leads", {**FORM, "provider": "<b>Canary</b>", "name": ["Canary"]})

    assert b"Canary" not in answer.raw


@pytest.mark.parametrize(
    ("size", "status"), [(LONGEST - 1, 400), (LONGEST, 400), (LONGEST + 1, 413), (100_000, 413)]
)
def test_a_body_may_be_as_long_as_the_limit(product: Product, size: int, status: int) -> None:
    answer = product.refuses("POST", "/api/leads", b" " * size)

    assert answer.status == status


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 400),
        ("application/json; charset=utf-8", 400),
        ("Application/JSON", 400),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/html", 415),
        ("nonsense", 415),
    ],
)
def test_only_json_is_read(product: Product, kind: str, status: int) -> None:
    answer = product.refuses("POST", "/api/leads", b"{}", headers={"Content-Type": kind})

    assert answer.status == status


def test_a_good_form_is_written_twice_the_lead_and_its_message(product: Product) -> None:
    before = len(product.writes)

    answer = product.call("POST", "/api/leads", FORM)

    assert (answer.status, product.writes[before:]) == (201, ["PutItem", "PutItem"])


@pytest.mark.parametrize(
    "more",
    [
        {"name": "n" * 200},
        {"name": "  Mia  "},
        {"name": "李小龍 👑"},
        {"name": "<script>alert(1)</script>"},
        {"name": "=HYPERLINK(1)"},
        {"name": "{name} {0} %s ${x}"},
        {"instagramUsername": "@Mia.Lee_9"},
        {"instagramUsername": None},
        {"message": "a" * 996 + "👑"},
        {"message": "one\ntwo\tthree"},
        {"phone": "+44 (0)7700 900-123"},
        {"phone": "+1 202 555 0143"},
    ],
    ids=lambda more: ascii(next(iter(more.items())))[:40],
)
def test_what_is_odd_but_right_is_taken(product: Product, more: dict[str, Any]) -> None:
    answer = product.call("POST", "/api/leads", {**FORM, **more})

    assert answer.status == 201
