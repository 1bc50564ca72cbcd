"""An Instagram that knows which message every call was for, and tells us late, twice or never."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

from chalicelib.domain.account import Account
from chalicelib.domain.contact import WINDOW
from chalicelib.domain.event import Echo, Event, Past, Seen
from chalicelib.domain.faults import (
    Code,
    Deferred,
    Ended,
    Fault,
    Level,
    NotSent,
    Reason,
    Refused,
    Trace,
    Unknown,
)
from chalicelib.domain.person import Names
from chalicelib.domain.sending import Outgoing, Sent, Sighting
from tests.fakes.clock import Clock
from tests.fakes.wire import Wire
from tests.faults.ledger import Key, Ledger, short
from tests.faults.worlds import LAG, World


class Does(StrEnum):
    """What Instagram does with one call."""

    TAKES = "takes it"
    TAKES_AND_FAILS = "takes it, and answers 500"
    TAKES_SILENTLY = "takes it, and the answer gets lost"
    FAILS = "answers 500, and has not taken it"
    UNREACHED = "was never reached"
    LIMITS = "asks for a minute's rest"
    LIMITS_LONG = "asks for a rest beyond the 24 hours"
    ENDS_TOKEN = "ended the connection"
    DOUBTS_TOKEN = "refuses the token, for no reason"
    REFUSES = "refuses for good"
    RESTRICTS = "refuses as long as the account is restricted"


MESSAGE, ACCOUNT = Level.MESSAGE, Level.ACCOUNT
RESTRICTED = Code.NOT_PERMITTED, Reason.ACCOUNT_RESTRICTED  # a replay may help
FAULTS: Mapping[Does, Callable[[], Fault]] = {
    Does.TAKES_AND_FAILS: lambda: Unknown(Code.UNKNOWN_OUTCOME, Reason.INSTAGRAM_ERROR),
    Does.TAKES_SILENTLY: lambda: Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER),
    Does.FAILS: lambda: Unknown(Code.UNKNOWN_OUTCOME, Reason.INSTAGRAM_ERROR),
    Does.UNREACHED: lambda: NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION),
    Does.LIMITS: lambda: _limit(timedelta(minutes=1)),
    Does.LIMITS_LONG: lambda: _limit(timedelta(hours=25)),
    Does.ENDS_TOKEN: lambda: Deferred(
        Code.TOKEN_EXPIRED, Reason.RECONNECT, level=ACCOUNT, ended=Ended.PASSWORD_CHANGED
    ),
    Does.DOUBTS_TOKEN: lambda: Deferred(Code.TOKEN_EXPIRED, Reason.REFRESHING, level=ACCOUNT),
    Does.REFUSES: lambda: Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED),
    Does.RESTRICTS: lambda: Refused(*RESTRICTED),
}
UNCLEAR = frozenset({Does.TAKES_AND_FAILS, Does.TAKES_SILENTLY, Does.FAILS})
TAKEN = frozenset({Does.TAKES, Does.TAKES_AND_FAILS, Does.TAKES_SILENTLY})
ECHO_AFTER = (0, 40, 300, 5_000, 95_000)  # milliseconds; the first two come before the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message in a person's inbox, and what it truly was: *dm*, in the *epoch*th attempt asked for."""

    mid: str
    account: str
    person: str
    text: str
    at: int
    dm: Key
    epoch: int


