"""What helps each of many messages now, in one read whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from chalicelib.actions.ports import Clock
from chalicelib.domain.account import Account
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.offer import Offer, offer
from chalicelib.domain.state import State

AGAIN = frozenset({State.FAILED, State.UNCONFIRMED})
Person = tuple[str, str]  # account and person


class Contacts(Protocol):
    """People towards accounts."""

    def many(self, keys: Iterable[Person]) -> dict[Person, Contact]:
        """Those of *keys* that are known."""


class ReadOffers:
    """People are read for what could be sent again only: what they did since decides nothing for others."""

    def __init__(self, *, contacts: Contacts, clock: Clock) -> None:
        self.contacts = contacts
        self.clock = clock

    def __call__(self, dms: Iterable[Dm], accounts: Sequence[Account]) -> Mapping[str, Offer]:
        """An offer for each of *dms* by its id; *accounts* are their creator's."""
        every = list(dms)
        people = {_person(dm) for dm in every if dm.state in AGAIN and dm.person}
        known = self.contacts.many(sorted(people)) if people else {}
        own, now = {account.id: account for account in accounts}, self.clock()
        return {dm.id: offer(dm, own.get(dm.account), known.get(_person(dm)), now=now) for dm in every}


def _person(dm: Dm) -> Person:
    return dm.account, dm.person or ""
