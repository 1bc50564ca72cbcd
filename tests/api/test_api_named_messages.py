"""Asking for something about one message by its id, while a lead may have got newer ones."""

from itertools import count

import pytest

from chalicelib.domain.faults import Code, Fault, Reason, Refused, Unknown
from tests.api.browser import Browser
from tests.api.dashboards import PASSES, landed, newest, post
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Reply

LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
people = count(9_131)
GONE = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)


def ask(product: Product, verb: str, lead: str, job: str | None = None) -> Reply:
    named = f"?jobId={job}" if job else ""
    return product.call("POST", f"/api/dm/{verb}/{lead}{named}", who=ANA.creator)


def follow(product: Product, lead: str, *, text: str = "And this") -> str:
    """A further message to the lead, and its id."""
    body = {"leadId": lead, "provider": "instagram", "message": text}
    return str(product.call("POST", "/api/dm/send", body, who=ANA.creator).data["jobId"])


def followed(product: Product, person: str, *faults: Fault) -> tuple[str, str, str]:
    """A lead with the id of an older message, which met the first fault, and of a newer one."""
    product.instagram.faults = list(faults)
    lead = product.sent_lead(person)
    older, newer = product.status(lead)["jobId"], follow(product, lead)
    product.work("instagram")
    return lead, older, newer


def both_wait(product: Product, person: str) -> tuple[str, str]:
    """A lead with the id of the older of its two messages, neither of them sent."""
    captured = product.lead(message="First")
    product.acts(captured, person)
    lead = captured["leadId"]
    older = product.status(lead)["jobId"]
    follow(product, lead, text="Second")
    return lead, older


def test_a_message_in_doubt_can_be_confirmed_after_a_newer_one(product: Product) -> None:
    lead, doubtful, newer = followed(product, "9118", LOST)

    story = product.call("GET", f"/api/dm/timeline/{lead}", who=ANA.creator).data
    newest = ask(product, "confirm", lead)
    named = ask(product, "confirm", lead, doubtful)

    assert [(one["jobId"], one["dmStatus"]) for one in story["earlier"]] == [(doubtful, "unconfirmed")]
    assert newest.status == 409
    assert named.data == {"jobId": doubtful, "status": "sent", "provider": "instagram"}
    assert product.status(lead)["jobId"] == newer


def test_a_retry_that_means_an_older_message_sends_nothing(product: Product) -> None:
    lead, older, newer = followed(product, "9119", GONE, LOST)

    before = product.status(lead)

    meant = ask(product, "retry", lead, older)

    assert (meant.status, meant.json["error"]["code"]) == (409, "CONFLICT")
    assert meant.json["message"] == "A newer message followed this one. Only the newest can be retried."
    assert product.status(lead) == before
    assert ask(product, "retry", lead, newer).data["jobId"] == newer


def test_an_older_message_that_waits_is_called_off_and_the_newer_one_goes_out(product: Product) -> None:
    lead, older = both_wait(product, "9120")

    called_off = ask(product, "cancel", lead, older)
    product.work("instagram")

    assert called_off.data == {"jobId": older, "status": "cancelled", "provider": "instagram"}
    assert [message.text for message in product.instagram.inbox if message.person == "9120"] == ["Second"]


@pytest.mark.parametrize("verb", ["retry", "confirm", "cancel"])
def test_an_id_that_names_no_message_of_the_lead_is_404(product: Product, verb: str) -> None:
    product.instagram.faults = [LOST, LOST]
    lead, other = product.sent_lead("9121"), product.sent_lead("9122")

    for job in (f"{lead}-1", product.status(other)["jobId"], "x", ""):
        answer = product.refuses("POST", f"/api/dm/{verb}/{lead}?jobId={job}", who=ANA.creator)
        assert (answer.status, answer.fields) == (404, {"jobId": "names no message to this lead"})


@pytest.mark.parametrize("verb", ["retry", "confirm", "cancel"])
def test_a_named_message_of_anothers_lead_is_403(product: Product, verb: str) -> None:
    product.instagram.faults = [LOST]
    lead = product.sent_lead("9123")
    job = product.status(lead)["jobId"]

    answer = product.refuses("POST", f"/api/dm/{verb}/{lead}?jobId={job}", who=BEN.creator)

    assert answer.status == 403


