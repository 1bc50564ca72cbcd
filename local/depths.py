"""What SQS measures of the world's queues.

The age of the oldest message is not in SQS's API, and its metric has a trap that is kept here: a message that
was received three times counts no more, because SQS then takes it for one that cannot be handled.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from local.measures import Measures
from local.untyped import Client

SPACE = "AWS/SQS"
OURS = "autodm-hub-local-"
SPENT = 3  # receives
EVERY = 1.0  # seconds between two notes of one queue
SHOWN = {
    "ApproximateNumberOfMessages": "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible": "ApproximateNumberOfMessagesNotVisible",
}


class Ageing:
    """An SQS client for one queue's poller, which notes how long that queue's oldest message has lain."""

    def __init__(
        self, sqs: Client, name: str, measures: Measures, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sqs = sqs
        self._name = name
        self._measures = measures
        self._clock = clock
        self._since: dict[str, float] = {}  # when a message was first seen, by its id
        self._ids: dict[str, str] = {}  # by receipt handle
        self._noted = float("-inf")
        self._lock = threading.Lock()

    def receive_message(self, **wish: Any) -> Any:  # noqa: ANN401 - boto3's
        """SQS's answer."""
        answer = self._sqs.receive_message(**wish)
        with self._lock:
            for message in answer.get("Messages", []):
                self._see(message)
            self._note()
        return answer

    def delete_message_batch(self, **wish: Any) -> Any:  # noqa: ANN401 - as above
        """SQS's answer."""
        answer = self._sqs.delete_message_batch(**wish)
        kept = {entry["Id"] for entry in answer.get("Failed", [])}
        with self._lock:
            for entry in wish["Entries"]:
                id = self._ids.pop(entry["ReceiptHandle"], "")
                if entry["Id"] not in kept:
                    self._since.pop(id, None)
        return answer

    def change_message_visibility_batch(self, **wish: Any) -> Any:  # noqa: ANN401 - as above
        """SQS's answer."""
        return self._sqs.change_message_visibility_batch(**wish)

    def _see(self, message: dict[str, Any]) -> None:
        id, handle = message["MessageId"], message["ReceiptHandle"]
        if int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1)) >= SPENT:
            self._since.pop(id, None)
            return
        self._ids[handle] = id
        self._since.setdefault(id, self._measures.now())

    def _note(self) -> None:
        if self._clock() - self._noted < EVERY:
            return
        self._noted = self._clock()
        oldest = min(self._since.values(), default=self._measures.now())
        age = self._measures.now() - oldest
        self._measures.note(SPACE, {"QueueName": self._name}, ApproximateAgeOfOldestMessage=age)


def note_depths(sqs: Client, measures: Measures) -> None:
    """How many messages lie in each queue of the stage."""
    for url in sqs.list_queues(QueueNamePrefix=OURS).get("QueueUrls", []):
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(SHOWN))["Attributes"]
        values = {SHOWN[name]: float(found[name]) for name in SHOWN}
        measures.note(SPACE, {"QueueName": url.rpartition("/")[2]}, **values)
