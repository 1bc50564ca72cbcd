"""Feeds a function from a table's stream: every change, in the order of its shard."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from local.records import stream_event
from local.untyped import Client
from local.verdict import failed

log = logging.getLogger(__name__)
LOOK_AGAIN = 10.0  # seconds between looks for new shards
FIRST_WAIT = 0.125  # seconds before a failed batch is tried again; doubles each time
LONGEST_WAIT = 5.0
EXPIRED = "ExpiredIteratorException"  # an iterator lives for 15 minutes

Function = Callable[[dict[str, Any]], object]


@dataclass(slots=True)
class Shard:
    """Where we are in one shard."""

    id: str
    parent: str | None
    iterator: str | None = None
    passed: str | None = None  # the last sequence number that was handled
    pending: list[dict[str, Any]] = field(default_factory=list)
    since: float = 0.0  # when the first pending record came
    failures: int = 0
    retry_at: float = 0.0
    finished: bool = False


class StreamSource:
    """Feeds one function from one stream, one batch at a time; *window* in seconds."""

    def __init__(
        self,
        streams: Client,
        arn: str,
        function: Function,
        *,
        batch: int = 100,
        window: float = 0.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._streams = streams
        self._arn = arn
        self._function = function
        self._batch = batch
        self._window = window
        self._now = now
        self._shards: dict[str, Shard] = {}
        self._looked = float("-inf")

    def work(self) -> bool:
        """One round over the shards; whether anything was handled."""
        if self._now() - self._looked >= LOOK_AGAIN:
            self._look()
        ready = [shard for shard in self._shards.values() if self._open(shard)]
        return sum(self._advance(shard) for shard in ready) > 0

    def _open(self, shard: Shard) -> bool:
        parent = self._shards.get(shard.parent or "")
        return not shard.finished and (parent is None or parent.finished)

    def _look(self) -> None:
        for found in self._listed():
            shard = Shard(found["ShardId"], found.get("ParentShardId"))
            self._shards.setdefault(shard.id, shard)
        self._looked = self._now()

    def _listed(self) -> Iterator[dict[str, Any]]:
        start: dict[str, str] = {}
        while True:
            about = self._streams.describe_stream(StreamArn=self._arn, **start)["StreamDescription"]
            yield from about["Shards"]
            if not about.get("LastEvaluatedShardId"):
                return
            start = {"ExclusiveStartShardId": about["LastEvaluatedShardId"]}

    def _advance(self, shard: Shard) -> bool:
        if self._now() < shard.retry_at:
            return False
        if not shard.failures:
            self._read(shard)
        if not shard.pending or not self._due(shard):
            return False
        self._deliver(shard)
        return True

    def _due(self, shard: Shard) -> bool:
        full = len(shard.pending) >= self._batch or shard.failures > 0
        return full or self._now() - shard.since >= self._window

    def _read(self, shard: Shard) -> None:
        try:
            answer = self._streams.get_records(
                ShardIterator=shard.iterator or self._place(shard),
                Limit=self._batch - len(shard.pending),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != EXPIRED:
                raise
            shard.iterator = None
            return
        if answer["Records"] and not shard.pending:
            shard.since = self._now()
        shard.pending += answer["Records"]
        shard.iterator = answer.get("NextShardIterator")
        if shard.iterator is None:
            shard.finished = not shard.pending
            self._looked = float("-inf")  # a shard that closes has children

    def _place(self, shard: Shard) -> str:
        last = shard.pending[-1]["dynamodb"]["SequenceNumber"] if shard.pending else shard.passed
        after: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if last is not None:
            after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last}
        answer = self._streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard.id, **after)
        return str(answer["ShardIterator"])

    def _deliver(self, shard: Shard) -> None:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in shard.pending]
        bad = self._failed(shard, numbers)
        done = min((numbers.index(number) for number in bad), default=len(numbers))
        if done:
            shard.passed = numbers[done - 1]
        shard.pending = shard.pending[done:]
        shard.failures = shard.failures + 1 if bad else 0
        shard.retry_at = self._now() + _wait(shard.failures)

    def _failed(self, shard: Shard, numbers: list[str]) -> set[str]:
        try:
            return failed(self._function(stream_event(shard.pending, self._arn)), numbers)
        except Exception as error:
            log.error("a batch of %s failed: %s: %s", self._arn, type(error).__name__, error)  # noqa: TRY400 - the app logs its own trace
            return set(numbers)


def _wait(failures: int) -> float:
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - 1)) if failures else 0.0
