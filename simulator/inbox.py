"""What really arrived at people, as tests and people look at it."""

from typing import Any

from simulator.exchange import Request
from simulator.fields import BadField
from simulator.templates import payload_of
from simulator.threads import Message
from simulator.world import World

Json = dict[str, Any]


def inbox(world: World, request: Request) -> list[Json]:
    """The accounts' messages in order, narrowed by username, recipient (IGSID) and account."""
    account = world.accounts.find(request.text("account"))
    if request.text("account") and account is None:
        raise BadField("account", f"there is no account {request.text('account')}")
    username = request.text("username").lower()
    wanted = request.text("recipient")
    return [
        _shown(message)
        for message in world.threads.inbox()
        if (not account or message.account == account.id)
        and (not wanted or message.person == wanted)
        and (not username or _username(world, message) == username)
    ]


def _username(world: World, message: Message) -> str | None:
    person = world.people.get(message.person)
    return person.username if person else None


def _shown(message: Message) -> Json:
    shown: Json = {
        "mid": message.mid,
        "from": message.account,
        "to": message.person,
        "text": message.text or template_text(message),
        "at": message.at,
    }
    if message.quick_replies:
        shown["quickReplies"] = list(message.quick_replies)
    if message.attachments:
        shown["attachments"] = list(message.attachments)
    return shown


def template_text(message: Message) -> str | None:
    """The words above the buttons of a button template: the person reads them as text."""
    payloads = [payload_of(one) for one in message.attachments]
    return next((one["text"] for one in payloads if one.get("template_type") == "button"), None)
