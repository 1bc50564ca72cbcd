"""One message: its story, and the one right thing to do about it."""

import json
from collections.abc import Callable
from urllib.parse import quote

from chalice.app import Blueprint, Response

from chalicelib.actions.cancel_dm import TooLate
from chalicelib.actions.person_data import OnItsWay
from chalicelib.actions.queue_dm import Request
from chalicelib.actions.read_leads import Row
from chalicelib.actions.retry_dm import NothingToRetry
from chalicelib.actions.vouch import NotInDoubt
from chalicelib.domain.account import Account
from chalicelib.domain.dm import State
from chalicelib.domain.lead import Provider
from chalicelib.domain.message import LIMIT
from chalicelib.domain.remedy import Remedy, remedy
from chalicelib.domain.whatsapp import deep_link
from chalicelib.telemetry import Count, count
from chalicelib.web import shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.asked import DASHBOARD, Asked
from chalicelib.web.pages.dashboard import CALM, LIVELY
from chalicelib.web.pages.line import Line
from chalicelib.web.pages.page import go, page, show
from chalicelib.web.replies import Refusal
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

HERE = "/dm/{leadId}"
MOVED_ON = (NothingToRetry, NotInDoubt, TooLate)


@page(blueprint, "GET", HERE, Access.CREATOR)
def message(call: Call) -> Response:
    """A lead's newest message: where it is, why, and everything that happened to it."""
    return _shown(call)


@page(blueprint, "POST", f"{HERE}/send", Access.CREATOR)
def send(call: Call) -> Response:
    """Another text in place of the one that Instagram refused."""
    from chalicelib.web.bodies import SendBody, parse

    text = (call.field("text") or "").replace("\r\n", "\n")
    lead = call.path["leadId"]
    wanted = {"leadId": lead, "provider": Provider.INSTAGRAM, "message": text}
    try:
        parse(SendBody, json.dumps(wanted).encode())
    except Refusal as refusal:
        wrong = refusal.fields.get("message", refusal.message)
        return _shown(call, http_status=422, typed=text, wrong=f"The text {wrong}.")
    row, _ = parts().read_lead(call.caller.id, lead)
    if _offered(row) is not Remedy.REWORD:
        return go(call, _path(call), told="moved_on")
    parts().queue_dm(Request(creator=call.caller.id, lead=lead, text=text))
    return go(call, _path(call), told="reworded")


@page(blueprint, "POST", f"{HERE}/retry", Access.CREATOR)
def retry(call: Call) -> Response:
    """Another attempt."""
    return _asked_for(call, _retry)


@page(blueprint, "POST", f"{HERE}/confirm", Access.CREATOR)
def confirm(call: Call) -> Response:
    """The creator has found the message in the conversation."""
    return _asked_for(call, _confirm)


@page(blueprint, "POST", f"{HERE}/cancel", Access.CREATOR)
def cancel(call: Call) -> Response:
    """Nothing is to be sent any more."""
    return _asked_for(call, _cancel)


@page(blueprint, "POST", f"{HERE}/forget", Access.CREATOR)
def forget(call: Call) -> Response:
    """Deletes everything about the person."""
    try:
        parts().forget_person(call.caller.id, call.path["leadId"])
    except OnItsWay:
        return go(call, _path(call), told="being_sent")
    return go(call, DASHBOARD, told="forgotten")


def _asked_for(call: Call, act: Callable[[str, str], str]) -> Response:
    """Back to where it was asked for; that the message has moved on meanwhile is no error."""
    try:
        told = act(call.caller.id, call.path["leadId"])
    except MOVED_ON:
        told = "moved_on"
    if "back" not in call.fields:
        return go(call, _path(call), told=told)
    return go(call, DASHBOARD, told=told, **Asked.back(call.field("back")).known)


def _retry(creator: str, lead: str) -> str:
    parts().retry_dm(creator, lead)
    count(Count.RETRIED)
    return "retried_one"


def _confirm(creator: str, lead: str) -> str:
    parts().vouch(creator, lead)
    return "confirmed"


def _cancel(creator: str, lead: str) -> str:
    ended = parts().cancel_dm(creator, lead)
    return "cancelled" if ended.state is State.CANCELLED else "in_doubt_again"


def _path(call: Call) -> str:
    return f"/dm/{quote(call.path['leadId'], safe='')}"


def _shown(call: Call, *, http_status: int = 200, typed: str | None = None, wrong: str = "") -> Response:
    told = parts().read_timeline(call.caller.id, call.path["leadId"])
    row, line = told.row, Line(told.row, parts().now())
    account = parts().stores.accounts.get(call.caller.id, row.lead.account)
    return show(
        call,
        "message.html",
        http_status=http_status,
        poll=None if wrong else LIVELY if line.soon else CALM,  # a look would take the sentence away
        contact_link=_contact_link(row, account),
        entries=[entry for entry in reversed(told.entries) if entry.attempt is not None or entry.code],
        limit=LIMIT,
        line=line,
        remedy=_remedy(row, account),
        steps=told.steps,
        typed=typed,
        whatsapp=_whatsapp(row),
        wrong=wrong,
    )


def _offered(row: Row) -> Remedy:
    return _remedy(row, parts().stores.accounts.get(row.lead.creator, row.lead.account))


def _remedy(row: Row, account: Account | None) -> Remedy:
    dm = row.dm
    if dm is None:
        return Remedy.NOTHING
    contact = parts().stores.contacts.get(dm.account, dm.person) if dm.person else None
    return remedy(
        dm,
        acted_at=contact.last_act_at if contact else None,
        connected_at=account.connected_at if account and account.usable else None,
    )


def _contact_link(row: Row, account: Account | None) -> str | None:
    """The link by which the person can act; only a lead of a form has one, and it names the account."""
    known = account is not None and row.lead.provider is Provider.INSTAGRAM and bool(row.lead.ref)
    return shapes.contact_link(row.lead, account.username) if account and known else None


def _whatsapp(row: Row) -> str | None:
    """The chat with the text filled in, until sending by WhatsApp is built."""
    lead = row.lead
    wanted = lead.provider is Provider.WHATSAPP and lead.phone
    return deep_link(lead.phone or "", row.dm.text if row.dm else "") if wanted else None
