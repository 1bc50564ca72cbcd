"""What an automation may point at, and how large it may be."""

import json

import pytest

from tests.api.automating import PATH, add, automate, draft, refused
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Json

pytestmark = pytest.mark.usefixtures("afresh")

SECURE = "must be an address that starts with https://"
URL = "https://example.com/"
NIGHT = {"begin": "22:00", "end": "08:00", "timezone": "Europe/Berlin"}
ADDRESSES: dict[str, tuple[str, str]] = {
    "javascript": ("javascript:alert(1)", SECURE),
    "javascript in disguise": ("java\tscript:alert(1)", "must not contain blanks or control characters"),
    "JavaScript with slashes": ("JavaScript://example.com/%0aalert(1)", SECURE),
    "data": ("data:text/html,<script>alert(1)</script>", SECURE),
    "http": ("http://example.com", SECURE),
    "no scheme": ("example.com", SECURE),
    "no host": ("https://", SECURE),
    "a host without a dot": ("https://localhost/x", SECURE),
    "a user before the host": ("https://instagram.com@evil.example", SECURE),
    "port zero": ("https://example.com:0/", SECURE),
    "a port beyond all": ("https://example.com:99999/", SECURE),
    "half an address of numbers": ("https://[::1/", SECURE),
    "a blank": ("https://example.com/a b", "must not contain blanks or control characters"),
    "NUL": ("https://example.com/\0", "must not contain blanks or control characters"),
    "a turned reading direction": (
        "https://example.com/\u202egpj.exe",
        "must not contain blanks or control characters",
    ),
    "501 characters": (URL + "a" * (501 - len(URL)), "may have 500 characters at most"),
}


@pytest.mark.parametrize("what", ADDRESSES)
def test_people_are_sent_to_secure_addresses_only(product: Product, what: str) -> None:
    url, why = ADDRESSES[what]

    link = refused(product, link=url)
    button = refused(product, buttons=[{"title": "Open", "url": url}])

    assert (link.status, link.fields) == (400, {"link": why})
    assert (button.status, button.fields) == (400, {"buttons": f"Open: the url {why}"})


def test_an_automation_of_another_account_cannot_be_started(product: Product) -> None:
    bens = automate(product, BEN, trigger="button")["automationId"]

    answer = refused(product, buttons=[{"title": "More", "then": bens}])

    assert (answer.status, answer.fields) == (
        400,
        {"buttons": f"More: the automation {bens} is not there"},
    )


def test_a_button_cannot_start_what_waits_for_something_else_than_a_tap(product: Product) -> None:
    waits_for_comments = automate(product, trigger="comment")["automationId"]

    answer = add(product, trigger="message", buttons=[{"title": "More", "then": waits_for_comments}])

    assert (answer.status, set(answer.json.get("error", {}).get("fields", {}))) == (400, {"buttons"})


@pytest.mark.parametrize(
    "settings",
    [
        {"message": "a" * 870},
        {"message": "👑" * 217},
        {"message": "a" * (870 - 60) + "{first_name}"},
        {"message": "a" * (870 - 20) + "{link}", "link": URL},
        {"message": "a" * 510, "buttons": [{"title": "a", "url": URL}]},
        {"quickReplies": [{"title": f"{n:020d}"} for n in range(13)]},
        {"link": URL + "a" * (500 - len(URL))},
        {"publicReplies": ["👑" * 250]},
        {"publicReplies": [f"Sent {n}!" for n in range(10)]},
        {"dailyCap": 1},
        {"quietHours": {**NIGHT, "begin": "00:00", "end": "23:59"}},
    ],
    ids=[
        "870 bytes",
        "868 bytes of emoji",
        "a name",
        "a link",
        "buttons",
        "thirteen quick replies",
        "500 characters of link",
        "1000 bytes under a comment",
        "ten answers under a comment",
        "cap of one",
        "one minute a day",
    ],
)
def test_what_just_fits_is_taken(product: Product, settings: Json) -> None:
    assert add(product, **settings).status == 201


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_megabyte_of_words_is_413(product: Product, method: str) -> None:
    made = automate(product)
    words = [f"{n}" for n in range(150_000)]
    path = PATH if method == "POST" else f"{PATH}/{made['automationId']}"

    answer = product.refuses(method, path, draft(match={"mode": "one_of", "words": words}), who=ANA.creator)

    assert (answer.status, answer.json["error"]["code"]) == (413, "TOO_LARGE")


def test_ten_thousand_words_that_fit_a_body_are_refused_by_name(product: Product) -> None:
    answer = refused(product, match={"mode": "one_of", "words": ["a"] * 10_000})

    assert (answer.status, set(answer.fields)) == (400, {"match.words"})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        json.dumps(draft()).encode().replace(b"Hello!", b"\\ud83d"),
        b'{"match":' * 7_000,
        b"[" * 63_000,
    ],
    ids=lambda raw: ascii(raw[:12]),
)
def test_what_is_no_json_object_is_refused(product: Product, raw: bytes) -> None:
    answer = product.refuses("POST", PATH, raw, who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"body"})
