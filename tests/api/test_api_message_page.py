"""A message's page: its one right action, its story, and what its buttons answer."""

import json
import re
from html import unescape
from itertools import count

import pytest

from chalicelib.domain.faults import Code, Deferred, Fault, Reason, Refused, Trace, Unknown
from chalicelib.domain.timeline import REPLIES_RULE
from chalicelib.settings import REPLY_BURST
from tests.api.automating import automate, commented, envelope
from tests.api.browser import Browser
from tests.api.dashboards import failing, landed, newest, post
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN

CLOSED = Refused(
    Code.NOT_PERMITTED,
    Reason.WINDOW_CLOSED,
    trace=Trace(status=400, code=10, subcode=2_534_022, fbtrace_id="AbC", ms=87),
)
NO_ANSWER = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
REFUSED = Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
people = count(6_701)
NOBODYS = "0" * 24


def page(product: Product, lead: str) -> str:
    return unescape(Browser(product, ANA.creator).page(f"/dm/{lead}"))


def todo(html: str) -> str:
    return html.partition('id="todo"')[2].partition("</section>")[0]


def offered(html: str) -> set[str]:
    """What can be pressed, whether it asks first or not."""
    links = re.findall(r'class="button[^"]*"[^>]*>([^<]+)', todo(html))
    pressed = re.findall(r"<button[^>]*>(?:<svg.*?</svg>)?\s*([^<]+)</button>", todo(html))
    return {text.strip() for text in [*links, *pressed]}


@pytest.mark.parametrize(
    ("fault", "offers"),
    [
        (CLOSED, {"Copy message", "Open profile"}),
        (Refused(Code.NOT_PERMITTED, Reason.OPTED_OUT), set()),
        (Refused(Code.UNAVAILABLE, Reason.OUR_SIDE), {"Retry"}),
        (Refused(Code.NOT_PERMITTED, Reason.PERMISSION_MISSING), {"Reconnect Instagram"}),
        (REFUSED, {"Send the changed text"}),
        (NO_ANSWER, {"Mark as sent", "Send again", "Open profile"}),
    ],
    ids=["closed", "opted out", "our side", "permission", "refused", "no answer"],
)
def test_a_failure_offers_what_helps_and_nothing_else(
    product: Product, fault: Fault, offers: set[str]
) -> None:
    product.instagram.faults.append(fault)
    lead = product.sent_lead(str(next(people)), instagramUsername="mia.lee")

    assert offered(page(product, lead)) == offers


def test_a_person_who_has_acted_since_can_be_tried_again(product: Product) -> None:
    lead = failing(product, "6601", CLOSED)
    product.clock.advance(minutes=5)
    product.hook(product.news({"message": {"mid": "m-6601", "text": "hello"}}, "6601"))
    product.work("events")

    html = page(product, lead)

    assert offered(html) == {"Retry"}
    assert "They wrote or tapped again <time" in todo(html)


def test_a_message_that_waits_shows_the_link_to_give(product: Product) -> None:
    made = product.lead()

    html = page(product, made["leadId"])

    assert offered(html) == {"Copy contact link", "Cancel", "Call it off"}
    assert made["contactLink"] in todo(html)


def test_technical_details_are_there_for_support(product: Product) -> None:
    html = page(product, failing(product, "6602", CLOSED))

    details = html.partition('id="details"')[2]
    assert [word in details for word in ("AbC", "2534022", ">400<", ">10<", ">87<")] == [True] * 5


def test_the_story_goes_on_after_a_retry_with_a_new_attempt(product: Product) -> None:
    lead = failing(product, "6603")
    answer = post(product, f"/dm/{lead}/retry", [("message", newest(product, lead))])
    product.work("instagram")

    html = page(product, lead)

    assert answer.headers["Location"] == f"/dm/{lead}?told=retried_one"
    told = re.findall(r"<div>((?:Attempt|Retry)[^<]*)", html)
    assert [line.partition(":")[0] for line in told] == ["Attempt 1", "Retry by the creator.", "Attempt 2"]


def test_a_refused_text_is_changed_and_sent_as_a_new_message(product: Product) -> None:
    lead = failing(product, "6607", REFUSED)

    answer = post(product, f"/dm/{lead}/send", [("text", "Hello,\r\nagain")])
    product.work("instagram")

    assert answer.headers["Location"] == f"/dm/{lead}?told=reworded"
    assert product.status(lead)["dmStatus"] == "sent"
    assert product.instagram.inbox[-1].text == "Hello,\nagain"


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "must not be empty"), ("é" * 501, "has 1002 bytes"), ("a\x00b", "must not contain control")],
    ids=["empty", "long", "control"],
)
def test_a_text_that_cannot_go_out_stays_in_its_field(product: Product, text: str, why: str) -> None:
    lead = failing(product, "6608", REFUSED)

    answer = post(product, f"/dm/{lead}/send", [("text", text)])

    html = unescape(answer.raw.decode())
    assert answer.status == 422
    assert f'<p class="error" id="e-text">The text {why}' in html
    assert 'aria-invalid="true"' in html
    assert f">\n{text.replace(chr(0), '')}</textarea>" in html


