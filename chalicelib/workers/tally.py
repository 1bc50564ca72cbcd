"""Work on the stream of changed messages: count them by state."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.actions.tally import TallyChanges
from chalicelib.domain.faults import Reason
from chalicelib.domain.lead import first_dm
from chalicelib.domain.state import State
from chalicelib.domain.tally import FRESH, Change
from chalicelib.telemetry import Metric, count, log, record

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
REACHED = {
    State.SENT: Metric.SENT,
    State.FAILED: Metric.FAILED,
    State.UNCONFIRMED: Metric.UNCONFIRMED,
    State.COMING_SOON: Metric.WHATSAPP,
}
# What a person decided or let pass. It fails a message, and is no trouble of ours or of the account's.
PEOPLES = frozenset(
    {
        Reason.OPTED_OUT,
        Reason.WINDOW_CLOSED,
        Reason.COMMENT_TOO_OLD,
        Reason.RECIPIENT_NOT_FOUND,
        Reason.RECIPIENT_UNAVAILABLE,
        Reason.THREAD_UNAVAILABLE,
        Reason.PRIVATE_REPLY_REFUSED,
        Reason.ALREADY_ANSWERED,
    }
)
ENDED = {State.FAILED, State.UNCONFIRMED}  # what goes on from here goes on because somebody retries
LEAD_ID = 24  # digits before the message's own part of its id


def handle(event: Mapping[str, Any], *, tally: TallyChanges) -> None:
    """Counts a batch. Lambda repeats a failed batch as it was, so its first record names it."""
    records = event["Records"]
    changes = [_change(record["dynamodb"]) for record in records]
    added = tally(changes, batch=records[0]["eventID"])
    for change, one in zip(changes, records, strict=True):
        if change.old == change.new:
            continue
        log.info("dm.moved", extra=_line(change, one["dynamodb"]))
        if added:
            _measure(change, one["dynamodb"])


def _measure(change: Change, one: Mapping[str, Any]) -> None:
    """What CloudWatch learns of one change."""
    new = one.get("NewImage") or {}
    for metric in _metrics(change, _text(new, "dm_id") or ""):
        count(metric, code=change.code if metric is Metric.FAILED else None)
    if change.new == State.FAILED and _text(new, "reason") in PEOPLES:
        count(Metric.EXCUSED)
    took = _lead_time(change, new)
    if took is not None:
        record(Metric.LEAD_TIME, took)


def _metrics(change: Change, dm: str) -> Iterator[Metric]:
    if change.old is None and dm == first_dm(dm[:LEAD_ID]):
        yield Metric.LEADS
    if change.new == State.QUEUED and change.old in FRESH:
        yield Metric.QUEUED
    if change.new == State.QUEUED and change.old in ENDED:
        yield Metric.RETRIED
    for state, metric in REACHED.items():
        if change.new == state:
            yield metric


def _lead_time(change: Change, new: Image) -> int | None:
    """From when it was allowed to go to when Instagram took it, unless that was found out afterwards.

    A further attempt that a person asked for, perhaps days later, tells nothing of how quick we are.
    """
    allowed = [int(new[name]["N"]) for name in ("created_at", "trigger_at") if name in new]
    if (change.old, change.new) != (State.SENDING, State.SENT) or not allowed or "sent_at" not in new:
        return None
    if _count(new, "attempts") > _count(new, "tries") + 1:
        return None
    return max(0, int(new["sent_at"]["N"]) - max(allowed))


def _count(new: Image, name: str) -> int:
    return int(new[name]["N"]) if name in new else 0


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
