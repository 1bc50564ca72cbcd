"""A dry run says what would happen, and nothing happens."""

from typing import Any

import pytest

from chalicelib.domain.activity import RULES, Outcome
from chalicelib.domain.message import DISCLOSURE
from tests.api.automating import (
    activity,
    automate,
    change,
    commented,
    comments_on,
    listed,
    read,
)
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json, Reply

pytestmark = pytest.mark.usefixtures("afresh")

PATH = "/api/automations/dry-run"
ONE_OF = {"mode": "one_of", "words": ["LINK", "🔥"]}
NOTHING = {"automationId": None, "automation": None, "word": None, "message": None}


def ask(product: Product, account: Account = ANA, **fields: object) -> Reply:
    body = {"instagramBusinessId": account.id, "trigger": "comment", **fields}
    return product.refuses("POST", PATH, body, who=account.creator)


def rehearse(product: Product, account: Account = ANA, **fields: object) -> Json:
    answer = ask(product, account, **fields)
    assert answer.status == 200, answer.json
    return answer.data


def line(text: str) -> str:
    return f"{text}\n\n{DISCLOSURE}"


@pytest.mark.parametrize("trigger", ["comment", "live_comment", "message", "story_reply"])
def test_a_text_with_the_word_would_be_answered(product: Product, trigger: str) -> None:
    made = automate(
        product, name="Guide", trigger=trigger, match=ONE_OF, message="Hi {first_name} {username}!"
    )

    told = rehearse(product, trigger=trigger, text="the link, please", name="Mia Lee", username="mia.lee")

    assert told == {
        "outcome": "queued",
        "rule": "An automation fits, and this message would go out.",
        "automationId": made["automationId"],
        "automation": "Guide",
        "word": "LINK",
        "message": line("Hi Mia @mia.lee!"),
    }


@pytest.mark.parametrize("text", ["links", "hello", "", "l i n k"])
def test_a_text_without_the_word_would_not(product: Product, text: str) -> None:
    automate(product, match=ONE_OF)

    told = rehearse(product, text=text)

    assert told == {"outcome": "no_automation", "rule": RULES[Outcome.NO_AUTOMATION], **NOTHING}


@pytest.mark.parametrize(
    "text", ["LINK!!", "send me the \uff2c\uff29\uff2e\uff2b", "🔥🔥🔥", "(link)", "li\u200bnk"]
)
def test_case_widths_marks_and_emoji_do_not_matter(product: Product, text: str) -> None:
    automate(product, match=ONE_OF)

    assert rehearse(product, text=text)["outcome"] == "queued"


def test_words_are_no_patterns(product: Product) -> None:
    automate(product, match={"mode": "exact", "words": ["a.c", ".*"]})

    outcomes = [rehearse(product, text=text)["outcome"] for text in ("abc", "anything", "a.c", ".*")]

    assert outcomes == ["no_automation", "no_automation", "queued", "queued"]


@pytest.mark.parametrize("trigger", ["live_comment", "message", "story_reply", "story_mention", "lead"])
def test_what_waits_for_comments_answers_nothing_else(product: Product, trigger: str) -> None:
    automate(product, trigger="comment")

    assert rehearse(product, trigger=trigger, text="LINK")["outcome"] == "no_automation"


@pytest.mark.parametrize(
    ("post", "outcome"), [("1", "queued"), ("2", "no_automation"), (None, "no_automation")]
)
def test_chosen_posts_are_the_only_ones(product: Product, post: str | None, outcome: str) -> None:
    automate(product, match={"posts": ["1", "3"]})

    assert rehearse(product, text="hi", post=post)["outcome"] == outcome


def test_chosen_posts_come_before_any_and_the_narrower_match_before_the_wider(product: Product) -> None:
    automate(product, name="any")
    automate(product, name="exact", match={"mode": "exact", "words": ["link"]})
    automate(product, name="one of", match={"mode": "one_of", "words": ["link"]})
    automate(product, name="one of, younger", match={"mode": "one_of", "words": ["link"]})
    automate(product, name="post", match={"posts": ["1"]})

    def who(text: str, post: str) -> str:
        return str(rehearse(product, text=text, post=post)["automation"])

    assert [who("link", "1"), who("link", "2"), who("the link", "2"), who("hi", "2")] == [
        "post",
        "exact",
        "one of",
        "any",
    ]


def test_a_paused_one_is_named_and_says_nothing(product: Product) -> None:
    made = automate(product, name="Guide", match=ONE_OF, state="paused")

    told = rehearse(product, text="link")

    assert told == {
        "outcome": "paused",
        "rule": RULES[Outcome.PAUSED],
        "automationId": made["automationId"],
        "automation": "Guide",
        "word": "LINK",
        "message": None,
    }


