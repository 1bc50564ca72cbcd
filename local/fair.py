"""Messages in hand, given out so that quiet groups do not wait behind a busy one.

SQS does this by itself for messages with a MessageGroupId; emulators give out in order of arrival.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A message in hand; *since* is when it came. One without a group is a group of its own."""

    message: dict[str, Any]
    since: float

    @property
    def group(self) -> str:
        """Whose message this is."""
        attributes = self.message.get("Attributes", {})
        return str(attributes.get("MessageGroupId", self.message["MessageId"]))


class FairHand:
    """Gives out the messages of the group with the fewest in flight first; *patience* in seconds.

    Whoever has waited longer than *patience* goes first, so that busy groups do not starve.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._waiting: list[Held] = []  # in order of arrival
        self._flying: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def flying(self) -> int:
        """How many messages are given out and not yet done."""
        return self._flying.total()

    def put(self, messages: Iterable[dict[str, Any]], now: float) -> None:
        """Takes *messages* into the hand."""
        self._waiting += [Held(message, now) for message in messages]

    def oldest(self) -> float | None:
        """When the longest waiting message came."""
        return self._waiting[0].since if self._waiting else None

    def take(self, most: int, now: float) -> list[Held]:
        """Up to *most* messages, in flight from now on."""
        return [self._next(now) for _ in range(min(most, len(self._waiting)))]

    def done(self, batch: Iterable[Held]) -> None:
        """Ends the flight of *batch*."""
        self._flying.subtract(held.group for held in batch)
        self._flying = +self._flying

    def _next(self, now: float) -> Held:
        first = self._waiting[0]
        if now - first.since <= self._patience:
            first = min(self._waiting, key=lambda held: self._flying[held.group])
        self._waiting.remove(first)
        self._flying[first.group] += 1
        return first
