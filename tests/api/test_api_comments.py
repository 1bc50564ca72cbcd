"""From a comment to the one message that answers it, through the signed door and the workers."""

import json
from itertools import count

import pytest

from chalicelib.domain.faults import Code, Reason, Refused, Unknown
from chalicelib.domain.message import DISCLOSURE
from tests.api.automating import (
    POST,
    activity,
    add,
    automate,
    change,
    commented,
    comments_on,
    envelope,
    inbox,
    lead_of,
    read,
    remove,
    works,
    writes,
)
from tests.api.product import SECRETS, Product, sign
from tests.api.stand_ins import ANA, BEN, Json
from tests.world.shapes import FORMS

pytestmark = pytest.mark.usefixtures("afresh")

FIRE = {"mode": "one_of", "words": ["🔥", "guía"], "posts": [POST]}
LINE = f"\n\n{DISCLOSURE}"
ADS = ("18000000000000501", "18000000000000502")
people = count(7_701)


@pytest.fixture
def person() -> str:
    return str(next(people))


def of_ad(comment: Json, ad: str) -> Json:
    """The same comment as Instagram tells of it for an ad's copy of the post."""
    media = {"id": ad, "media_product_type": "AD", "ad_id": f"{ad}9", "original_media_id": POST}
    return {**comment, "media": media}


def deliver(product: Product, *bodies: bytes) -> None:
    """Instagram delivers the bodies one after the other, and then the workers come."""
    product.clock.advance(minutes=1)
    for raw in bodies:
        assert product.hook(raw).status == 200
    works(product)


def on_the_entry(body: Json) -> Json:
    """The older serialisation: field and value stand on the entry itself."""
    [entry] = body["entry"]
    [change_] = entry["changes"]
    return {"object": "instagram", "entry": [{"id": entry["id"], "time": entry["time"], **change_}]}


@pytest.mark.parametrize("form", FORMS)
def test_a_comment_is_answered_once_however_it_is_written(product: Product, person: str, form: str) -> None:
    automate(product, match=FIRE, message="Hi {username}!")
    body = envelope(product, commented(person, "¡La guía, por favor! https://a.example/b"))

    deliver(product, FORMS[form](body))

    assert inbox(product, person) == [f"Hi @user.{person}!{LINE}"]


def test_both_shapes_of_an_entry_mean_the_same_comment(product: Product, person: str) -> None:
    automate(product, match=FIRE)
    body = envelope(product, commented(person, "🔥"))

    deliver(product, json.dumps(on_the_entry(body)).encode())
    first = inbox(product, person)
    deliver(product, json.dumps(body).encode())

    assert (len(first), inbox(product, person)) == (1, first)


def test_the_same_comment_five_times_and_by_two_ad_copies_is_answered_once(
    product: Product, person: str
) -> None:
    made = automate(product, match=FIRE, oncePerPerson=False)
    comment = commented(person, "🔥")
    told = [envelope(product, one) for one in (comment, *(of_ad(comment, ad) for ad in ADS))]
    bodies = [FORMS[form](body) for body in told for form in ("compact", "in plain UTF-8")]

    deliver(product, *bodies[:1] * 5, *bodies)
    deliver(product, *bodies)

    assert inbox(product, person) == [f"Hello!{LINE}"]
    assert read(product, made)["messages"] == 1
    assert [row for row in activity(product) if row["person"] == person] == []


def test_an_older_comment_that_comes_again_after_a_newer_one_is_not_answered_again(
    product: Product, person: str
) -> None:
    automate(product, oncePerPerson=False)
    first, second = (json.dumps(envelope(product, commented(person))).encode() for _ in range(2))

    for raw in (first, second, first, second):
        deliver(product, raw)

    assert len(inbox(product, person)) == 2


def test_a_comment_that_only_an_ad_copy_tells_of_counts_for_its_post(product: Product, person: str) -> None:
    automate(product, match=FIRE)

    comments_on(product, of_ad(commented(person, "🔥"), ADS[0]))

    assert len(inbox(product, person)) == 1


def test_two_comments_of_one_body_are_two(product: Product, person: str) -> None:
    automate(product, oncePerPerson=False)
    first, second = (envelope(product, commented(person))["entry"][0] for _ in range(2))
    body = {"object": "instagram", "entry": [first, second]}

    deliver(product, json.dumps(body).encode())
    product.clock.advance(minutes=2)
    with product.listening():
        product.parts.sweep()
    works(product)

    assert len(inbox(product, person)) == 2


def test_the_answer_is_a_private_reply_to_the_comment(product: Product, person: str) -> None:
    automate(product, quickReplies=[{"title": "More"}])
    comment = commented(person)

    comments_on(product, comment)

    sent = product.instagram.inbox[-1]
    assert (sent.account, sent.token, sent.comment) == (ANA.id, ANA.token, comment["id"])
    assert [choice.title for choice in sent.choices] == ["More"]


def test_an_unsigned_comment_is_not_answered(product: Product, person: str) -> None:
    automate(product)
    raw = json.dumps(envelope(product, commented(person))).encode()

    answers = [
        product.refuses("POST", "/api/webhooks/instagram", raw, headers=headers)
        for headers in ({}, {"X-Hub-Signature-256": sign(raw + b" ", SECRETS[0])})
    ]
    works(product)

    assert [answer.status for answer in answers] == [401, 401]
    assert inbox(product, person) == []


