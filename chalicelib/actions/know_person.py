"""Find out what a person calls themselves on Instagram."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.actions.pace import Gates
from chalicelib.actions.ports import Accounts, Clock, Contacts, Instagram, Vault
from chalicelib.domain.account import Account
from chalicelib.domain.contact import Contact
from chalicelib.domain.faults import Code, Deferred, Fault, Level, NotSent, Unknown
from chalicelib.domain.gate import APP
from chalicelib.domain.gate import names as lane
from chalicelib.domain.person import Names
from chalicelib.telemetry import log

PAUSE = timedelta(minutes=1)  # after a limit, where Instagram names no other time


class KnowPerson:
    """Asks until it was told. Instagram tells only of people who wrote or tapped (user-profile).

    A message without a name is better than none: what fails at Instagram or with the token does not fail
    the event. While Instagram does not answer few ask, since each question holds a worker up for seconds.
    None of that counts for the circuit in front of messages: those may well go through.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        contacts: Contacts,
        vault: Vault,
        instagram: Instagram,
        gates: Gates,
        clock: Clock,
    ) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.vault = vault
        self.instagram = instagram
        self.gates = gates
        self.clock = clock

    def __call__(self, creator: str, contact: Contact) -> Contact:
        """*contact* with its names, as far as Instagram tells them."""
        account = self.accounts.get(creator, contact.account)
        if contact.username or contact.last_act_at is None or account is None or not account.usable:
            return contact
        names = self._ask(account, contact.person) if self._may_ask(account) else None
        if names is None:
            return contact
        self.contacts.name(contact.account, contact.person, names)
        return replace(contact, username=names.username, name=names.name)

    def _may_ask(self, account: Account) -> bool:
        """Not while messages are held back for everybody, nor while names alone are not to be had."""
        now, key = self.clock(), lane(account.id)
        everybody, own = self.gates.get(APP), self.gates.get(key)
        if everybody.closed(now) or everybody.half_open(now) or own.closed(now):
            return False
        return not own.half_open(now) or self.gates.probe(key, now=now)

    def _ask(self, account: Account, person: str) -> Names | None:
        """What Instagram tells; None if it could not be asked."""
        try:
            names = self.instagram.names(self.vault.open(account), person)
        except Fault as fault:
            log.info("person.unknown", extra={"account": account.id, "fault": str(fault)})
            self._hold_back(account, fault)
            return None
        except Exception as error:  # of the vault, whose classes are the outside's
            log.exception("person.unknown", extra={"account": account.id, "error": type(error).__name__})
            return None
        if self.gates.get(lane(account.id)).half_open(self.clock()):
            self.gates.mend(lane(account.id))
        return names

    def _hold_back(self, account: Account, fault: Fault) -> None:
        """A refusal is about the person alone; what else goes wrong would do so for the next one, too."""
        if isinstance(fault, Deferred) and fault.code is Code.RATE_LIMIT:
            wait = fault.retry_after or PAUSE
            until = self.clock() + int(wait.total_seconds() * 1_000)
            key = APP if fault.level is Level.APP else lane(account.id)
            self.gates.close(key, until, fault.code, fault.reason)
        elif isinstance(fault, Unknown | NotSent):
            self.gates.fail(lane(account.id), now=self.clock())
