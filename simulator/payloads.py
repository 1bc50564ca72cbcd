"""What stands inside a webhook's `messaging` or `changes` list, one function per event."""

from dataclasses import dataclass
from typing import Any

from simulator.comments import Ad, Comment
from simulator.contents import Content
from simulator.threads import Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One event for one account. *part*: its list in an entry; *field*: the subscription."""

    account: str
    part: str  # messaging or changes
    field: str
    item: Json


def referral(ref: str) -> Json:
    """The mark of an ig.me link."""
    return {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}


def from_person(account: str, person: str, *, at: int, field: str, content: Json) -> News:
    """An event that the person caused; *at* in milliseconds."""
    head = {"sender": {"id": person}, "recipient": {"id": account}, "timestamp": at}
    return News(account=account, part="messaging", field=field, item=head | content)


def written(message: Message, content: Content) -> News:
    """A message from the person."""
    body: Json = {"mid": message.mid}
    if content.text is not None:
        body["text"] = content.text
    if content.attachments:
        body["attachments"] = list(content.attachments)
    if content.quick_reply is not None:
        body["quick_reply"] = {"payload": content.quick_reply}
    if content.ref is not None:
        body["referral"] = referral(content.ref)
    if content.reply_to:
        body["reply_to"] = content.reply_to
    return _about(message, field="messages", content={"message": body})


def unsent(message: Message) -> News:
    """The person took a message back."""
    return _about(message, field="messages", content={"message": {"mid": message.mid, "is_deleted": True}})


def _about(message: Message, *, field: str, content: Json) -> News:
    return from_person(message.account, message.person, at=message.at, field=field, content=content)


def echo(message: Message) -> News:
    """A message of the account's own side, sent by API or typed by hand: no mark tells which."""
    body: Json = {"mid": message.mid}
    if message.text is not None:
        body["text"] = message.text
    if message.attachments:
        body["attachments"] = [_echoed(one) for one in message.attachments]
    body["is_echo"] = True
    if message.person == message.account:
        body["is_self"] = True
    head = {
        "sender": {"id": message.account},
        "recipient": {"id": message.person},
        "timestamp": message.at,
    }
    return News(
        account=message.account,
        part="messaging",
        field="message_echoes",
        item=head | {"message": body},
    )


def _echoed(attachment: Json) -> Json:
    payload = attachment.get("payload")
    if attachment["type"] != "template" or not isinstance(payload, dict):
        return attachment
    kind = str(payload.get("template_type"))
    return {
        "type": "template",
        "payload": {kind: {k: v for k, v in payload.items() if k != "template_type"}},
    }


def read(account: str, person: str, *, mid: str, at: int, stripped: bool) -> News:
    """The person saw message *mid*. *stripped*: without sender and recipient, as captured."""
    content = {"read": {"mid": mid}}
    if stripped:
        return News(
            account=account,
            part="messaging",
            field="messaging_seen",
            item={"timestamp": at} | content,
        )
    return from_person(account, person, at=at, field="messaging_seen", content=content)


def commented(comment: Comment, ad: Ad | None = None) -> News:
    """A comment, told for the post itself or for an *ad* that shows it. Only the entry's time says when."""
    value: Json = {
        "from": {"id": comment.author, "username": comment.username},
        "media": _advertised(comment, ad) if ad else _commented(comment),
        "id": comment.id,
    }
    if comment.author == comment.account:
        value["from"]["self_ig_scoped_id"] = comment.author
    if comment.parent:
        value["parent_id"] = comment.parent
    value["text"] = comment.text
    field = "live_comments" if comment.product == "LIVE" else "comments"
    return changed(comment.account, field, value)


def _commented(comment: Comment) -> Json:
    return {"id": comment.media, "media_product_type": comment.product}


def _advertised(comment: Comment, ad: Ad) -> Json:
    # Meta's field list of Instagram webhooks puts all of these into the media (type IGCommentMedia).
    return {
        "id": ad.media,
        "media_product_type": "AD",
        "ad_id": ad.id,
        "ad_title": ad.title,
        "original_media_id": comment.media,
    }


def changed(account: str, field: str, value: Json) -> News:
    """An event of the `changes` list."""
    return News(account=account, part="changes", field=field, item={"field": field, "value": value})
