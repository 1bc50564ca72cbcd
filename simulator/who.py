"""Finding the account and the person that a control speaks of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from simulator.accounts import Account
from simulator.fields import BadField, digits, optional_text, text
from simulator.people import Person
from simulator.world import World

REF = re.compile(r"[A-Za-z0-9_=-]{1,2083}")

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """An ig.me link: whose thread it opens, and with which ref."""

    username: str
    ref: str


def account(world: World, body: Body, name: str = "account") -> Account:
    """The account under *name*, by username or id."""
    wanted = text(body, name)
    found = world.accounts.find(wanted)
    if found is None:
        raise BadField(name, f"there is no account {wanted}")
    return found


def known(world: World, body: Body) -> Person:
    """Somebody who must exist already."""
    igsid = digits(body, "igsid")
    person = world.people.get(igsid) if igsid else _by_name(world, body)
    if person is None:
        raise BadField("igsid" if igsid else "username", "nobody has it")
    if "account" in body and account(world, body).id != person.account:
        raise BadField("igsid", "belongs to another account: IGSIDs differ from account to account")
    return person


def anyone(world: World, body: Body) -> Person:
    """Somebody who is created when this is their first appearance."""
    igsid = digits(body, "igsid")
    found = world.people.get(igsid) if igsid else None
    if found and ("account" not in body or account(world, body).id == found.account):
        return found
    if found:
        raise BadField("igsid", "belongs to another account: IGSIDs differ from account to account")
    owner = account(world, body)
    username = text(body, "username") if igsid is None else optional_text(body, "username")
    return meet(world, owner, username or f"person_{str(igsid)[-6:]}", igsid=igsid)


def meet(world: World, owner: Account, username: str, *, igsid: str | None = None) -> Person:
    """The person of this username towards *owner*, created if need be, or *owner* itself."""
    username = username.lower()
    if username == owner.username:
        return Person(igsid=owner.id, account=owner.id, username=username)
    found = world.people.named(owner.id, username)
    if found and igsid in {None, found.igsid}:
        return found
    if found:
        raise BadField("igsid", f"{username} already has {found.igsid}")
    return world.people.save(Person(igsid=igsid or _unused(world), account=owner.id, username=username))


def link(body: Body) -> Link | None:
    """The ig.me link of the body, None when it has none."""
    address = optional_text(body, "link")
    if address is None:
        return None
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    ref = parse_qs(parts.query).get("ref", [""])[-1]
    if parts.hostname != "ig.me" or len(steps) != 2 or steps[0] != "m":
        raise BadField("link", "must look like https://ig.me/m/<username>?ref=<ref>")
    return Link(steps[1], _ref(ref, "link"))


def ref(body: Body) -> str | None:
    """The ref of the body, None when absent."""
    value = optional_text(body, "ref")
    return None if value is None else _ref(value, "ref")


def _ref(value: str, name: str) -> str:
    if not REF.fullmatch(value):
        raise BadField(name, "a ref has 1 to 2083 of A-Z a-z 0-9 - _ =")
    return value


def _by_name(world: World, body: Body) -> Person | None:
    return world.people.named(account(world, body).id, text(body, "username"))


def _unused(world: World) -> str:
    while True:
        igsid = world.ids.person()
        if world.people.get(igsid) is None:
            return igsid
