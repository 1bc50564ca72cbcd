"""Booking a message, and asking for it again."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.faults import Code, Reason, Refused, Unknown
from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Json, Reply

ID = re.compile(r"[0-9a-f]{24}")
GONE = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)


def send(product: Product, lead: str, *, key: str | None = None, **fields: str) -> Reply:
    body = {"leadId": lead, "provider": "instagram", **fields}
    headers = {"Idempotency-Key": key} if key else {}
    return product.call("POST", "/api/dm/send", body, who=ANA.creator, headers=headers)


def retry(product: Product, lead: str) -> Reply:
    return product.call("POST", f"/api/dm/retry/{lead}", who=ANA.creator)


def inbox(product: Product, person: str) -> list[str]:
    return [message.text for message in product.instagram.inbox if message.person == person]


def test_a_captured_lead_gets_an_id_a_status_and_a_link(product: Product) -> None:
    lead = product.lead()

    link = urlsplit(lead["contactLink"])
    assert set(lead) >= {"leadId", "dmStatus", "contactLink"}
    assert ID.fullmatch(lead["leadId"])
    assert lead["dmStatus"] == "awaiting_contact"
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://ig.me/m/ana"
    assert re.fullmatch(r"[A-Za-z0-9_=-]{1,2083}", parse_qs(link.query)["ref"][0])


def test_a_whatsapp_lead_gets_a_link_that_opens_the_chat(product: Product) -> None:
    lead = product.lead(provider="whatsapp", phone="+44 7700 900123", message="hi & bye")

    assert lead["dmStatus"] == "coming_soon"
    assert lead["deepLink"] == "https://wa.me/447700900123?text=hi%20%26%20bye"
    assert "contactLink" not in lead


@pytest.mark.parametrize("way", [{}, {"provider": "whatsapp", "phone": "+44 7700 900123"}], ids=str)
def test_a_lead_gets_a_link_to_its_receipt(product: Product, way: Json) -> None:
    lead = product.lead(**way)

    found = re.fullmatch(r"(.+)/f/ana/r/([0-9a-f]{24}-[0-9a-f]{32})", lead["receiptUrl"])
    assert found is not None
    assert found[1] == product.parts.settings.public_url
    assert product.parts.read_receipt("ana", found[2]).lead.id == lead["leadId"]


def test_leads_ids_sort_by_time(product: Product) -> None:
    ids = [product.lead()["leadId"] for _ in range(5)]

    assert ids == sorted(ids)


def test_a_send_to_somebody_who_acted_is_202_queued(product: Product) -> None:
    lead = product.sent_lead("9101")

    answer = send(product, lead, message="one more thing")

    assert answer.status == 202
    assert answer.json == {
        "success": True,
        "message": "The message is booked.",
        "data": {"jobId": answer.data["jobId"], "status": "queued", "provider": "instagram"},
    }
    assert answer.data["jobId"].startswith(lead)


def test_the_second_message_arrives_after_the_first(product: Product) -> None:
    lead = product.sent_lead("9102", message="first")
    send(product, lead, message="second")
    product.work("instagram")

    assert inbox(product, "9102") == ["first", "second"]


def test_a_send_to_somebody_who_has_not_acted_waits_for_them(product: Product) -> None:
    lead = product.lead()

    answer = send(product, lead["leadId"], message="reworded")
    product.acts(lead, "9103")
    product.work("instagram")

    assert (answer.status, answer.data["status"]) == (202, "awaiting_contact")
    assert inbox(product, "9103") == ["reworded"]


def test_whatsapp_is_501_coming_soon_with_a_link_and_success(product: Product) -> None:
    lead = product.lead(provider="whatsapp", phone="+44 7700 900123")["leadId"]
    body = {"leadId": lead, "provider": "whatsapp", "message": "hi & bye"}

    answer = product.call("POST", "/api/dm/send", body, who=ANA.creator)

    assert (answer.status, answer.json["success"]) == (501, True)
    assert answer.data == {
        "status": "coming_soon",
        "provider": "whatsapp",
        "deepLink": "https://wa.me/447700900123?text=hi%20%26%20bye",
    }


def test_the_whatsapp_worker_notes_the_wish(product: Product) -> None:
    lead = product.lead(provider="whatsapp", phone="+44 7700 900123")["leadId"]
    product.call("POST", "/api/dm/send", {"leadId": lead, "provider": "whatsapp"}, who=ANA.creator)
    product.work("whatsapp")

    entries = product.status(lead)["recentLogs"]
    assert [(entry["provider"], entry["status"]) for entry in entries] == [("whatsapp", "coming_soon")]


def test_whatsapp_without_a_number_is_a_400_that_says_so(product: Product) -> None:
    lead = product.lead()["leadId"]

    answer = product.refuses(
        "POST", "/api/dm/send", {"leadId": lead, "provider": "whatsapp"}, who=ANA.creator
    )

    assert (answer.status, set(answer.fields)) == (400, {"provider"})


def test_a_retry_of_a_failed_message_is_202_and_goes_out_with_one_attempt_more(product: Product) -> None:
    product.instagram.faults = [GONE]
    lead = product.sent_lead("9110", message="again")

    answer = retry(product, lead)
    product.work("instagram")

    status = product.status(lead)
    assert answer.status == 202
    assert {name: answer.data[name] for name in ("jobId", "status")} == {
        "jobId": f"{lead}-0",
        "status": "queued",
    }
    assert (status["dmStatus"], status["attempts"]) == ("sent", 2)
    assert inbox(product, "9110") == ["again"]
    assert [entry["status"] for entry in status["recentLogs"]] == ["sent", "retrying", "failed"]


def test_an_unconfirmed_message_is_retried_by_a_person_alone(product: Product) -> None:
    product.instagram.faults = [Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)]
    lead = product.sent_lead("9111")
    unasked = product.work("instagram")

    before, refused, answer = product.status(lead), send(product, lead), retry(product, lead)
    product.work("instagram")

    assert (before["dmStatus"], unasked, refused.status, answer.status) == ("unconfirmed", 0, 409, 202)
    assert product.status(lead)["dmStatus"] == "sent"
    assert len(inbox(product, "9111")) == 1


def test_a_message_in_doubt_is_sent_when_its_creator_says_so(product: Product) -> None:
    product.instagram.faults = [Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)]
    lead = product.sent_lead("9119")

    answers = [product.call("POST", f"/api/dm/confirm/{lead}", who=ANA.creator) for _ in range(2)]
    product.work("instagram")

    status = product.status(lead)
    assert [answer.status for answer in answers] == [200, 409]
    assert (answers[0].data["status"], status["dmStatus"], status["dmError"]) == ("sent", "sent", None)
    assert [entry["status"] for entry in status["recentLogs"]] == ["sent", "unconfirmed"]
    assert inbox(product, "9119") == []


def test_two_retries_at_once_book_one_attempt(product: Product) -> None:
    product.instagram.faults = [GONE]
    lead = product.sent_lead("9112")

    answers = [retry(product, lead).status for _ in range(2)]
    product.work("instagram")

    assert answers == [202, 409]
    assert len(inbox(product, "9112")) == 1


@pytest.mark.parametrize("verb", ["retry", "confirm"])
@pytest.mark.parametrize("state", ["awaiting_contact", "queued", "sent", "coming_soon"])
def test_a_message_in_any_other_state_is_409(product: Product, state: str, verb: str) -> None:
    lead = _in(product, state)

    answer = product.refuses("POST", f"/api/dm/{verb}/{lead}", who=ANA.creator)

    product.work("instagram")
    assert (answer.status, answer.json["error"]["code"]) == (409, "CONFLICT")
    assert state in answer.json["message"]


def test_a_double_click_sends_once(product: Product) -> None:
    lead = product.lead(message="once")
    product.acts(lead, "9113")

    answers = [send(product, lead["leadId"]).data for _ in range(3)]
    product.work("instagram")

    assert {answer["jobId"] for answer in answers} == {f"{lead['leadId']}-0"}
    assert inbox(product, "9113") == ["once"]


def test_the_same_idempotency_key_stands_for_one_message(product: Product) -> None:
    lead = product.sent_lead("9114", message="first")

    answers = [send(product, lead, key="k-1", message="second") for _ in range(3)]
    product.work("instagram")
    late = send(product, lead, key="k-1", message="second")
    product.work("instagram")

    assert {answer.status for answer in [*answers, late]} == {202}
    assert len({answer.data["jobId"] for answer in [*answers, late]}) == 1
    assert inbox(product, "9114") == ["first", "second"]


def test_an_idempotency_key_for_another_request_is_409(product: Product) -> None:
    lead = product.sent_lead("9115", message="first")
    send(product, lead, key="k-2", message="second")

    answer = send(product, lead, key="k-2", message="third")
    product.work("instagram")

    assert answer.status == 409
    assert inbox(product, "9115") == ["first", "second"]


def test_an_idempotency_key_is_its_creators_own(product: Product) -> None:
    of_ana, of_ben = product.sent_lead("9116"), product.sent_lead("9117", BEN)
    send(product, of_ana, key="k-3", message="from ana")
    body = {"leadId": of_ben, "provider": "instagram", "message": "from ben"}

    answer = product.call("POST", "/api/dm/send", body, who=BEN.creator, headers={"Idempotency-Key": "k-3"})

    product.work("instagram")
    assert answer.status == 202
    assert inbox(product, "9117")[-1] == "from ben"


def test_a_message_goes_out_with_the_token_of_its_own_account(product: Product) -> None:
    product.sent_lead("9118", BEN)

    sent = product.instagram.inbox[-1]

    assert (sent.account, sent.token, sent.person) == (BEN.id, BEN.token, "9118")


def _in(product: Product, state: str) -> str:
    if state == "coming_soon":
        return str(product.lead(provider="whatsapp", phone="+44 7700 900123")["leadId"])
    lead = product.lead()
    if state != "awaiting_contact":
        product.acts(lead, f"92{len(state)}")
    if state == "sent":
        product.work("instagram")
    return str(lead["leadId"])
