"""Calling a message off: only before it is sent, and then it never is."""

from itertools import count
from urllib.parse import quote

import pytest

from chalicelib.domain.faults import Code, Fault, NotSent, Reason, Refused, Unknown
from tests.api.automating import automate, commented, comments_on, inbox, lead_of, works
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Json, Reply
from tests.api.test_api_bad_requests import BAD_IDS

pytestmark = pytest.mark.usefixtures("afresh")

DOUBT = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
GONE = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)
ALL_DAY = {"begin": "00:00", "end": "23:59", "timezone": "UTC"}
people = count(7_501)


@pytest.fixture
def person() -> str:
    return str(next(people))


def cancel(product: Product, lead: str) -> Reply:
    return product.call("POST", f"/api/dm/cancel/{lead}", who=ANA.creator)


def quiet(product: Product, person: str) -> Json:
    """The lead of somebody whose answer waits for the end of the quiet hours."""
    automate(product, quietHours=ALL_DAY)
    comments_on(product, commented(person))
    return lead_of(product, person)


def next_day(product: Product) -> None:
    """The quiet hours end, and the timer looks after what is due."""
    product.clock.advance(hours=24)
    for _ in range(2):
        with product.listening():
            product.parts.sweep()
        works(product)
        product.clock.advance(minutes=2)


def test_a_message_that_waits_for_its_person_can_be_called_off(product: Product) -> None:
    lead = product.lead()["leadId"]

    answer = cancel(product, lead)

    assert (answer.status, answer.json["message"]) == (200, "Cancelled.")
    assert answer.data == {"jobId": f"{lead}-0", "status": "cancelled", "provider": "instagram"}
    assert product.status(lead)["dmStatus"] == "cancelled"


def test_it_is_not_sent_when_the_person_acts_afterwards(product: Product, person: str) -> None:
    lead = product.lead()
    cancel(product, lead["leadId"])

    product.acts(lead, person)
    product.work("instagram")

    assert inbox(product, person) == []
    assert product.status(lead["leadId"])["dmStatus"] == "cancelled"


def test_a_queued_message_can_be_called_off_before_the_worker_comes(product: Product, person: str) -> None:
    lead = product.lead()
    product.acts(lead, person)
    before = product.status(lead["leadId"])["dmStatus"]

    answer = cancel(product, lead["leadId"])
    product.work("instagram")

    assert (before, answer.status) == ("queued", 200)
    assert inbox(product, person) == []


def test_what_waits_for_the_end_of_quiet_hours_goes_out_when_they_end(product: Product, person: str) -> None:
    lead = quiet(product, person)
    before = inbox(product, person)

    next_day(product)

    assert (lead["dmStatus"], lead["nextAttemptAt"][11:]) == ("queued", "23:59:00.000Z")
    assert (before, len(inbox(product, person))) == ([], 1)


def test_what_waits_for_the_end_of_quiet_hours_can_be_called_off(product: Product, person: str) -> None:
    lead = quiet(product, person)

    answer = cancel(product, lead["leadId"])
    next_day(product)

    assert answer.status == 200
    assert inbox(product, person) == []
    assert product.status(lead["leadId"])["dmStatus"] == "cancelled"


def test_a_cancelled_message_tells_who_ended_it_and_waits_for_nothing(product: Product) -> None:
    lead = product.lead()["leadId"]
    cancel(product, lead)

    status = product.status(lead)

    assert (status["nextAttemptAt"], status["dmError"], status["dmSentAt"]) == (None, None, None)
    assert [entry["metadata"]["note"] for entry in status["recentLogs"]] == ["cancelled by the creator"]
    told = product.call("GET", f"/api/dm/timeline/{lead}", who=ANA.creator).data
    assert told["steps"][-1]["text"] == "Cancelled by the creator."


def test_cancelled_ones_can_be_listed(product: Product) -> None:
    lead = product.lead()["leadId"]
    cancel(product, lead)

    rows = product.call("GET", "/api/leads?status=cancelled&limit=100", who=ANA.creator).data["leads"]

    assert lead in [row["leadId"] for row in rows]
    assert {row["dmStatus"] for row in rows} == {"cancelled"}


