"""What a person's own phone shows: both sides of their conversation, and their comments."""

from dataclasses import asdict
from typing import Any

from simulator import who
from simulator.comments import Comment
from simulator.exchange import Request
from simulator.inbox import template_text
from simulator.offers import offers
from simulator.people import Person
from simulator.threads import Message
from simulator.world import World

Json = dict[str, Any]
DAY_MS = 86_400_000


def people(world: World, request: Request) -> list[Json]:
    """Everybody whom the account knows, by name."""
    owner = who.account(world, request.args)
    return [_person(one) for one in world.people.of(owner.id)]


def thread(world: World, request: Request) -> Json:
    """The conversation with the account; somebody who has never appeared has an empty one."""
    owner, username = who.account(world, request.args), request.text("username").lower()
    person = world.people.named(owner.id, username)
    if person is None:
        nothing: Json = {"windowEnds": None, "windowOpen": False, "messages": [], "comments": []}
        return {"account": owner.username, "person": None, **nothing}
    ends = None if person.last_act is None else int(person.last_act * 1_000) + DAY_MS
    messages = world.threads.of(owner.id, person.igsid)
    return {
        "account": owner.username,
        "person": _person(person),
        "windowEnds": ends,
        "windowOpen": ends is not None and world.clock.now_ms() < ends,
        "messages": [_message(world, one) for one in messages],
        "comments": [_comment(one) for one in _about(person, world.comments.of(owner.id))],
    }


def _person(person: Person) -> Json:
    return {"username": person.username, "igsid": person.igsid, "available": person.available}


def _message(world: World, message: Message) -> Json:
    return {
        "mid": message.mid,
        "ours": message.ours,
        "at": message.at,
        "text": message.text or template_text(message),
        "deleted": message.deleted,
        "seen": world.threads.seen(message),
        "attachments": list(message.attachments),
        "offers": [asdict(one) for one in offers(message)],
    }


def _about(person: Person, comments: list[Comment]) -> list[Comment]:
    theirs = {one.id for one in comments if one.author == person.igsid}
    return [one for one in comments if (one.id in theirs or one.parent in theirs) and not one.deleted]


def _comment(comment: Comment) -> Json:
    return {
        "id": comment.id,
        "username": comment.username,
        "text": comment.text,
        "at": int(comment.at * 1_000),
        "parent": comment.parent,
    }
