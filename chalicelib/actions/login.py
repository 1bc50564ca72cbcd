"""Log in with Instagram: begin in the creator's browser, and end there, once."""

from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import Protocol

from chalicelib.actions.connect_account import BeingDeleted, ConnectAccount
from chalicelib.actions.connect_account import Login as Given
from chalicelib.actions.ports import Chance, Login
from chalicelib.domain.account import Taken
from chalicelib.domain.caller import Caller
from chalicelib.domain.faults import Fault
from chalicelib.domain.ids import new_secret
from chalicelib.domain.login import NEEDED, Begun, LoginFailed, Problem
from chalicelib.telemetry import Metric, count, log


class Logins(Protocol):
    """Logins under way."""

    def begin(self, state: str, begun: Begun) -> None:
        """Keeps a login for ten minutes."""

    def get(self, state: str) -> Begun | None:
        """The login that *state* stands for; None when it is too old or was never begun."""

    def spend(self, state: str) -> bool:
        """Uses the login up; False when that was done before."""

    def end(self, state: str, result: str) -> None:
        """Notes where the login led."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the browser goes, and the secret that it keeps meanwhile."""

    address: str
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a browser brings back from Instagram, and who it is."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    denied: bool
    browser: str | None = field(repr=False)  # the secret that it kept
    caller: Caller | None


@dataclass(frozen=True, slots=True)
class End:
    """Where the browser goes now, and what it is told: a user name, a problem, or that it is under way."""

    next: str | None
    username: str | None = None
    problem: Problem | None = None


class BeginLogin:
    """Begins a login that only this browser can end."""

    def __init__(self, *, logins: Logins, login: Login, chance: Chance) -> None:
        self.logins = logins
        self.login = login
        self.chance = chance

    def __call__(self, caller: Caller, *, next: str) -> Start:
        """Where to send the browser; *next* is our own page that it comes back to."""
        state, browser = new_secret(self.chance), new_secret(self.chance)
        begun = Begun(creator=caller.id, session=caller.session, browser=_digest(browser), next=next)
        self.logins.begin(state, begun)
        return Start(self.login.address(state), browser)


class EndLogin:
    """Ends a login. A browser that asks twice is led to the same end; nothing happens twice."""

    def __init__(self, *, logins: Logins, login: Login, connect: ConnectAccount) -> None:
        self.logins = logins
        self.login = login
        self.connect = connect

    def __call__(self, back: Return) -> End:
        """What came of it."""
        begun = self.logins.get(back.state) if back.state else None
        if begun is None:
            return End(None, problem=Problem.DENIED if back.denied and not back.state else Problem.STATE)
        if not _same(begun, back):
            return End(None, problem=Problem.OTHER_BROWSER)
        if begun.spent or not self.logins.spend(back.state):
            return _again(begun)
        end = self._end(begun, back)
        self.logins.end(back.state, f"{end.username or ''} {end.problem or ''}")
        return end

    def _end(self, begun: Begun, back: Return) -> End:
        try:
            username = self._connect(begun, back)
        except LoginFailed as failed:
            problem = failed.problem
        except Taken:
            problem = Problem.TAKEN
        except BeingDeleted:
            problem = Problem.DELETING
        except Fault as fault:
            log.warning("login.fault", extra={"code": fault.code, "status": fault.trace.status})
            problem = Problem.UNAVAILABLE
        except Exception as error:
            # The login is spent: whoever reloads the page must still be told.
            log.exception("login.broken", extra={"error": type(error).__name__})
            problem = Problem.UNAVAILABLE
        else:
            count(Metric.CONNECTED)
            return End(begun.next, username=username)
        log.warning("login.failed", extra={"problem": problem})
        return End(begun.next, problem=problem)

    def _connect(self, begun: Begun, back: Return) -> str:
        if back.denied:
            raise LoginFailed(Problem.DENIED)
        if not back.code:
            raise LoginFailed(Problem.CODE)
        grant = self.login.redeem(back.code)
        if grant.permissions is not None and not grant.permissions >= NEEDED:
            raise LoginFailed(Problem.PERMISSIONS)
        long = self.login.lengthen(grant.token)
        profile = self.login.newcomer(long.token)
        if not profile.professional:
            raise LoginFailed(Problem.PERSONAL)
        given = Given(
            creator=begun.creator,
            account=profile.id,
            username=profile.username,
            token=long.token,
            lives=long.lives,
            scoped_id=profile.scoped_id,
            permissions=grant.permissions or frozenset(),
            subscribed=self._subscribed(long.token),
        )
        return self.connect(given).username

    def _subscribed(self, token: str) -> bool:
        """A subscription that fails now is asked for again by the account's next visit."""
        try:
            return self.login.subscribe(token)
        except Fault as fault:
            log.warning("login.unsubscribed", extra={"code": fault.code, "status": fault.trace.status})
            return False


def _again(begun: Begun) -> End:
    if begun.result is None:
        return End(begun.next)
    username, _, problem = begun.result.partition(" ")
    return End(begun.next, username=username or None, problem=Problem(problem) if problem else None)


def _same(begun: Begun, back: Return) -> bool:
    """Whether the browser that began it is back: by the secret that it kept, or by the same session."""
    if back.caller is not None and back.caller.id != begun.creator:
        return False
    if back.browser is not None and compare_digest(_digest(back.browser), begun.browser):
        return True
    return back.caller is not None and compare_digest(back.caller.session, begun.session)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
