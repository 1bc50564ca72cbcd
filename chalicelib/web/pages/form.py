"""A creator's public form. Anybody may fill it in, on any site."""

import json
from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib.domain.lead import Provider
from chalicelib.domain.message import LIMIT, size
from chalicelib.web import replies
from chalicelib.web.endpoint import Call
from chalicelib.web.leads import take_in
from chalicelib.web.pages import filling
from chalicelib.web.pages.page import go
from chalicelib.web.pages.public import gone, public_page, show_public
from chalicelib.web.shapes import receipt_path
from chalicelib.wiring import parts

if TYPE_CHECKING:
    from chalicelib.domain.account import Form

blueprint = Blueprint(__name__)

PATH = "/f/{form}"
MOST_TYPED = 256_000  # bytes: far more than is taken, so that whoever typed it gets it back
LONGEST = 100  # characters of a form's address
TRAP = "leave_empty"  # a field that neither people nor their browsers fill in
TYPED = ("name", "instagramUsername", "phone", "message", "consent")
SENTENCES = {
    "name": "Please tell us your name: one line, 200 characters at most.",
    "instagramUsername": "An Instagram user name has letters, digits, dots and underscores, 30 at most.",
    "phone": "Please give your number with its country code, like +44 7700 900123.",
    "message": "This text has characters that cannot be sent.",
    "consent": "Please tick this box: without your consent we keep nothing.",
    "provider": "Please choose Instagram or WhatsApp.",
}


@public_page(blueprint, "GET", PATH)
def form(call: Call) -> Response:
    """The form."""
    found = form_at(call.path["form"])
    return _form(call, found, {}) if found else gone(call)


@public_page(blueprint, "POST", PATH, limit=MOST_TYPED)
def submit(call: Call) -> Response:
    """Takes a lead in, or says what is wrong and keeps what was typed; what comes twice counts once."""
    from chalicelib.web.bodies import LeadBody, parse

    found = form_at(call.path["form"])
    if found is None:
        return gone(call)
    if call.field(TRAP):
        return show_public(call, "thanks.html")
    given = _given(call, found.slug)
    try:
        body = parse(LeadBody, json.dumps(given).encode())
    except replies.Refusal as refusal:
        return _form(call, found, _sentences(refusal.fields, given))
    return go(call, receipt_path(take_in(body, key=_key(call, given)).lead))


def form_at(slug: str) -> "Form | None":
    """The form at this address."""
    return parts().stores.forms.get(slug) if 0 < len(slug) <= LONGEST else None


def _form(call: Call, found: "Form", wrong: dict[str, str]) -> Response:
    kept = filling.seed(call)
    page = show_public(
        call,
        "form.html",
        http_status=422 if wrong else 200,
        form=found,
        once=filling.given(call) or filling.name(call, kept),
        provider=call.field("provider") or Provider.INSTAGRAM.value,
        trap=TRAP,
        typed={name: call.field(name) or "" for name in TYPED},
        wrong=defaultdict(str, wrong),
    )
    page.headers["Set-Cookie"] = filling.keep(call, found.slug, kept)
    return page


def _key(call: Call, given: dict[str, object]) -> str | None:
    """Another text is another request: whoever goes back and changes something gets a new receipt."""
    once = filling.given(call)
    return sha256(f"{once}\n{json.dumps(given)}".encode()).hexdigest() if once else None


def _given(call: Call, slug: str) -> dict[str, object]:
    """The form as the API takes it: what belongs to the way that was not chosen is left out."""
    way = call.field("provider")
    given: dict[str, object] = {
        "form": slug,
        "name": call.field("name") or "",
        "provider": way,
        "consent": call.field("consent") == "yes",
        "message": _blank_is_none(call.field("message")),
    }
    if way == Provider.WHATSAPP:
        return {**given, "phone": _blank_is_none(call.field("phone"))}
    return {**given, "instagramUsername": (call.field("instagramUsername") or "").strip() or None}


def _blank_is_none(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    return text.replace("\r\n", "\n")  # as forms send line breaks


def _sentences(fields: dict[str, str], given: dict[str, object]) -> dict[str, str]:
    wrong = dict.fromkeys([name for name in SENTENCES if name in fields], "")
    if given["provider"] == Provider.WHATSAPP and given["phone"] is None:
        wrong["phone"] = ""  # the API asks for it once everything else is right
    return {name: _too_long(given) if name == "message" else SENTENCES[name] for name in wrong}


def _too_long(given: dict[str, object]) -> str:
    over = size(str(given["message"])) - LIMIT
    if over <= 0:
        return SENTENCES["message"]
    return f"This is {over:,} bytes too long: Instagram takes {LIMIT:,}, about as many letters or 250 emoji."
