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
        return _apply(told)

    def _apply(events: Sequence[Event]) -> bool:
        applied = [_apply_one(each) for each in events]
        return all(applied)

    def _apply_one(each: Event) -> bool:
        if happened := getattr(each, "at", 0):  # not everything says when
            record(Metric.EVENT_LAG, max(0, clock() - happened))
        try:
            meaning = apply_event(each)
        except Exception as error:
            log.exception("event.failed", extra={"kind": type(each).__name__, "error": type(error).__name__})
            count(Metric.RECORDS_FAILED)
            return False
        log.info(
            "event.applied",
            extra={"kind": type(each).__name__, "account": each.account, "meaning": meaning},
        )
        return True

    return run(event, work, each)
