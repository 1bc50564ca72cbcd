"""Send one direct message: everything slow first, then the claim, then at once the call."""

from datetime import timedelta

from chalicelib.actions.answer_in_public import AnswerInPublic
from chalicelib.actions.change_account import BlameAccount
from chalicelib.actions.one_at_a_time import kept
from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import (
    Accounts,
    Chance,
    Clock,
    Contacts,
    Dms,
    Hints,
    Instagram,
    Vault,
)
from chalicelib.actions.reconcile import Reconcile
from chalicelib.actions.settle_dm import SettleDm
from chalicelib.domain.account import Account
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import LEASE, Dm
from chalicelib.domain.faults import Fault
from chalicelib.domain.grounds import Wait
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import new_secret
from chalicelib.domain.judge import BUSY_WAIT, EARLY, Go, Never, judge
from chalicelib.domain.sending import Outgoing
from chalicelib.domain.state import State


class SendDm:
    """Works on one hint. Safe to run any number of times, at any moment, side by side."""

    def __init__(
        self,
        *,
        dms: Dms,
        accounts: Accounts,
        contacts: Contacts,
        vault: Vault,
        pace: Pace,
        instagram: Instagram,
        settle: SettleDm,
        reconcile: Reconcile,
        answer_in_public: AnswerInPublic,
        blame: BlameAccount,
        hints: Hints,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.dms = dms
        self.accounts = accounts
        self.contacts = contacts
        self.vault = vault
        self.pace = pace
        self.instagram = instagram
        self.settle = settle
        self.reconcile = reconcile
        self.answer_in_public = answer_in_public
        self.blame = blame
        self.hints = hints
        self.clock = clock
        self.chance = chance

    def __call__(self, hint: Hint) -> timedelta | None:
        """Sends what *hint* points at; the pause before the hint should come again, if it should."""
        dm = self.dms.get(hint.creator, hint.dm)
        if dm is None or dm.gen != hint.gen or dm.person is None:
            return None  # stale: somebody else has moved it on
        if dm.state is State.UNCONFIRMED:
            self.reconcile(dm)
        if dm.state is not State.QUEUED or self.settle.noted(dm):
            return None
        decision = self._judge(dm, dm.person)
        if isinstance(decision, Go) and dm.doubted:
            if self.reconcile.arrived(dm, dm.person):
                return None
            decision = self._judge(dm, dm.person)  # that took its time
        if isinstance(decision, Wait):
            self._defer(dm, decision)
            return None
        if isinstance(decision, Never):
            self.settle.barred(dm, decision)
            return None
        return self._go(dm, decision.account, decision.contact)

    def _judge(self, dm: Dm, person: str) -> Go | Wait | Never:
        account = self.accounts.get(dm.creator, dm.account)
        return judge(dm, account, self._contact(dm, person), now=self.clock())

    def _go(self, dm: Dm, account: Account, contact: Contact) -> timedelta | None:
        token = self.vault.open(account)
        now = self.clock()
        turn = self.pace.turn(dm.account, paced=dm.paced, replies=dm.private_reply)
        if turn.until > now + EARLY:
            self._defer(dm, turn)
            return None
        if not self.contacts.hold(contact, dm.id, now + LEASE):
            self._defer(dm, Wait(now + BUSY_WAIT, paced=True))
            return None
        claimed = self._claim(dm, now)
        if claimed is None:
            return None
        outgoing = Outgoing(
            account=dm.account,
            token=token,
            person=contact.person,
            text=dm.text,
            comment=dm.comment,
            choices=dm.choices,
        )
        try:
            sent = self.instagram.send(outgoing)
        except Fault as fault:
            return self.settle.faulted(claimed, account, fault)
        settled = self.settle.sent(claimed, sent)
        if settled is not None and settled.public is not None:
            self.answer_in_public(settled, token)
        self.blame.clear(account)
        return None

    def _claim(self, dm: Dm, now: int) -> Dm | None:
        # *now* is that of the reservation: whoever is next finds the person free only after the lease.
        claimed = dm.claim(new_secret(self.chance), now=now)
        if self.dms.save(dm, claimed):
            return claimed
        # The SDK repeats a write whose answer got lost; then the claim that "failed" is our own.
        stored = self.dms.get(dm.creator, dm.id)
        ours = stored is not None and stored.attempt == claimed.attempt and stored.state is State.SENDING
        return stored if ours else None

    def _contact(self, dm: Dm, person: str) -> Contact | None:
        """The person, seen as free if the message that kept them busy has ended."""
        contact = self.contacts.get(dm.account, person)
        kept_by_another = kept(self.dms, dm, contact, now=self.clock())
        return contact if contact is None or kept_by_another else contact.freed()

    def _defer(self, dm: Dm, wait: Wait) -> None:
        now = self.clock()
        later = dm.defer(wait, now=now)
        if self.dms.save(dm, later):
            self.hints.send(Hint.of(later), delay=timedelta(milliseconds=wait.until - now))
