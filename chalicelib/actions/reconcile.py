"""Settle a doubt: ask Instagram whether the message is in the conversation.

Only finding it settles anything. Not finding it proves nothing, since conversations lag: nothing is sent
again for that.
"""

from collections.abc import Sequence

from chalicelib.actions.ports import Accounts, Clock, Dms, Hints, Instagram, Logs, Vault
from chalicelib.actions.questions import Questions
from chalicelib.actions.settle_dm import LOOK_UP, SettleDm
from chalicelib.domain.account import Account, Connection
from chalicelib.domain.dm import FIRST_CHECK, MAX_LOOKS, RESEND_AFTER, SECOND, Dm
from chalicelib.domain.faults import Fault
from chalicelib.domain.grounds import Sign
from chalicelib.domain.hint import Hint
from chalicelib.domain.log import Entry
from chalicelib.domain.message import digest
from chalicelib.domain.retry import next_check
from chalicelib.domain.sending import Sighting
from chalicelib.telemetry import log

SWEEP = 60 * SECOND  # between two sweeps: what misses one by a little would come a minute late


class Reconcile:
    """Looks for one message in doubt."""

    def __init__(
        self,
        *,
        dms: Dms,
        accounts: Accounts,
        vault: Vault,
        instagram: Instagram,
        questions: Questions,
        settle: SettleDm,
        hints: Hints,
        logs: Logs,
        clock: Clock,
    ) -> None:
        self.dms = dms
        self.accounts = accounts
        self.vault = vault
        self.instagram = instagram
        self.questions = questions
        self.settle = settle
        self.hints = hints
        self.logs = logs
        self.clock = clock

    def __call__(self, dm: Dm) -> None:
        """Settles *dm* if Instagram has it; else books the next question, until six were asked."""
        now = self.clock()
        called_at = dm.called_at
        if dm.person is None or called_at is None or now < called_at + FIRST_CHECK:
            return
        if self.settle.noted(dm):
            return  # whoever began the doubt died before it looked there
        account = self._account(dm)
        until = None if account is None else self.questions.turn(account.id)
        if until is not None:
            self.dms.save(dm, dm.watch(until))
            return
        # Booked before asking: whatever happens meanwhile, the next question comes in its time.
        booked = dm.look(now=now)
        if not self.dms.save(dm, booked):
            return
        seen = None if account is None else self._sightings(account, dm.person)
        if seen is None and booked.kicks < MAX_LOOKS:
            return  # nobody was asked, which costs no question: an outage, or an account without connection
        if not self._found(booked, seen or []):
            self._ask_later(booked)

    def arrived(self, dm: Dm, person: str) -> bool:
        """Whether *dm*, of which another attempt is due, has arrived already, or was changed while we looked.

        That attempt is wanted all the same: where Instagram cannot be asked at once, or not at all, it goes.
        """
        try:
            account = self._account(dm)
            may_ask = account is not None and self.questions.turn(account.id) is None
            seen = self._sightings(account, person) if account is not None and may_ask else None
        except Exception as error:  # of the tables or the vault, whose classes are the outside's
            log.exception("doubt.unasked", extra={"dm": dm.id, "error": type(error).__name__})
            return False
        if self._found(dm, seen or []):
            return True
        now = self.dms.get(dm.creator, dm.id)
        return now is None or now.rev != dm.rev

    def _found(self, dm: Dm, seen: Sequence[Sighting]) -> bool:
        """Whether one of those *seen* settles the doubt."""
        signs = (Sign(s.mid, s.at, digest(s.text)) for s in seen)
        return any(dm.may_be(sign) and self.settle.proven(dm, sign, by=LOOK_UP) for sign in signs)

    def _account(self, dm: Dm) -> Account | None:
        """The account of *dm*, if Instagram may be asked for it."""
        account = self.accounts.get(dm.creator, dm.account)
        return account if account is not None and account.state is Connection.ACTIVE else None

    def _sightings(self, account: Account, person: str) -> Sequence[Sighting] | None:
        """What Instagram has; None if it could not be asked."""
        try:
            seen = self.instagram.sightings(account.id, self.vault.open(account), person)
        except Fault as fault:
            self.questions.failed(account.id, fault)
            return None
        self.questions.answered(account.id)
        return seen

    def _ask_later(self, dm: Dm) -> None:
        if dm.resends and dm.checks + 1 >= RESEND_AFTER:
            self._resend(dm)
            return
        pause = next_check(dm.checks + 1)
        next_at = None if pause is None else self.clock() + int(pause.total_seconds() * SECOND) - SWEEP // 2
        asked = dm.asked(next_at=next_at)
        if self.dms.save(dm, asked) and next_at is None:
            note = "Instagram could not tell; look into the conversation"
            self.logs.add(Entry.about(dm, at=self.clock(), note=note))

    def _resend(self, dm: Dm) -> None:
        again = dm.resend(now=self.clock())
        if self.dms.save(dm, again):
            note = "sent again: Instagram takes one private reply per comment, so none can arrive twice"
            self.logs.add(Entry.about(again, at=self.clock(), note=note))
            self.hints.send(Hint.of(again))