def test_another_message_can_be_booked_afterwards(product: Product, person: str) -> None:
    lead = product.lead()
    cancel(product, lead["leadId"])
    body = {"leadId": lead["leadId"], "provider": "instagram", "message": "after all"}

    answer = product.call("POST", "/api/dm/send", body, who=ANA.creator)
    product.acts(lead, person)
    product.work("instagram")

    assert (answer.status, answer.data["status"]) == (202, "awaiting_contact")
    assert inbox(product, person) == ["after all"]


def test_a_message_between_two_attempts_can_be_called_off(product: Product, person: str) -> None:
    product.instagram.faults = [NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)]
    lead = product.sent_lead(person)
    before = product.status(lead)["dmStatus"]

    answer = cancel(product, lead)
    next_day(product)

    assert (before, answer.status) == ("retrying", 200)
    assert (inbox(product, person), product.status(lead)["dmStatus"]) == ([], "cancelled")


def test_a_message_that_a_worker_holds_is_409(product: Product, person: str) -> None:
    lead = product.lead()
    product.acts(lead, person)
    dms = product.parts.stores.dms
    queued = dms.get(ANA.creator, f"{lead['leadId']}-0")
    assert queued is not None
    dms.save(queued, queued.claim("a" * 32, now=product.parts.now()))

    answer = product.refuses("POST", f"/api/dm/cancel/{lead['leadId']}", who=ANA.creator)

    assert answer.status == 409
    assert answer.json["message"] == "Only a message that waits can be cancelled; this one is sending."


@pytest.mark.parametrize("state", ["sent", "failed", "unconfirmed", "cancelled", "coming_soon"])
def test_a_message_that_has_ended_is_409(product: Product, person: str, state: str) -> None:
    lead = _in(product, state, person)

    answer = product.refuses("POST", f"/api/dm/cancel/{lead}", who=ANA.creator)

    assert (answer.status, answer.json["error"]["code"]) == (409, "CONFLICT")
    assert answer.json["message"] == f"Only a message that waits can be cancelled; this one is {state}."
    assert product.status(lead)["dmStatus"] == state


@pytest.mark.parametrize("verb", ["retry", "confirm"])
def test_a_cancelled_message_can_be_neither_retried_nor_confirmed(product: Product, verb: str) -> None:
    lead = product.lead()["leadId"]
    cancel(product, lead)

    answer = product.refuses("POST", f"/api/dm/{verb}/{lead}", who=ANA.creator)

    assert answer.status == 409
    assert "cancelled" in answer.json["message"]


def test_another_creators_message_cannot_be_called_off(product: Product, person: str) -> None:
    lead = product.lead()

    answer = product.refuses("POST", f"/api/dm/cancel/{lead['leadId']}", who=BEN.creator)
    product.acts(lead, person)
    product.work("instagram")

    assert (answer.status, answer.json["error"]["code"]) == (403, "FORBIDDEN")
    assert len(inbox(product, person)) == 1


@pytest.mark.parametrize("id", BAD_IDS.values(), ids=BAD_IDS)
def test_no_leads_message_cannot_be_called_off(product: Product, id: str) -> None:
    answer = product.refuses("POST", f"/api/dm/cancel/{quote(id, safe='')}", who=ANA.creator)

    assert (answer.status, answer.fields) == (404, {"leadId": "names no lead"})


def _in(product: Product, state: str, person: str) -> str:
    if state == "coming_soon":
        return str(product.lead(provider="whatsapp", phone="+44 7700 900123")["leadId"])
    if state == "cancelled":
        lead = str(product.lead()["leadId"])
        cancel(product, lead)
        return lead
    faults: dict[str, list[Fault]] = {"failed": [GONE], "unconfirmed": [DOUBT]}
    product.instagram.faults = faults.get(state, [])
    return product.sent_lead(person)
