"""Following a message, field for field."""

import re

from chalicelib.domain.faults import Code, NotSent, Reason, Refused, Trace
from tests.api.product import Product
from tests.api.stand_ins import ANA, Json

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
STATUS_FIELDS = {
    "leadId",
    "dmStatus",
    "dmProvider",
    "dmSentAt",
    "dmReadAt",
    "dmError",
    "dmMessageId",
    "attempts",
    "nextAttemptAt",
    "recentLogs",
}
GONE = Refused(
    Code.NOT_PERMITTED,
    Reason.RECIPIENT_UNAVAILABLE,
    trace=Trace(status=403, code=551, subcode=1545041, fbtrace_id="Abc", ms=9),
)


def test_the_status_of_a_new_lead_has_every_field(product: Product) -> None:
    lead = product.lead()["leadId"]

    status = product.status(lead)

    assert set(status) >= STATUS_FIELDS
    assert {name: status[name] for name in STATUS_FIELDS} == {
        "leadId": lead,
        "dmStatus": "awaiting_contact",
        "dmProvider": "instagram",
        "dmSentAt": None,
        "dmReadAt": None,
        "dmError": None,
        "dmMessageId": None,
        "attempts": 0,
        "nextAttemptAt": None,
        "recentLogs": [],
    }


def test_the_status_of_a_queued_message_says_when_it_is_due(product: Product) -> None:
    lead = product.lead()
    product.acts(lead, "9104")

    status = product.status(lead["leadId"])

    product.work("instagram")
    assert (status["dmStatus"], status["attempts"]) == ("queued", 0)
    assert TIME.fullmatch(status["nextAttemptAt"])


def test_the_status_of_a_sent_message_names_its_time_and_id(product: Product) -> None:
    status = product.status(product.sent_lead("9105"))

    assert (status["dmStatus"], status["attempts"], status["dmError"]) == ("sent", 1, None)
    assert TIME.fullmatch(status["dmSentAt"])
    assert status["dmMessageId"] == f"mid-{len(product.instagram.inbox)}"
    assert [entry["status"] for entry in status["recentLogs"]] == ["sent"]


def test_an_echo_and_a_read_receipt_add_their_times(product: Product) -> None:
    lead = product.sent_lead("9106")
    mid = product.status(lead)["dmMessageId"]
    echo: Json = {
        "sender": {"id": ANA.id},
        "recipient": {"id": "9106"},
        "message": {"mid": mid, "is_echo": True},
    }

    product.hook(product.news(echo, "9106"))
    product.hook(product.news({"read": {"mid": mid}}, "9106"))
    product.work("events")

    status = product.status(lead)
    assert status["dmStatus"] == "sent"
    assert TIME.fullmatch(status["dmConfirmedAt"])
    assert TIME.fullmatch(status["dmReadAt"])


def test_a_refused_message_says_why_and_what_to_do(product: Product) -> None:
    product.instagram.faults = [GONE]

    status = product.status(product.sent_lead("9107"))

    error = status["dmError"]
    assert (status["dmStatus"], status["dmSentAt"], status["dmMessageId"]) == ("failed", None, None)
    assert set(error) == {"code", "reason", "message", "action", "retryable"}
    assert (error["code"], error["reason"]) == ("NOT_PERMITTED", "RECIPIENT_UNAVAILABLE")
    assert error["message"]
    assert error["action"]
    assert error["retryable"] is False


def test_a_log_entry_carries_what_instagram_said(product: Product) -> None:
    product.instagram.faults = [GONE]
    lead = product.sent_lead("9108")

    [entry] = product.status(lead)["recentLogs"]

    assert TIME.fullmatch(entry.pop("at"))
    assert entry == {
        "jobId": f"{lead}-0",
        "provider": "instagram",
        "status": "failed",
        "errorCode": "NOT_PERMITTED",
        "errorDetails": {
            "reason": "RECIPIENT_UNAVAILABLE",
            "httpStatus": 403,
            "graphCode": 551,
            "graphSubcode": 1545041,
            "fbtraceId": "Abc",
        },
        "metadata": {"attempt": 1, "durationMs": 9, "note": None},
    }


def test_a_message_that_never_left_is_retrying_with_its_reason(product: Product) -> None:
    product.instagram.faults = [NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)]

    status = product.status(product.sent_lead("9109"))

    assert (status["dmStatus"], status["attempts"]) == ("retrying", 1)
    assert TIME.fullmatch(status["nextAttemptAt"])
    assert status["dmError"]["code"] == "UNAVAILABLE"
