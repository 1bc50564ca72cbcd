"""Reading the body of a send: what to whom, checked for shape alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.errors import Refusal, Why
from simulator.templates import check_template, read_quick_replies

Json = dict[str, Any]

TEXT_LIMIT = 1000  # bytes of UTF-8
IMAGE_LIMIT = 10
MESSAGING_TYPES = frozenset({"RESPONSE", "UPDATE", "MESSAGE_TAG"})
ACTIONS = frozenset({"typing_on", "typing_off", "mark_seen", "react", "unreact"})
BY_URL = frozenset({"image", "audio", "video", "file"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A send that makes sense by itself. Either *person* or *comment* says to whom."""

    person: str | None = None
    comment: str | None = None
    text: str | None = None
    attachments: tuple[Json, ...] = ()
    quick_replies: tuple[Json, ...] = ()
    action: str | None = None
    human_agent: bool = False


def read_draft(args: Mapping[str, object]) -> Draft:
    """The draft in a send's arguments; objects may come as JSON texts (form bodies)."""
    person, comment = recipient_of(args)
    if bool(person) == bool(comment):
        raise Refusal(Why.BAD_PARAMETER, name="recipient")
    human_agent = _tag(args)
    if "sender_action" in args:
        return Draft(person=person, comment=comment, action=_action(args), human_agent=human_agent)
    message = object_of(args, "message")
    text = _text(message)
    attachments = _attachments(message)
    if not text and not attachments:
        raise Refusal(Why.EMPTY_MESSAGE)
    return Draft(
        person=person,
        comment=comment,
        text=text,
        attachments=attachments,
        quick_replies=read_quick_replies(message, text),
        human_agent=human_agent,
    )


def recipient_of(args: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Whom a send is meant for: a person's IGSID, a comment's id."""
    recipient = object_of(args, "recipient")
    return _id(recipient, "id"), _id(recipient, "comment_id")


def object_of(args: Mapping[str, object], name: str) -> Json:
    """The object under *name*, also when it came as a JSON text."""
    value = args.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Refusal(Why.BAD_PARAMETER, name=name) from error
    if value is None and name == "message":
        raise Refusal(Why.EMPTY_MESSAGE)
    if not isinstance(value, dict):
        raise Refusal(Why.BAD_PARAMETER, name=name)
    return value


def _id(recipient: Json, name: str) -> str | None:
    value = recipient.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def _tag(args: Mapping[str, object]) -> bool:
    kind, tag = args.get("messaging_type", "RESPONSE"), args.get("tag")
    if kind not in MESSAGING_TYPES:
        raise Refusal(Why.BAD_PARAMETER, name="messaging_type")
    if tag is None and kind == "MESSAGE_TAG":
        raise Refusal(Why.BAD_PARAMETER, name="tag")
    if tag is not None and tag != "HUMAN_AGENT":
        raise Refusal(Why.TAG_REFUSED, tag=tag)
    return tag is not None


def _action(args: Mapping[str, object]) -> str:
    action = args["sender_action"]
    if "message" in args:
        raise Refusal(Why.MESSAGE_AND_ACTION)
    if action not in ACTIONS:
        raise Refusal(Why.BAD_PARAMETER, name="sender_action")
    return str(action)


def _text(message: Json) -> str | None:
    text = message.get("text")
    if text is None:
        return None
    if not isinstance(text, str):
        raise Refusal(Why.BAD_PARAMETER, name="message[text]")
    # A lone surrogate is no text; Instagram's answer to one is not known.
    if len(text.encode(errors="surrogatepass")) > TEXT_LIMIT:
        raise Refusal(Why.TEXT_TOO_LONG)
    return text if text.strip() else None


def _attachments(message: Json) -> tuple[Json, ...]:
    found = message.get("attachment") or message.get("attachments") or []
    many = found if isinstance(found, list) else [found]
    if len(many) > IMAGE_LIMIT:
        raise Refusal(Why.BAD_MESSAGE, what="too many attachments")
    for one in many:
        check_attachment(one)
    return tuple(many)


def check_attachment(one: object) -> None:
    """Refuses an attachment that Instagram could not send."""
    if not isinstance(one, dict) or not isinstance(one.get("type"), str):
        raise Refusal(Why.BAD_MESSAGE, what="attachment without a type")
    kind, payload = one["type"].lower(), one.get("payload") or {}
    if not isinstance(payload, dict):
        raise Refusal(Why.BAD_MESSAGE, what="payload must be an object")
    if kind == "template":
        check_template(payload)
    elif kind in BY_URL:
        _check_media(payload)
    elif kind == "media_share" and not payload.get("id"):
        raise Refusal(Why.BAD_MESSAGE, what="media share without an id")
    elif kind not in {"like_heart", "media_share"}:
        raise Refusal(Why.BAD_MESSAGE, what="unknown attachment type")


def _check_media(payload: Json) -> None:
    # Meta fetches media itself, over public HTTPS only.
    if payload.get("attachment_id"):
        return
    if not str(payload.get("url", "")).startswith("https://"):
        raise Refusal(Why.MEDIA_NOT_FETCHED)
