"""Routes for leads."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib.actions.capture_lead import Captured, Submission
from chalicelib.actions.read_leads import Filter
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State
from chalicelib.domain.whatsapp import deep_link
from chalicelib.web import csv_export, replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.web.idempotency import idempotency_key
from chalicelib.web.paging import cursor, lead_before, limit
from chalicelib.wiring import parts

if TYPE_CHECKING:
    from chalicelib.web.bodies import LeadBody

blueprint = Blueprint(__name__)

STATUSES = {*(state.value for state in State), "retrying", "pending"}
Q_MOST = 100
EXPORTED = 1_000  # leads in a file: about 12 requests, and far below the 6 MB that a function may answer


@endpoint(blueprint, "POST", "/api/leads", Access.PUBLIC)
def capture(call: Call) -> Response:
    """A lead from a public form."""
    from chalicelib.web.bodies import LeadBody

    body = call.body(LeadBody)
    captured = take_in(body, key=idempotency_key(call))
    return replies.answer(_receipt(captured), "We have your request.", status=201)


@endpoint(blueprint, "GET", "/api/leads", Access.CREATOR)
def listing(call: Call) -> Response:
    """The creator's own leads, newest first."""
    before = lead_before(call.query("cursor"))
    page = parts().list_leads(call.caller.id, _filter(call), before=before, limit=limit(call))
    leads = [shapes.lead(row) for row in page.rows]
    return replies.answer({"leads": leads, "cursor": cursor(page.before)})


@endpoint(blueprint, "GET", "/api/leads.csv", Access.CREATOR)
def export_leads(call: Call) -> Response:
    """The creator's leads as a CSV file; the header X-Next-Cursor says where the next one starts."""
    before, most = lead_before(call.query("cursor")), limit(call, usual=EXPORTED, most=EXPORTED)
    page = parts().list_leads(call.caller.id, Filter(), before=before, limit=most)
    return replies.table(csv_export.leads(page.rows), name="leads.csv", cursor=cursor(page.before))


def take_in(body: "LeadBody", *, key: str | None) -> Captured:
    """The lead that *body* tells of, stored; what came under the same *key* before is that lead."""
    return parts().capture_lead(
        Submission(
            form=body.form,
            name=body.name,
            provider=body.provider,
            username=body.instagramUsername,
            phone=body.phone,
            message=body.message,
            key=key,
        )
    )


def _receipt(captured: Captured) -> dict[str, str]:
    lead, dm = captured.lead, captured.dm
    address = parts().settings.address(shapes.receipt_path(lead))
    receipt = {"leadId": lead.id, "dmStatus": dm.shown, "receiptUrl": address}
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