@pytest.mark.parametrize(
    ("comment", "field"),
    [
        ({"text": "hello"}, "comments"),
        ({"media": {"id": "1", "media_product_type": "FEED"}}, "comments"),
        ({"text": "", "media": {"id": POST}}, "comments"),
        ({}, "live_comments"),
        ({"media": {"id": POST, "media_product_type": "LIVE"}}, "comments"),
    ],
    ids=["another word", "another post", "no text", "a live comment by its field", "by its product"],
)
def test_what_is_not_meant_is_not_answered(
    product: Product, *, person: str, comment: Json, field: str
) -> None:
    automate(product, match=FIRE)
    told = {**commented(person, "🔥"), **comment}
    if field == "live_comments":
        told["media"] = {"id": POST}

    comments_on(product, told, field=field)

    assert inbox(product, person) == []
    assert [row["outcome"] for row in activity(product) if row["person"] == person] == ["no_automation"]


def test_ones_own_comment_is_not_answered(product: Product) -> None:
    automate(product)
    sent = len(product.instagram.inbox)

    comments_on(product, commented(ANA.id))

    assert len(product.instagram.inbox) == sent


def test_whoever_is_answered_becomes_a_lead_that_came_by_itself(product: Product, person: str) -> None:
    automate(product)

    comments_on(product, commented(person))

    row = lead_of(product, person)
    assert (row["source"], row["form"], row["provider"]) == ("comment", None, "instagram")
    assert (row["name"], row["dmStatus"], row["attempts"]) == (f"@user.{person}", "sent", 1)
    assert (row["message"], row["phone"], row["dmError"]) == (None, None, None)


def test_the_leads_of_two_creators_stay_apart(product: Product, person: str) -> None:
    automate(product)
    automate(product, BEN, message="Ben here.")

    comments_on(product, commented(person))
    comments_on(product, commented(person), BEN)

    assert inbox(product, person) == [f"Hello!{LINE}", f"Ben here.{LINE}"]
    assert lead_of(product, person)["leadId"] != lead_of(product, person, BEN)["leadId"]


def test_further_answers_belong_to_the_same_lead(product: Product, person: str) -> None:
    automate(product, oncePerPerson=False)
    comments_on(product, commented(person))
    first = lead_of(product, person)

    comments_on(product, commented(person))

    second = lead_of(product, person)
    assert second["leadId"] == first["leadId"]
    assert second["dmMessageId"] != first["dmMessageId"]


def test_each_is_answered_in_public_too_in_turns(product: Product, person: str) -> None:
    automate(product, publicReplies=["Sent!", "Look into your messages!"])
    told = [commented(f"{person}{n}") for n in range(3)]

    for comment in told:
        comments_on(product, comment)

    assert {text for _, text in product.instagram.public[-3:]} == {"Sent!", "Look into your messages!"}
    assert [id for id, _ in product.instagram.public[-3:]] == [comment["id"] for comment in told]


def test_a_failed_answer_is_not_announced_in_public(product: Product, person: str) -> None:
    automate(product, publicReplies=["Sent!"])
    product.instagram.faults = [Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)]
    public = len(product.instagram.public)

    comments_on(product, commented(person))

    row = lead_of(product, person)
    assert (row["dmStatus"], row["dmError"]["reason"]) == ("failed", "PRIVATE_REPLY_REFUSED")
    assert len(product.instagram.public) == public


def test_a_doubtful_answer_is_told_as_such_when_the_comment_comes_again(
    product: Product, person: str
) -> None:
    automate(product)
    comment = commented(person)
    product.instagram.faults = [Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)]
    body = json.dumps(envelope(product, comment)).encode()

    deliver(product, body, body)

    assert lead_of(product, person)["dmStatus"] == "unconfirmed"
    assert inbox(product, person) == []


def test_an_automation_that_is_removed_meanwhile_still_sends_what_is_booked(
    product: Product, person: str
) -> None:
    made = automate(product)
    product.hook(json.dumps(envelope(product, commented(person))).encode())
    product.work("events")
    before = inbox(product, person)

    remove(product, made)
    product.work("instagram")

    assert (before, len(inbox(product, person))) == ([], 1)


def test_a_comment_that_comes_again_after_a_change_is_not_answered_again(
    product: Product, person: str
) -> None:
    made = automate(product, oncePerPerson=False)
    body = json.dumps(envelope(product, commented(person))).encode()
    deliver(product, body)

    change(product, made, message="Another text.")
    automate(product, name="stricter", match={"mode": "one_of", "words": ["LINK"]}, oncePerPerson=False)
    deliver(product, body)

    assert inbox(product, person) == [f"Hello!{LINE}"]


def test_nothing_of_the_texts_is_logged(product: Product, person: str) -> None:
    automate(product, message="CanaryText of an answer {username}", name="CanaryName")
    add(product, message="CanaryText {nmae}")

    comments_on(product, commented(person, "CanaryText of a comment"))
    writes(product, person, "CanaryText of a message")

    said = product.said.getvalue()
    assert (len(inbox(product, person)), "Canary" in said, f"user.{person}" in said) == (1, False, False)
