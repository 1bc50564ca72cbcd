"""Classes of the product and of its tables, each with one deliberate mistake."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from chalicelib.actions.capture_lead import Captured, CaptureLead, Submission
from chalicelib.actions.dead_letters import ReplayDead, Verdict
from chalicelib.actions.queue_dm import QueueDm, Request
from chalicelib.actions.reconcile import Reconcile
from chalicelib.actions.respond import Respond, Response
from chalicelib.actions.send_dm import SendDm
from chalicelib.actions.settle_dm import HELD, SettleDm
from chalicelib.actions.sweep import Sweep
from chalicelib.actions.take_webhook import TakeWebhook
from chalicelib.actions.tally import TallyChanges
from chalicelib.actions.tend_account import TendAccount
from chalicelib.domain.account import Account
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import GRACE, Dm
from chalicelib.domain.faults import Code, Fault, NotSent, Reason, Unknown
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import new_secret
from chalicelib.domain.occasion import Occasion
from chalicelib.domain.once import Receipts
from chalicelib.domain.state import State
from chalicelib.domain.tally import Change, sum_up
from chalicelib.domain.visit import Visit
from tests.fakes.contacts import Contacts
from tests.fakes.once import Key, Mids
from tests.fakes.wire import port

TURNS = count()


class SendsWithoutClaim(SendDm):
    """Whoever loses the race for the claim sends all the same."""

    def _claim(self, dm: Dm, now: int) -> Dm | None:
        claimed = dm.claim(new_secret(self.chance), now=now)
        self.dms.save(dm, claimed)
        return claimed


class TakesAnyClaim(SendDm):
    """A message that is being sent counts as ours, whoever claimed it."""

    def _claim(self, dm: Dm, now: int) -> Dm | None:
        claimed = dm.claim(new_secret(self.chance), now=now)
        if self.dms.save(dm, claimed):
            return claimed
        stored = self.dms.get(dm.creator, dm.id)
        return stored if stored is not None and stored.state is State.SENDING else None


class DisownsItsClaim(SendDm):
    """A claim that the SDK repeated counts as lost."""

    def _claim(self, dm: Dm, now: int) -> Dm | None:
        claimed = dm.claim(new_secret(self.chance), now=now)
        return claimed if self.dms.save(dm, claimed) else None


class RetakesLeases(SendDm):
    """A lease that passed is free for the next worker."""

    def __call__(self, hint: Hint) -> timedelta | None:
        dm = self.dms.get(hint.creator, hint.dm)
        passed = dm is not None and (dm.lease_until or 0) <= self.clock()
        if dm is not None and dm.state is State.SENDING and passed:
            self.dms.save(dm, replace(dm, state=State.QUEUED, rev=dm.rev + 1))
        return super().__call__(hint)


class AnswersEveryTelling(Respond):
    """An ad's copy of a comment counts as another comment."""

    def __call__(self, creator: str, occasion: Occasion) -> Response:
        return super().__call__(creator, replace(occasion, key=f"{occasion.key}-{occasion.posts}"))


class ForgetsDoubts(SettleDm):
    """A call that Instagram refuses makes a failure of the message, whatever an earlier one did."""

    def faulted(self, claimed: Dm, account: Account, fault: Fault) -> timedelta | None:
        return super().faulted(replace(claimed, doubted=()), account, fault)


class ForgetsFirstCalls(SettleDm):
    """Only a private reply remembers that an earlier call may have arrived."""

    def faulted(self, claimed: Dm, account: Account, fault: Fault) -> timedelta | None:
        known = claimed if claimed.comment else replace(claimed, doubted=())
        return super().faulted(known, account, fault)


class HintsLeases(Sweep):
    """A lease that passed gets a hint."""

    def _look(self, dm: Dm) -> None:
        if dm.state is State.SENDING and (dm.lease_until or 0) <= self.clock():
            self._hint(dm, dm.watch(self.clock() + GRACE))
        else:
            super()._look(dm)


