"""An automation that makes no sense is refused when it is saved, by the field's name and in one sentence."""

from typing import Any

import pytest

from tests.api.automating import PATH, draft, refused
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Json

NOBODYS = "0" * 24
URL = "https://example.com/"
NIGHT = {"begin": "22:00", "end": "08:00", "timezone": "Europe/Berlin"}
NO_ZONE = "must name a time zone like Europe/Berlin"
SEVERAL = "; there are {name}, {first_name}, {username}, {link}"
WRONG: dict[str, tuple[str, str, Json]] = {
    # what is wrong: the field that is named, why, and the settings
    "unknown variable": ("message", "has the unknown variable {nmae}" + SEVERAL, {"message": "Hi {nmae}"}),
    "variable without a name": ("message", "has the unknown variable {}" + SEVERAL, {"message": "Hi {}"}),
    "message of 1002 bytes": (
        "message",
        "has 1002 bytes in UTF-8; Instagram takes 1000",
        {"message": "é" * 501},
    ),
    "message over the limit with the line": (
        "message",
        "has up to 1001 bytes in UTF-8, with the longest names, the link and the line that says who writes; "
        "Instagram takes 1000",
        {"message": "a" * 871},
    ),
    "message over the limit with the link": (
        "message",
        "has up to 1001 bytes in UTF-8, with the longest names, the link and the line that says who writes; "
        "Instagram takes 1000",
        {"message": "a" * (871 - 20) + "{link}", "link": URL},
    ),
    "link left out": ("link", "is needed, since the message names it", {"message": "Here: {link}"}),
    "empty link": ("link", "must not be empty", {"link": ""}),
    "message is null": ("message", "must be text", {"message": None}),
    "message with NUL": (
        "message",
        "must not contain control characters other than line breaks",
        {"message": "a\0"},
    ),
    "name with NUL": ("name", "must not contain control characters", {"name": "a\0"}),
    "blank name": ("name", "must not be empty", {"name": " "}),
    "51 words": (
        "match.words",
        "may have 50 items at most",
        {"match": {"mode": "one_of", "words": [f"w{n}" for n in range(51)]}},
    ),
    "word with NUL": (
        "match.words.0",
        "must not contain control characters",
        {"match": {"mode": "one_of", "words": ["a\0"]}},
    ),
    "empty word": ("match.words.1", "must not be empty", {"match": {"mode": "exact", "words": ["a", ""]}}),
    "word is a number": ("match.words.0", "must be text", {"match": {"mode": "exact", "words": [5]}}),
    "unknown mode": (
        "match.mode",
        "must be any, one_of or exact",
        {"match": {"mode": "regex", "words": ["a"]}},
    ),
    "words for a lead": (
        "match.mode",
        "has no meaning for lead",
        {"trigger": "lead", "match": {"mode": "exact", "words": ["a"]}},
    ),
    "buttons and quick replies": (
        "buttons",
        "Instagram shows either quick replies or buttons",
        {"buttons": [{"title": "a", "url": URL}], "quickReplies": [{"title": "b"}]},
    ),
    "four buttons": (
        "buttons",
        "may be 3 at most",
        {"buttons": [{"title": f"{n}", "url": URL} for n in range(4)]},
    ),
    "fourteen quick replies": (
        "quickReplies",
        "may be 13 at most",
        {"quickReplies": [{"title": f"{n}"} for n in range(14)]},
    ),
    "title of 21 characters": (
        "quickReplies",
        "must have titles of 1 to 20 characters",
        {"quickReplies": [{"title": "t" * 21}]},
    ),
    "title with NUL": (
        "quickReplies.0.title",
        "must not contain control characters",
        {"quickReplies": [{"title": "a\0"}]},
    ),
    "titles that look alike": (
        "quickReplies",
        "must have different titles",
        {"quickReplies": [{"title": "Yes"}, {"title": "YES"}]},
    ),
    "button that does nothing": (
        "buttons",
        "a: needs either a url to open or an automation to start",
        {"buttons": [{"title": "a"}]},
    ),
    "button that does two things": (
        "buttons",
        "a: needs either a url to open or an automation to start",
        {"buttons": [{"title": "a", "url": URL, "then": NOBODYS}]},
    ),
    "then of nobody's at a button": (
        "buttons",
        f"a: the automation {NOBODYS} is not there",
        {"buttons": [{"title": "a", "then": NOBODYS}]},
    ),
    "then of nobody's at a quick reply": (
        "quickReplies",
        f"a: the automation {NOBODYS} is not there",
        {"quickReplies": [{"title": "a", "then": NOBODYS}]},
    ),
    "quick reply with a url": (
        "quickReplies.0.url",
        "is not a field that we know",
        {"quickReplies": [{"title": "a", "url": URL}]},
    ),
    "text too long for buttons": (
        "message",
        "may have 640 characters where there are buttons, names included",
        {"message": "a" * 511, "buttons": [{"title": "a", "url": URL}]},
    ),
    "public reply of 301 characters": (
        "publicReplies",
        "must have 1 to 300 characters each",
        {"publicReplies": ["a" * 301]},
    ),
    "eleven public replies": (
        "publicReplies",
        "may be 10 at most",
        {"publicReplies": [f"Sent {n}!" for n in range(11)]},
    ),
    "public reply to a message": (
        "publicReplies",
        "has no meaning for message",
        {"trigger": "message", "publicReplies": ["a"]},
    ),
    "begin at 24:00": (
        "quietHours.begin",
        "must be a time of the day like 22:00",
        {"quietHours": {**NIGHT, "begin": "24:00"}},
    ),
    "begin at 22:60": (
        "quietHours.begin",
        "must be a time of the day like 22:00",
        {"quietHours": {**NIGHT, "begin": "22:60"}},
    ),
    "end without a zero": (
        "quietHours.end",
        "must be a time of the day like 08:00",
        {"quietHours": {**NIGHT, "end": "8:00"}},
    ),
    "end in another script": (
        "quietHours.end",
        "must be a time of the day like 08:00",
        {"quietHours": {**NIGHT, "end": "0\u0668:00"}},
    ),
    "end with a line break": (
        "quietHours.end",
        "must be a time of the day like 08:00",
        {"quietHours": {**NIGHT, "end": "08:00\n"}},
    ),
    "quiet for no time": (
        "quietHours",
        "must begin and end at different times of the day",
        {"quietHours": {**NIGHT, "end": "22:00"}},
    ),
    "quiet without a zone": (
        "quietHours.timezone",
        "is needed",
        {"quietHours": {"begin": "22:00", "end": "08:00"}},
    ),
    "quiet hours for a lead": (
        "quietHours",
        "has no meaning for lead: the person has just asked for the message",
        {"trigger": "lead", "quietHours": NIGHT},
    ),
    "cap for a lead": (
        "dailyCap",
        "has no meaning for lead: whoever fills in the form is always answered",
        {"trigger": "lead", "dailyCap": 5},
    ),
    "unknown state": ("state", "must be active or paused", {"state": "off"}),
    "an id of one's own making": ("automationId", "is not a field that we know", {"automationId": NOBODYS}),
    "another's name": ("creator", "is not a field that we know", {"creator": BEN.creator}),
}
ZONES = [
    "",
    "Europe/Nowhere",
    "Europe",
    ".",
    "Europe\0",
    "../../../etc/passwd",
    "/etc/passwd",
    "Européa",
    "+01:00",
]
CAPS: list[Any] = [0, -1, True, "5", 1.5, 100_001, 10**30, [5]]


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_setting_is_named_with_the_reason(product: Product, what: str) -> None:
    field, why, settings = WRONG[what]

    answer = refused(product, **settings)

    assert (answer.status, answer.fields) == (400, {field: why})
    assert answer.json["message"] == f"{field}: {why}"


