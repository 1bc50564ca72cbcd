"""What people did and no message followed: each event once, with its reason, for its own creator."""

import json
from datetime import UTC, datetime
from itertools import count
from urllib.parse import quote

import pytest

from chalicelib.domain.activity import RULES, Outcome
from tests.api.automating import (
    POST,
    activity,
    automate,
    change,
    commented,
    comments_on,
    envelope,
    inbox,
    works,
    writes,
)
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json
from tests.api.test_api_bad_requests import BAD_QUERIES

pytestmark = pytest.mark.usefixtures("afresh")

PATH = "/api/activity"
LINK = {"mode": "one_of", "words": ["LINK"]}
people = count(7_301)


@pytest.fixture
def person() -> str:
    return str(next(people))


def page(product: Product, query: str = "", account: Account = ANA) -> Json:
    return product.call("GET", f"{PATH}?{query}", who=account.creator).data


def everything(product: Product, limit: int) -> list[Json]:
    found, cursor = [], ""
    for _ in range(1_000):
        part = page(product, f"limit={limit}&cursor={cursor}")
        found += part["activity"]
        cursor = part["cursor"]
        if not cursor:
            return found
    raise AssertionError("the list never ends")


def about(product: Product, person: str) -> Json:
    """The newest event of the person's."""
    return next(row for row in activity(product) if row["person"] == person)


def reason(product: Product, person: str) -> tuple[str, str]:
    row = about(product, person)
    return row["outcome"], row["rule"]


def rule(outcome: str) -> tuple[str, str]:
    return outcome, RULES[Outcome(outcome)]


def test_a_comment_that_nothing_answers_is_there_with_every_field(product: Product, person: str) -> None:
    comment = commented(person, "CanaryText of a comment")

    comments_on(product, comment)

    row = activity(product)[0]
    assert datetime.fromisoformat(row.pop("at")).tzinfo == UTC
    assert row == {
        "instagramBusinessId": ANA.id,
        "event": "comment",
        "eventId": comment["id"],
        "post": POST,
        "person": person,
        "username": f"user.{person}",
        "outcome": "no_automation",
        "rule": "No automation fits, so nothing is sent.",
        "automationId": None,
        "word": None,
    }


def test_what_people_said_is_not_kept(product: Product, person: str) -> None:
    comments_on(product, commented(person, "CanaryText of a comment"))
    writes(product, person, "CanaryText of a message")

    answer = product.call("GET", PATH, who=ANA.creator)

    assert [row["person"] for row in answer.data["activity"][:2]] == [person, person]
    assert b"Canary" not in answer.raw


def test_an_event_that_is_told_five_times_is_there_once(product: Product, person: str) -> None:
    comment = commented(person)
    body = envelope(product, comment)

    for _ in range(5):
        product.hook(_raw(body))
    works(product)

    assert [row["eventId"] for row in activity(product)].count(comment["id"]) == 1


def test_an_event_that_is_answered_is_not_there(product: Product, person: str) -> None:
    automate(product)

    comments_on(product, commented(person))

    assert len(inbox(product, person)) == 1
    assert person not in [row["person"] for row in activity(product)]


def test_a_paused_automation_is_the_reason(product: Product, person: str) -> None:
    made = automate(product, match=LINK, state="paused")

    comments_on(product, commented(person, "the link"))

    row = about(product, person)
    assert reason(product, person) == rule("paused")
    assert (row["automationId"], row["word"]) == (made["automationId"], "LINK")


def test_somebody_who_was_answered_before_is_the_reason(product: Product, person: str) -> None:
    automate(product)

    for _ in range(2):
        comments_on(product, commented(person))

    assert reason(product, person) == rule("once")
    assert len(inbox(product, person)) == 1


def test_a_spent_cap_is_the_reason(product: Product, person: str) -> None:
    automate(product, dailyCap=1)
    comments_on(product, commented(f"{person}0"))

    comments_on(product, commented(person))

    assert reason(product, person) == rule("daily_cap")
    assert inbox(product, person) == []


def test_a_wish_for_no_more_messages_is_the_reason_until_it_is_taken_back(
    product: Product, person: str
) -> None:
    automate(product)
    outcomes = []
    for text in ("STOP", None, "START", None):
        if text is None:
            comments_on(product, commented(person))
        else:
            writes(product, person, text)
        outcomes.append(about(product, person)["outcome"])

    assert outcomes[:3] == ["stopped", "opted_out", "started"]
    assert len(inbox(product, person)) == 1


