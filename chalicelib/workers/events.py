"""Work on the events queue: what Instagram told us, and settlements that the tables did not take."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.actions.apply_event import ApplyEvent
from chalicelib.actions.ports import Clock, News
from chalicelib.actions.settle_dm import SettleDm
from chalicelib.domain.event import Event
from chalicelib.domain.parcel import MOST_EVENTS, Webhook, unpack
from chalicelib.domain.spill import Spill
from chalicelib.telemetry import Metric, count, log, record
from chalicelib.workers.batch import Failures, Record, SideBySide, in_threads, run


def handle(
    event: Mapping[str, Any],
    *,
    apply_event: ApplyEvent,
    settle_dm: SettleDm,
    read: Callable[[Webhook], Sequence[Event]],
    news: News,
    clock: Clock,
    each: SideBySide = in_threads,
) -> Failures:
    """Applies each record's events. If one fails, its record comes back; repeats do no harm."""

    def work(record: Record) -> bool:
        content = unpack(record["body"])
        if isinstance(content, Spill):
            settle_dm.spilled(content)
            return True
        told = read(content) if isinstance(content, Webhook) else content
        if len(told) > MOST_EVENTS:  # more than one worker should do, so that others help
            news.put(told)
            return True
        applied = [_applied(one, apply_event, clock()) for one in told]  # all, whatever fails among them
        return all(applied)

    return run(event, work, each)


def _applied(event: Event, apply_event: ApplyEvent, now: int) -> bool:
    """Whether *event* was applied."""
    kind = type(event).__name__
    if happened := getattr(event, "at", 0):  # not everything says when
        record(Metric.EVENT_LAG, max(0, now - happened))
    try:
        meaning = apply_event(event)
    except Exception as error:
        log.exception("event.failed", extra={"kind": kind, "error": type(error).__name__})
        count(Metric.RECORDS_FAILED)
        return False
    log.info("event.applied", extra={"kind": kind, "account": event.account, "meaning": meaning})
    return True
