"""What holds for all of a creator's automated messages: the line that says who writes, and how many."""

from typing import Any

import pytest

from chalicelib.domain.message import DISCLOSURE
from tests.api.automating import activity, automate, commented, comments_on, inbox
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json, Reply

pytestmark = pytest.mark.usefixtures("afresh")

PATH = "/api/settings"
START: Json = {"disclosure": True, "disclosureText": DISCLOSURE, "personLimit": 10}
WRONG: dict[str, tuple[str, str, Any]] = {
    # what is wrong: the field that is named, why, its value
    "129 bytes": ("disclosureText", "has 129 bytes in UTF-8; 128 are allowed", "a" * 129),
    "65 accents": ("disclosureText", "has 130 bytes in UTF-8; 128 are allowed", "é" * 65),
    "a megabyte less a bit": ("disclosureText", "has 15000 bytes in UTF-8; 128 are allowed", "a" * 15_000),
    "NUL": ("disclosureText", "must not contain control characters", "a\0"),
    "a line break": ("disclosureText", "must not contain control characters", "a\nb"),
    "an escape": ("disclosureText", "must not contain control characters", "\x1b[31m"),
    "blank": ("disclosureText", "must not be empty; switch the disclosure off instead", "  "),
    "empty": ("disclosureText", "must not be empty; switch the disclosure off instead", ""),
    "a number for a line": ("disclosureText", "must be text", 5),
    "a field of ours": ("creator", "is not a field that we know", BEN.creator),
}


def put(product: Product, account: Account = ANA, **fields: object) -> Reply:
    return product.call("PUT", PATH, fields, who=account.creator)


def get(product: Product, account: Account = ANA) -> Json:
    return product.call("GET", PATH, who=account.creator).data


def test_everybody_begins_with_the_line_and_ten_messages(product: Product) -> None:
    stranger = Account("cleo", "1")

    assert get(product, stranger) == START


def test_what_is_saved_is_shown(product: Product) -> None:
    wanted: Json = {"disclosure": True, "disclosureText": "Ana's robot 🤖 writes.", "personLimit": 3}

    answer = put(product, **wanted)

    assert (answer.status, answer.json["message"], answer.data) == (200, "Saved.", wanted)
    assert get(product) == wanted


def test_what_is_left_out_goes_back_to_where_it_began(product: Product) -> None:
    put(product, disclosureText="Another line.", personLimit=3)

    assert put(product).data == START
    assert get(product) == START


def test_the_line_can_be_switched_off_and_on_again(product: Product) -> None:
    off = put(product, disclosure=False).data
    shown = get(product)

    assert off == shown == {"disclosure": False, "disclosureText": None, "personLimit": 10}
    assert put(product, disclosure=True).data == START


@pytest.mark.parametrize("disclosure", [True, False], ids=["on", "off"])
def test_what_is_shown_can_be_saved_as_it_is(product: Product, *, disclosure: bool) -> None:
    put(product, disclosure=disclosure)
    shown = get(product)

    answer = put(product, **shown)

    assert (answer.status, get(product)) == (200, shown)


def test_settings_are_their_creators_own(product: Product) -> None:
    put(product, disclosure=False, personLimit=1)

    assert get(product, BEN) == START


def test_blanks_around_the_line_are_left_out(product: Product) -> None:
    assert put(product, disclosureText="  A robot. ").data["disclosureText"] == "A robot."


@pytest.mark.parametrize("text", ["a" * 128, "é" * 64, "👑" * 32], ids=["letters", "accents", "emoji"])
def test_a_line_of_128_bytes_fits(product: Product, text: str) -> None:
    assert put(product, disclosureText=text).data["disclosureText"] == text


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_setting_is_named_with_the_reason(product: Product, what: str) -> None:
    field, why, value = WRONG[what]

    answer = product.refuses("PUT", PATH, {field: value}, who=ANA.creator)

    assert (answer.status, answer.fields) == (400, {field: why})
    assert answer.json["message"] == f"{field}: {why}"


@pytest.mark.parametrize("value", [0, -1, 101, True, "5", 1.5, None, 10**30], ids=repr)
def test_a_limit_is_a_whole_number_from_1_to_100(product: Product, value: object) -> None:
    answer = product.refuses("PUT", PATH, {"personLimit": value}, who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"personLimit"})


@pytest.mark.parametrize("value", [0, 1, "true", None, "off"], ids=repr)
def test_the_switch_is_true_or_false(product: Product, value: object) -> None:
    answer = product.refuses("PUT", PATH, {"disclosure": value}, who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"disclosure"})


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{"], ids=ascii)
def test_what_is_no_json_object_is_refused(product: Product, raw: bytes) -> None:
    answer = product.refuses("PUT", PATH, raw, who=ANA.creator)

    assert (answer.status, set(answer.fields)) == (400, {"body"})


def test_the_first_message_to_a_person_says_who_writes_and_the_second_does_not(product: Product) -> None:
    automate(product, oncePerPerson=False)

    for _ in range(2):
        comments_on(product, commented("7201"))

    assert inbox(product, "7201") == [f"Hello!\n\n{DISCLOSURE}", "Hello!"]


@pytest.mark.parametrize(
    ("person", "wanted", "said"),
    [
        ("7202", {"disclosureText": "Ana's robot."}, "Hello!\n\nAna's robot."),
        ("7203", {"disclosure": False}, "Hello!"),
    ],
    ids=["its own line", "no line"],
)
def test_messages_say_what_the_creator_wants_them_to(
    product: Product, person: str, wanted: Json, said: str
) -> None:
    automate(product)
    put(product, **wanted)

    comments_on(product, commented(person))

    assert inbox(product, person) == [said]


def test_a_person_receives_no_more_a_day_than_the_creator_allows(product: Product) -> None:
    automate(product, oncePerPerson=False)
    put(product, personLimit=2)

    for _ in range(3):
        comments_on(product, commented("7204"))

    assert len(inbox(product, "7204")) == 2
    assert activity(product)[0]["outcome"] == "person_limit"
