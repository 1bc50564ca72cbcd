"""Find out what a person calls themselves on Instagram."""

from dataclasses import replace

from chalicelib.actions.ports import Accounts, Contacts, Instagram, Vault
from chalicelib.actions.questions import Questions
from chalicelib.domain.account import Account
from chalicelib.domain.contact import Contact
from chalicelib.domain.faults import Fault
from chalicelib.domain.person import Names
from chalicelib.telemetry import log


class KnowPerson:
    """Asks until it was told. Instagram tells only of people who wrote or tapped (user-profile).

    A message without a name is better than none: what fails at Instagram or with the token does not fail
    the event. While Instagram does not answer few ask, since each question holds a worker up for seconds.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        contacts: Contacts,
        vault: Vault,
        instagram: Instagram,
        questions: Questions,
    ) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.vault = vault
        self.instagram = instagram
        self.questions = questions

    def __call__(self, creator: str, contact: Contact) -> Contact:
        """*contact* with its names, as far as Instagram tells them."""
        account = self.accounts.get(creator, contact.account)
        if contact.username or contact.last_act_at is None or account is None or not account.usable:
            return contact
        names = self._ask(account, contact.person) if self.questions.turn(account.id) is None else None
        if names is None:
            return contact
        self.contacts.name(contact.account, contact.person, names)
        return replace(contact, username=names.username, name=names.name)

    def _ask(self, account: Account, person: str) -> Names | None:
        """What Instagram tells; None if it could not be asked."""
        try:
            names = self.instagram.names(self.vault.open(account), person)
        except Fault as fault:
            log.info("person.unknown", extra={"account": account.id, "fault": str(fault)})
            self.questions.failed(account.id, fault)
            return None
        except Exception as error:  # of the vault, whose classes are the outside's
            log.exception("person.unknown", extra={"account": account.id, "error": type(error).__name__})
            return None
        self.questions.answered(account.id)
        return names
