"""Find a creator's lead or a message to it, and tell "nobody's" from "somebody else's"."""

from typing import Protocol

from chalicelib.domain.dm import Dm
from chalicelib.domain.ids import is_id
from chalicelib.domain.lead import Lead, is_dm


class Leads(Protocol):
    """The leads."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""

    def exists(self, id: str) -> bool:
        """Whether anybody has a lead of this id."""


class Dms(Protocol):
    """The messages."""

    def get(self, creator: str, id: str) -> Dm | None:
        """The creator's own message."""


class NoSuchLead(Exception):
    """Nobody has a lead of this id."""


class NotYourLead(Exception):
    """Another creator's lead."""


class NoSuchMessage(Exception):
    """The lead has no message of this id."""


def find_lead(leads: Leads, creator: str, id: str) -> Lead:
    """The creator's own lead; raises NoSuchLead or NotYourLead."""
    if not is_id(id):
        raise NoSuchLead(id)
    lead = leads.get(creator, id)
    if lead is not None:
        return lead
    raise NotYourLead(id) if leads.exists(id) else NoSuchLead(id)


def find_message(dms: Dms, lead: Lead, message: str | None) -> Dm | None:
    """The *message* to *lead*, else its newest, None if nothing was written yet; raises NoSuchMessage."""
    if message is None:
        return dms.get(lead.creator, lead.dm)
    dm = dms.get(lead.creator, message) if is_dm(message, lead.id) else None
    if dm is None:
        raise NoSuchMessage(message)
    return dm
