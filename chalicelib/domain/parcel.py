"""What travels through the events queue: webhooks as they came, parcels of events, and settlements."""

import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass, fields

from chalicelib.domain.event import Act, Comment, Echo, Event, Other, Seen
from chalicelib.domain.spill import Spill

MOST_EVENTS = 100  # in one message, so that ten messages carry the 1000 updates of Meta's largest webhook
MOST_BYTES = 100_000  # in one message: ten together stay below the 1 MiB of one SQS batch call
WHOLE_BYTES = 900_000  # of a webhook that travels as it came; SQS takes 1 MiB

KINDS: dict[str, type[Event]] = {
    "act": Act,
    "echo": Echo,
    "seen": Seen,
    "comment": Comment,
    "other": Other,
}
NAMES = {kind: name for name, kind in KINDS.items()}
FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in NAMES}
ENCODER = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook's JSON, and when it was received (milliseconds)."""

    body: object
    received: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """The body of a queue message, and the account that all of it is about; None if there is no such one."""

    body: str
    account: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """How many updates a webhook has, and the account that all of it is about, as in Parcel."""

    updates: int
    account: str | None


def whole(raw: bytes, received: int, account: str | None) -> Parcel | None:
    """A webhook in one parcel; None if it is too large, or not as Meta writes JSON.

    SQS takes no control characters; in JSON that is ASCII there are none but line breaks and tabs.
    """
    if len(raw) > WHOLE_BYTES or not raw.isascii() or b"\0" in raw:
        return None
    return Parcel(f'{{"received":{received},"webhook":{raw.decode("ascii")}}}', account)


def pack(events: Iterable[Event]) -> Sequence[Parcel]:
    """The events in parcels, in their order."""
    bundles: list[tuple[list[str], set[str]]] = []
    size = 0
    for event in events:
        text = ENCODER.encode([NAMES[type(event)], _given(event)])
        if not bundles or len(bundles[-1][0]) == MOST_EVENTS or size + len(text) > MOST_BYTES:
            bundles.append(([], set()))
            size = 0
        texts, accounts = bundles[-1]
        texts.append(text)
        accounts.add(event.account)
        size += len(text) + 1
    return [Parcel(f'{{"events":[{",".join(texts)}]}}', _only(accounts)) for texts, accounts in bundles]


def _only(accounts: Set[str]) -> str | None:
    """The one of *accounts*; None if there are several, or if nobody knows it."""
    return next(iter(accounts)) or None if len(accounts) == 1 else None


def _given(event: Event) -> dict[str, object]:
    # Not asdict, which copies deeply: that took half of the time of a large webhook.
    given = ((name, getattr(event, name)) for name in FIELDS[type(event)])
    return {name: value for name, value in given if value is not None}


def settlement(spill: Spill) -> Parcel:
    """The settlement in a parcel; it names no account."""
    return Parcel(json.dumps({"spill": asdict(spill)}, separators=(",", ":")), None)


def unpack(body: str) -> list[Event] | Spill | Webhook:
    """What whole, pack or settlement wrote; ValueError when it is none of them."""
    try:
        found = json.loads(body)
        if "webhook" in found:
            return Webhook(found["webhook"], int(found["received"]))
        if "spill" in found:
            return Spill(**found["spill"])
        return [KINDS[name](**fields) for name, fields in found["events"]]
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError("not a parcel") from error
