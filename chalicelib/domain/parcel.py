"""What travels through the events queue: parcels of events, and settlements on their way."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from chalicelib.domain.event import Act, Comment, Echo, Event, Other, Seen
from chalicelib.domain.spill import Spill

MOST_EVENTS = 100  # in one message, so that ten messages carry the 1000 updates of Meta's largest webhook
MOST_BYTES = 100_000  # in one message: ten together stay below the 1 MiB of one SQS batch call

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


def pack(events: Iterable[Event]) -> Sequence[str]:
    """The events as the bodies of queue messages, in their order."""
    bundles: list[list[str]] = []
    size = 0
    for event in events:
        text = ENCODER.encode([NAMES[type(event)], _given(event)])
        if not bundles or len(bundles[-1]) == MOST_EVENTS or size + len(text) > MOST_BYTES:
            bundles.append([])
            size = 0
        bundles[-1].append(text)
        size += len(text) + 1
    return [f'{{"events":[{",".join(bundle)}]}}' for bundle in bundles]


def _given(event: Event) -> dict[str, object]:
    # Not asdict, which copies deeply: that took half of the time of a large webhook.
    given = ((name, getattr(event, name)) for name in FIELDS[type(event)])
    return {name: value for name, value in given if value is not None}


def settlement(spill: Spill) -> str:
    """The settlement as the body of a queue message."""
    return json.dumps({"spill": asdict(spill)}, separators=(",", ":"))


def unpack(body: str) -> list[Event] | Spill:
    """What pack or settlement wrote; ValueError when it is neither."""
    try:
        found = json.loads(body)
        if "spill" in found:
            return Spill(**found["spill"])
        return [KINDS[name](**fields) for name, fields in found["events"]]
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError("not a parcel") from error
