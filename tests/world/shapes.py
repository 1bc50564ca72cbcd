"""Webhooks of every shape that Instagram has, had or may come to have."""

import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
ACCOUNT = "<account>"  # where the account's id goes
PERSON = "8801230000000042"
AT = 1_795_300_000_123
MID = "aWdfbm90LXJlYWw"
PICTURE = "https://cdn.example/picture"


def item(content: Json, **more: object) -> Json:
    about = {"sender": {"id": PERSON}, "recipient": {"id": ACCOUNT}, "timestamp": AT}
    return {**about, **content, **more}


def sent(content: Json) -> Json:
    return item(content, sender={"id": ACCOUNT}, recipient={"id": PERSON})


def messaging(*items: object, **entry: object) -> Json:
    return envelope({"id": ACCOUNT, "time": AT, "messaging": list(items), **entry})


def changes(field: str, value: object, **entry: object) -> Json:
    return envelope(
        {"id": ACCOUNT, "time": AT // 1_000, "changes": [{"field": field, "value": value}], **entry}
    )


def envelope(*entries: object) -> Json:
    return {"object": "instagram", "entry": list(entries)}


def message(**content: object) -> Json:
    return {"message": {"mid": MID, **content}}


COMMENT = {
    "id": "17900000000000001",
    "text": "INFO please",
    "from": {"id": PERSON, "username": "a_passer_by"},
    "media": {"id": "17900000000000002", "media_product_type": "FEED"},
}
SHAPES: dict[str, object] = {
    "a text": messaging(item(message(text="good morning"))),
    "an empty text": messaging(item(message(text=""))),
    "a text of emoji": messaging(item(message(text="👑" * 250))),
    "a story reply": messaging(item(message(text="wow", reply_to={"story": {"id": "1790", "url": PICTURE}}))),
    "a reply to a message": messaging(item(message(text="yes", reply_to={"mid": "other"}))),
    "a shared post": messaging(item(message(attachments=[{"type": "share", "payload": {"url": PICTURE}}]))),
    "a shared reel": messaging(
        item(message(attachments=[{"type": "ig_reel", "payload": {"reel_video_id": "1", "url": PICTURE}}]))
    ),
    "a shared ig_post": messaging(
        item(message(attachments=[{"type": "ig_post", "payload": {"ig_post_media_id": "1"}}]))
    ),
    "a voice message": messaging(item(message(attachments=[{"type": "audio", "payload": {"url": PICTURE}}]))),
    "a story mention": messaging(
        item(message(attachments=[{"type": "story_mention", "payload": {"url": PICTURE}}]))
    ),
    "an attachment of a kind to come": messaging(item(message(attachments=[{"type": "hologram"}]))),
    "attachments that are no list": messaging(item(message(attachments="many"))),
    "something unsupported": messaging(item(message(is_unsupported=True))),
    "something unsent": messaging(item(message(is_deleted=True))),
    "an echo of somebody else's": messaging(sent(message(text="typed by hand", is_echo=True))),
    "an echo of a template": messaging(
        sent(message(is_echo=True, attachments=[{"type": "template", "payload": {"generic": {}}}]))
    ),
    "an echo without a text": messaging(sent(message(is_echo=True))),
    "an edit": messaging(item({"message_edit": {"mid": MID, "text": "better", "num_edit": 1}})),
    "an edit without people": messaging({"timestamp": AT, "message_edit": {"mid": MID, "num_edit": 0}}),
    "a reaction": messaging(
        item({"reaction": {"mid": MID, "action": "react", "reaction": "love", "emoji": "❤"}})
    ),
    "a reaction taken back": messaging(item({"reaction": {"mid": MID, "action": "unreact"}})),
    "a read receipt": messaging(item({"read": {"mid": MID}})),
    "a read receipt without people": messaging({"timestamp": AT, "read": {"mid": MID}}),
    "a read receipt by watermark": messaging(item({"read": {"watermark": AT}})),
    "a postback": messaging(item({"postback": {"mid": MID, "title": "Start", "payload": "START"}})),
    "a postback with a stranger's ref": messaging(
        item({"postback": {"mid": MID, "payload": "START", "referral": {"ref": "summer-sale"}}})
    ),
    "a link with a stranger's ref": messaging(
        item({"referral": {"ref": "summer-sale", "source": "SHORTLINKS", "type": "OPEN_THREAD"}})
    ),
    "a link with a ref like ours": messaging(item({"referral": {"ref": f"{'0' * 24}-{'0' * 32}"}})),
    "an opt-in": messaging(item({"optin": {"type": "notification_messages", "payload": "x"}})),
    "a handover": messaging(item({"pass_thread_control": {"new_owner_app_id": "1"}})),
    "an item of a kind to come": messaging(item({"telepathy": {"strength": 9}})),
    "an item with nothing in it": messaging({}),
    "an item that is a list": messaging([]),
    "an item that is null": messaging(None),
    "ids as numbers": messaging(item(message(text="hi"), sender={"id": 8801230000000042})),
    "a sender without an id": messaging(item(message(text="hi"), sender={})),
    "a time as text": messaging(item(message(text="hi"), timestamp="2026-11-22T01:02:03+0000")),
    "a time far ahead": messaging(item(message(text="hi"), timestamp=AT * 1_000)),
    "a time before time": messaging(item(message(text="hi"), timestamp=-1)),
    "standby": envelope({"id": ACCOUNT, "time": AT, "standby": [item(message(text="handled elsewhere"))]}),
    "a comment": changes("comments", COMMENT),
    "an answer to a comment": changes("comments", {**COMMENT, "parent_id": "1790"}),
    "a comment on an ad": changes(
        "comments", {**COMMENT, "media": {"id": "1", "media_product_type": "AD", "ad_id": "2"}}
    ),
    "a comment without its author": changes("comments", {"id": "1", "text": "hm"}),
    "one's own comment": changes("comments", {**COMMENT, "from": {"id": ACCOUNT, "username": "ana"}}),
    "a comment in a live": changes("live_comments", COMMENT),
    "a mention": changes("mentions", {"media_id": "1790", "comment_id": "1791"}),
    "story insights": changes("story_insights", {"media_id": "1790", "impressions": 7}),
    "a field to come": changes("aura_changes", {"colour": "gold"}),
    "a change without a value": changes("comments", None),
    "a message among the changes": changes("messages", item(message(text="the other door"))),
    "the dashboard's test": changes("messages", item(message(text="random_text")), id="0"),
    "field and value on the entry": envelope(
        {"id": ACCOUNT, "time": AT, "field": "comments", "value": COMMENT}
    ),
    "an account that nobody has": envelope({"id": "1", "time": AT, "messaging": [item(message(text="hi"))]}),
    "an entry without an id": envelope({"time": AT, "messaging": [item(message(text="hi"))]}),
    "an entry without a time": envelope({"id": ACCOUNT, "messaging": [item(message(text="hi"))]}),
    "an entry with nothing": envelope({"id": ACCOUNT, "time": AT}),
    "an entry that is a text": envelope("entry"),
    "no entries": envelope(),
    "entries that are null": {"object": "instagram", "entry": None},
    "another product's": {"object": "page", "entry": [{"id": ACCOUNT, "time": AT, "messaging": []}]},
    "a list of envelopes": [messaging(item(message(text="one"))), changes("comments", COMMENT)],
    "an empty object": {},
    "an empty list": [],
    "good and bad together": messaging(item(message(text="good")), None, {"sender": 1}, item({"read": {}})),
    "an account's id of 3,000 characters": envelope({"id": "1" * 3_000, "time": AT, "messaging": [item({})]}),
    "a person's id of 3,000 characters": messaging(item(message(text="hi"), sender={"id": "9" * 3_000})),
    "a message's id of 3,000 characters": messaging(item({"read": {"mid": "m" * 3_000}})),
    "an echo's id of 3,000 characters": messaging(sent({"message": {"mid": "m" * 3_000, "is_echo": True}})),
    "a ref of 3,000 characters": messaging(item({"referral": {"ref": "r" * 3_000}})),
    "a text of 100,000 characters": messaging(item(message(text="x" * 100_000))),
    "ids that climb": envelope({"id": "../../etc", "time": AT, "messaging": [item(message(text="hi"))]}),
    "ids with NUL": messaging(item(message(text="hi"), sender={"id": "9\0"})),
    "a time of a hundred digits": messaging(item(message(text="hi"), timestamp=10**100)),
    "a time with a fraction": messaging(item(message(text="hi"), timestamp=AT + 0.5)),
    "lone surrogates": messaging(item(message(text="\ud83d"))),
    "fifty at once": messaging(*[item(message(text=str(n))) for n in range(50)]),
}
FORMS: dict[str, Callable[[object], bytes]] = {
    "compact": lambda payload: json.dumps(payload, separators=(",", ":")).encode(),
    "spaced": lambda payload: json.dumps(payload).encode(),
    "with slashes escaped": lambda payload: json.dumps(payload).replace("/", "\\/").encode(),
    "in plain UTF-8": lambda payload: json.dumps(payload, ensure_ascii=False).encode(errors="replace"),
}


def written(payload: Any, account: str, form: str) -> bytes:  # noqa: ANN401 - JSON
    return FORMS[form](payload).replace(ACCOUNT.encode(), account.encode())
