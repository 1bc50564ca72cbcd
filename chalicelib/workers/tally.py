"""Work on the stream of changed messages: count them by state."""

from collections.abc import Mapping
from typing import Any

from chalicelib.actions.tally import TallyChanges
from chalicelib.domain.dm import State
from chalicelib.domain.tally import Change
from chalicelib.telemetry import Count, count, log

Image = Mapping[str, Mapping[str, str]]  # a row as the stream shows it
FACTS = (
    "dm_id",
    "account_id",
    "gen",
    "attempts",
    "tries",
    "kicks",
    "code",
    "reason",
    "took_ms",
    "fbtrace_id",
)
METRICS = {
    State.QUEUED: Count.QUEUED,
    State.SENT: Count.SENT,
    State.FAILED: Count.FAILED,
    State.UNCONFIRMED: Count.UNCONFIRMED,
}


def handle(event: Mapping[str, Any], *, tally: TallyChanges) -> None:
    """Counts a batch. Lambda repeats a failed batch as it was, so its first record names it."""
    records = event["Records"]
    changes = [_change(record["dynamodb"]) for record in records]
    added = tally(changes, batch=records[0]["eventID"])
    for state, metric in METRICS.items():
        count(metric, sum(hour[state] for hour in added.hours.values()))
    for change, record in zip(changes, records, strict=True):
        if change.old != change.new:
            log.info("dm.moved", extra=_line(change, record["dynamodb"]))


def _line(change: Change, record: Mapping[str, Any]) -> dict[str, Any]:
    """One wide line about one move; the image's text stays out."""
    image = record.get("NewImage") or {}
    facts = {name: next(iter(image[name].values())) for name in FACTS if name in image}
    return {"from": change.old, "to": change.new, **facts}


def _change(record: Mapping[str, Any]) -> Change:
    old, new = record.get("OldImage") or {}, record.get("NewImage") or {}
    return Change(
        creator=(new or old)["creator_id"]["S"],
        old=_text(old, "state"),
        new=_text(new, "state"),
        at=int(float(record["ApproximateCreationDateTime"]) * 1_000),
        code=_text(new, "code"),
        wait=_wait(old, new),
    )


def _wait(old: Image, new: Image) -> int | None:
    """From due to sent. Whoever proves a message later does not know any more when it was due."""
    due, sent = old.get("due_at"), new.get("sent_at")
    if _text(old, "state") != State.SENDING or due is None or sent is None:
        return None
    return max(0, int(sent["N"]) - int(due["N"]))


def _text(image: Image, name: str) -> str | None:
    return image[name]["S"] if name in image else None
