"""Webhook bodies, built from their parts."""

import json
from typing import Any

from chalicelib.domain.event import Act, Event, Other
from chalicelib.graph.news import read

US, PERSON = "17840000000000001", "9001"
MS = 1_784_000_000_123
Item = dict[str, Any]


def item(sender: str | None = PERSON, recipient: str | None = US, **rest: object) -> Item:
    made: Item = {"timestamp": MS, **rest}
    if sender is not None:
        made["sender"] = {"id": sender}
    if recipient is not None:
        made["recipient"] = {"id": recipient}
    return made


def entry(**rest: object) -> Item:
    return {"id": US, "time": MS + 900, **rest}


def body(*entries: object) -> bytes:
    return json.dumps({"object": "instagram", "entry": entries}).encode()


def envelopes(*bodies: bytes) -> bytes:
    return b"[" + b",".join(bodies) + b"]"


def one(*items: object, **more: object) -> Event:
    [event] = read(body(entry(messaging=items, **more)))
    return event


def comment(**rest: object) -> Item:
    value = {
        "id": "c1",
        "text": "LINK",
        "from": {"id": PERSON, "username": "someone"},
        "media": {"id": "m180", "media_product_type": "FEED"},
        **rest,
    }
    return {"field": "comments", "value": value}


def changed(*changes: object) -> Event:
    [event] = read(body({"id": US, "time": 1_784_000_000, "changes": changes}))
    return event


def act(kind: str = "message", **rest: Any) -> Act:  # noqa: ANN401 - any of Act's fields
    return Act(**{"account": US, "person": PERSON, "at": MS, "kind": kind, **rest})


def other(kind: str, account: str = US) -> Other:
    return Other(account=account, kind=kind)


TEXT = item(message={"mid": "m1", "text": "LINK please"})
