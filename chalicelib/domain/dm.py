"""A direct message and the only moves it can make.

Times are milliseconds since 1970. *gen* counts how often older queue messages had to become stale; *rev*
counts every change, so that a change based on an old reading is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.choice import Choice
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent, Sign, Wait
from chalicelib.domain.lead import first_dm
from chalicelib.domain.message import digest
from chalicelib.domain.state import ENDED, MOVES, Event, IllegalMove, State

SECOND = 1_000
LIFE = 60 * SECOND  # how long a worker may live
LEASE = 90 * SECOND  # longer than that, so a lease that passed means a dead worker
HINT_REACH = 900 * SECOND  # SQS delays a message by 15 minutes at most; the sweeper hints what is due later
SOON = (
    30 * SECOND
)  # what goes on so soon goes first; of what is due later no worker is between hold and claim
GRACE = 60 * SECOND  # how long a due message may lie before the sweeper sends a new hint
SLACK = 5 * SECOND  # Meta's clock against ours
FIRST_CHECK = 30 * SECOND  # an echo usually comes sooner
MAX_KICKS = 12  # hints in vain
MAX_LOOKS = 18  # for a doubt: with their growing pauses, a day of an outage
HOUR = 3_600 * SECOND
MARGIN = 300 * SECOND  # windows run on Meta's clock, and a message needs a moment to get there
REPLY_WINDOW = 7 * 24 * HOUR  # Meta: one private reply per comment, within 7 days (private-replies)
LIVE_WINDOW = 4 * HOUR  # only while the broadcast runs; none runs longer
LIVE = "live_comment"
RESENDS = 2  # of a private reply in doubt: Instagram takes only one per comment
RESEND_AFTER = 3  # fruitless questions


S, E = State, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Dm:
    """One message to one person. A move returns the next Dm and leaves this one alone."""

    creator: str
    id: str  # starts with the lead's id
    account: str
    text: str
    created_at: int
    person: str | None = None
    state: State = State.AWAITING_CONTACT
    gen: int = 1
    rev: int = 0
    attempts: int = 0  # calls to Instagram that were claimed, ever
    tries: int = 0  # calls in a row that never reached Instagram
    kicks: int = 0
    due_at: int | None = None
    kick_at: int | None = None  # when the sweeper looks at it; None when nobody has to act
    attempt: str | None = None
    claimed_at: int | None = None  # of the newest call that may have been carried out
    lease_until: int | None = None
    code: Code | None = None
    reason: Reason | None = None
    failed_at: int | None = None
    mid: str | None = None
    sent_at: int | None = None
    confirmed_at: int | None = None
    read_at: int | None = None
    trigger: str | None = None  # the kind of event that made this message legal, its id and its time
    trigger_id: str | None = None
    trigger_at: int | None = None
    comment: str | None = None  # the comment that this is the private reply to
    automation: str | None = None  # the automation that wrote it
    word: str | None = None  # of the automation, that fitted
    choices: tuple[Choice, ...] = ()
    public: str | None = None  # what is answered under the comment once the message is sent
    public_at: int | None = None  # when that was begun
    doubted: tuple[int, ...] = ()  # when the calls were claimed that ended in doubt
    resent: int = 0  # how often a private reply was sent again for that
    paced: bool = False  # due_at is its slot at the gate: it need not queue there again
    checks: int = 0  # how often we asked Instagram about this doubt
    took_ms: int | None = None  # the call that Instagram accepted
    fbtrace_id: str | None = None
    sign: Sign | None = None  # of it, seen while a call was under way

    @property
    def lead(self) -> str:
        """The lead that this message belongs to."""
        return self.id.partition("-")[0]

    @property
    def answers(self) -> bool:
        """Whether an automation booked it for what the person did: such a message never waited for them."""
        return self.automation is not None and self.id != first_dm(self.lead)

    def may_be(self, seen: Sign) -> bool:
        """Whether what was *seen* in the conversation can be the message that this doubt is about.

        A doubt stays one while the creator's further attempt waits for its turn.
        """
        return self.state in {S.UNCONFIRMED, S.QUEUED} and self.may_become(seen)

    def may_become(self, seen: Sign) -> bool:
        """Whether a call can have put what was *seen* into the conversation."""
        in_time = any(claimed - SLACK <= seen.at <= claimed + LIFE + SLACK for claimed in self._calls())
        return in_time and digest(self.text) == seen.digest

    def own(self, sign: Sign) -> Sign:
        """*sign*, whose id is known to be this message's, as that of a call that may have sent it."""
        if self.may_become(sign):
            return sign
        return Sign(sign.mid, min(self._calls(), default=sign.at), digest(self.text))

    def out(self, now: int) -> bool:
        """Whether something of it may be on its way to the person, now or soon."""
        if self.mid is not None and len(set(self._calls())) == 1:
            return False  # its one call is what arrived
        later = self.state is S.QUEUED and (self.due_at or 0) > now + SOON
        rests = later or self.state in ENDED
        return not rests or any(now < call + LEASE for call in self.doubted)

    @property
    def called_at(self) -> int | None:
        """When the newest call was claimed that may have been carried out."""
        return max(self._calls(), default=None)

    def _calls(self) -> Iterator[int]:
        """When the calls were claimed that may have been carried out."""
        yield from self.doubted
        if self.claimed_at is not None:
            yield self.claimed_at

    @property
    def private_reply(self) -> bool:
        """Whether it goes through the narrower allowance that Instagram has for replies to comments.

        Those under a live broadcast do not (instagram-platform/overview, "Rate limits").
        """
        return self.comment is not None and self.trigger != LIVE

    @property
    def reply_ends(self) -> int:
        """When the comment may not be answered in private any more, with a margin."""
        span = LIVE_WINDOW if self.trigger == LIVE else REPLY_WINDOW
        return (self.trigger_at or self.created_at) + span - MARGIN

    @property
    def resends(self) -> bool:
        """Whether a doubt may be ended by sending again: Instagram refuses a second reply to a comment."""
        answered = self.reason is Reason.ALREADY_ANSWERED
        return self.comment is not None and bool(self.doubted) and not answered and self.resent < RESENDS

    @property
    def shown(self) -> str:
        """The status that people see."""
        waits = self.state is S.QUEUED and (self.attempts > 0 or self.code is not None)
        return "retrying" if waits else self.state.value

    @property
    def paused(self) -> bool:
        """Whether it waits for its account's connection."""
        return self.state is S.QUEUED and self.code is Code.TOKEN_EXPIRED

    def delay(self, now: int) -> timedelta:
        """How long until it is due."""
        return timedelta(milliseconds=max(0, (self.due_at or 0) - now))

    @property
    def next_attempt_at(self) -> int | None:
        """When the next call is due; None unless one is booked."""
        return self.due_at if self.state is S.QUEUED else None

    def release(self, person: str, *, now: int, consent: Consent, slot: Wait | None = None) -> "Dm":
        """The person acted (*consent*): it may go out, in its *slot* or at once."""
        slot = slot or Wait(now)
        due = _due(max(slot.until, now), now)
        why = {"trigger": consent.kind, "trigger_id": consent.id, "trigger_at": consent.at}
        return self._move(E.CONTACT, person=person, paced=slot.paced, **why, **due)

    def defer(self, wait: Wait, *, now: int) -> "Dm":
        """Not now: every older hint becomes stale."""
        why = {"code": wait.code, "reason": wait.reason, "paced": wait.paced}
        return self._move(E.DEFER, gen=self.gen + 1, **why, **_due(wait.until, now))

    def claim(self, attempt: str, *, now: int) -> "Dm":
        """One worker holds it for as long as a worker can live; then the sweeper looks, however patient."""
        lease_until = now + LEASE
        return self._move(
            E.CLAIM,
            kick_at=min(self.kick_at or lease_until, lease_until),
            attempt=attempt,
            attempts=self.attempts + 1,
            claimed_at=now,
            doubted=self._doubted(),
            lease_until=lease_until,
            code=None,
            reason=None,
            paced=False,
        )

    def accept(self, mid: str, *, now: int, trace: Trace) -> "Dm":
        """Instagram took it and calls it *mid*."""
        call = {"took_ms": trace.ms, "fbtrace_id": trace.fbtrace_id}
        return self._move(E.ACCEPT, mid=mid, sent_at=now, code=None, reason=None, **call, **_done())

    def prove(self, mid: str, *, at: int) -> "Dm":
        """It went to the person's inbox as *mid*, by a call that was under way at *at*."""
        return self._move(E.PROOF, mid=mid, sent_at=at, code=None, reason=None, failed_at=None, **_done())

    def vouch(self, *, now: int) -> "Dm":
        """A person looked, and says that it arrived."""
        return self._move(E.VOUCH, sent_at=now, code=None, reason=None, **_done())

    def refuse(self, code: Code, reason: Reason, *, now: int) -> "Dm":
        """It will not be sent."""
        why = {"code": code, "reason": reason, **self._not_carried_out()}
        return self._move(E.REFUSE, failed_at=now, **why, **_done())

    def put_back(self, until: int, code: Code, reason: Reason, *, now: int) -> "Dm":
        """Instagram wants us to wait; this costs no try."""
        why = {"code": code, "reason": reason, **self._not_carried_out()}
        return self._move(E.PUT_BACK, gen=self.gen + 1, **why, **_due(until, now))

    def try_again(self, until: int, code: Code, reason: Reason, *, now: int) -> "Dm":
        """The same hint comes back after a pause."""
        tries = self.tries + 1
        why = {"code": code, "reason": reason, **self._not_carried_out()}
        return self._move(E.TRY_AGAIN, tries=tries, **why, **_due(until, now))

    def give_up(self, code: Code, reason: Reason, *, now: int) -> "Dm":
        """Tries or kicks are spent."""
        tries = self.tries + 1
        why = {"code": code, "reason": reason}
        calls = {} if self.state is S.QUEUED else self._not_carried_out()
        return self._move(E.GIVE_UP, tries=tries, failed_at=now, **why, **calls, **_done())

    def doubt(self, code: Code, reason: Reason, *, check_at: int, earlier: bool = False) -> "Dm":
        """Nobody knows whether it arrived; *earlier*: by an earlier call, since the newest did nothing."""
        calls = self._not_carried_out() if earlier else {"doubted": self._doubted()}
        why = {"code": code, "reason": reason, **calls}
        ask = {"due_at": None, "kick_at": check_at, "kicks": 0, "lease_until": None, "checks": 0}
        return self._move(E.DOUBT, **ask, **why)

    def _doubted(self) -> tuple[int, ...]:
        call = self.claimed_at
        return self.doubted if call is None or call in self.doubted else (*self.doubted, call)

    def _not_carried_out(self) -> dict[str, object]:
        """The newest call did nothing; of earlier ones in doubt that says nothing."""
        return {"claimed_at": None, "doubted": tuple(at for at in self.doubted if at != self.claimed_at)}

    def look(self, *, now: int) -> "Dm":
        """Instagram is about to be asked about the doubt, once for all hints that there are by now.

        Unless it answers, the next look comes later.
        """
        wait = GRACE * 2 ** min(self.kicks, 7)
        return replace(self, gen=self.gen + 1, rev=self.rev + 1, kicks=self.kicks + 1, kick_at=now + wait)

    def asked(self, *, next_at: int | None) -> "Dm":
        """Instagram was asked about the doubt and knew nothing; *next_at*: when to ask again, if ever."""
        return replace(self, rev=self.rev + 1, checks=self.checks + 1, kick_at=next_at)

    def resend(self, *, now: int) -> "Dm":
        """Another attempt at a private reply in doubt."""
        fresh = {"tries": 0, "paced": False, "resent": self.resent + 1}
        return self._move(E.RESEND, gen=self.gen + 1, **fresh, **_due(now, now))

    def kick(self, *, now: int) -> "Dm":
        """The sweeper sends a new hint, and waits longer before the next one."""
        wait = GRACE * 2 ** min(self.kicks, 6)
        return self._move(E.KICK, kicks=self.kicks + 1, kick_at=now + wait)

    def again(self, *, now: int) -> "Dm":
        """A person asked for another attempt, knowing what happened before."""
        fresh = {"tries": 0, "paced": False, "code": None, "reason": None, "failed_at": None}
        return self._move(E.AGAIN, gen=self.gen + 1, **fresh, **_due(now, now))

    def cancel(self) -> "Dm":
        """Called off before it was sent."""
        return self._move(E.CANCEL, code=None, reason=None, **_done())

    def call_off(self, *, now: int) -> "Dm":
        """Cancelled; in doubt again if an earlier call may have arrived, and then never resent by itself."""
        if not self.doubted:
            return self.cancel()
        doubtful = self.doubt(Code.UNKNOWN_OUTCOME, Reason.EARLIER_ATTEMPT, check_at=now + FIRST_CHECK)
        return replace(doubtful, resent=RESENDS)

    def watch(self, at: int | None) -> "Dm":
        """The sweeper looks at it again at *at*; None: not before something happens."""
        return replace(self, rev=self.rev + 1, kick_at=at)

    def answer_in_public(self, *, now: int) -> "Dm":
        """The answer under the comment is begun: once, whatever becomes of it."""
        return replace(self, rev=self.rev + 1, public_at=now)

    def reword(self, text: str) -> "Dm":
        """Another text for a message that still waits for its person."""
        if self.state is not S.AWAITING_CONTACT:
            raise IllegalMove(f"{self.id}: {self.state} cannot be reworded")
        return replace(self, rev=self.rev + 1, text=text)

    def _move(self, event: Event, **changes: object) -> "Dm":
        to = MOVES.get((self.state, event))
        if to is None:
            raise IllegalMove(f"{self.id}: {self.state} does not allow: {event}")
        return replace(self, state=to, rev=self.rev + 1, **changes)  # type: ignore[arg-type] # each move names fields of Dm


def _due(at: int, now: int) -> dict[str, object]:
    kick_at = at if at - now > HINT_REACH else at + GRACE
    return {"due_at": at, "kick_at": kick_at, "kicks": 0, "lease_until": None}


def _done() -> dict[str, object]:
    return {"due_at": None, "kick_at": None, "lease_until": None}
