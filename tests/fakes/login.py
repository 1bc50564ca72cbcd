"""An Instagram to log in with: accounts, their tokens, and the rules of tokens' lives."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

from chalicelib.domain.faults import Code, Deferred, Ended, Fault, Level, Reason, Refused
from chalicelib.domain.login import NEEDED, Grant, LoginFailed, Pass, Problem, Profile
from tests.fakes.clock import Clock, milliseconds
from tests.fakes.wire import Wire, Wired, port

LIFE = timedelta(days=60)
SHORT_LIFE = timedelta(hours=1)
YOUNGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Whose token it is, and from when until when it works (milliseconds)."""

    account: str
    since: int
    until: int


@dataclass(slots=True)
class Member:
    """An account at Instagram, and whether it sends us its events."""

    profile: Profile
    granted: frozenset[str] | None = NEEDED
    subscribed: bool = True
    served: bool = True
    permitted: bool = True
    ended: Ended | None = None
    tokens: int = field(default=0)


class Login(Wired):
    """Knows members by id. *doubt* lets it refuse every token without a word why."""

    def __init__(self, clock: Clock, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.clock = clock
        self.members: dict[str, Member] = {}
        self.codes: dict[str, str] = {}
        self._given = count()
        self.tokens: dict[str, Token] = {}
        self.doubt = False

    def join(self, id: str, username: str, *, kind: str = "BUSINESS", scoped_id: str | None = None) -> Member:
        """A new account at Instagram."""
        profile = Profile(id=id, scoped_id=scoped_id, username=username, kind=kind)
        member = self.members[id] = Member(profile)
        return member

    def code(self, id: str) -> str:
        """The person logs in and allows what we ask for."""
        code = f"code-{next(self._given)}"
        self.codes[code] = id
        return code

    def give(self, id: str, life: timedelta = LIFE, value: str | None = None) -> str:
        """A fresh token of the account."""
        value = value or f"IG-token-{len(self.tokens)}"
        now = self.clock()
        self.tokens[value] = Token(account=id, since=now, until=now + milliseconds(life))
        return value

    def rename(self, id: str, username: str) -> None:
        """The account calls itself otherwise."""
        member = self.members[id]
        member.profile = replace(member.profile, username=username)

    @port
    def address(self, state: str) -> str:
        """Where a browser goes to log in."""
        return f"https://instagram.example/oauth/authorize?state={state}"

    @port
    def redeem(self, code: str) -> Grant:
        """The short token for a code that was not used before."""
        id = self.codes.pop(code, None)
        if id is None:
            raise LoginFailed(Problem.CODE)
        return Grant(self.give(id, SHORT_LIFE), self.members[id].granted)

    @port
    def lengthen(self, short: str) -> Pass:
        """The long token for a short one."""
        member = self._member(short)
        if not member.served:
            raise LoginFailed(Problem.NOT_APPROVED)
        return Pass(self.give(member.profile.id), LIFE)

    @port
    def newcomer(self, token: str) -> Profile:
        """Who has just logged in."""
        return self._member(token).profile

    @port
    def refresh(self, token: str) -> Pass:
        """Another 60 days for a token that is a day old."""
        member = self._member(token)
        if self.clock() - self.tokens[token].since < milliseconds(YOUNGEST):
            raise Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
        return Pass(self.give(member.profile.id), LIFE)

    @port
    def profile(self, token: str) -> Profile:
        """Whom a token stands for."""
        return self._member(token).profile

    @port
    def subscribe(self, token: str) -> bool:
        """Sends us the account's events from now on."""
        self._member(token).subscribed = True
        return True

    @port
    def subscribed(self, token: str) -> bool:
        """Whether we are sent the account's events."""
        return self._member(token).subscribed

    @port
    def unsubscribe(self, token: str) -> None:
        """Sends us nothing any more."""
        self._member(token).subscribed = False

    @port
    def permitted(self, token: str) -> None:
        """Refuses when the account's messages are out of our reach."""
        if not self._member(token).permitted:
            raise Refused(Code.NOT_PERMITTED, Reason.PERMISSION_MISSING, level=Level.ACCOUNT)

    def _member(self, token: str) -> Member:
        known = self.tokens.get(token)
        if known is None or self.doubt:
            raise _ended(None)
        if self.clock() >= known.until:
            raise _ended(Ended.EXPIRED)
        member = self.members[known.account]
        if member.ended is not None:
            raise _ended(member.ended)
        return member


def _ended(why: Ended | None) -> Fault:
    reason = Reason.REFRESHING if why is None else Reason.RECONNECT
    return Deferred(Code.TOKEN_EXPIRED, reason, level=Level.ACCOUNT, ended=why)
