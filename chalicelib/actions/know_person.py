"""Find out what a person calls themselves on Instagram."""

from dataclasses import replace

from chalicelib.actions.ports import Accounts, Contacts, Instagram, Vault
from chalicelib.domain.contact import Contact
from chalicelib.domain.faults import Fault
from chalicelib.telemetry import log


class KnowPerson:
    """Asks until it was told. Instagram tells only of people who wrote or tapped (user-profile)."""

    def __init__(self, *, accounts: Accounts, contacts: Contacts, vault: Vault, instagram: Instagram) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.vault = vault
        self.instagram = instagram

    def __call__(self, creator: str, contact: Contact) -> Contact:
        """*contact* with its names, as far as Instagram tells them."""
        account = self.accounts.get(creator, contact.account)
        if contact.username or contact.last_act_at is None or account is None or not account.usable:
            return contact
        try:
            names = self.instagram.names(self.vault.open(account), contact.person)
        except Fault as fault:
            # A message without a name is better than none.
            log.info("person.unknown", extra={"account": contact.account, "fault": str(fault)})
            return contact
        self.contacts.name(contact.account, contact.person, names)
        return replace(contact, username=names.username, name=names.name)
