"""Standard queues behind SQS's own calls: delays, visibility, redrive; no order, and some messages twice."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from tests.fakes.clock import Clock
from tests.fakes.wire import Wire

VISIBILITY = 360_000  # milliseconds
LONGEST_DELAY = 900  # seconds
RECEIVES = {"instagram": 3, "events": 5, "accounts": 5}


@dataclass(slots=True, kw_only=True)
class Message:
    """A message and when a worker may see it (milliseconds)."""

    id: str
    body: str
    at: int
    receives: int = 0

    @property
    def handle(self) -> str:
        """Names this receipt of the message; the next receipt has another."""
        return f"{self.id}/{self.receives}"


class Queue:
    """One queue; *dead* has the messages that were received too often, *seen* every body ever put."""

    def __init__(self, clock: Clock, *, receives: int) -> None:
        self.clock = clock
        self.receives = receives
        self.messages: dict[str, Message] = {}
        self.dead: list[Message] = []
        self.bodies: list[str] = []
        self.on_change: Callable[[int], None] = lambda _at: None
        self._ids = count(1)

    def put(self, body: str, *, delay: int = 0) -> None:
        """Keeps *body*; nobody sees it before *delay* milliseconds have passed."""
        message = Message(id=f"m{next(self._ids)}", body=body, at=self.clock.now + delay)
        self.messages[message.id] = message
        self.bodies.append(body)
        self.on_change(message.at)

    def shows_any(self) -> bool:
        """Whether a message is visible."""
        return any(message.at <= self.clock.now for message in self.messages.values())

    def receive(self, most: int, dice: Random) -> list[Message]:
        """Up to *most* visible messages in any order, each hidden from now on."""
        now = self.clock.now
        visible = [m for m in self.messages.values() if m.at <= now]
        dice.shuffle(visible)
        taken = [m for m in visible if not self._spent(m)][:most]
        for message in taken:
            message.receives += 1
            self._show(message, now + VISIBILITY)
        return taken

    def hide(self, handle: str, span: int) -> bool:
        """Nobody sees the received message for *span* milliseconds; False for a handle of the past."""
        message = self.messages.get(handle.partition("/")[0])
        if message is None or message.handle != handle:
            return False
        self._show(message, self.clock.now + span)
        return True

    def delete(self, handle: str) -> None:
        """The work is done. A handle of the past deletes nothing."""
        message = self.messages.get(handle.partition("/")[0])
        if message is not None and message.handle == handle:
            del self.messages[message.id]

    def redrive(self) -> None:
        """An operator moves the dead letters back."""
        dead, self.dead = self.dead, []
        for message in dead:
            self.put(message.body)

    def _show(self, message: Message, at: int) -> None:
        message.at = at
        self.on_change(at)

    def _spent(self, message: Message) -> bool:
        if message.receives < self.receives:
            return False
        self.dead.append(self.messages.pop(message.id))
        return True


class Sqs:
    """The client: what the product calls, by SQS's names. *doubles* is the share that comes twice."""

    def __init__(self, clock: Clock, wire: Wire, dice: Random, *, doubles: float = 0.0) -> None:
        self.wire = wire
        self.dice = dice
        self.doubles = doubles
        self.queues = {name: Queue(clock, receives=n) for name, n in RECEIVES.items()}

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0, **_: str) -> None:  # noqa: N803 - SQS's names
        """One message, seen after *DelaySeconds*."""
        if not 0 <= DelaySeconds <= LONGEST_DELAY:
            raise failure("SendMessage", "InvalidParameterValue")
        self.wire("Sqs.send_message", lambda: self._put(QueueUrl, MessageBody, DelaySeconds))

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:  # noqa: N803
        """Several messages at once."""

        def put() -> Mapping[str, Any]:
            for entry in Entries:
                self._put(QueueUrl, entry["MessageBody"], 0)
            return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

        return self.wire("Sqs.send_message_batch", put)

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: Sequence[str]) -> Mapping[str, Any]:  # noqa: N803
        """How many messages wait."""

        def read() -> Mapping[str, Any]:
            return {"Attributes": {name: str(len(self.queues[QueueUrl].messages)) for name in AttributeNames}}

        return self.wire("Sqs.get_queue_attributes", read)

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:  # noqa: N803
        """Hides a received message for *VisibilityTimeout* seconds from now on."""

        def hide() -> None:
            if not self.queues[QueueUrl].hide(ReceiptHandle, VisibilityTimeout * 1_000):
                raise failure("ChangeMessageVisibility", "InvalidParameterValue")

        self.wire("Sqs.change_message_visibility", hide)

    def _put(self, queue: str, body: str, delay: int) -> None:
        times = 2 if self.dice.random() < self.doubles else 1
        for _ in range(times):
            self.queues[queue].put(body, delay=delay * 1_000)


def failure(operation: str, code: str) -> ClientError:
    """What botocore raises when AWS says no."""
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


@lru_cache(maxsize=1_000)
def hinted(body: str) -> str:
    """The message that a hint points at."""
    return str(json.loads(body)["dm"])
