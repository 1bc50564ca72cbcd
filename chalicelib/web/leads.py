"""Routes for leads."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from chalice.app import Blueprint, Response

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.actions.read_leads import Filter
from chalicelib.domain.dm import State
from chalicelib.domain.ids import is_id
from chalicelib.domain.lead import Provider
from chalicelib.domain.whatsapp import deep_link
from chalicelib.telemetry import Count, count
from chalicelib.web import replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.web.paging import limit
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

STATUSES = {*(state.value for state in State), "retrying", "pending"}
Q_MOST = 100


@endpoint(blueprint, "POST", "/api/leads", Access.PUBLIC)
def capture(call: Call) -> Response:
    """A lead from a public form."""
    from chalicelib.web.bodies import LeadBody

    body = call.body(LeadBody)
    captured = parts().capture_lead(
        Submission(
            form=body.form,
            name=body.name,
            provider=body.provider,
            username=body.instagramUsername,
            phone=body.phone,
            message=body.message,
        )
    )
    count(Count.LEADS)
    return replies.answer(_receipt(captured), "We have your request.", status=201)


@endpoint(blueprint, "GET", "/api/leads", Access.CREATOR)
def listing(call: Call) -> Response:
    """The creator's own leads, newest first."""
    page = parts().list_leads(call.caller.id, _filter(call), before=_before(call), limit=limit(call))
    cursor = urlsafe_b64encode(page.before.encode()).decode() if page.before else None
    return replies.answer({"leads": [shapes.lead(row) for row in page.rows], "cursor": cursor})


def _receipt(captured: Captured) -> dict[str, str]:
    lead, dm = captured.lead, captured.dm
    receipt = {"leadId": lead.id, "dmStatus": dm.shown}
    if lead.provider is Provider.INSTAGRAM:
        return {**receipt, "contactLink": shapes.contact_link(lead, captured.username)}
    return {**receipt, "deepLink": deep_link(lead.phone or "", dm.text)}


def _filter(call: Call) -> Filter:
    status, provider, q = call.query("status"), call.query("provider"), call.query("q")
    if status is not None and status not in STATUSES:
        raise replies.invalid({"status": f"must be one of {', '.join(sorted(STATUSES))}"})
    if provider is not None and provider not in set(Provider):
        raise replies.invalid({"provider": f"must be one of {', '.join(Provider)}"})
    if q is not None and len(q) > Q_MOST:
        raise replies.invalid({"q": f"may have {Q_MOST} characters at most"})
    return Filter(status=status, provider=Provider(provider) if provider else None, q=q)


def _before(call: Call) -> str | None:
    cursor = call.query("cursor")
    if cursor is None:
        return None
    try:
        before = urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        before = ""
    if not is_id(before):
        raise replies.invalid({"cursor": "must be a cursor that this list gave"})
    return before
