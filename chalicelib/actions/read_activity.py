"""What people did without a message following: who they are, and what waits for the creator now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.actions.ports import Dms
from chalicelib.actions.read_offers import ReadOffers
from chalicelib.domain.account import Account
from chalicelib.domain.activity import Activity
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Lead
from chalicelib.domain.offer import Since
from chalicelib.domain.state import State

Key = tuple[str, str]
LEADS = 4  # of one person, the newest: who fills in a form more often is rare, and a page reads 100 at once


class Activities(Protocol):
    """Events that led to no message."""

    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Activity]:
        """Up to *limit* of the creator's older than the one with the id *before*, newest first."""


class Contacts(Protocol):
    """People towards accounts."""

    def many(self, keys: Iterable[Key]) -> dict[Key, Contact]:
        """Those of *keys* (account and person) that are known."""


class Leads(Protocol):
    """The leads."""

    def many(self, keys: Iterable[Key]) -> dict[Key, Lead]:
        """Those of *keys* (creator and id) that exist."""


class Accounts(Protocol):
    """The connected Instagram accounts."""

    def of(self, creator: str) -> Sequence[Account]:
        """The creator's accounts."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event; *waiting* is the failed message that could be sent again now since its person acted."""

    activity: Activity
    contact: Contact | None = None
    waiting: Dm | None = None


class ReadActivity:
    """A page in at most six reads, however many people it names."""

    def __init__(
        self,
        *,
        activities: Activities,
        contacts: Contacts,
        leads: Leads,
        dms: Dms,
        accounts: Accounts,
        offers: ReadOffers,
    ) -> None:
        self.activities = activities
        self.contacts = contacts
        self.leads = leads
        self.dms = dms
        self.accounts = accounts
        self.offers = offers

    def __call__(self, creator: str, *, before: str | None, limit: int) -> Sequence[Seen]:
        """Up to *limit* events older than the one with the id *before*, newest first."""
        found = self.activities.page(creator, before=before, limit=limit)
        people = sorted({(one.account, one.person) for one in found if one.person})
        known = self.contacts.many(people) if people else {}
        waiting = self._waiting(creator, known.values())
        return [_seen(one, known, waiting) for one in found]

    def _waiting(self, creator: str, known: Iterable[Contact]) -> Mapping[Key, Dm]:
        """By account and person: the failed message that another attempt may help, as they acted since."""
        keys = [(creator, id) for contact in known for id in _leads(contact, creator)]
        leads = self.leads.many(keys).values() if keys else ()
        dms = self.dms.many((creator, lead.dm) for lead in leads).values() if leads else ()
        failed = [dm for dm in dms if dm.state is State.FAILED]
        offers = self.offers(failed, self.accounts.of(creator)) if failed else {}
        helped = [dm for dm in failed if offers[dm.id].since is Since.ACTED]
        return {(dm.account, dm.person or ""): dm for dm in helped}


def _leads(contact: Contact, creator: str) -> Sequence[str]:
    return sorted((id for whose, id in contact.leads if whose == creator), reverse=True)[:LEADS]


def _seen(one: Activity, known: Mapping[Key, Contact], waiting: Mapping[Key, Dm]) -> Seen:
    key = one.account, one.person or ""
    dm = waiting.get(key)
    since = dm is not None and one.at > (dm.failed_at or 0)
    return Seen(one, known.get(key), dm if since else None)
