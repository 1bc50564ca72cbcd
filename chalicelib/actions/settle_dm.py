"""Write down how an attempt ended, whatever happened to the record meanwhile."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.actions.change_account import BlameAccount
from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import Chance, Clock, Contacts, Dms, Hints, Logs, Mids, News
from chalicelib.domain.account import Account
from chalicelib.domain.dm import FIRST_CHECK, SECOND, Dm
from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Reason, Refused, Trace
from chalicelib.domain.grounds import Sign
from chalicelib.domain.hint import Hint
from chalicelib.domain.judge import Never
from chalicelib.domain.log import Entry
from chalicelib.domain.message import digest
from chalicelib.domain.retry import CONNECTION_WAIT, backoff, checking_wait, limit_wait
from chalicelib.domain.sending import Sent
from chalicelib.domain.spill import Spill
from chalicelib.domain.state import State
from chalicelib.domain.words import words

LEASED = frozenset({State.SENDING})
HELD = frozenset({State.SENDING, State.UNCONFIRMED})
PROVABLE = frozenset({State.UNCONFIRMED, State.QUEUED, State.FAILED})

# What proved that a message arrived, as its story tells it.
ECHO = "it arrived: Instagram told us of it"
LOOK_UP = "it arrived: it was found in the conversation"
RECEIPT = "it arrived: the person has read it"
ANSWER = "it arrived: Instagram's answer was written down late"


class SettleDm:
    """Ends an attempt: sent, failed, in doubt, or back in the queue."""

    def __init__(
        self,
        *,
        dms: Dms,
        mids: Mids,
        contacts: Contacts,
        blame: BlameAccount,
        logs: Logs,
        hints: Hints,
        news: News,
        pace: Pace,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.dms = dms
        self.mids = mids
        self.contacts = contacts
        self.blame = blame
        self.logs = logs
        self.hints = hints
        self.news = news
        self.pace = pace
        self.clock = clock
        self.chance = chance

    def sent(self, claimed: Dm, sent: Sent) -> Dm | None:
        """Instagram answered with a message id. What the tables don't take, a queue keeps until they do."""
        at = self.clock()
        try:
            settled = self.accepted(claimed, sent.mid, at=at, trace=sent.trace)
        except Exception:
            spill = Spill(
                creator=claimed.creator,
                dm=claimed.id,
                attempt=claimed.attempt or "",
                mid=sent.mid,
                at=at,
            )
            self.news.spill(spill)
            raise
        self.pace.sent(claimed.account, usage=sent.usage)
        return settled

    def spilled(self, spill: Spill) -> None:
        """Writes down what the tables did not take at the time; another attempt may be under way since."""
        dm = self.dms.get(spill.creator, spill.dm)
        if dm is None:
            return
        sign = Sign(spill.mid, spill.at, digest(dm.text))
        if dm.attempt == spill.attempt:
            self.accepted(dm, spill.mid, at=spill.at)
        elif dm.state is not State.SENT and dm.may_become(sign):
            self.proven(dm, sign, by=ANSWER)

    def accepted(self, claimed: Dm, mid: str, *, at: int, trace: Trace | None = None) -> Dm | None:
        """Instagram took it under *mid*; None when that id or this attempt turned out to be another's."""
        receipts = self.mids.take(claimed.account, mid, (claimed.creator, claimed.id))
        if receipts is None:
            self._in_doubt(claimed, Code.UNKNOWN_OUTCOME, Reason.LOST_TRACK, trace)
            return None
        sent = self._save(claimed, lambda dm: dm.accept(mid, now=at, trace=trace or Trace()))
        # A late answer counts, too, though the creator has asked for another attempt since.
        sign = Sign(mid, claimed.claimed_at or at, digest(claimed.text))
        sent = sent or self._prove(self.dms.get(claimed.creator, claimed.id), sign)
        if receipts.echo_at or receipts.seen_at:
            key = (claimed.creator, claimed.id)
            self.dms.mark(key, confirmed_at=receipts.echo_at, read_at=receipts.seen_at)
        return sent

    def proven(self, doubtful: Dm, sign: Sign, *, by: str) -> bool:
        """Whether *sign* settles the doubt, and not if it is another's; *by* says where it was seen."""
        key = (doubtful.creator, doubtful.id)
        if self.mids.take(doubtful.account, sign.mid, key) is None:
            return False
        sent = self._prove(doubtful, sign)
        if sent is not None:
            self.logs.add(Entry.about(sent, at=self.clock(), note=by))
        self.dms.mark(key, confirmed_at=sign.at)
        return True

    def _prove(self, dm: Dm | None, sign: Sign) -> Dm | None:
        """What this made sent. While another attempt is under way, the *sign* waits for its end."""
        left = False
        while dm is not None and dm.state in PROVABLE | LEASED and not (left and dm.state in LEASED):
            if dm.state in LEASED:
                dm = self.dms.mark((dm.creator, dm.id), sign=sign)
                left = True
            else:
                sent = dm.prove(sign.mid, at=sign.at)
                if self.dms.save(dm, sent):
                    return sent
                dm = self.dms.get(dm.creator, dm.id)
        return None

    def faulted(self, claimed: Dm, account: Account, fault: Fault) -> timedelta | None:
        """It did not end in a message id; the pause before the same hint should come back, if it should."""
        if isinstance(fault, NotSent):
            pause = self._not_sent(claimed, fault)
            self.pace.faulted(claimed.account, fault, until=0)
            return pause
        if isinstance(fault, Deferred):
            self._put_back(claimed, account, fault)
        elif isinstance(fault, Refused) and claimed.doubted:
            self._still_in_doubt(claimed, account, fault)
        elif isinstance(fault, Refused):
            refused = self._save(claimed, lambda dm: dm.refuse(fault.code, fault.reason, now=self.clock()))
            self._log(refused, fault.trace)
            self.blame(account, fault)
        else:
            self._in_doubt(claimed, fault.code, fault.reason, fault.trace)
            self.pace.faulted(claimed.account, fault, until=0)
        return None

    def _still_in_doubt(self, claimed: Dm, account: Account, fault: Refused) -> None:
        """It was refused when it was sent again: what an earlier call did, nobody knows yet."""
        answered = fault.reason is Reason.PRIVATE_REPLY_REFUSED
        reason = Reason.ALREADY_ANSWERED if answered else Reason.EARLIER_ATTEMPT
        note = f"refused: {_said(fault.code, fault.reason)}"
        self._in_doubt(claimed, Code.UNKNOWN_OUTCOME, reason, fault.trace, earlier=True, note=note)
        self.blame(account, fault)

    def barred(self, queued: Dm, decision: Never) -> None:
        """Our own rules speak against sending it; one that may have arrived stays in doubt."""
        now, note = self.clock(), "checked before sending"
        if queued.doubted:
            why = Code.UNKNOWN_OUTCOME, Reason.EARLIER_ATTEMPT
            ended = queued.doubt(*why, check_at=now + FIRST_CHECK)
            note = f"not sent again: {_said(decision.code, decision.reason)}"
        else:
            ended = queued.refuse(decision.code, decision.reason, now=now)
        if self.dms.save(queued, ended):
            self.logs.add(Entry.about(ended, at=now, note=note))

    def lost(self, claimed: Dm) -> None:
        """The worker that held it is gone."""
        self._in_doubt(claimed, Code.UNKNOWN_OUTCOME, Reason.LOST_TRACK, None, states=LEASED)

    def spent(self, queued: Dm) -> None:
        """Hints in vain: nobody could work on it for hours."""
        if queued.doubted:
            self.barred(queued, Never(Code.UNAVAILABLE, Reason.OUR_SIDE))
            return
        failed = queued.give_up(Code.UNAVAILABLE, Reason.OUR_SIDE, now=self.clock())
        if self.dms.save(queued, failed):
            self._log(failed, None)

    def _not_sent(self, claimed: Dm, fault: NotSent) -> timedelta | None:
        now = self.clock()
        pause = backoff(claimed.tries + 1, roll=self._roll())
        if pause is None and claimed.doubted:
            why = Code.UNKNOWN_OUTCOME, Reason.EARLIER_ATTEMPT
            self._in_doubt(claimed, *why, fault.trace, earlier=True)
            return timedelta()
        if pause is None:
            self._log(
                self._save(claimed, lambda dm: dm.give_up(fault.code, fault.reason, now=now)), fault.trace
            )
            return timedelta()  # at once, so that the queue moves the spent hint to its dead letters
        until = now + int(pause.total_seconds() * SECOND)
        waiting = self._save(claimed, lambda dm: dm.try_again(until, fault.code, fault.reason, now=now))
        self._log(waiting, fault.trace)
        self._settle_noted(waiting)
        return pause

    def _put_back(self, claimed: Dm, account: Account, fault: Deferred) -> None:
        now = self.clock()
        wait = self._wait(claimed, fault)
        until = now + int(wait.total_seconds() * SECOND)
        waiting = self._save(claimed, lambda dm: dm.put_back(until, fault.code, fault.reason, now=now))
        self.blame(account, fault)
        self.pace.faulted(claimed.account, fault, until=until)
        self._log(waiting, fault.trace)
        if waiting is not None:
            self.hints.send(Hint.of(waiting), delay=wait)
        self._settle_noted(waiting)

    def _wait(self, claimed: Dm, fault: Deferred) -> timedelta:
        if fault.code is Code.TOKEN_EXPIRED:
            return checking_wait(claimed.attempts) if fault.ended is None else CONNECTION_WAIT
        return limit_wait(claimed.attempts, fault.retry_after, roll=self._roll())

    def _in_doubt(
        self,
        claimed: Dm,
        code: Code,
        reason: Reason,
        trace: Trace | None,
        *,
        states: frozenset[State] = HELD,
        earlier: bool = False,
        note: str | None = None,
    ) -> None:
        check_at = self.clock() + FIRST_CHECK

        def doubt(dm: Dm) -> Dm:
            return dm.doubt(code, reason, check_at=check_at, earlier=earlier)

        doubtful = self._save(claimed, doubt, states=states)
        self._log(doubtful, trace, note=note)
        self._settle_noted(doubtful)

    def _settle_noted(self, dm: Dm | None) -> None:
        """A sign that came while the call was under way may settle an earlier doubt, or this one."""
        now = self.dms.get(dm.creator, dm.id) if dm is not None and dm.called_at is not None else None
        if now is not None:
            self.noted(now)

    def noted(self, dm: Dm) -> bool:
        """Whether the sign that *dm* carries settles its doubt."""
        return dm.sign is not None and dm.may_be(dm.sign) and self.proven(dm, dm.sign, by=ECHO)

    def _save(self, held: Dm, change: Callable[[Dm], Dm], *, states: frozenset[State] = HELD) -> Dm | None:
        """Applies *change* as long as the attempt is still this one; None when others have settled it."""
        now: Dm | None = held
        while now is not None and now.attempt == held.attempt and now.state in states:
            changed = change(now)
            if self.dms.save(now, changed):
                return changed
            now = self.dms.get(held.creator, held.id)
        return None

    def _log(self, dm: Dm | None, trace: Trace | None, *, note: str | None = None) -> None:
        if dm is not None:
            self.logs.add(Entry.about(dm, at=self.clock(), attempt=dm.attempts, trace=trace, note=note))

    def _roll(self) -> float:
        return int.from_bytes(self.chance(4), "big") / 2**32


def _said(code: Code, reason: Reason) -> str:
    return words(code, reason).message.removesuffix(".")
