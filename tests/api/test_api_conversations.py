"""What people write, tap and fill in, answered by the automation that waits for it."""

from itertools import count

import pytest

from chalicelib.domain.message import DISCLOSURE
from chalicelib.domain.person import Names
from tests.api.automating import activity, automate, inbox, lead_of, writes
from tests.api.product import Product
from tests.api.stand_ins import Json

pytestmark = pytest.mark.usefixtures("afresh")

LINE = f"\n\n{DISCLOSURE}"
STORY: Json = {"reply_to": {"story": {"id": "18000000000000077", "url": "https://cdn.example/story"}}}
MENTION: Json = {"attachments": [{"type": "story_mention", "payload": {"url": "https://cdn.example/story"}}]}
people = count(7_801)


@pytest.fixture
def person() -> str:
    return str(next(people))


def test_a_message_is_answered_by_name(product: Product, person: str) -> None:
    product.instagram.called[person] = Names(username=f"user.{person}", name="Mia Lee")
    automate(
        product, trigger="message", message="Hi {first_name}!", match={"mode": "exact", "words": ["info"]}
    )

    writes(product, person, "Info?")

    assert inbox(product, person) == [f"Hi Mia!{LINE}"]
    assert (lead_of(product, person)["source"], lead_of(product, person)["name"]) == ("message", "Mia Lee")


def test_a_tap_on_a_quick_reply_starts_what_it_names(product: Product, person: str) -> None:
    more = automate(product, trigger="button", message="Here is more.")["automationId"]
    automate(product, trigger="message", quickReplies=[{"title": "More", "then": more}, {"title": "No"}])
    writes(product, person, "hello")
    choices = {choice.title: choice.payload for choice in product.instagram.inbox[-1].choices}

    for title in ("No", "More"):
        writes(product, person, title, quick_reply={"payload": choices[title]})

    assert inbox(product, person) == [f"Hello!{LINE}", "Here is more."]


def test_a_new_lead_gets_the_automation_for_leads_once_the_person_acts(product: Product, person: str) -> None:
    made = automate(
        product, trigger="lead", message="Hi {first_name}, {link}", link="https://example.com/guide"
    )
    lead = product.lead(name="Mia Lee")
    before = inbox(product, person)

    product.acts(lead, person)
    product.work("instagram")

    assert (before, inbox(product, person)) == ([], [f"Hi Mia, https://example.com/guide{LINE}"])
    assert product.status(lead["leadId"])["automationId"] == made["automationId"]


@pytest.mark.parametrize(
    ("trigger", "message"), [("story_reply", STORY), ("story_mention", MENTION), ("message", {})]
)
def test_a_story_is_answered_by_what_waits_for_stories(
    product: Product, *, person: str, trigger: str, message: Json
) -> None:
    for kind in ("story_reply", "story_mention", "message"):
        automate(product, trigger=kind, message=f"To a {kind}.")

    writes(product, person, "wow", **message)

    assert inbox(product, person) == [f"To a {trigger}.{LINE}"]


def test_a_message_that_is_told_twice_is_answered_once(product: Product, person: str) -> None:
    automate(product, trigger="message", oncePerPerson=False)

    for _ in range(3):
        writes(product, person, "hello", mid=f"the-same-{person}")

    assert inbox(product, person) == [f"Hello!{LINE}"]


def test_a_tap_on_what_was_removed_is_noted_with_its_reason(product: Product, person: str) -> None:
    writes(product, person, "More", quick_reply={"payload": f"autodm:{'0' * 24}"})

    assert inbox(product, person) == []
    assert (activity(product)[0]["event"], activity(product)[0]["outcome"]) == (
        "quick_reply",
        "no_automation",
    )
