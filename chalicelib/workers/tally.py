"""Work on the stream of changed messages: count them by state."""

from collections.abc import Mapping
from typing import Any

from chalicelib.actions.tally import TallyChanges
from chalicelib.domain.dm import State
from chalicelib.domain.tally import Change
from chalicelib.telemetry import Count, count, log

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
    at = int(float(record["ApproximateCreationDateTime"]) * 1_000)
    return Change(old=_state(record.get("OldImage")), new=_state(record.get("NewImage")), at=at)


def _state(image: Mapping[str, Any] | None) -> str | None:
    state: str | None = ((image or {}).get("state") or {}).get("S")
    return state
