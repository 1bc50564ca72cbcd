"""What the person behind a lead sees of their own request, by a link that leads to this one lead.

Its token is the contact link's ref: whoever is given that link, also by the creator, can open the receipt.
"""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Protocol

from chalicelib.actions.read_leads import Row
from chalicelib.domain import visitor
from chalicelib.domain.account import Account, Form
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.ids import read_ref
from chalicelib.domain.lead import Lead
from chalicelib.domain.state import State

LONGEST = 100  # characters of a form's address; DynamoDB refuses keys that are much longer


class Forms(Protocol):
    """The public lead forms."""

    def get(self, slug: str) -> Form | None:
        """The form at this address."""


class Accounts(Protocol):
    """The connected accounts."""

    def get(self, creator: str, id: str) -> Account | None:
        """The creator's own account."""


class Leads(Protocol):
    """The leads."""

    def get(self, creator: str, id: str) -> Lead | None:
        """The creator's own lead."""


class Dms(Protocol):
    """The messages."""

    def get(self, creator: str, id: str) -> Dm | None:
        """The message as it is this moment."""


class Contacts(Protocol):
    """People towards accounts."""

    def get(self, account: str, person: str) -> Contact | None:
        """What we know of the person."""


@dataclass(frozen=True, slots=True)
class Receipt(Row):
    """A lead and its newest message.

    *done_since*: the person has done their part after it had failed; *away*: nothing that they do arrives.
    """

    done_since: bool = False
    away: bool = False


class NoSuchReceipt(Exception):
    """The link leads to nothing; it doesn't say what is wrong with it."""


class ReadReceipt:
    """One lead and its newest message, in three reads by key, four where the person has to do something."""

    def __init__(
        self, *, accounts: Accounts, forms: Forms, leads: Leads, dms: Dms, contacts: Contacts
    ) -> None:
        self.accounts = accounts
        self.forms = forms
        self.leads = leads
        self.dms = dms
        self.contacts = contacts

    def __call__(self, form: str, token: str) -> Receipt:
        """The lead that came through *form* and has this *token*; raises NoSuchReceipt."""
        ref = read_ref(token)
        known = self.forms.get(form) if ref and 0 < len(form) <= LONGEST else None
        if known is None or ref is None:
            raise NoSuchReceipt
        id, secret = ref
        lead = self.leads.get(known.creator, id)
        if lead is None or lead.form != form or not compare_digest(lead.ref, secret):
            raise NoSuchReceipt
        dm = self.dms.get(lead.creator, lead.dm)
        if dm is None:
            return Receipt(lead, dm)
        return Receipt(lead, dm, self._done_since(dm), self._away(dm))

    def _away(self, dm: Dm) -> bool:
        if dm.state is not State.AWAITING_CONTACT:
            return False
        account = self.accounts.get(dm.creator, dm.account)
        return account is None or account.gone

    def _done_since(self, dm: Dm) -> bool:
        contact = self.contacts.get(dm.account, dm.person) if dm.person and visitor.asks(dm) else None
        return contact is not None and visitor.done_since(dm, contact)
