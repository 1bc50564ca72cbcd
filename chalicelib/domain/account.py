"""An Instagram professional account that a creator has connected, and what its connection asks of us.

Times are milliseconds since 1970. A change returns the next Account and leaves this one alone; *rev* counts
the changes, so that one based on an old reading is refused.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.faults import Ended, Reason

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
REFRESH_AGE = 50 * DAY  # ten days before a token dies: as many chances as days
YOUNGEST = (
    DAY  # Meta: a token must be a day old to be refreshed (business-login, "Refresh a long-lived token")
)
AGAIN = DAY  # after a refresh that failed
LOOK = 22 * HOUR  # and up to one more, by chance: what Instagram ended is noticed within a day
CHECK = DAY  # between two looks at the subscription to webhooks: so far back lost messages can be answered
SOON = 5 * MINUTE  # after a look that nobody answered
TENDING = 2 * MINUTE  # longer than a worker may live, so one that passed means a dead worker
WARNINGS = (7, 3, 1)  # days before a token dies at which it is said again


class Connection(StrEnum):
    """Whether we may act for the account."""

    ACTIVE = "active"
    CHECKING = "checking"  # Instagram refused the token without a final word; we are finding out
    RECONNECT = "reconnect"  # Instagram ended it; only the creator's login helps
    DISCONNECTED = "disconnected"  # by the creator
    DELETING = "deleting"  # its person told Instagram to have everything deleted


class Attention(StrEnum):
    """What an account needs that only its creator can give."""

    RECONNECT = "reconnect"
    EXPIRING = "expiring"  # refreshes fail


class Taken(Exception):
    """The account is connected by another creator."""


LIVING = frozenset({Connection.ACTIVE, Connection.CHECKING})
DECIDED = frozenset({Connection.ACTIVE, Connection.DISCONNECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; *token* is sealed and useless without the key."""

    creator: str
    id: str  # Instagram's user_id, equal to a webhook's entry.id
    username: str
    token: bytes
    token_issued_at: int
    token_expires_at: int
    state: Connection = Connection.ACTIVE
    rev: int = 0
    scoped_id: str | None = None  # the app-scoped id, which Instagram's own callbacks may name
    permissions: frozenset[str] = frozenset()
    connected_at: int = 0
    refresh_at: int = 0
    look_at: int = 0  # when Instagram is asked whether the token still works
    check_at: int = 0  # when the subscription is checked
    tended_until: int = 0  # a worker is at it until then
    failing_since: int | None = None  # refreshes fail
    ended: Ended | None = None
    ended_at: int | None = None
    trouble: Reason | None = None  # the last refusal that was about the account
    trouble_at: int | None = None
    subscribed: bool = False
    repaired_at: int | None = None  # when a lost subscription was renewed
    missed_at: int | None = None  # when to read what Instagram did not tell us; None when there is nothing
    missed_after: str | None = None  # where the reading goes on
    missed_to: int | None = None  # when it was noticed: what was not told is older than that
    waiting: bool = False  # messages wait for a word on this connection
    deletion: str | None = None  # the confirmation code of the deletion under way
    erased_to: str | None = None  # the last lead that the deletion has looked at

    @property
    def usable(self) -> bool:
        """Whether there is a token that may work."""
        return self.state in LIVING

    @property
    def gone(self) -> bool:
        """Whether its creator, or its person, took it away: Instagram tells us nothing of it."""
        return self.state in {Connection.DISCONNECTED, Connection.DELETING}

    @property
    def releases(self) -> bool:
        """Whether messages that wait for a word on this connection can go on now."""
        return self.waiting and self.state in DECIDED

    @property
    def attention(self) -> Attention | None:
        """What only the creator can help with."""
        if self.state is Connection.RECONNECT:
            return Attention.RECONNECT
        return Attention.EXPIRING if self.usable and self.failing_since is not None else None

    @property
    def care_at(self) -> int | None:
        """When somebody must look at it; None when nothing is to be done."""
        return _at_least(self.tended_until, self._wanted_at())

    def _wanted_at(self) -> int | None:
        if self.state is Connection.DELETING:
            return self.look_at
        if self.releases:
            return 0
        if self.state is Connection.CHECKING:
            return self.look_at
        if self.state is Connection.ACTIVE:
            dates = (self.refresh_at, self.look_at, self.check_at, self.token_expires_at, self.missed_at)
            return min(at for at in dates if at is not None)
        return None

    def due(self, now: int) -> bool:
        """Whether somebody should look at it now."""
        return self.care_at is not None and self.care_at <= now

    def misses(self, now: int) -> bool:
        """Whether something that Instagram did not tell us can be read now."""
        return self.usable and self.missed_at is not None and self.missed_at <= now

    def too_late(self, now: int) -> bool:
        """Whether nothing that Instagram did not tell us could still be answered."""
        return self.missed_to is not None and now - self.missed_to >= DAY

    def refreshable(self, now: int) -> bool:
        """Whether Instagram would refresh the token."""
        return self.token_issued_at + YOUNGEST <= now < self.token_expires_at

    def tend(self, now: int) -> "Account":
        """A worker looks after it, alone as long as it can live."""
        return self._next(tended_until=now + TENDING)

    def tended(self) -> "Account":
        """The worker has finished."""
        return self._next(tended_until=0)

    def connect(self, *, now: int) -> "Account":
        """A login just gave it this token."""
        return self._next(
            state=Connection.ACTIVE,
            connected_at=now,
            check_at=now + CHECK if self.subscribed else now,
            waiting=True,
            **_fresh(self.token_expires_at, now),
        )

    def refresh(self, token: bytes, *, username: str, expires_at: int, now: int) -> "Account":
        """Instagram gave another 60 days."""
        dates = {"token": token, "token_issued_at": now, "token_expires_at": expires_at}
        return self._working(username=username, **dates, **_fresh(expires_at, now))

    def answered(self, username: str, *, now: int, jitter: int) -> "Account":
        """Instagram accepts the token; what it said of an ended connection is newer."""
        if not self.usable:
            return self
        return self._working(username=username, look_at=now + LOOK + jitter)

    def unanswered(self, *, now: int) -> "Account":
        """Nobody could say whether the token works; it is asked again soon."""
        return self._next(look_at=now + SOON)

    def uncertain(self, *, now: int) -> "Account":
        """Instagram refused the token, and nobody could say whether for good."""
        return self._next(state=Connection.CHECKING, look_at=now + SOON)

    def refresh_failed(self, *, now: int) -> "Account":
        """No refresh today; the token still works."""
        since = self.failing_since or now
        return self._next(refresh_at=now + AGAIN, look_at=now + LOOK, failing_since=since)

    def end(self, why: Ended, *, now: int) -> "Account":
        """Instagram ended the connection."""
        return self._next(state=Connection.RECONNECT, ended=why, ended_at=now, waiting=False)

    def remove(self, *, now: int) -> "Account":
        """The person took our app off their account: the token is worth nothing, so it goes."""
        return replace(self.end(Ended.REMOVED, now=now), token=b"", subscribed=False)

    def doubt(self, *, now: int) -> "Account":
        """Instagram refused the token without a final word."""
        return self._next(state=Connection.CHECKING, look_at=now)

    def well(self) -> "Account":
        """What it was blamed for is over."""
        return self._next(trouble=None, trouble_at=None)

    def blame(self, trouble: Reason, *, now: int) -> "Account":
        """Instagram refused a message because of the account."""
        return self._next(trouble=trouble, trouble_at=now)

    def disconnect(self) -> "Account":
        """The creator ends it: the token goes, everything else stays."""
        gone = {"token": b"", "subscribed": False, "trouble": None, "trouble_at": None}
        return self._next(state=Connection.DISCONNECTED, waiting=True, **gone)

    def delete(self, code: str, *, now: int) -> "Account":
        """Everything goes, once the workers that may still hold something of it are done."""
        state = Connection.DELETING
        return self._next(state=state, token=b"", subscribed=False, deletion=code, look_at=now + TENDING)

    def later(self, *, now: int) -> "Account":
        """Deletion goes on when the workers that may still hold something of it are done."""
        return self._next(look_at=now + TENDING)

    def erased(self, lead: str) -> "Account":
        """The deletion has looked at all leads down to *lead*."""
        return self._next(erased_to=lead)

    def subscribe(self, *, now: int, repaired: bool) -> "Account":
        """Instagram sends us its events."""
        repaired_at = now if repaired else self.repaired_at
        return self._next(subscribed=True, check_at=now + CHECK, repaired_at=repaired_at)

    def missed(self, *, now: int) -> "Account":
        """Instagram did not tell us what happened until now: it is to be read."""
        return self._next(missed_at=now, missed_after=None, missed_to=now)

    def behind(self, after: str | None, *, at: int) -> "Account":
        """What Instagram did not tell us is read on at *at*, behind the cursor *after*."""
        return self._next(missed_at=at, missed_after=after, missed_to=self.missed_to or at)

    def caught_up(self) -> "Account":
        """There is nothing to read any more."""
        return self._next(missed_at=None, missed_after=None, missed_to=None)

    def unsubscribed(self, *, now: int) -> "Account":
        """Instagram would not send us its events; asked again tomorrow."""
        return self._next(subscribed=False, check_at=now + DAY)

    def unchecked(self, *, now: int) -> "Account":
        """Nobody could say whether Instagram sends us its events; asked again tomorrow."""
        return self._next(check_at=now + DAY)

    def release(self, *, more: bool) -> "Account":
        """Waiting messages were let go, all of them or some (*more* wait)."""
        return self._next(waiting=more)

    def _working(self, **changes: object) -> "Account":
        waiting = self.waiting or self.state is Connection.CHECKING
        return self._next(state=Connection.ACTIVE, waiting=waiting, **changes)

    def _next(self, **changes: object) -> "Account":
        return replace(self, rev=self.rev + 1, **changes)  # type: ignore[arg-type] # each change names fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A public lead form: whose it is and what its leads receive."""

    slug: str
    creator: str
    account: str
    username: str  # of the account, for the ig.me link
    text: str  # what a lead receives; {name} is the lead's first name
    open_text: bool = (
        False  # whether the one who submits may set the text (only for forms behind your own server)
    )


def _fresh(expires_at: int, now: int) -> dict[str, object]:
    """What a new token means for the days to come."""
    refresh_at = max(min(now + REFRESH_AGE, expires_at - 10 * DAY), now + YOUNGEST)
    healed = {"failing_since": None, "ended": None, "ended_at": None, "trouble": None, "trouble_at": None}
    return {"refresh_at": refresh_at, "look_at": now + LOOK, **healed}


def _at_least(floor: int, at: int | None) -> int | None:
    return None if at is None else max(floor, at)
