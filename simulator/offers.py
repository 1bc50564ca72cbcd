"""What people can tap below the account's messages: quick replies and buttons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.fields import BadField
from simulator.templates import payload_of
from simulator.threads import Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing to tap. *kind*: quick_reply, postback or web_url."""

    kind: str
    title: str
    payload: str
    url: str = ""  # of a web page


def find(messages: Iterable[Message], title: str) -> Offer:
    """The offer of this title in the newest of *messages* (oldest first) that has one."""
    newest_first = reversed([one for one in messages if one.ours])
    found = next((one for message in newest_first for one in offers(message) if one.title == title), None)
    if found is None:
        raise BadField("title", "no message offers it")
    if found.kind == "web_url":
        raise BadField("title", "opens a web page: Instagram tells nobody of that tap")
    return found


def offers(message: Message) -> Iterator[Offer]:
    """Everything that *message* offers. Quick replies that hand over a number or an address have no title."""
    for reply in message.quick_replies:
        if reply["content_type"] == "text":
            yield Offer(kind="quick_reply", title=reply["title"], payload=reply["payload"])
    for attachment in message.attachments:
        for button in _buttons(attachment):
            payload, url = button.get("payload", ""), button.get("url", "")
            yield Offer(kind=button["type"], title=button["title"], payload=payload, url=url)


def _buttons(attachment: Json) -> list[Json]:
    payload = payload_of(attachment)
    cards = payload["elements"] if payload.get("template_type") == "generic" else [payload]
    return [button for card in cards for button in card.get("buttons", ())]
