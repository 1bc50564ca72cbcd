"""What the stories about connections share: the account as it is, time that passes, and refusals."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from chalicelib.domain.account import Account
from chalicelib.domain.faults import Code, Deferred, Ended, Level, NotSent, Reason, Unknown
from chalicelib.domain.notice import notice
from chalicelib.domain.visit import Visit
from tests.fakes.clock import milliseconds
from tests.fakes.wire import Crash
from tests.fakes.world import ANA, ANAS, World

T = TypeVar("T")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ANAS_OTHER = "17841400000000007"  # another account of hers
BEN = "user_ben"
DOUBT = Deferred(Code.TOKEN_EXPIRED, Reason.REFRESHING, level=Level.ACCOUNT)
DOWN = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)


def ended(why: Ended) -> Deferred:
    """How Instagram refuses a token that is dead for good."""
    return Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT, level=Level.ACCOUNT, ended=why)


def now_of(world: World, creator: str = ANA, id: str = ANAS) -> Account:
    """The account as it is stored this moment."""
    return world.stores.accounts.rows[creator, id]


def token_of(world: World, creator: str = ANA, id: str = ANAS) -> str:
    """The account's token in clear text; nothing when it has none."""
    sealed = now_of(world, creator, id).token
    return world.vault.sealed[sealed][2] if sealed else ""


def told(world: World) -> str | None:
    """What kind of notice Ana sees."""
    shown = notice(now_of(world), now=world.clock())
    return shown.code if shown else None


def visit(world: World, creator: str = ANA, id: str = ANAS) -> None:
    """A worker gets a visit, whether it is due or not."""
    world.tend_account(Visit(creator, id))


def live(world: World, span: timedelta, *, step: timedelta = HOUR) -> None:
    """Time passes in steps; each time the timer rings, and the workers work."""
    end = world.clock() + milliseconds(span)
    while world.clock() < end:
        world.clock.move_to(min(end, world.clock() + milliseconds(step)))
        world.sweep_once()
        world.work()


class Breaker:
    """A wire that ends the process at one chosen call, counted from when it was armed."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._at = -1
        self._late = False

    def arm(self, at: int, *, late: bool) -> None:
        """The process ends at the call number *at*, before it or (*late*) after it."""
        self.calls.clear()
        self._at, self._late = at, late

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        self.calls.append(call)
        if len(self.calls) != self._at + 1:
            return run()
        if self._late:
            with suppress(Exception):
                run()
        raise Crash
