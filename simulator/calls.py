"""The list of calls that the product made."""

from collections import deque
from typing import Any

from simulator.exchange import Reply
from simulator.sighting import Sighting

REMEMBERED = 20_000


class Calls:
    """The newest calls, oldest first. Tokens and texts are not kept."""

    def __init__(self) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.total = 0

    def add(self, seen: Sighting, reply: Reply, *, at: int) -> None:
        """Notes a call that came in at *at* (ms); status None: closed without an answer."""
        self.total += 1
        self._calls.append(
            {
                "method": seen.method,
                "path": seen.path,
                "account": seen.account,
                "recipient": seen.recipient,
                "status": None if reply.dropped else reply.status,
                "at": at,
            }
        )

    def list(self, since: int = 0) -> list[dict[str, Any]]:
        """The calls from *since* (ms) on."""
        return [call for call in self._calls if call["at"] >= since]

    def clear(self) -> int:
        """Forgets all and answers how many there were."""
        count = len(self._calls)
        self._calls.clear()
        return count
