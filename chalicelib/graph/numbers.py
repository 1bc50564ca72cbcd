"""Meta's error numbers and what each one means to us: the only place that knows them.

A row says how a send ended (the fault), what people are told (code and reason) and whom it is
about (level). Errors about one person or one message never count against the account.
"""

from dataclasses import dataclass
from datetime import timedelta

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


@dataclass(frozen=True, slots=True)
class Row:
    """What one of Meta's numbers means to us."""

    fault: type[Fault]
    code: Code
    reason: Reason
    level: Level = Level.MESSAGE
    ended: Ended | None = None

    def raised(self, trace: Trace, *, retry_after: timedelta | None = None) -> Fault:
        """The fault to raise for one call."""
        return self.fault(
            self.code,
            self.reason,
            level=self.level,
            trace=trace,
            retry_after=retry_after,
            ended=self.ended,
        )


def _never(reason: Reason, level: Level) -> Row:
    return Row(Refused, Code.NOT_PERMITTED, reason, level)


def _ended(why: Ended) -> Row:
    return Row(Deferred, Code.TOKEN_EXPIRED, Reason.RECONNECT, Level.ACCOUNT, why)


IN_DOUBT = Row(Unknown, Code.UNKNOWN_OUTCOME, Reason.INSTAGRAM_ERROR)
NO_ANSWER = Row(Unknown, Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
NO_CONNECTION = Row(NotSent, Code.UNAVAILABLE, Reason.NO_CONNECTION)
APP_LIMIT = Row(Deferred, Code.RATE_LIMIT, Reason.APP_LIMIT, Level.APP)
ACCOUNT_LIMIT = Row(Deferred, Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, Level.ACCOUNT)
TOKEN_DOUBTED = Row(Deferred, Code.TOKEN_EXPIRED, Reason.REFRESHING, Level.ACCOUNT)  # a refresh may help
BAD_MESSAGE = Row(Refused, Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
BAD_MEDIA = Row(Refused, Code.INVALID_REQUEST, Reason.MEDIA_REFUSED)
WINDOW_CLOSED = _never(Reason.WINDOW_CLOSED, Level.PERSON)
NOT_FOUND = _never(Reason.RECIPIENT_NOT_FOUND, Level.PERSON)
UNAVAILABLE = _never(Reason.RECIPIENT_UNAVAILABLE, Level.PERSON)
THREAD_TAKEN = _never(Reason.THREAD_UNAVAILABLE, Level.PERSON)
NO_CONSENT = _never(Reason.PERMISSION_MISSING, Level.PERSON)
REPLY_REFUSED = _never(Reason.PRIVATE_REPLY_REFUSED, Level.MESSAGE)
RESTRICTED = _never(Reason.ACCOUNT_RESTRICTED, Level.ACCOUNT)
UNLINKED = _never(Reason.RECONNECT, Level.ACCOUNT)
NO_PERMISSION = _never(Reason.PERMISSION_MISSING, Level.ACCOUNT)
NOT_APPROVED = _never(Reason.APP_NOT_APPROVED, Level.ACCOUNT)
ACCESS_OFF = _never(Reason.MESSAGE_ACCESS_OFF, Level.ACCOUNT)
FORBIDDEN = _never(Reason.PERMISSION_MISSING, Level.MESSAGE)

BY_SUBCODE: dict[tuple[int, int], Row] = {
    (1, 99): NO_PERMISSION,  # "unknown", often a missing permission
    (1, 1357046): IN_DOUBT,  # "invalid JSON reply", though all was sent
    (2, 1545133): IN_DOUBT,
    (2, 2018344): IN_DOUBT,
    (4, 1349210): APP_LIMIT,
    (4, 1349211): APP_LIMIT,
    (4, 1349212): APP_LIMIT,
    (4, 2018022): ACCOUNT_LIMIT,  # the send limit of one account, under the app's code
    (10, 1893063): RESTRICTED,
    (10, 2018065): WINDOW_CLOSED,  # the wording of Messenger
    (10, 2018108): UNAVAILABLE,
    (10, 2018278): WINDOW_CLOSED,  # the wording of Messenger
    (10, 2534022): WINDOW_CLOSED,
    (10, 2534077): UNLINKED,
    (17, 2446079): ACCOUNT_LIMIT,
    (100, 33): BAD_MESSAGE,
    (100, 36009): BAD_MESSAGE,  # a login code used twice
    (100, 2018001): NOT_FOUND,
    (100, 2018008): BAD_MEDIA,
    (100, 2018014): BAD_MESSAGE,
    (100, 2018047): BAD_MEDIA,
    (100, 2018074): BAD_MEDIA,
    (100, 2018109): BAD_MEDIA,
    (100, 2018294): BAD_MEDIA,
    (100, 2534001): THREAD_TAKEN,
    (100, 2534013): UNLINKED,
    (100, 2534014): NOT_FOUND,
    (100, 2534015): BAD_MESSAGE,
    (100, 2534025): REPLY_REFUSED,
    (100, 2534029): RESTRICTED,
    (100, 2534037): THREAD_TAKEN,
    (100, 2534068): BAD_MEDIA,
    (190, 458): _ended(Ended.REMOVED),
    (190, 459): _ended(Ended.LOGIN_NEEDED),
    (190, 460): _ended(Ended.PASSWORD_CHANGED),
    (190, 463): _ended(Ended.EXPIRED),
    (190, 464): _ended(Ended.LOGIN_NEEDED),
    (190, 467): TOKEN_DOUBTED,
    (190, 492): _ended(Ended.ROLE_LOST),
    (200, 1545041): UNAVAILABLE,
    (200, 2018027): NOT_APPROVED,
    (200, 2018028): NOT_APPROVED,
    (200, 2534041): ACCESS_OFF,
    (551, 1545041): UNAVAILABLE,
    (613, 1996): APP_LIMIT,
    (613, 2018338): ACCOUNT_LIMIT,
    (613, 2534040): ACCOUNT_LIMIT,
}
ANY_CODE = {subcode: row for (_, subcode), row in BY_SUBCODE.items()}

BY_CODE: dict[int, Row] = {
    1: IN_DOUBT,  # seen in production: an error 500 with code 1 for a message that arrived
    2: IN_DOUBT,
    3: NO_PERMISSION,
    4: APP_LIMIT,
    10: NO_PERMISSION,
    17: ACCOUNT_LIMIT,
    32: ACCOUNT_LIMIT,
    100: BAD_MESSAGE,
    102: TOKEN_DOUBTED,
    190: TOKEN_DOUBTED,
    191: BAD_MESSAGE,
    230: NO_CONSENT,
    341: APP_LIMIT,
    368: RESTRICTED,
    506: BAD_MESSAGE,
    551: UNAVAILABLE,
    613: ACCOUNT_LIMIT,
    803: BAD_MESSAGE,
    2022: RESTRICTED,
    2500: BAD_MESSAGE,  # unknown path or Graph version; can come as HTTP 500
    9010: NOT_FOUND,
    36103: RESTRICTED,
    1545041: WINDOW_CLOSED,  # as a code, where it is a subcode elsewhere
    2018300: THREAD_TAKEN,
    2018321: THREAD_TAKEN,
    9000001: BAD_MESSAGE,
}
BY_RANGE: tuple[tuple[range, Row], ...] = (
    (range(200, 300), NO_PERMISSION),
    (range(80_000, 80_015), ACCOUNT_LIMIT),
)
BY_STATUS: dict[int, Row] = {
    401: TOKEN_DOUBTED,
    403: FORBIDDEN,
    408: IN_DOUBT,
    429: ACCOUNT_LIMIT,
}
EDGE = frozenset({401, 429})  # said by the status alone, whatever the body looks like
