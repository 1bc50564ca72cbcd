"""A batch from SQS: its records side by side, each on its own, and only the failed ones come back."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.telemetry import Metric, count, follow, log

Record = Mapping[str, Any]
Failures = dict[str, list[dict[str, str]]]
Work = Callable[[Record], bool]
SideBySide = Callable[[Work, Sequence[Record]], Sequence[bool]]


def in_threads(work: Work, records: Sequence[Record]) -> Sequence[bool]:
    """What *work* says of each record, a thread for each."""
    with ThreadPoolExecutor(max_workers=max(1, len(records))) as pool:
        return list(pool.map(work, records))


def run(event: Mapping[str, Any], work: Work, each: SideBySide = in_threads) -> Failures:
    """Lambda's partial batch response: the records for which *work* was not True or raised."""
    records: Sequence[Record] = event["Records"]
    done = each(lambda record: _try(work, record), records)
    failed = [record["messageId"] for record, ok in zip(records, done, strict=True) if not ok]
    return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}


def _try(work: Work, record: Record) -> bool:
    follow(record.get("messageAttributes", {}).get("request", {}).get("stringValue"))
    try:
        return work(record)
    except Exception as error:
        # One record's trouble must not take the others along; SQS brings it again.
        log.exception("record.failed", extra={"record": record["messageId"], "error": type(error).__name__})
        count(Metric.RECORDS_FAILED)
        return False
