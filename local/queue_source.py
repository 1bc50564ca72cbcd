"""Feeds a function from a standard queue: receives, batches, invokes, deletes what succeeded."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from local.fair import FairHand, Held
from local.records import sqs_event
from local.untyped import Client
from local.verdict import failed

log = logging.getLogger(__name__)
RECEIVE = 10  # messages; the most that SQS gives at once
AHEAD = 10  # batches; the most that is received before its turn while no group is crowded
LONGEST_HOLD = 3.0  # seconds that such a message may lie in hand
SIGHT = 20_000  # messages; the most that is received to find quiet groups behind a crowded one
LONGEST_LOOK = 10.0  # seconds that everybody waits while the queue is looked through
FRESH = 1.0  # seconds in hand after which the visibility timeout is started anew
SMOOTHING = 0.3  # weight of the latest batch in the measured rate

Function = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Where the messages are; *visibility* in seconds."""

    url: str
    arn: str
    visibility: int

    @classmethod
    def find(cls, sqs: Client, name: str) -> "Queue":
        """The queue called *name*; botocore's error when there is none."""
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn", "VisibilityTimeout"])[
            "Attributes"
        ]
        return cls(url=url, arn=found["QueueArn"], visibility=int(found["VisibilityTimeout"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the function wants its messages; *window* in seconds."""

    batch: int = 1
    window: float = 0.0
    instances: int = 2


class QueueSource:
    """Feeds one function: one thread calls fetch(), one thread per instance calls work().

    SQS's fair queues give out a quiet group's message first, however many of a busy group wait. Emulators
    don't, and nobody can look into a queue without receiving. So as soon as a batch's worth of messages here
    are not the first of their group, all that is visible is received, and nothing is given out meanwhile;
    then the hand decides who is next. Where there are no groups, little is received ahead.

    What lies in hand has spent a receive: if this process dies, SQS brings it again after the visibility
    timeout, one receive nearer to the dead letters. So no more is taken than half of that timeout is enough
    for, and when a message's turn comes, its timeout starts anew. Whatever slipped away until then, to
    another loop or to a later receive of our own, is left to whom it came to.
    """

    def __init__(
        self,
        sqs: Client,
        queue: Queue,
        function: Function,
        *,
        rules: Rules,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sqs = sqs
        self._queue = queue
        self._function = function
        self.rules = rules
        self._now = now
        self._hold = min(LONGEST_HOLD, queue.visibility / 4)
        self._hand = FairHand()
        self._rate = 0.0  # messages that one instance works off in a second
        self._looks_since: float | None = None  # when it saw that the queue is to be looked through
        self._changed = threading.Condition()

    def fetch(self, wait: int) -> int:
        """How many messages came within *wait* seconds; 0 at once when the hand is full."""
        with self._changed:
            room = self._room()
            if room <= 0:
                self._looks_since = None
                self._changed.notify_all()
                return 0
        answer = self._sqs.receive_message(
            QueueUrl=self._queue.url,
            MaxNumberOfMessages=min(RECEIVE, room),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        with self._changed:
            self._hand.put(messages, self._now())
            self._look(more=len(messages) == RECEIVE)
            self._changed.notify_all()
        return len(messages)

    def work(self, wait: float = 0.0) -> bool:
        """Handles one batch, if one is due within *wait* seconds; whether there was one."""
        with self._changed:
            self._changed.wait_for(self._due, min(wait, self._until_due()))
            batch = self._hand.take(self.rules.batch) if self._due() else []
        if not batch:
            return False
        try:
            self._handle(self._still_ours(batch))
        finally:
            with self._changed:
                self._hand.done(batch)
                self._changed.notify_all()
        return True

    def wait_for_room(self, wait: float) -> None:
        """Returns when there is room in the hand again, after *wait* seconds at the latest."""
        with self._changed:
            self._changed.wait_for(lambda: self._room() > 0, wait)

    def _room(self) -> int:
        batch, instances = self.rules.batch, self.rules.instances
        speed = self._rate * instances
        ahead = min(int(speed * self._hold), AHEAD * batch)
        if self._crowded():
            ahead = min(int(speed * self._queue.visibility / 2), SIGHT)
        busy = -(-self._hand.flying // batch)
        return max(batch * max(instances - busy, 0), ahead) - len(self._hand)

    def _crowded(self) -> bool:
        return self._hand.crowd >= self.rules.batch

    def _look(self, *, more: bool) -> None:
        """Begins or ends looking the queue through; there is *more* when an answer was full."""
        if not (more and self._crowded() and self._room() > 0):
            self._looks_since = None
        elif self._looks_since is None:
            self._looks_since = self._now()

    def _looking(self) -> bool:
        return self._looks_since is not None and self._now() - self._looks_since < LONGEST_LOOK

    def _due(self) -> bool:
        full = len(self._hand) >= self.rules.batch and not self._looking()
        return full or self._until_due() <= 0

    def _until_due(self) -> float:
        oldest = self._hand.oldest()
        if oldest is None or self._looking():
            return float("inf")
        return max(0.0, oldest + self.rules.window - self._now())

    def _still_ours(self, batch: Sequence[Held]) -> list[dict[str, Any]]:
        """The messages of *batch*, each with its whole visibility timeout ahead, or without it."""
        old = [held for held in batch if self._now() - held.since > min(FRESH, self._hold / 2)]
        if not old:
            return [held.message for held in batch]
        lost = self._started_anew([held.message["ReceiptHandle"] for held in old])
        return [h.message for h in batch if h.message["ReceiptHandle"] not in lost]

    def _started_anew(self, handles: Sequence[str]) -> set[str]:
        lost: set[str] = set()
        for start in range(0, len(handles), RECEIVE):
            piece = handles[start : start + RECEIVE]
            entries = [
                {"Id": str(n), "ReceiptHandle": handle, "VisibilityTimeout": self._queue.visibility}
                for n, handle in enumerate(piece)
            ]
            answer = self._sqs.change_message_visibility_batch(QueueUrl=self._queue.url, Entries=entries)
            lost |= {piece[int(entry["Id"])] for entry in answer.get("Failed", [])}
        return lost

    def _handle(self, messages: Sequence[dict[str, Any]]) -> None:
        if not messages:
            return
        started = self._now()
        ids = [message["MessageId"] for message in messages]
        try:
            answer = self._function(sqs_event(messages, self._queue.arn))
            bad = failed(answer, ids)
        except Exception as error:
            log.error("a batch of %s failed: %s: %s", self._queue.arn, type(error).__name__, error)  # noqa: TRY400 - the app logs its own trace
            bad = set(ids)
        self._learn(len(messages), self._now() - started)
        self._delete([m["ReceiptHandle"] for m in messages if m["MessageId"] not in bad])

    def _learn(self, count: int, seconds: float) -> None:
        rate = count / max(seconds, 0.001)
        self._rate = rate if not self._rate else self._rate + SMOOTHING * (rate - self._rate)

    def _delete(self, handles: Sequence[str]) -> None:
        for start in range(0, len(handles), RECEIVE):
            entries = [
                {"Id": str(n), "ReceiptHandle": handle}
                for n, handle in enumerate(handles[start : start + RECEIVE])
            ]
            answer = self._sqs.delete_message_batch(QueueUrl=self._queue.url, Entries=entries)
            for entry in answer.get("Failed", []):
                log.warning("%s kept a message: %s", self._queue.arn, entry.get("Code"))
