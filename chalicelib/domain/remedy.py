"""The one right thing that a creator can do about a message."""

from enum import StrEnum

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Reason
from chalicelib.domain.state import State
from chalicelib.domain.words import words


class Remedy(StrEnum):
    """What a page offers first."""

    SHARE = "share"  # give the person the contact link
    WAIT = "wait"  # it goes on by itself
    RECONNECT = "reconnect"
    RETRY = "retry"
    DECIDE = "decide"  # look into the conversation: only a person can know
    REWORD = "reword"  # another text, as a new message
    REACH = "reach"  # write to the person in Instagram's own app
    SUPPORT = "support"
    NOTHING = "nothing"


BY_LOGIN = frozenset({Reason.RECONNECT, Reason.NOT_CONNECTED, Reason.PERMISSION_MISSING})
LAST: dict[Reason, Remedy] = {
    # what is left where another attempt cannot help
    Reason.OPTED_OUT: Remedy.NOTHING,
    Reason.MESSAGE_REFUSED: Remedy.REWORD,
    Reason.APP_NOT_APPROVED: Remedy.SUPPORT,
}
AT_REST = {
    State.AWAITING_CONTACT: Remedy.SHARE,
    State.SENDING: Remedy.WAIT,
    State.UNCONFIRMED: Remedy.DECIDE,
}


def remedy(dm: Dm, *, acted_at: int | None, connected_at: int | None) -> Remedy:
    """*acted_at*: the person's last act; *connected_at*: the account's last login, None unless it works."""
    if dm.state is State.QUEUED:
        return Remedy.RECONNECT if dm.reason in BY_LOGIN and connected_at is None else Remedy.WAIT
    if dm.state is State.FAILED:
        return _failed(dm, acted_at or 0, connected_at or 0)
    return AT_REST.get(dm.state, Remedy.NOTHING)


def _failed(dm: Dm, acted_at: int, connected_at: int) -> Remedy:
    since = dm.failed_at or 0
    if dm.code is None or dm.reason is None:
        return Remedy.RETRY
    if dm.reason in BY_LOGIN:
        return Remedy.RETRY if connected_at > since else Remedy.RECONNECT
    if words(dm.code, dm.reason).retryable or acted_at > since:
        return Remedy.RETRY
    return LAST.get(dm.reason, Remedy.REACH)
