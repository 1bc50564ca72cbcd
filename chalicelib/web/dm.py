"""Routes for direct messages."""

from chalice.app import Blueprint, Response

from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State
from chalicelib.telemetry import Metric, count
from chalicelib.web import automation_shapes, csv_export, replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.web.idempotency import idempotency_key
from chalicelib.web.paging import cursor, lead_before
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)


@endpoint(blueprint, "POST", "/api/dm/send", Access.CREATOR)
def send(call: Call) -> Response:
    """Books a message to a lead."""
    from chalicelib.web.bodies import SendBody

    body = call.body(SendBody)
    wish = Request(creator=call.caller.id, lead=body.leadId, text=body.message, key=idempotency_key(call))
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
    """Books another attempt at the newest message, failed or unconfirmed; refuses if another one is named."""
    dm = parts().retry_dm(call.caller.id, call.path["leadId"], _job(call))
    return replies.answer(shapes.job(dm), "Another attempt is booked.", status=202)


@endpoint(blueprint, "POST", "/api/dm/retry", Access.CREATOR)
def retry_many(call: Call) -> Response:
    """Books further attempts at chosen messages, or at all that failed; each is judged by itself."""
    from chalicelib.web.bodies import RetryBody

    body, creator, act = call.body(RetryBody), call.caller.id, parts().retry_many
    if body.leadIds is not None:
        retried = act.these(creator, body.leadIds)
    else:
        retried = act.failed(creator, before=lead_before(body.cursor))
    data = {"items": [_outcome(*item) for item in retried.outcomes.items()], "cursor": cursor(retried.before)}
    message = f"{len(retried.done)} of {len(retried.outcomes)} are booked again."
    return replies.answer(data, message, status=202)


@endpoint(blueprint, "POST", "/api/dm/confirm/{leadId}", Access.CREATOR)
def confirm(call: Call) -> Response:
    """Marks an unconfirmed message, the newest or the one named, as sent on the creator's word."""
    dm = parts().vouch(call.caller.id, call.path["leadId"], _job(call))
    return replies.answer({"jobId": dm.id, "status": dm.shown, "provider": "instagram"}, "Marked as sent.")


@endpoint(blueprint, "POST", "/api/dm/cancel/{leadId}", Access.CREATOR)
def cancel(call: Call) -> Response:
    """Calls off a message that has not been sent, the newest or the one named."""
    dm = parts().cancel_dm(call.caller.id, call.path["leadId"], _job(call))
    doubtful = dm.state is State.UNCONFIRMED
    said = "Not sent again; whether it arrived before is still unknown." if doubtful else "Cancelled."
    return replies.answer({"jobId": dm.id, "status": dm.shown, "provider": "instagram"}, said)


@endpoint(blueprint, "GET", "/api/dm/timeline/{leadId}", Access.CREATOR)
def timeline(call: Call) -> Response:
    """Everything that was decided about a lead's newest message, when and by which rule."""
    told = parts().read_timeline(call.caller.id, call.path["leadId"])
    return replies.answer(automation_shapes.timeline(told))


@endpoint(blueprint, "GET", "/api/dm/logs.csv", Access.CREATOR)
def export_log(call: Call) -> Response:
    """The history of the creator's messages as a CSV file; X-Next-Cursor says where the next one starts."""
    page = parts().export_log(call.caller.id, before=lead_before(call.query("cursor")))
    return replies.table(csv_export.log(page.rows), name="dm-logs.csv", cursor=cursor(page.before))


def _job(call: Call) -> str | None:
    """The message that is meant, None for the newest. An empty id is a wrong one."""
    given = call.request.query_params
    return given.get("jobId") if given else None


def _outcome(lead: str, outcome: Dm | Exception) -> dict[str, str]:
    if isinstance(outcome, Dm):
        return {"leadId": lead, "result": "queued", "message": "Another attempt is booked."}
    refusal = replies.understand(outcome)
    if refusal is None:
        raise outcome
    return {"leadId": lead, "result": refusal.code, "message": refusal.message}


def _coming_soon(wish: Request) -> Response:
    link = parts().place_whatsapp(wish)
    count(Metric.COMING_SOON)
    data = {"status": "coming_soon", "provider": Provider.WHATSAPP, "deepLink": link}
    message = "Sending by WhatsApp is coming soon; the link opens the chat with the text filled in."
    return replies.answer(data, message, status=501)
