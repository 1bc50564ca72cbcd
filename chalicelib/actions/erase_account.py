"""Delete everything that is known of an Instagram account and of the people who wrote to it."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.actions.change_account import change
from chalicelib.actions.ports import Accounts, Clock, Dms
from chalicelib.domain.account import Account, Form
from chalicelib.domain.automation import Automation
from chalicelib.domain.dm import Dm
from chalicelib.domain.gate import lookups, names, private_replies
from chalicelib.domain.lead import Lead

LEADS = 100  # of the creator that one visit looks at, and deletes with their messages and histories
PEOPLE = 1_000


class Erasable(Dms, Protocol):
    """The messages, to be deleted."""

    def erase(self, dm: Dm) -> None:
        """Deletes the message."""


class Leads(Protocol):
    """The leads, to be deleted."""

    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Lead]:
        """Up to *limit* of the creator's leads older than the lead *before*, newest first."""

    def erase(self, lead: Lead) -> None:
        """Deletes the lead."""


class Logs(Protocol):
    """Histories, to be deleted."""

    def erase(self, creator: str, lead: str) -> None:
        """Deletes a lead's history."""


class Contacts(Protocol):
    """People, to be deleted."""

    def erase(self, account: str, *, limit: int) -> int:
        """Deletes up to *limit* people of the account; how many it were."""


class Mids(Protocol):
    """Message ids, to be forgotten."""

    def erase(self, account: str, mid: str) -> None:
        """Forgets a message id."""


class Gates(Protocol):
    """Gates, to be forgotten."""

    def erase(self, key: str) -> None:
        """Forgets the gate."""


class Forms(Protocol):
    """Forms, to be deleted."""

    def of_account(self, account: str) -> Sequence[Form]:
        """The account's forms."""

    def erase(self, form: Form) -> None:
        """Deletes the form."""


class Automations(Protocol):
    """Automations, to be deleted."""

    def of(self, account: str) -> Sequence[Automation]:
        """All of an account's."""

    def erase(self, automation: Automation) -> None:
        """Deletes it."""


class Activities(Protocol):
    """What people did, to be deleted."""

    def erase_some(self, creator: str, account: str, *, limit: int) -> int:
        """Deletes up to *limit* of an account's; how many it were."""


class Deletions(Protocol):
    """The receipts."""

    def close(self, code: str, at: int) -> None:
        """Notes that everything is gone."""


class EraseAccount:
    """Deletes some with every visit; the account's own record goes last, and with it the reason to come."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        leads: Leads,
        dms: Erasable,
        logs: Logs,
        contacts: Contacts,
        mids: Mids,
        gates: Gates,
        forms: Forms,
        automations: Automations,
        activities: Activities,
        deletions: Deletions,
        clock: Clock,
    ) -> None:
        self.accounts = accounts
        self.leads = leads
        self.dms = dms
        self.logs = logs
        self.contacts = contacts
        self.mids = mids
        self.gates = gates
        self.forms = forms
        self.automations = automations
        self.activities = activities
        self.deletions = deletions
        self.clock = clock

    def __call__(self, account: Account) -> None:
        """Deletes what one visit can; the account's record stays until nothing else is left."""
        if self._close_forms(account):
            # Somebody may be submitting one this moment; that lead is found two minutes later.
            change(self.accounts, account, lambda a: a.later(now=self.clock()))
            return
        page = self.leads.page(account.creator, before=account.erased_to, limit=LEADS)
        for lead in page:
            if lead.account == account.id:
                self._erase(lead, account)
        if page:
            change(self.accounts, account, lambda a: a.erased(page[-1].id))
            return
        if self.contacts.erase(account.id, limit=PEOPLE) == PEOPLE:
            return
        if self.activities.erase_some(account.creator, account.id, limit=PEOPLE) == PEOPLE:
            return
        for gate in (account.id, *(of(account.id) for of in (lookups, names, private_replies))):
            self.gates.erase(gate)
        self._close(account)

    def _close_forms(self, account: Account) -> bool:
        for automation in self.automations.of(account.id):
            if automation.creator == account.creator:
                self.automations.erase(automation)
        forms = [form for form in self.forms.of_account(account.id) if form.creator == account.creator]
        for form in forms:
            self.forms.erase(form)
        return bool(forms)

    def _erase(self, lead: Lead, account: Account) -> None:
        for dm in self.dms.of_lead(lead.creator, lead.id):
            if dm.mid is not None:
                self.mids.erase(account.id, dm.mid)
            self.dms.erase(dm)
        self.logs.erase(lead.creator, lead.id)
        self.leads.erase(lead)

    def _close(self, account: Account) -> None:
        """The last of the accounts that one request was about closes its receipt.

        Asked before the record goes, lest nobody comes again, and after it: two may go at the same moment.
        """
        self._close_receipt(account)
        self.accounts.erase(account)
        self._close_receipt(account)

    def _close_receipt(self, account: Account) -> None:
        keys = self.accounts.named(account.scoped_id or account.id)
        own = (account.creator, account.id)
        found = (self.accounts.get(*key) for key in keys if key != own)
        last = not any(other is not None and other.deletion == account.deletion for other in found)
        if last and account.deletion is not None:
            self.deletions.close(account.deletion, self.clock())
