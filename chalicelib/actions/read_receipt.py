"""What the person behind a lead sees of their own request, by a link that leads to this one lead.

Its token is the contact link's ref: whoever is given that link, also by the creator, can open the receipt.
"""

from hmac import compare_digest
from typing import Protocol

from chalicelib.actions.read_leads import Row
from chalicelib.domain.account import Form
from chalicelib.domain.dm import Dm
from chalicelib.domain.ids import read_ref
from chalicelib.domain.lead import Lead

LONGEST = 100  # characters of a form's address; DynamoDB refuses keys that are much longer


class Forms(Protocol):
    """The public lead forms."""

    def get(self, slug: str) -> Form | None:
        """The form at this address."""


class Leads(Protocol):
    """The leads."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""


class Dms(Protocol):
    """The messages."""

    def get(self, creator: str, id: str) -> Dm | None:
        """The message as it is this moment."""


class NoSuchReceipt(Exception):
    """The link leads to nothing; it doesn't say what is wrong with it."""


class ReadReceipt:
    """One lead and its newest message, in three reads by key."""

    def __init__(self, *, forms: Forms, leads: Leads, dms: Dms) -> None:
        self.forms = forms
        self.leads = leads
        self.dms = dms

    def __call__(self, form: str, token: str) -> Row:
        """The lead that came through *form* and has this *token*; raises NoSuchReceipt."""
        ref = read_ref(token)
        known = self.forms.get(form) if ref and 0 < len(form) <= LONGEST else None
        if known is None or ref is None:
            raise NoSuchReceipt
        id, secret = ref
        lead = self.leads.get(known.creator, id)
        if lead is None or lead.form != form or not compare_digest(lead.ref, secret):
            raise NoSuchReceipt
        return Row(lead, self.dms.get(lead.creator, lead.dm))
