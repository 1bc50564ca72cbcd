"""What a person's message holds besides its words: an attachment, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.fields import BadField, choice, digits, optional_text, text
from simulator.ids import Ids
from simulator.people import Person
from simulator.threads import Threads

Json = dict[str, Any]
BY_URL = ("image", "video", "audio", "file", "share")
SHARED = {"ig_post": "ig_post_media_id", "ig_reel": "reel_video_id"}  # what a payload calls the media's id
ATTACHMENTS = (*BY_URL, *SHARED, "ig_story", "like_heart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One message as the person made it."""

    text: str | None = None
    attachments: tuple[Json, ...] = ()
    reply_to: Json | None = None
    ref: str | None = None
    quick_reply: str | None = None


def read_content(body: Mapping[str, object], ids: Ids) -> Content:
    """The text of the body, or its attachment: a message has one of the two."""
    if "attachment" not in body:
        return Content(text=text(body, "text"))
    if "text" in body:
        raise BadField("text", "does not go with an attachment: that is a message of its own")
    kind, media = choice(body, "attachment", ATTACHMENTS), digits(body, "media")
    return Content(attachments=(attachment(kind, media or ids.media()),))


def attachment(kind: str, media: str) -> Json:
    """An attachment as webhooks show it; *media* is the id of what is shown."""
    if kind == "like_heart":
        return {"type": kind}
    if kind == "ig_story":
        return {"type": kind, "payload": {"story_media_id": media, "story_media_url": address(media)}}
    payload = {"url": address(media)}
    if kind in SHARED:
        payload = {SHARED[kind]: media, "title": "A caption"} | payload
    return {"type": kind, "payload": payload}


def address(media: str) -> str:
    """Where Meta's delivery network keeps a media for a while."""
    return f"https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id={media}&signature=x"


def read_answered(body: Mapping[str, object], person: Person, *, threads: Threads, ids: Ids) -> Json | None:
    """What the message replies to: a story of the account, or a message of the thread."""
    story, mid = _story(body, person, ids), optional_text(body, "reply_to")
    if mid is None:
        return {"story": {"id": story, "url": address(story)}} if story else None
    if story:
        raise BadField("reply_to", "does not go with a story: a message replies to one thing")
    message = threads.get(mid)
    if message is None or (message.account, message.person) != (person.account, person.igsid):
        raise BadField("reply_to", "there is no such message in this person's thread")
    return {"mid": mid, "is_self_reply": False}


def _story(body: Mapping[str, object], person: Person, ids: Ids) -> str | None:
    if body.get("story") == "own":
        return ids.story(person.account)
    try:
        return digits(body, "story")
    except BadField as problem:
        raise BadField("story", 'must be a story\'s media id, or "own"') from problem
