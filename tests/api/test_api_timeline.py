"""A message's story for its creator: every step with its time, and the rule that decided it."""

from datetime import datetime
from itertools import count
from urllib.parse import quote

import pytest

from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.timeline import PACE_RULE
from tests.api.automating import automate, commented, comments_on, lead_of, remove, works
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json
from tests.api.test_api_bad_requests import BAD_IDS

pytestmark = pytest.mark.usefixtures("afresh")

DAY = (
    "Instagram lets you write for 24 hours after the person wrote or tapped. "
    "We stop five minutes before that, since a message needs a moment to get there."
)
WEEK = "Instagram takes one private reply to a comment, within 7 days. We stop five minutes before that."
WAITS = "It waits until the person writes or taps: Instagram lets nobody write first."
CHECKED = "Checked before sending: connected, allowed, wanted, and nothing else under way to the person."
GONE = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)
people = count(7_401)


@pytest.fixture
def person() -> str:
    return str(next(people))


def story(product: Product, lead: str, account: Account = ANA) -> Json:
    return product.call("GET", f"/api/dm/timeline/{lead}", who=account.creator).data


def steps(told: Json) -> list[str]:
    return [step["step"] for step in told["steps"]]


def said(told: Json, step: str) -> list[str]:
    return [one["text"] for one in told["steps"] if one["step"] == step]


def test_a_message_that_waits_says_for_what(product: Product) -> None:
    lead = product.lead()["leadId"]

    told = story(product, lead)

    assert (told["leadId"], told["jobId"], told["dmStatus"]) == (lead, f"{lead}-0", "awaiting_contact")
    assert (told["consent"], told["automationId"]) == (None, None)
    assert [(step["step"], step["text"]) for step in told["steps"]] == [
        ("captured", "The message was written."),
        ("queued", WAITS),
    ]


def test_a_sent_message_tells_what_allowed_it(product: Product, person: str) -> None:
    lead = product.sent_lead(person)

    told = story(product, lead)

    assert told["dmStatus"] == "sent"
    assert steps(told) == ["captured", "event", "window", "checked", "accepted"]
    assert said(told, "event") == ["The person came through the contact link."]
    assert said(told, "checked") == [CHECKED]
    assert said(told, "accepted") == ["Attempt 1: Instagram took the message, in 12 ms."]
    assert told["consent"]["event"] == "referral"


def test_the_window_is_told_with_its_rule_and_its_end(product: Product, person: str) -> None:
    told = story(product, product.sent_lead(person))

    [window] = [step for step in told["steps"] if step["step"] == "window"]
    length = datetime.fromisoformat(window["until"]) - datetime.fromisoformat(window["at"])
    assert (window["text"], window["rule"]) == ("This allows messages.", DAY)
    assert 23 * 3_600 < length.total_seconds() <= 24 * 3_600


def test_a_failed_message_tells_why(product: Product, person: str) -> None:
    product.instagram.faults = [GONE]

    told = story(product, product.sent_lead(person))

    assert told["dmStatus"] == "failed"
    assert steps(told)[-1] == "attempt"
    assert said(told, "attempt") == [
        "Attempt 1: This person cannot be messaged: they may have blocked you or left Instagram."
    ]


def test_a_message_that_is_held_back_says_until_when(product: Product, person: str) -> None:
    lead = product.lead()
    product.acts(lead, person)

    told = story(product, lead["leadId"])
    works(product)

    [queued] = [step for step in told["steps"] if step["step"] == "queued"]
    assert (queued["text"], queued["rule"]) == ("It waits for its turn.", PACE_RULE)
    assert queued["until"] == queued["at"]


def test_an_automations_message_tells_which_one_wrote_it_and_why(product: Product, person: str) -> None:
    made = automate(product, name="Guide", match={"mode": "one_of", "words": ["LINK"]})
    comment = commented(person, "the link please")
    comments_on(product, comment)
    lead = lead_of(product, person)["leadId"]

    told = story(product, lead)

    consent = told["consent"]
    assert (told["automationId"], told["dmStatus"]) == (made["automationId"], "sent")
    assert (consent["event"], consent["id"]) == ("comment", comment["id"])
    assert steps(told) == ["event", "window", "match", "checked", "accepted"]
    assert said(told, "event") == ["The person commented on a post."]
    assert said(told, "match") == ["The automation “Guide” answers on “LINK”."]
    assert [step["rule"] for step in told["steps"] if step["step"] == "window"] == [WEEK]


def test_the_status_names_the_automation_and_the_event_as_well(product: Product, person: str) -> None:
    made = automate(product)
    comment = commented(person)
    comments_on(product, comment)
    lead = lead_of(product, person)["leadId"]

    status = product.status(lead)

    assert status["automationId"] == made["automationId"]
    assert status["consent"] == story(product, lead)["consent"]
    assert status["consent"]["id"] == comment["id"]


def test_an_automation_that_is_gone_is_no_reason_not_to_tell(product: Product, person: str) -> None:
    made = automate(product, name="Guide")
    comments_on(product, commented(person))
    lead = lead_of(product, person)["leadId"]
    remove(product, made)

    told = story(product, lead)

    assert told["automationId"] == made["automationId"]
    assert said(told, "match") == ["An automation that is gone answers."]


def test_an_echo_and_a_read_receipt_end_the_story(product: Product, person: str) -> None:
    lead = product.sent_lead(person)
    mid = product.status(lead)["dmMessageId"]
    echo: Json = {
        "sender": {"id": ANA.id},
        "recipient": {"id": person},
        "message": {"mid": mid, "is_echo": True},
    }
    for item in (echo, {"read": {"mid": mid}}):
        product.clock.advance(seconds=5)
        product.hook(product.news(item, person))
        product.work("events")

    told = story(product, lead)

    assert steps(told)[-2:] == ["echoed", "seen"]
    assert said(told, "seen") == ["The person has read it."]


def test_steps_are_told_in_the_order_of_their_times(product: Product, person: str) -> None:
    automate(product)
    comments_on(product, commented(person))

    times = [step["at"] for step in story(product, lead_of(product, person)["leadId"])["steps"]]

    assert len(times) == 5
    assert times == sorted(times)


def test_every_step_has_the_same_fields(product: Product, person: str) -> None:
    told = story(product, product.sent_lead(person))

    assert {tuple(step) for step in told["steps"]} == {("at", "step", "text", "rule", "until")}
    assert all(step["text"].endswith(".") for step in told["steps"])


def test_a_text_is_not_told(product: Product, person: str) -> None:
    lead = product.sent_lead(person, message="CanaryText of a message")

    answer = product.call("GET", f"/api/dm/timeline/{lead}", who=ANA.creator)

    assert answer.status == 200
    assert b"Canary" not in answer.raw


def test_a_lead_for_whatsapp_has_a_short_story(product: Product) -> None:
    lead = product.lead(provider="whatsapp", phone="+44 7700 900123")["leadId"]

    told = story(product, lead)

    assert (told["dmStatus"], steps(told)) == ("coming_soon", ["captured"])


def test_another_creators_story_is_403(product: Product, person: str) -> None:
    lead = product.sent_lead(person)

    answer = product.refuses("GET", f"/api/dm/timeline/{lead}", who=BEN.creator)

    assert (answer.status, answer.json["error"]["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize("id", BAD_IDS.values(), ids=BAD_IDS)
def test_a_story_of_no_lead_is_404(product: Product, id: str) -> None:
    answer = product.refuses("GET", f"/api/dm/timeline/{quote(id, safe='')}", who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"leadId": "names no lead"})
