"""Why a direct message did not go out, sorted by what it asks of us.

Fault
├── Refused    Instagram said no for good: the message fails, with a reason
├── Deferred   provably not sent, and not this message's fault: wait, use up no try
├── NotSent    provably never reached Instagram: try again, three times at most
└── Unknown    may have been delivered: never sent again by itself
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Code(StrEnum):
    """The few kinds of trouble that callers tell apart."""

    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - the name of a fault, no secret
    RATE_LIMIT = "RATE_LIMIT"
    NOT_PERMITTED = "NOT_PERMITTED"
    CIRCUIT_OPEN = "CIRCUIT_OPEN"
    INVALID_REQUEST = "INVALID_REQUEST"
    UNKNOWN_OUTCOME = "UNKNOWN_OUTCOME"
    UNAVAILABLE = "UNAVAILABLE"


class Reason(StrEnum):
    """What narrows a code down to one thing that a person can do."""

    WINDOW_CLOSED = "WINDOW_CLOSED"
    RECIPIENT_NOT_FOUND = "RECIPIENT_NOT_FOUND"
    RECIPIENT_UNAVAILABLE = "RECIPIENT_UNAVAILABLE"
    MESSAGE_ACCESS_OFF = "MESSAGE_ACCESS_OFF"
    ACCOUNT_RESTRICTED = "ACCOUNT_RESTRICTED"
    PRIVATE_REPLY_REFUSED = "PRIVATE_REPLY_REFUSED"
    COMMENT_TOO_OLD = "COMMENT_TOO_OLD"
    OPTED_OUT = "OPTED_OUT"
    APP_NOT_APPROVED = "APP_NOT_APPROVED"
    TAG_NOT_APPROVED = "TAG_NOT_APPROVED"
    PERMISSION_MISSING = "PERMISSION_MISSING"
    THREAD_UNAVAILABLE = "THREAD_UNAVAILABLE"
    RECONNECT = "RECONNECT"
    REFRESHING = "REFRESHING"
    NOT_CONNECTED = "NOT_CONNECTED"
    MEDIA_REFUSED = "MEDIA_REFUSED"
    MESSAGE_REFUSED = "MESSAGE_REFUSED"
    APP_LIMIT = "APP_LIMIT"
    ACCOUNT_LIMIT = "ACCOUNT_LIMIT"
    NO_ANSWER = "NO_ANSWER"
    INSTAGRAM_ERROR = "INSTAGRAM_ERROR"
    NO_CONNECTION = "NO_CONNECTION"
    LOST_TRACK = "LOST_TRACK"
    EARLIER_ATTEMPT = "EARLIER_ATTEMPT"
    ALREADY_ANSWERED = "ALREADY_ANSWERED"
    OUR_SIDE = "OUR_SIDE"


class Ended(StrEnum):
    """Why only a new login helps."""

    EXPIRED = "EXPIRED"
    REMOVED = "REMOVED"  # the person took the app off their account
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - the name of an event, no secret
    LOGIN_NEEDED = "LOGIN_NEEDED"  # Instagram wants the person to confirm something first
    ROLE_LOST = "ROLE_LOST"
    INVALID = "INVALID"


class Level(StrEnum):
    """Whom a fault is about; only an account's own faults may hold that account back."""

    MESSAGE = "message"
    PERSON = "person"
    ACCOUNT = "account"
    APP = "app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What Instagram said about one call, for the log and for support."""

    status: int | None = None  # HTTP status, None when nothing was answered
    code: int | None = None
    subcode: int | None = None
    fbtrace_id: str | None = None
    ms: int = 0  # milliseconds that the call took


class Fault(Exception):
    """A send that did not end in a message id."""

    def __init__(
        self,
        code: Code,
        reason: Reason,
        *,
        level: Level = Level.MESSAGE,
        trace: Trace | None = None,
        retry_after: timedelta | None = None,
        ended: Ended | None = None,
    ) -> None:
        super().__init__(f"{code}/{reason}")
        self.code = code
        self.reason = reason
        self.level = level
        self.trace = trace or Trace()
        self.retry_after = retry_after
        self.ended = ended  # of a connection, where Instagram said so for good


class Refused(Fault):
    """Instagram said no, and will say no again."""


class Deferred(Fault):
    """Not sent, and worth another try once the limit or the connection is back."""


class NotSent(Fault):
    """The call never reached Instagram."""


class Unknown(Fault):
    """The call may have been carried out; only proof may settle it."""
