"""What may go wrong at a boundary, and the plans that say where it does."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from random import Random

from chalicelib.domain.faults import Code, NotSent, Reason, Unknown
from tests.faults.sqs import failure


class Kind(StrEnum):
    """One way in which a call of the outside goes wrong."""

    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    ERROR = "error"  # not carried out
    LOST = "answer lost"  # carried out; an error is all that comes back
    REPEAT = "repeated"  # carried out, and again, since the SDK did not hear the first answer
    PAUSE = "pause"  # the whole worker stands still for minutes


READS = frozenset(
    {
        "profile",
        "permitted",
        "subscribed",
        "paused",
        "due",
        "waiting",
        "get",
        "of",
        "names",
        "past",
        "many",
        "of_lead",
        "overdue",
        "failed",
        "newest",
        "owner",
        "exists",
        "sightings",
        "open",
    }
)
READ_KINDS = (Kind.CRASH_BEFORE, Kind.ERROR, Kind.PAUSE)
SEND_KINDS = (Kind.CRASH_BEFORE, Kind.CRASH_AFTER, Kind.ERROR, Kind.LOST, Kind.PAUSE)
ANSWER = "Lambda.answer"  # the worker is done, and the platform has not heard of it yet


class Throttled(Exception):
    """DynamoDB or KMS did not answer well, and the SDK has given up."""


def kinds_of(call: str) -> tuple[Kind, ...]:
    """What can go wrong at *call*. Reads have nothing that could be half done."""
    if call == ANSWER:
        return (Kind.CRASH_BEFORE,)
    if call in {"Instagram.send", "Instagram.reply"}:
        return SEND_KINDS  # the client never repeats them
    return READ_KINDS if call.partition(".")[2] in READS else tuple(Kind)


def error_of(call: str, kind: Kind) -> Exception:
    """What the caller of *call* gets to see."""
    if call == "Instagram.send" and kind is Kind.ERROR:
        return NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
    if call.startswith(("Instagram.", "Login.")):
        return Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
    if call.startswith("Sqs."):
        error: Exception = failure(call, "ThrottlingException")
        return error
    return Throttled(call)


Plan = Callable[[int, str], Kind | None]


def planned(faults: Mapping[int, Kind]) -> Plan:
    """The fault for the nth boundary of the history, counted from 0; a crash where that fault cannot be."""

    def plan(n: int, call: str) -> Kind | None:
        kind = faults.get(n)
        return kind if kind is None or kind in kinds_of(call) else Kind.CRASH_BEFORE

    return plan


def storm(dice: Random, *, share: float, most: int) -> Plan:
    """A fault at a *share* of the boundaries, until there were *most*."""
    fired = 0

    def plan(_n: int, call: str) -> Kind | None:
        nonlocal fired
        if fired >= most or dice.random() >= share:
            return None
        fired += 1
        return dice.choice(kinds_of(call))

    return plan