class RepeatsTimeouts(SettleDm):
    """No answer counts as not sent."""

    def faulted(self, claimed: Dm, account: Account, fault: Fault) -> timedelta | None:
        known = NotSent(fault.code, fault.reason) if isinstance(fault, Unknown) else fault
        return super().faulted(claimed, account, known)


class RequeuesLost(SettleDm):
    """What a dead worker held is queued again."""

    def lost(self, claimed: Dm) -> None:
        now = self.clock()
        self._save(claimed, lambda dm: dm.put_back(now, Code.UNKNOWN_OUTCOME, Reason.LOST_TRACK, now=now))


class SettlesAnyAttempt(SettleDm):
    """A late answer settles whatever attempt is under way by then."""

    def _save(self, held: Dm, change: Callable[[Dm], Dm], *, states: frozenset[State] = HELD) -> Dm | None:
        now: Dm | None = held
        while now is not None and now.state in states:
            changed = change(now)
            if self.dms.save(now, changed):
                return changed
            now = self.dms.get(held.creator, held.id)
        return None


class ForgetsEarlyEchoes(SettleDm):
    """An echo that came while the call was under way settles nothing."""

    def noted(self, dm: Dm) -> bool:
        """Looks at no sign."""
        return False


class KicksNobody(Sweep):
    """Queued messages are left to their first hint."""

    def _kick(self, dm: Dm) -> None:
        self.dms.save(dm, dm.watch(None))


class ResendsAbsent(Reconcile):
    """What Instagram does not show was not sent."""

    def _ask_later(self, dm: Dm) -> None:
        now = self.clock()
        self.dms.save(dm, dm.put_back(now, Code.UNKNOWN_OUTCOME, Reason.LOST_TRACK, now=now))


class ReplaysDoubts(ReplayDead):
    """A message in doubt is replayed like one that failed."""

    def _check(self, dm: Dm) -> Verdict:
        return Verdict.REPLAYED if dm.state is State.UNCONFIRMED else super()._check(dm)


class IgnoresKeys(QueueDm):
    """An Idempotency-Key changes nothing."""

    def __call__(self, request: Request) -> Dm:
        return super().__call__(replace(request, key=None))


class ForgetsForms(CaptureLead):
    """Each click of a form is another lead."""

    def __call__(self, submission: Submission) -> Captured:
        return super().__call__(replace(submission, key=None))


class AnswersFirst(TakeWebhook):
    """Instagram hears 200, whether its news are kept or not."""

    def __call__(self, raw: bytes, signature: str | None) -> int:
        try:
            return super().__call__(raw, signature)
        except Exception:  # the mistake
            return 0


class CountsTwice(TallyChanges):
    """A batch that comes again is counted again."""

    def __call__(self, changes: Sequence[Change], *, batch: str) -> bool:
        tally = sum_up(changes)
        return self.counters.add(tally, once=f"{batch}/{next(TURNS)}")


class FreeMids(Mids):
    """A message id may settle any number of messages."""

    @port
    def take(self, account: str, mid: str, dm: Key) -> Receipts | None:
        """Never refuses."""
        known = self.rows.get((account, mid), Receipts())
        return self._put(account, mid, replace(known, dm=dm))


class NeverBusy(Contacts):
    """Any number of messages may be on their way to one person."""

    @port
    def get(self, account: str, person: str) -> Contact | None:
        """Free, whoever holds them."""
        known = self.rows.get((account, person))
        return None if known is None else replace(known, busy_until=0)

    @port
    def hold(self, seen: Contact, dm: str, until: int) -> bool:
        """Never refuses."""
        self.rows[seen.account, seen.person] = replace(
            self._known(seen.account, seen.person), busy_dm=dm, busy_until=until
        )
        return True


class TendsNobody(TendAccount):
    """Visits to accounts come to nothing."""

    def __call__(self, visit: Visit) -> None:
        """Looks away."""
