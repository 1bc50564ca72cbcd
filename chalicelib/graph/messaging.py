"""One item of a webhook's ``messaging``: what happened in a conversation."""

from dataclasses import dataclass, replace

from chalicelib.domain.event import Act, Echo, Event, Other, Seen
from chalicelib.graph.fields import Json, mapping, objects, text
from chalicelib.graph.pick import Unreadable, flag, ident, part, time, words

HANDOVER = ("pass_thread_control", "take_thread_control", "request_thread_control", "app_roles")
SILENT = {  # keys that ask nothing of us -> the kind they are logged as
    "message_edit": "edit",
    "delivery": "delivery",
    "optin": "optin",
    **dict.fromkeys(HANDOVER, "handover"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who, to whom, when: what every item says, as far as it says it."""

    account: str | None  # the entry's id
    sender: str | None
    recipient: str | None
    at: int

    def other(self, kind: str) -> Other:
        """An event of this place that asks nothing of us."""
        return Other(account=self.account or "", kind=kind)

    def inward(self) -> "Place | Other":
        """The place of something that the person did; Other when it cannot be theirs."""
        account = self.account or self.recipient
        if account is None:
            return self.other("no_account")
        if self.sender == account:
            return self.other("own")
        if self.recipient not in {None, account}:
            return self.other("misrouted")
        return replace(self, account=account) if self.sender else self.other("no_person")

    def outward(self) -> "Place | Other":
        """The place of something that came from the account's own side."""
        account = self.account or self.sender
        if account is None:
            return self.other("no_account")
        if self.sender not in {None, account}:
            return self.other("misrouted")
        return replace(self, account=account) if self.recipient else self.other("no_person")


def read_item(item: Json, *, account: str | None, at: int) -> Event:
    """The event in *item* of the entry of *account*; *at* stands in for a missing time."""
    place = Place(
        account=account,
        sender=ident(part(item, "sender") or {}),
        recipient=ident(part(item, "recipient") or {}),
        at=time(item) or at,
    )
    if flag(item, "is_self"):
        return place.other("self")
    for key, read in READERS.items():
        body = part(item, key)
        if body is not None:
            return read(place, item, body)
    silent = (kind for key, kind in SILENT.items() if key in item)
    return place.other(next(silent, "unknown"))


def _message(place: Place, item: Json, message: Json) -> Event:
    if flag(message, "is_self"):
        return place.other("self")
    if flag(message, "is_deleted"):
        return place.other("unsend")
    if flag(message, "is_echo"):
        return _echo(place, message)
    tapped = part(message, "quick_reply")
    return _act(
        place,
        "quick_reply" if tapped is not None else _kind(message),
        mid=ident(message, "mid"),
        ref=_ref(message) or _ref(item),
        text=words(message, "text"),
        payload=words(tapped or {}, "payload"),
    )


def _kind(message: Json) -> str:
    if mapping((mapping(message.get("reply_to")) or {}).get("story")) is not None:
        return "story_reply"
    mentions = any(one.get("type") == "story_mention" for one in objects(message.get("attachments")))
    return "story_mention" if mentions else "message"


def _echo(place: Place, message: Json) -> Event:
    there = place.outward()
    mid = ident(message, "mid")
    if isinstance(there, Other):
        return there
    if mid is None:
        raise Unreadable("mid")
    return Echo(
        account=there.account or "",
        person=there.recipient or "",
        at=there.at,
        mid=mid,
        text=words(message, "text") or _template_text(message),
    )


def _template_text(message: Json) -> str | None:
    """The text of a message with buttons, which comes back as an attachment of one of two shapes."""
    for one in objects(message.get("attachments")):
        payload = mapping(one.get("payload")) or {}
        shapes = (mapping(payload.get("button")) or {}, mapping(payload.get("generic")) or {})
        elements = objects(shapes[1].get("elements"))
        said = text(shapes[0].get("text")) or (text(elements[0].get("title")) if elements else None)
        if said:
            return said
    return None


def _postback(place: Place, item: Json, postback: Json) -> Event:
    if flag(postback, "is_self"):
        return place.other("self")
    return _act(
        place,
        "postback",
        mid=ident(postback, "mid"),
        ref=_ref(postback) or _ref(item),
        text=words(postback, "title"),
        payload=words(postback, "payload"),
    )


def _reaction(place: Place, _item: Json, reaction: Json) -> Event:
    if words(reaction, "action") != "react":
        return place.other("unreact")
    return _act(place, "reaction", mid=ident(reaction, "mid"))


def _referral(place: Place, _item: Json, referral: Json) -> Event:
    return _act(place, "referral", ref=words(referral, "ref"))


def _read(place: Place, _item: Json, read: Json) -> Event:
    account = place.account or place.recipient
    mid = ident(read, "mid")
    if mid is None:
        raise Unreadable("mid")
    if account is None:
        return place.other("no_account")
    return Seen(account=account, at=place.at, mid=mid)


def _act(
    place: Place,
    kind: str,
    *,
    mid: str | None = None,
    ref: str | None = None,
    text: str | None = None,
    payload: str | None = None,
) -> Event:
    here = place.inward()
    if isinstance(here, Other):
        return here
    return Act(
        account=here.account or "",
        person=here.sender or "",
        at=here.at,
        kind=kind,
        mid=mid,
        ref=ref,
        text=text,
        payload=payload,
    )


def _ref(holder: Json) -> str | None:
    return words(part(holder, "referral") or {}, "ref")


READERS = {  # in this order: a message may carry a referral, never the other way round
    "message": _message,
    "postback": _postback,
    "reaction": _reaction,
    "read": _read,
    "referral": _referral,
}
