"""What each of Meta's documented numbers must mean to us, written down a second time."""

import json

import pytest

from chalicelib.domain.faults import Deferred, Fault, Refused, Unknown
from chalicelib.graph.replies import read
from chalicelib.graph.transport import Answer

NOW = 1_790_000_000.0
DOUBT = (Unknown, "UNKNOWN_OUTCOME", "INSTAGRAM_ERROR", "message")
UNCLEAR = (Unknown, "UNKNOWN_OUTCOME", "NO_ANSWER", "message")
APP = (Deferred, "RATE_LIMIT", "APP_LIMIT", "app")
LIMIT = (Deferred, "RATE_LIMIT", "ACCOUNT_LIMIT", "account")
TOKEN = (Deferred, "TOKEN_EXPIRED", "RECONNECT", "account")
DOUBTED = (Deferred, "TOKEN_EXPIRED", "REFRESHING", "account")
INVALID = (Refused, "INVALID_REQUEST", "MESSAGE_REFUSED", "message")
MEDIA = (Refused, "INVALID_REQUEST", "MEDIA_REFUSED", "message")

Expected = tuple[type[Fault], str, str, str]


def no(reason: str, level: str) -> Expected:
    return (Refused, "NOT_PERMITTED", reason, level)


CODES: dict[int, Expected] = {
    1: DOUBT,
    2: DOUBT,
    3: no("PERMISSION_MISSING", "account"),
    4: APP,
    10: no("PERMISSION_MISSING", "account"),
    17: LIMIT,
    32: LIMIT,
    100: INVALID,
    102: DOUBTED,
    190: DOUBTED,
    191: INVALID,
    200: no("PERMISSION_MISSING", "account"),
    230: no("PERMISSION_MISSING", "person"),
    299: no("PERMISSION_MISSING", "account"),
    341: APP,
    368: no("ACCOUNT_RESTRICTED", "account"),
    506: INVALID,
    551: no("RECIPIENT_UNAVAILABLE", "person"),
    613: LIMIT,
    803: INVALID,
    2022: no("ACCOUNT_RESTRICTED", "account"),
    2500: INVALID,
    9010: no("RECIPIENT_NOT_FOUND", "person"),
    36103: no("ACCOUNT_RESTRICTED", "account"),
    80_000: LIMIT,
    80_002: LIMIT,
    80_014: LIMIT,
    1545041: no("WINDOW_CLOSED", "person"),
    2018300: no("THREAD_UNAVAILABLE", "person"),
    2018321: no("THREAD_UNAVAILABLE", "person"),
    9000001: INVALID,
}
SUBCODES: dict[tuple[int, int], Expected] = {
    (1, 99): no("PERMISSION_MISSING", "account"),
    (1, 1357046): DOUBT,
    (2, 1545133): DOUBT,
    (2, 2018344): DOUBT,
    (4, 1349210): APP,
    (4, 1349211): APP,
    (4, 1349212): APP,
    (4, 2018022): LIMIT,
    (10, 1893063): no("ACCOUNT_RESTRICTED", "account"),
    (10, 2018065): no("WINDOW_CLOSED", "person"),
    (10, 2018108): no("RECIPIENT_UNAVAILABLE", "person"),
    (10, 2018278): no("WINDOW_CLOSED", "person"),
    (10, 2534022): no("WINDOW_CLOSED", "person"),
    (10, 2534077): no("RECONNECT", "account"),
    (17, 2446079): LIMIT,
    (100, 33): INVALID,
    (100, 36009): INVALID,
    (100, 2018001): no("RECIPIENT_NOT_FOUND", "person"),
    (100, 2018008): MEDIA,
    (100, 2018014): INVALID,
    (100, 2018047): MEDIA,
    (100, 2018074): MEDIA,
    (100, 2018109): MEDIA,
    (100, 2018294): MEDIA,
    (100, 2534001): no("THREAD_UNAVAILABLE", "person"),
    (100, 2534013): no("RECONNECT", "account"),
    (100, 2534014): no("RECIPIENT_NOT_FOUND", "person"),
    (100, 2534015): INVALID,
    (100, 2534025): no("PRIVATE_REPLY_REFUSED", "message"),
    (100, 2534029): no("ACCOUNT_RESTRICTED", "account"),
    (100, 2534037): no("THREAD_UNAVAILABLE", "person"),
    (100, 2534068): MEDIA,
    (190, 458): TOKEN,
    (190, 459): TOKEN,
    (190, 460): TOKEN,
    (190, 463): TOKEN,
    (190, 464): TOKEN,
    (190, 467): DOUBTED,
    (190, 492): TOKEN,
    (200, 1545041): no("RECIPIENT_UNAVAILABLE", "person"),
    (200, 2018027): no("APP_NOT_APPROVED", "account"),
    (200, 2018028): no("APP_NOT_APPROVED", "account"),
    (200, 2534041): no("MESSAGE_ACCESS_OFF", "account"),
    (551, 1545041): no("RECIPIENT_UNAVAILABLE", "person"),
    (613, 1996): APP,
    (613, 2018338): LIMIT,
    (613, 2534040): LIMIT,
}
STATUSES: dict[int, Expected] = {
    302: UNCLEAR,
    400: INVALID,
    401: DOUBTED,
    403: no("PERMISSION_MISSING", "message"),
    404: INVALID,
    408: DOUBT,
    413: INVALID,
    429: LIMIT,
    500: DOUBT,
    502: DOUBT,
    503: DOUBT,
}


def answer(body: object, status: int = 400, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers=named, body=raw, ms=12)


def raised(reply: Answer) -> Fault:
    with pytest.raises(Fault) as caught:
        read(reply, now=NOW)
    return caught.value


def verdict(reply: Answer) -> Expected:
    fault = raised(reply)
    return type(fault), fault.code.value, fault.reason.value, fault.level.value