class Instagram:
    """One inbox for all. *scripts* has a row of answers for each new message to a person."""

    def __init__(
        self,
        clock: Clock,
        wire: Wire,
        dice: Random,
        *,
        world: World,
        ledger: Ledger,
        scripts: Mapping[str, Sequence[Sequence[Does]]],
        losses: float,
    ) -> None:
        self.clock = clock
        self.wire = wire
        self.dice = dice
        self.world = world
        self.ledger = ledger
        self.losses = losses
        self.inbox: list[Delivered] = []
        self.tokens: dict[str, str] = {}  # the one that is valid, by account
        self.called: dict[str, str] = {}  # the accounts, by id
        self.acted: dict[tuple[str, str], int] = {}
        self.answered: set[str] = set()  # comments, in private
        self.public: list[str] = []  # and in public
        self.who: Callable[[], tuple[Key, int]]
        self.tell: Callable[[Event, int], None]
        self.ended: Callable[[str], None]  # an account's connection
        self._scripts = {person: deque(rows) for person, rows in scripts.items()}
        self._answers: dict[Key, deque[Does]] = {}

    def send(self, outgoing: Outgoing) -> Sent:
        """Takes one message; raises a Fault."""
        return self.wire("Instagram.send", lambda: self._take(outgoing))

    def sightings(self, account: str, token: str, person: str) -> Sequence[Sighting]:
        """The account's messages to *person*, newest first; raises a Fault."""
        return self.wire("Instagram.sightings", lambda: self._look(account, token, person))

    def reply(self, token: str, comment: str, text: str) -> None:
        """Puts an answer under a comment; raises a Fault."""
        self.wire("Instagram.reply", lambda: self.public.append(comment))

    def names(self, token: str, person: str) -> Names:
        """What the person calls themselves; raises a Fault."""
        return self.wire("Instagram.names", lambda: Names(username=person))

    def past(self, account: Account, token: str, *, since: int, after: str | None) -> Past:
        """Nothing that was not told; raises a Fault."""
        return self.wire("Instagram.past", lambda: Past([], None))

    def act(self, account: str, person: str) -> int:
        """The person acts: the window opens anew. When that was."""
        self.acted[account, person] = self.clock.now
        return self.clock.now

    def _take(self, outgoing: Outgoing) -> Sent:
        dm, epoch = self.who()
        if outgoing.comment in self.answered:
            raise Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)
        opened = self.acted.get((outgoing.account, outgoing.person))
        outside = opened is None or self.clock.now >= opened + WINDOW
        if outside and outgoing.comment is None:
            self.ledger.wrong(f"{short(dm[1])} called outside of the window")
            raise Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
        if outgoing.token != self.tokens[outgoing.account]:
            raise _fault(Does.ENDS_TOKEN)
        does = self._next(dm, outgoing.person)
        self.ledger.note(f"    Instagram {does}: {short(dm[1])}")
        if does is Does.ENDS_TOKEN:
            self.tokens[outgoing.account] = "none"
            self.ended(outgoing.account)
        mid = self._deliver(outgoing, dm, epoch) if does in TAKEN else ""
        if does is Does.TAKES:
            return Sent(mid=mid, trace=Trace(status=200, ms=1))
        if does in UNCLEAR:
            self.ledger.unclear.add(dm)
        raise _fault(does)

    def _next(self, dm: Key, person: str) -> Does:
        if dm not in self._answers:
            rows = self._scripts.get(person)
            self._answers[dm] = deque(rows.popleft() if rows else ())
        answers = self._answers[dm]
        return answers.popleft() if answers else Does.TAKES

    def _deliver(self, outgoing: Outgoing, dm: Key, epoch: int) -> str:
        message = Delivered(
            mid=f"mid-{len(self.inbox) + 1}",
            account=outgoing.account,
            person=outgoing.person,
            text=outgoing.text,
            at=self.clock.now,
            dm=dm,
            epoch=epoch,
        )
        self.inbox.append(message)
        if outgoing.comment is not None:
            self.answered.add(outgoing.comment)
        if self.world.echo and self.dice.random() >= self.losses:
            for _ in range(2 if self.dice.random() < 0.2 else 1):
                self.tell(_echo(message), self.dice.choice(ECHO_AFTER))
        if self.dice.random() < 0.5:
            after = self.dice.randrange(300_000)
            seen = Seen(account=message.account, mid=message.mid, at=self.clock.now + after)
            self.tell(seen, after)
        return message.mid

    def _look(self, account: str, token: str, person: str) -> Sequence[Sighting]:
        if self.world.lookup == "down" or token != self.tokens[account]:
            raise Unknown(Code.UNKNOWN_OUTCOME, Reason.INSTAGRAM_ERROR)
        latest = self.clock.now - (LAG if self.world.lookup == "lag" else 0)
        own = [m for m in self.inbox if (m.account, m.person) == (account, person) and m.at <= latest]
        return [Sighting(mid=m.mid, at=m.at, text=m.text) for m in reversed(own)]


def _fault(does: Does) -> Fault:
    return FAULTS[does]()


def _limit(rest: timedelta) -> Fault:
    return Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=ACCOUNT, retry_after=rest)


def _echo(message: Delivered) -> Echo:
    return Echo(
        account=message.account,
        person=message.person,
        at=message.at,
        mid=message.mid,
        text=message.text,
    )
