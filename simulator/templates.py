"""Templates, buttons and quick replies: what Meta takes in a send."""

import re
from collections.abc import Collection
from typing import Any

from simulator.errors import Refusal, Why

Json = dict[str, Any]

TEXT_LIMIT = 640  # characters above a template's buttons
ELEMENT_LIMIT = 10
BUTTON_LIMIT = 3
QUICK_REPLY_LIMIT = 13
QUICK_REPLY_TITLE = 20  # characters; Meta cuts a longer one and refuses nothing
HANDED_OVER = frozenset({"user_phone_number", "user_email"})  # the phone fills in title and payload
ADDRESS = re.compile(r"https?://[^\s/?#]\S*")


def payload_of(attachment: Json) -> Json:
    """A template's payload; nothing for attachments of other kinds."""
    found: Json = attachment.get("payload") or {}
    return found if attachment["type"].lower() == "template" else {}


def check_template(payload: Json) -> None:
    """Refuses a template that Instagram could not show."""
    kind = payload.get("template_type")
    if kind == "generic":
        _check_elements(payload.get("elements"))
    elif kind == "button":
        if not _text(payload, "text") or len(payload["text"]) > TEXT_LIMIT:
            raise _bad("a text of 1 to 640 characters is needed")
        _check_buttons(payload.get("buttons"), counts=range(1, BUTTON_LIMIT + 1))
    else:
        raise _bad("unknown template type")


def _check_elements(elements: object) -> None:
    if not isinstance(elements, list) or not 1 <= len(elements) <= ELEMENT_LIMIT:
        raise _bad("1 to 10 elements are needed")
    for element in elements:
        if not isinstance(element, dict):
            raise _bad("an element must be an object")
        _check_buttons(element.get("buttons", []), counts=range(BUTTON_LIMIT + 1))


def _check_buttons(buttons: object, *, counts: Collection[int]) -> None:
    if not isinstance(buttons, list) or len(buttons) not in counts:
        raise _bad(f"{min(counts)} to 3 buttons are needed")
    for button in buttons:
        _check_button(button)


def _check_button(button: object) -> None:
    if not isinstance(button, dict) or not _text(button, "title"):
        raise _bad("a button needs a title")
    kind = button.get("type")
    if kind == "web_url":
        if not ADDRESS.fullmatch(str(button.get("url"))):
            raise _bad("a web_url button needs an http address")
    elif kind != "postback":
        raise _bad("a button is a web_url or a postback")
    elif not _text(button, "payload"):
        raise _bad("a postback button needs a payload")


def read_quick_replies(message: Json, text: str | None) -> tuple[Json, ...]:
    """The quick replies of a message as the person sees them."""
    replies = message.get("quick_replies", [])
    if not isinstance(replies, list) or len(replies) > QUICK_REPLY_LIMIT:
        raise _bad("at most 13 quick replies")
    if replies and not text:
        raise _bad("quick replies need a text")
    return tuple(_quick_reply(reply) for reply in replies)


def _quick_reply(reply: object) -> Json:
    if not isinstance(reply, dict):
        raise _bad("a quick reply must be an object")
    kind = reply.get("content_type")
    if isinstance(kind, str) and kind in HANDED_OVER:
        return reply
    if kind != "text":
        raise _bad("a quick reply's content_type is text, user_phone_number or user_email")
    if not _text(reply, "title") or not _text(reply, "payload"):
        raise _bad("a quick reply of a text needs a title and a payload")
    return reply | {"title": reply["title"][:QUICK_REPLY_TITLE]}


def _text(values: Json, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _bad(what: str) -> Refusal:
    return Refusal(Why.BAD_MESSAGE, what=what)