def test_what_happened_before_the_automation_is_not_answered(product: Product, person: str) -> None:
    automate(product)
    body = envelope(product, commented(person))
    body["entry"][0]["time"] -= 3_600

    product.hook(_raw(body))
    works(product)

    assert reason(product, person) == rule("before")
    assert inbox(product, person) == []


def test_waking_does_not_answer_what_came_during_the_pause(product: Product, person: str) -> None:
    paused = automate(product, state="paused")
    body = envelope(product, commented(person))
    product.clock.advance(minutes=5)

    change(product, paused, state="active")
    product.hook(_raw(body))
    works(product)

    assert reason(product, person) == rule("before")


def test_a_link_that_is_nobodys_is_the_reason(product: Product, person: str) -> None:
    ref = f"{'0' * 24}-{'0' * 32}"
    product.hook(product.news({"referral": {"ref": ref, "source": "SHORTLINKS"}}, person))

    works(product)

    assert reason(product, person) == rule("ref_unknown")


def test_every_reason_is_a_sentence() -> None:
    assert [rule for rule in RULES.values() if not (rule[0].isupper() and rule.endswith("."))] == []


def test_ones_own_side_is_not_noted(product: Product) -> None:
    before = activity(product)

    comments_on(product, commented(ANA.id))
    echo = {"sender": {"id": ANA.id}, "recipient": {"id": "7"}, "message": {"mid": "typed", "is_echo": True}}
    product.hook(product.news(echo, "7"))
    works(product)

    assert activity(product) == before


def test_another_creators_events_are_not_there(product: Product, person: str) -> None:
    comments_on(product, commented(person), BEN)

    assert [row["person"] for row in activity(product, BEN)][:1] == [person]
    assert person not in [row["person"] for row in activity(product)]


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_of_any_size_give_every_event_once_newest_first(
    product: Product, person: str, limit: int
) -> None:
    for n in range(4):
        comments_on(product, commented(f"{person}{n}"))

    rows = everything(product, limit)

    assert [row["person"] for row in rows[:4]] == [f"{person}{n}" for n in (3, 2, 1, 0)]
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    assert len({row["eventId"] or row["at"] for row in rows}) == len(rows)


def test_an_event_between_two_pages_moves_none_of_the_others(product: Product, person: str) -> None:
    for n in range(4):
        comments_on(product, commented(f"{person}{n}"))
    first = page(product, "limit=2")

    comments_on(product, commented(f"{person}9"))
    second = page(product, f"limit=2&cursor={first['cursor']}")

    shown = [row["person"] for row in first["activity"] + second["activity"]]
    assert shown == [f"{person}{n}" for n in (3, 2, 1, 0)]


def test_another_creators_cursor_shows_only_ones_own(product: Product, person: str) -> None:
    comments_on(product, commented(person))
    cursor = page(product, "limit=1")["cursor"]

    rows = page(product, f"limit=100&cursor={cursor}", BEN)["activity"]

    assert {row["instagramBusinessId"] for row in rows} <= {BEN.id}


@pytest.mark.parametrize("what", [what for what in BAD_QUERIES if what.startswith("limit")])
def test_a_wrong_limit_is_named(product: Product, what: str) -> None:
    field, value = BAD_QUERIES[what]

    answer = product.refuses("GET", f"{PATH}?{field}={quote(value)}", who=ANA.creator)

    assert (answer.status, answer.fields) == (400, {"limit": "must be a number from 1 to 100"})


@pytest.mark.parametrize(
    "cursor",
    ["zzz", "0" * 23, "0" * 25, "A" * 24, "0" * 24 + "\n", "\0", "\u0663" * 24, "g" * 24, "0" * 10_000, "*"],
    ids=lambda cursor: ascii(cursor[:12]),
)
def test_a_wrong_cursor_is_named(product: Product, cursor: str) -> None:
    answer = product.refuses("GET", f"{PATH}?cursor={quote(cursor)}", who=ANA.creator)

    assert (answer.status, answer.fields) == (400, {"cursor": "must be a cursor that this list gave"})


def test_a_creator_without_events_sees_an_empty_page(product: Product) -> None:
    stranger = Account("cleo", "1")

    assert page(product, "", stranger) == {"activity": [], "cursor": None}


def test_what_is_told_too_late_is_the_reason(product: Product, person: str) -> None:
    automate(product)
    product.clock.advance(minutes=1)
    body = envelope(product, commented(person))
    product.clock.advance(days=7)

    product.hook(_raw(body))
    works(product)

    assert reason(product, person) == rule("too_old")


def _raw(body: Json) -> bytes:
    return json.dumps(body).encode()
