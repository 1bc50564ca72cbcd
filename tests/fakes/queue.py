"""A queue like SQS: delays, groups, visibility, receive counts and dead letters."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from tests.fakes.clock import Clock, milliseconds

VISIBILITY = timedelta(seconds=360)


@dataclass(slots=True, kw_only=True)
class Message:
    """A message and when a worker may see it (milliseconds)."""

    id: str
    body: str
    at: int
    group: str | None = None
    receives: int = 0


class Queue:
    """Messages by id; *dead* has those that were received too often."""

    def __init__(self, clock: Clock, *, receives: int) -> None:
        self.clock = clock
        self.receives = receives
        self.messages: dict[str, Message] = {}
        self.dead: list[Message] = []
        self._ids = count(1)

    def put(self, body: str, *, delay: timedelta = timedelta(), group: str | None = None) -> None:
        """Keeps *body* until it is deleted; nobody sees it before *delay* has passed."""
        id = f"message-{next(self._ids)}"
        at = self.clock() + milliseconds(delay)
        self.messages[id] = Message(id=id, body=body, at=at, group=group)

    def receive(self) -> Message | None:
        """The next visible message, hidden from now on until its visibility ends."""
        while (message := self._next()) is not None:
            if message.receives == self.receives:
                self.dead.append(self.messages.pop(message.id))
                continue
            message.receives += 1
            self.hide(message, VISIBILITY)
            return message
        return None

    def hide(self, message: Message, span: timedelta) -> None:
        """Nobody sees *message* for *span* from now on."""
        message.at = self.clock() + milliseconds(span)

    def delete(self, message: Message) -> None:
        """The work is done."""
        self.messages.pop(message.id, None)

    @property
    def next_at(self) -> int | None:
        """When the next message shows; None for an empty queue."""
        return min((message.at for message in self.messages.values()), default=None)

    def _next(self) -> Message | None:
        visible = [m for m in self.messages.values() if m.at <= self.clock()]
        return min(visible, key=lambda m: m.at, default=None)