def test_a_text_for_a_message_that_has_moved_on_is_not_sent(product: Product) -> None:
    lead = product.sent_lead("6609")

    before = product.status(lead)

    answer = post(product, f"/dm/{lead}/send", [("text", "Once more")])

    html = answer.raw.decode()
    assert answer.status == 409
    assert "Nothing was sent: the message is not waiting for another text any more." in html
    assert ">\nOnce more</textarea>" in html
    assert product.status(lead) == before


@pytest.mark.parametrize("verb", ["retry", "confirm", "cancel"])
def test_what_has_moved_on_meanwhile_is_a_sentence_on_the_page(product: Product, verb: str) -> None:
    lead = product.sent_lead("6604")

    answer = post(product, f"/dm/{lead}/{verb}", [])

    assert answer.headers["Location"] == f"/dm/{lead}?told=moved_on"
    assert '<p class="note warn" role="alert" data-flash>That was not possible any more' in landed(
        product, answer
    )


def test_who_said_stop_is_not_written_to_again_whatever_is_in_doubt(product: Product) -> None:
    product.instagram.faults.append(NO_ANSWER)
    lead = product.sent_lead("6616")
    product.hook(product.news({"message": {"mid": "in-1", "text": "STOP"}}, "6616"))
    product.work("events")

    assert offered(page(product, lead)) == {"Mark as sent"}


def test_a_word_of_the_creator_settles_a_doubt(product: Product) -> None:
    product.instagram.faults.append(NO_ANSWER)
    lead = product.sent_lead("6605")

    answer = post(product, f"/dm/{lead}/confirm", [("message", newest(product, lead))])

    assert product.status(lead)["dmStatus"] == "sent"
    assert "<p>It counts as sent on your word.</p>" in landed(product, answer)


def test_a_word_of_the_creator_settles_a_doubt_that_a_newer_message_followed(product: Product) -> None:
    product.instagram.faults.append(NO_ANSWER)
    lead = product.sent_lead("6615")
    doubtful = product.status(lead)["jobId"]
    product.call(
        "POST", "/api/dm/send", {"leadId": lead, "provider": "instagram", "message": "Next"}, who=ANA.creator
    )
    field = f'<input type="hidden" name="message" value="{doubtful}">'
    before = Browser(product, ANA.creator).page(f"/dm/{lead}")

    answer = post(product, f"/dm/{lead}/confirm", [("message", doubtful)])

    assert field in before
    assert answer.headers["Location"] == f"/dm/{lead}?told=confirmed"
    assert field not in landed(product, answer)


def test_deleting_a_person_leaves_nothing_and_says_so(product: Product) -> None:
    lead = product.sent_lead("6606")

    answer = post(product, f"/dm/{lead}/forget", [])

    assert answer.headers["Location"] == "/dashboard?told=forgotten"
    assert Browser(product, ANA.creator).get(f"/dm/{lead}").status == 404


@pytest.mark.parametrize("verb", ["", "/send", "/retry", "/confirm", "/cancel", "/forget"])
@pytest.mark.parametrize(
    ("whose", "status", "title"),
    [(BEN, 403, "This is not for you"), (None, 404, "There is nothing here")],
    ids=["another's", "nobody's"],
)
def test_what_is_not_ones_own_is_a_page_that_says_no_more(
    product: Product, *, whose: object, status: int, title: str, verb: str
) -> None:
    lead = product.lead(BEN)["leadId"] if whose else NOBODYS
    browser = Browser(product, ANA.creator)

    answer = post(product, f"/dm/{lead}{verb}", [("text", "Hello")]) if verb else browser.get(f"/dm/{lead}")

    assert answer.status == status
    assert f"<h1>{title}</h1>" in answer.raw.decode()
    assert "Mia" not in answer.raw.decode()


@pytest.mark.parametrize("id", ["x", "%3Cscript%3E", "..", "%00", "é", "1" * 3_000])
def test_an_id_that_is_none_is_not_found(product: Product, id: str) -> None:
    answer = Browser(product, ANA.creator).get(f"/dm/{id}")

    assert answer.status == 404
    assert b"<script>" not in answer.raw


def test_what_instagram_took_is_no_mere_word_of_the_creator(product: Product) -> None:
    assert "<p>Instagram took it.</p>" in page(product, product.sent_lead("6617"))


def test_an_earlier_message_that_still_waits_is_not_given_up(product: Product) -> None:
    product.instagram.faults.append(Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT))
    lead = product.sent_lead("6618")
    body = {"leadId": lead, "provider": "instagram", "message": "Next"}
    product.call("POST", "/api/dm/send", body, who=ANA.creator)

    earlier = page(product, lead).partition("Earlier messages")[2]

    assert "Instagram asked this account to slow down." in earlier
    assert "It is not sent again" not in earlier


def test_a_reply_that_waits_for_its_turn_says_when_it_goes_out_and_by_which_rule(product: Product) -> None:
    automate(product, BEN)
    crowd = [str(next(people)) for _ in range(REPLY_BURST + 1)]
    told = envelope(product, {}, BEN)
    told["entry"][0]["changes"] = [{"field": "comments", "value": commented(person)} for person in crowd]
    product.hook(json.dumps(told).encode())
    product.work("events")
    rows = product.call("GET", "/api/leads?limit=100", who=BEN.creator).data["leads"]
    lead = max(rows, key=lambda row: row["nextAttemptAt"] or "")

    html = unescape(Browser(product, BEN.creator).page(f"/dm/{lead['leadId']}"))

    assert "It goes out <time" in todo(html)
    assert REPLIES_RULE in html
