"""One message for every state, and one way to make every move."""

from collections.abc import Callable
from dataclasses import fields

from chalicelib.domain.dm import LIFE, Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent, Wait
from chalicelib.domain.state import Event, State

NOW = 1_790_000_000_000
LATER = NOW + 60_000
FORMER = NOW - 10 * LIFE  # an earlier call than the newest: no sign of one can be of the other
WHY = (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
CONSENT = Consent(kind="message", at=NOW - 1, id="their-mid")
Move = Callable[[Dm], Dm]

DOES: dict[Event, Move] = {
    Event.CONTACT: lambda dm: dm.release("igsid", now=NOW, consent=CONSENT),
    Event.DEFER: lambda dm: dm.defer(Wait(LATER, *WHY, paced=True), now=NOW),
    Event.CLAIM: lambda dm: dm.claim("token", now=NOW),
    Event.ACCEPT: lambda dm: dm.accept("mid", now=NOW, trace=Trace(ms=7, fbtrace_id="f")),
    Event.REFUSE: lambda dm: dm.refuse(*WHY, now=NOW),
    Event.PUT_BACK: lambda dm: dm.put_back(LATER, *WHY, now=NOW),
    Event.TRY_AGAIN: lambda dm: dm.try_again(LATER, *WHY, now=NOW),
    Event.GIVE_UP: lambda dm: dm.give_up(*WHY, now=NOW),
    Event.DOUBT: lambda dm: dm.doubt(*WHY, check_at=LATER),
    Event.PROOF: lambda dm: dm.prove("mid", at=NOW),
    Event.RESEND: lambda dm: dm.resend(now=NOW),
    Event.KICK: lambda dm: dm.kick(now=NOW),
    Event.VOUCH: lambda dm: dm.vouch(now=NOW),
    Event.AGAIN: lambda dm: dm.again(now=NOW),
    Event.CANCEL: lambda dm: dm.cancel(),
}
PAIRS = [(state, event) for state in State for event in Event]


def at(state: State) -> Dm:
    """A message in *state* with something in every field that a move may change."""
    return Dm(
        creator="user_ana",
        id="0123456789abcdef01234567-0",
        account="1784",
        text="Hi",
        created_at=NOW - 9,
        person="someone",
        state=state,
        gen=4,
        rev=8,
        attempts=2,
        tries=1,
        kicks=3,
        due_at=NOW - 5,
        kick_at=NOW - 4,
        attempt="before",
        claimed_at=NOW - 3,
        lease_until=NOW - 2,
        code=Code.UNAVAILABLE,
        reason=Reason.NO_CONNECTION,
        failed_at=NOW - 6,
        paced=True,
        checks=5,
        comment="c1",
        doubted=(FORMER,),
        resent=1,
    )


def changed(before: Dm, after: Dm) -> dict[str, object]:
    """What differs between two messages."""
    pairs = {f.name: (getattr(before, f.name), getattr(after, f.name)) for f in fields(Dm)}
    return {name: new for name, (old, new) in pairs.items() if old != new}
