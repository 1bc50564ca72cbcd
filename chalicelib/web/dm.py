"""Routes for direct messages."""

import re

from chalice.app import Blueprint, Response

from chalicelib.actions.queue_dm import Request
from chalicelib.domain.lead import Provider
from chalicelib.telemetry import Count, count
from chalicelib.web import automation_shapes, replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

KEY = re.compile(r"[\x21-\x7e]{1,255}")


@endpoint(blueprint, "POST", "/api/dm/send", Access.CREATOR)
def send(call: Call) -> Response:
    """Books a message to a lead."""
    from chalicelib.web.bodies import SendBody

    body = call.body(SendBody)
    wish = Request(creator=call.caller.id, lead=body.leadId, text=body.message, key=_key(call))
    if body.provider is Provider.WHATSAPP:
        return _coming_soon(wish)
    dm = parts().queue_dm(wish)
    return replies.answer(shapes.job(dm), "The message is booked.", status=202)


@endpoint(blueprint, "GET", "/api/dm/status/{leadId}", Access.CREATOR)
def status(call: Call) -> Response:
    """How a lead's message is doing, and why."""
    row, entries = parts().read_lead(call.caller.id, call.path["leadId"])
    return replies.answer(shapes.status(row, entries))


@endpoint(blueprint, "POST", "/api/dm/retry/{leadId}", Access.CREATOR)
def retry(call: Call) -> Response:
    """Books another attempt at a failed or unconfirmed message."""
    dm = parts().retry_dm(call.caller.id, call.path["leadId"])
    count(Count.RETRIED)
    return replies.answer(shapes.job(dm), "Another attempt is booked.", status=202)


@endpoint(blueprint, "POST", "/api/dm/confirm/{leadId}", Access.CREATOR)
def confirm(call: Call) -> Response:
    """Marks an unconfirmed message as sent, on the creator's word."""
    dm = parts().vouch(call.caller.id, call.path["leadId"])
    return replies.answer({"jobId": dm.id, "status": dm.shown, "provider": "instagram"}, "Marked as sent.")


@endpoint(blueprint, "POST", "/api/dm/cancel/{leadId}", Access.CREATOR)
def cancel(call: Call) -> Response:
    """Calls off a message that has not been sent."""
    dm = parts().cancel_dm(call.caller.id, call.path["leadId"])
    return replies.answer({"jobId": dm.id, "status": dm.shown, "provider": "instagram"}, "Cancelled.")


@endpoint(blueprint, "GET", "/api/dm/timeline/{leadId}", Access.CREATOR)
def timeline(call: Call) -> Response:
    """Everything that was decided about a lead's newest message, when and by which rule."""
    told = parts().read_timeline(call.caller.id, call.path["leadId"])
    return replies.answer(automation_shapes.timeline(told))


def _coming_soon(wish: Request) -> Response:
    link = parts().place_whatsapp(wish)
    count(Count.WHATSAPP)
    data = {"status": "coming_soon", "provider": Provider.WHATSAPP, "deepLink": link}
    message = "Sending by WhatsApp is coming soon; the link opens the chat with the text filled in."
    return replies.answer(data, message, status=501)


def _key(call: Call) -> str | None:
    key = call.header("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise replies.invalid({"Idempotency-Key": "must be 1 to 255 visible ASCII characters"})
    return key
