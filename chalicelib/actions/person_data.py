"""Give out or delete everything that is known of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.actions.erase_account import Erasable, Mids
from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.ports import Clock
from chalicelib.domain.activity import Activity
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Lead
from chalicelib.domain.log import Entry
from chalicelib.domain.state import MOVES, Event, State

MOST_LOGS = 1_000  # entries of one lead
MOST_ACTIVITIES = 1_000


class OnItsWay(Exception):
    """A message to this person is being sent this moment."""


class Leads(Protocol):
    """The leads."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""

    def exists(self, id: str) -> bool:
        """Whether anybody has a lead of this id."""

    def erase(self, lead: Lead) -> None:
        """Deletes the lead."""


class Logs(Protocol):
    """Histories."""

    def of_lead(self, creator: str, lead: str, *, limit: int) -> Sequence[Entry]:
        """A lead's newest entries, newest first."""

    def erase(self, creator: str, lead: str) -> None:
        """Deletes a lead's history."""


class Contacts(Protocol):
    """People towards accounts."""

    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person."""

    def forget(self, contact: Contact) -> None:
        """Deletes what is known of one person, but not that they want no messages."""


class Activities(Protocol):
    """Events that led to no message."""

    def of_person(self, creator: str, account: str, person: str, *, limit: int) -> Sequence[Activity]:
        """Up to *limit* of what one person did."""

    def erase(self, activities: Sequence[Activity]) -> None:
        """Deletes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is stored of one person towards one account."""

    leads: Sequence[Lead]
    dms: Sequence[Dm]
    entries: Sequence[Entry]
    contact: Contact | None
    activities: Sequence[Activity]


class ExportPerson:
    """Starts from one of the person's leads, and finds the others."""

    def __init__(
        self, *, leads: Leads, dms: Erasable, logs: Logs, contacts: Contacts, activities: Activities
    ) -> None:
        self.leads = leads
        self.dms = dms
        self.logs = logs
        self.contacts = contacts
        self.activities = activities

    def __call__(self, creator: str, id: str) -> Known:
        """What is known of the person behind the lead *id*; raises NoSuchLead or NotYourLead."""
        lead = find_lead(self.leads, creator, id)
        contact = self.contacts.get(lead.account, lead.person) if lead.person else None
        leads = [lead, *(self._others(creator, lead, contact) if contact else [])]
        return Known(
            leads=leads,
            dms=[dm for each in leads for dm in self.dms.of_lead(creator, each.id)],
            entries=[e for each in leads for e in self.logs.of_lead(creator, each.id, limit=MOST_LOGS)],
            contact=contact,
            activities=self.activities_of(creator, contact) if contact else [],
        )

    def activities_of(self, creator: str, contact: Contact) -> Sequence[Activity]:
        """What the person did without a message following, some of it if it is very much."""
        return self.activities.of_person(creator, contact.account, contact.person, limit=MOST_ACTIVITIES)

    def _others(self, creator: str, lead: Lead, contact: Contact) -> list[Lead]:
        ids = sorted(id for whose, id in contact.leads if whose == creator and id != lead.id)
        found = (self.leads.get(creator, id) for id in ids)
        return [other for other in found if other is not None and other.person == contact.person]


class ForgetPerson:
    """Deletes it all; only the wish for no more messages stays, or it could not be honoured."""

    def __init__(
        self,
        *,
        export: ExportPerson,
        leads: Leads,
        dms: Erasable,
        logs: Logs,
        mids: Mids,
        contacts: Contacts,
        activities: Activities,
        clock: Clock,
    ) -> None:
        self.export = export
        self.leads = leads
        self.dms = dms
        self.logs = logs
        self.mids = mids
        self.contacts = contacts
        self.activities = activities
        self.clock = clock

    def __call__(self, creator: str, id: str) -> None:
        """Raises NoSuchLead, NotYourLead, or OnItsWay: then it can be asked for again in two minutes."""
        known = self.export(creator, id)
        for dm in known.dms:
            self._call_off(dm)
        for dm in known.dms:
            if dm.mid is not None:
                self.mids.erase(dm.account, dm.mid)
            self.dms.erase(dm)
        activities = known.activities
        while activities and known.contact is not None:
            self.activities.erase(activities)
            activities = self.export.activities_of(creator, known.contact)
        # The lead that was asked for goes last: asked once more after a crash, it still leads to the rest.
        for lead in reversed(known.leads):
            self.logs.erase(creator, lead.id)
            if lead is known.leads[0] and known.contact is not None:
                self.contacts.forget(known.contact)
            self.leads.erase(lead)

    def _call_off(self, dm: Dm) -> None:
        """Nobody may begin to send it while it is being deleted."""
        waits = (dm.state, Event.CANCEL) in MOVES
        if dm.state is State.SENDING or (waits and not self.dms.save(dm, dm.call_off(now=self.clock()))):
            raise OnItsWay