def test_an_active_one_answers_where_a_stricter_one_is_paused(product: Product) -> None:
    automate(product, name="paused", match=ONE_OF, state="paused")
    automate(product, name="active")

    told = rehearse(product, text="link")

    assert (told["outcome"], told["automation"], told["word"]) == ("queued", "active", None)


def test_a_days_cap_that_is_spent_is_told(product: Product) -> None:
    automate(product, dailyCap=1)
    before = rehearse(product)["outcome"]

    comments_on(product, commented("7101"))

    assert (before, rehearse(product)["outcome"]) == ("queued", "daily_cap")


def test_a_new_lead_would_get_its_link(product: Product) -> None:
    automate(
        product,
        trigger="lead",
        message="Hi {first_name}, {link}",
        link="https://example.com/a",
        quickReplies=[],
    )

    told = rehearse(product, trigger="lead", name="Mia Lee")

    assert told["message"] == line("Hi Mia, https://example.com/a")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Hi {first_name}, welcome", "Hi, welcome"),
        ("Thanks, {first_name}!", "Thanks!"),
        ("Hi {username}!", "Hi!"),
    ],
)
def test_what_is_unknown_leaves_no_gap(product: Product, template: str, said: str) -> None:
    automate(product, message=template)

    assert rehearse(product)["message"] == line(said)


def test_the_line_that_says_who_writes_is_the_creators_own(product: Product) -> None:
    automate(product)
    body = {"disclosure": True, "disclosureText": "Ana's robot says hello."}
    product.call("PUT", "/api/settings", body, who=ANA.creator)

    assert rehearse(product)["message"] == "Hello!\n\nAna's robot says hello."


def test_without_the_line_the_message_stands_alone(product: Product) -> None:
    automate(product)
    product.call("PUT", "/api/settings", {"disclosure": False}, who=ANA.creator)

    assert rehearse(product)["message"] == "Hello!"


def test_nothing_is_sent_counted_or_noted(product: Product) -> None:
    made = automate(product, dailyCap=1)
    automate(product, trigger="lead")
    before = (listed(product), activity(product), product.call("GET", "/api/leads", who=ANA.creator).data)
    sent = len(product.instagram.inbox)

    for trigger in ("comment", "message", "lead", "comment"):
        ask(product, trigger=trigger, text="link", username="mia", name="Mia")
    product.work("events")
    product.work("instagram")

    after = (listed(product), activity(product), product.call("GET", "/api/leads", who=ANA.creator).data)
    assert after == before
    assert (read(product, made)["messages"], len(product.instagram.inbox)) == (0, sent)


def test_another_creators_automations_are_not_tried(product: Product) -> None:
    automate(product, BEN)

    assert rehearse(product)["outcome"] == "no_automation"
    assert rehearse(product, BEN)["outcome"] == "queued"


def test_another_creators_account_is_named(product: Product) -> None:
    answer = product.refuses(
        "POST", PATH, {"instagramBusinessId": BEN.id, "trigger": "comment"}, who=ANA.creator
    )

    assert (answer.status, answer.fields) == (400, {"instagramBusinessId": "names no account of yours"})


def test_a_change_shows_at_once(product: Product) -> None:
    made = automate(product)

    change(product, made, message="Bye!")

    assert rehearse(product)["message"] == line("Bye!")


@pytest.mark.parametrize("text", ["é" * 2_200, "👑" * 2_200], ids=["letters", "emoji"])
def test_a_comment_of_full_length_can_be_tried(product: Product, text: str) -> None:
    automate(product)
    raw = f'{{"instagramBusinessId": "{ANA.id}", "trigger": "comment", "text": "{text}"}}'.encode()

    answer = product.refuses("POST", PATH, raw, who=ANA.creator)

    assert (answer.status, answer.data["outcome"]) == (200, "queued")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trigger", "button"),
        ("trigger", "dm"),
        ("trigger", None),
        ("text", 5),
        ("text", None),
        ("text", "t" * 2_201),
        ("post", "https://www.instagram.com/p/x"),
        ("post", 5),
        ("username", "u" * 31),
        ("name", "n" * 201),
        ("instagramBusinessId", 5),
        ("instagramBusinessId", None),
        ("person", "7101"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_a_wrong_field_is_named(product: Product, field: str, value: Any) -> None:  # noqa: ANN401 - JSON
    answer = ask(product, **{field: value})

    assert (answer.status, set(answer.fields)) == (400, {field})
