"""One message: its story, and the one right thing to do about it."""

import json
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from chalice.app import Blueprint, Response

from chalicelib.actions.cancel_dm import TooLate
from chalicelib.actions.find_lead import NoSuchMessage
from chalicelib.actions.person_data import OnItsWay
from chalicelib.actions.queue_dm import InDoubt, KeyReused, Request
from chalicelib.actions.retry_dm import NothingToRetry, NotNewest
from chalicelib.actions.vouch import NotInDoubt
from chalicelib.domain.lead import Provider
from chalicelib.domain.remedy import Remedy
from chalicelib.domain.state import State
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.asked import DASHBOARD, Asked
from chalicelib.web.pages.page import go, page
from chalicelib.web.pages.room import room_of
from chalicelib.web.pages.story import offered, read, shown
from chalicelib.web.replies import Refusal
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

HERE = "/dm/{leadId}"
KEY = re.compile(r"page-[0-9a-z-]{1,90}")
AGAIN = "Nothing was sent: this form was used before. Look whether your message is there; then send it again."
LATE = "Nothing was sent: the message is not waiting for another text any more."
DOUBTED = "Nothing was sent: the same text may have arrived already. Look into the conversation first."
MOVED_ON = (NoSuchMessage, NothingToRetry, NotNewest, InDoubt, NotInDoubt, TooLate)


@page(blueprint, "GET", HERE, Access.CREATOR)
def message(call: Call) -> Response:
    """A lead's messages: where the newest is, why, and everything that happened to each."""
    return shown(call, read(call))


@page(blueprint, "POST", f"{HERE}/send", Access.CREATOR)
def send(call: Call) -> Response:
    """Another text in place of the one that Instagram refused."""
    told = read(call)
    text, wrong = _text(call)
    if wrong:
        return shown(call, told, http_status=422, typed=text, wrong=wrong)
    if offered(told).remedy is not Remedy.REWORD:
        return shown(call, told, http_status=409, typed=text, wrong=LATE)
    parts().queue_dm(Request(creator=call.caller.id, lead=told.row.lead.id, text=text))
    return go(call, _path(call), told="reworded")


@page(blueprint, "POST", f"{HERE}/write", Access.CREATOR)
def write(call: Call) -> Response:
    """A further message. The form's key makes sending it twice one message."""
    told = read(call)
    text, wrong = _text(call)
    room = room_of(told, parts().now())
    if not room.open:
        wrong = wrong or f"Nothing was sent. {room.why}"
    if wrong:
        return shown(call, told, http_status=422, typed=text, wrong=wrong)
    key = call.field("key") or ""
    if not KEY.fullmatch(key):
        return shown(call, told, http_status=422, typed=text, wrong=AGAIN)
    try:
        parts().queue_dm(Request(creator=call.caller.id, lead=told.row.lead.id, text=text, key=key))
    except KeyReused:
        return shown(call, told, http_status=409, typed=text, wrong=AGAIN)
    except InDoubt:
        return shown(call, told, http_status=409, typed=text, wrong=DOUBTED)
    return go(call, _path(call), told="written")


@page(blueprint, "POST", f"{HERE}/retry", Access.CREATOR)
def retry(call: Call) -> Response:
    """Another attempt; at a doubt only by the button that says what that may lead to."""
    return _asked_for(call, partial(_retry, doubts=call.field("doubt") is not None))


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


def _asked_for(call: Call, act: Callable[[str, str, str], str]) -> Response:
    """Back to where it was asked for; that the message has moved on meanwhile is no error.

    The form names the message that its reader saw: a newer one is not theirs to decide about yet.
    """
    try:
        told = act(call.caller.id, call.path["leadId"], call.field("message") or "")
    except MOVED_ON:
        told = "moved_on"
    if "back" not in call.fields:
        return go(call, _path(call), told=told)
    return go(call, DASHBOARD, told=told, **Asked.back(call.field("back")).known)


def _retry(creator: str, lead: str, message: str, *, doubts: bool) -> str:
    parts().retry_dm(creator, lead, message, doubts=doubts)
    return "retried_one"


def _confirm(creator: str, lead: str, message: str) -> str:
    parts().vouch(creator, lead, message)
    return "confirmed"


def _cancel(creator: str, lead: str, message: str) -> str:
    ended = parts().cancel_dm(creator, lead, message)
    return "cancelled" if ended.state is State.CANCELLED else "in_doubt_again"


def _path(call: Call) -> str:
    return f"/dm/{quote(call.path['leadId'], safe='')}"


def _text(call: Call) -> tuple[str, str]:
    """What was written, and a sentence about what is wrong with it, as the API would say."""
    from chalicelib.web.bodies import SendBody, parse

    text = (call.field("text") or "").replace("\r\n", "\n")
    wanted = {"leadId": call.path["leadId"], "provider": Provider.INSTAGRAM, "message": text}
    try:
        parse(SendBody, json.dumps(wanted).encode())
    except Refusal as refusal:
        return text, f"The text {refusal.fields.get('message', refusal.message)}."
    return text, ""
