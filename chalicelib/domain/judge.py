"""Whether a message may go out now. Decided before the claim, from records alone."""

from dataclasses import dataclass

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import SECOND, Dm, Wait
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.retry import CONNECTION_WAIT

EARLY = SECOND  # clocks differ a little, and SQS rounds to seconds
BUSY_WAIT = 3 * SECOND


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
    if account is None or account.state is Connection.DISCONNECTED:
        return Never(Code.NOT_PERMITTED, Reason.NOT_CONNECTED)
    if contact is None or not contact.window_open(now):
        return Never(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
    if account.state is Connection.RECONNECT or account.token_expires_at <= now:
        wait = int(CONNECTION_WAIT.total_seconds()) * SECOND
        return Wait(now + wait, Code.TOKEN_EXPIRED, Reason.RECONNECT)
    if contact.busy(dm.id, now):
        return Wait(now + BUSY_WAIT)
    return Go(account, contact)