@pytest.mark.parametrize(
    ("field", "trigger", "match"),
    [
        ("match.words", "comment", {"mode": "one_of"}),
        ("match.words", "comment", {"mode": "any", "words": ["a"]}),
        ("match.words", "comment", {"mode": "exact", "words": [" \u200b"]}),
        ("match.words", "message", {"mode": "exact", "words": ["STOP!"]}),
        ("match.posts", "message", {"posts": ["1"]}),
    ],
    ids=["no words", "words where any text fits", "an invisible word", "a word that means stop", "posts"],
)
def test_a_field_inside_another_is_named_by_where_it_stands(
    product: Product, *, field: str, trigger: str, match: Json
) -> None:
    answer = refused(product, trigger=trigger, match=match)

    assert (answer.status, set(answer.fields)) == (400, {field})


@pytest.mark.parametrize("zone", ZONES, ids=ascii)
def test_a_time_zone_that_nobody_knows_is_named(product: Product, zone: str) -> None:
    answer = refused(product, quietHours={**NIGHT, "timezone": zone})

    assert (answer.status, answer.fields) == (400, {"quietHours": NO_ZONE})


@pytest.mark.parametrize("cap", CAPS, ids=repr)
def test_a_cap_is_a_whole_number_above_zero(product: Product, cap: object) -> None:
    answer = refused(product, dailyCap=cap)

    assert (answer.status, set(answer.fields)) == (400, {"dailyCap"})


@pytest.mark.parametrize("field", ["instagramBusinessId", "name", "trigger", "message"])
def test_a_setting_that_is_left_out_is_named(product: Product, field: str) -> None:
    body = draft()
    del body[field]

    answer = product.refuses("POST", PATH, body, who=ANA.creator)

    assert (answer.status, answer.fields) == (400, {field: "is needed"})


def test_several_wrong_settings_are_all_named(product: Product) -> None:
    answer = refused(product, message="Hi {nmae}", link="http://example.com", dailyCap=5, trigger="lead")

    assert set(answer.fields) == {"message", "link", "dailyCap"}
