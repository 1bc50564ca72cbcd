"""Find a creator's lead, and tell "nobody's" from "somebody else's"."""

from typing import Protocol

from chalicelib.domain.ids import is_id
from chalicelib.domain.lead import Lead


class Leads(Protocol):
    """The leads."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""

    def exists(self, id: str) -> bool:
        """Whether anybody has a lead of this id."""


class NoSuchLead(Exception):
    """Nobody has a lead of this id."""


class NotYourLead(Exception):
    """Another creator's lead."""


def find_lead(leads: Leads, creator: str, id: str) -> Lead:
    """The creator's own lead; raises NoSuchLead or NotYourLead."""
    if not is_id(id):
        raise NoSuchLead(id)
    lead = leads.get(creator, id)
    if lead is not None:
        return lead
    raise NotYourLead(id) if leads.exists(id) else NoSuchLead(id)
