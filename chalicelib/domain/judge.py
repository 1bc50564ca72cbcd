"""Whether a message may go out now. Decided before the claim, from records alone."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import LEASE, SECOND, Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Wait
from chalicelib.domain.retry import CHECKING_WAIT, CONNECTION_WAIT

EARLY = SECOND  # clocks differ a little, and SQS rounds to seconds
BUSY_WAIT = 3 * SECOND
GONE = frozenset({Connection.DISCONNECTED, Connection.DELETING})


@dataclass(frozen=True, slots=True)
class Go:
    """Send it: everything that this takes is there."""

    account: Account
    contact: Contact


@dataclass(frozen=True, slots=True)
class Never:
    """It must not be sent."""

    code: Code
    reason: Reason


def judge(dm: Dm, account: Account | None, contact: Contact | None, *, now: int) -> Go | Wait | Never:
    """What the records say about sending *dm* at *now*."""
    if dm.due_at is not None and dm.due_at > now + EARLY:
        return Wait(dm.due_at, dm.code, dm.reason, dm.paced)
    if account is None or account.state in GONE:
        return Never(Code.NOT_PERMITTED, Reason.NOT_CONNECTED)
    barred = _barred(dm, contact, now)
    if barred is not None or contact is None:
        return Never(Code.NOT_PERMITTED, barred or Reason.WINDOW_CLOSED)
    if contact.busy(dm.id, now):
        return Wait(next_look(contact, now), paced=dm.paced)
    return _unconnected(account, closes_at(dm, contact), now) or Go(account, contact)


def next_look(contact: Contact, now: int) -> int:
    """When to ask again whether the person is free: each look costs writes.

    That is after as long as they are held already, by the hold's end, and not within 3 seconds.
    """
    held = now - (contact.busy_until - LEASE)
    return now + max(BUSY_WAIT, min(held, contact.busy_until - now))


def closes_at(dm: Dm, contact: Contact) -> int:
    """When *dm* may not be sent any more: a private reply has its own clock."""
    return contact.window_ends if dm.comment is None else dm.reply_ends


def _barred(dm: Dm, contact: Contact | None, now: int) -> Reason | None:
    if contact is None:
        return Reason.WINDOW_CLOSED
    if contact.opted_out:
        return Reason.OPTED_OUT
    if now < closes_at(dm, contact):
        return None
    return Reason.WINDOW_CLOSED if dm.comment is None else Reason.COMMENT_TOO_OLD


def _unconnected(account: Account, closes_at: int, now: int) -> Wait | None:
    if account.state is Connection.CHECKING:
        return Wait(now + _ms(CHECKING_WAIT), Code.TOKEN_EXPIRED, Reason.REFRESHING)
    if account.state is Connection.RECONNECT or account.token_expires_at <= now:
        # A reconnect releases it at once; this is for the day that the release gets lost.
        until = min(now + _ms(CONNECTION_WAIT), closes_at)
        return Wait(until, Code.TOKEN_EXPIRED, Reason.RECONNECT)
    return None


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * SECOND)
