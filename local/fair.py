"""Messages in hand, given out so that quiet groups do not wait behind a busy one.

SQS does this by itself for messages with a MessageGroupId; emulators give out in order of arrival.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A message in hand; *since* is when it came. Without a group it is a group of its own."""

    message: dict[str, Any]
    since: float
    number: int  # in order of arrival

    @property
    def group(self) -> str:
        """Whose message this is."""
        attributes = self.message.get("Attributes", {})
        return str(attributes.get("MessageGroupId", f"#{self.number}"))


class FairHand:
    """Gives out the messages of the group with the fewest in flight first, and equals as they came.

    So nobody starves: a busy group shares with those that have as many in flight as it has, and when it has
    none, its message is older than those of newcomers. Giving out looks at every group, at none of their
    other messages.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Held]] = {}  # by group, each in order of arrival, none empty
        self._flying: Counter[str] = Counter()
        self._count = 0
        self._came = 0

    def __len__(self) -> int:
        return self._count

    @property
    def flying(self) -> int:
        """How many messages are given out and not yet done."""
        return self._flying.total()

    @property
    def crowd(self) -> int:
        """How many messages, waiting or in flight, are not the first of their group."""
        return self._count + self.flying - len(self._waiting.keys() | self._flying.keys())

    def put(self, messages: Iterable[dict[str, Any]], now: float) -> None:
        """Takes *messages* into the hand."""
        for message in messages:
            held = Held(message, now, self._came)
            self._waiting.setdefault(held.group, deque()).append(held)
            self._came += 1
            self._count += 1

    def oldest(self) -> float | None:
        """When the longest waiting message came."""
        return min((waiting[0].since for waiting in self._waiting.values()), default=None)

    def take(self, most: int) -> list[Held]:
        """Up to *most* messages, in flight from now on."""
        return [self._next() for _ in range(min(most, self._count))]

    def done(self, batch: Iterable[Held]) -> None:
        """Ends the flight of *batch*."""
        self._flying.subtract(held.group for held in batch)
        self._flying = +self._flying

    def _next(self) -> Held:
        group = min(self._waiting, key=lambda name: (self._flying[name], self._waiting[name][0].number))
        first = self._waiting[group].popleft()
        if not self._waiting[group]:
            del self._waiting[group]
        self._flying[group] += 1
        self._count -= 1
        return first