def test_a_button_is_about_the_message_that_its_reader_saw(product: Product) -> None:
    lead, seen, _ = followed(product, "9124", GONE, LOST)
    before = product.status(lead)

    answer = post(product, f"/dm/{lead}/retry", [("message", seen)])

    assert answer.headers["Location"] == f"/dm/{lead}?told=moved_on"
    assert product.status(lead) == before


@pytest.mark.parametrize("fault", [LOST, PASSES], ids=["in doubt", "failed"])
@pytest.mark.parametrize("page", ["/dm/{lead}", "/dashboard"])
def test_every_button_names_its_message(product: Product, page: str, fault: Fault) -> None:
    product.instagram.faults = [fault]
    lead = product.sent_lead(str(next(people)))  # a person in doubt keeps the next message waiting
    field = f'<input type="hidden" name="message" value="{product.status(lead)["jobId"]}">'

    shown = Browser(product, ANA.creator).page(page.format(lead=lead))

    forms = [form for form in shown.split("<form")[1:] if f"/dm/{lead}/" in form.partition(">")[0]]
    about = [form.partition("</form>")[0] for form in forms if "/forget" not in form.partition(">")[0]]
    asked = [form for form in about if "/write" not in form.partition(">")[0]]
    assert asked
    assert all(field in form for form in asked)
    known = '<input type="hidden" name="doubt" value="known">'
    again = [known in form for form in forms if f"/dm/{lead}/retry" in form.partition(">")[0]]
    offers = page != "/dashboard" or fault is not LOST  # the dashboard offers no second copy
    assert again == [fault is LOST] * offers


def test_a_retry_of_what_failed_is_no_retry_of_what_is_in_doubt_since(product: Product) -> None:
    product.instagram.faults = [PASSES, LOST]
    lead = product.sent_lead("9127")
    seen = ("message", newest(product, lead))
    post(product, f"/dm/{lead}/retry", [seen])
    product.work("instagram")

    stale = post(product, f"/dm/{lead}/retry", [seen])
    chosen = post(product, "/dashboard", [seen])
    bulk = product.call("POST", "/api/dm/retry", {"leadIds": [lead]}, who=ANA.creator).data["items"]
    untouched = product.status(lead)
    asked = post(product, f"/dm/{lead}/retry", [seen, ("doubt", "known")])

    assert stale.headers["Location"] == f"/dm/{lead}?told=moved_on"
    assert chosen.headers["Location"] == "/dashboard?told=retried&n=0-1-0-0-0-0-0"
    assert [item["result"] for item in bulk] == ["CONFLICT"]
    assert (untouched["dmStatus"], untouched["attempts"]) == ("unconfirmed", 2)
    assert asked.headers["Location"] == f"/dm/{lead}?told=retried_one"


@pytest.mark.parametrize("verb", ["retry", "confirm", "cancel"])
def test_a_form_that_names_nothing_or_nonsense_does_nothing(product: Product, verb: str) -> None:
    product.instagram.faults = [LOST]
    lead = product.sent_lead("9128")
    before = product.status(lead)

    for fields in ([], [("message", "")], [("message", "x")]):
        answer = post(product, f"/dm/{lead}/{verb}", [*fields, ("doubt", "known")])
        assert answer.headers["Location"] == f"/dm/{lead}?told=moved_on"

    assert product.status(lead) == before


def test_the_page_calls_off_an_older_message_that_waits(product: Product) -> None:
    lead, older = both_wait(product, "9126")
    form = Browser(product, ANA.creator).page(f"/dm/{lead}").partition("Earlier messages")[2]
    button = form.partition(f'action="/dm/{lead}/cancel"')[2].partition("</form>")[0]

    answer = post(product, f"/dm/{lead}/cancel", [("message", older)])

    assert f'name="message" value="{older}"' in button
    assert "Cancelled" in landed(product, answer).partition("Earlier messages")[2]
