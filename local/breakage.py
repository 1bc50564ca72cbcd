"""What goes wrong with functions because somebody has ordered it, as simulated faults go wrong at Instagram.

The orders lie in a file, so that the gateway and the loops, each a process that runs functions, see them at
once.
"""

import json
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from local.files import write_whole


class How(StrEnum):
    """What Lambda or EventBridge may do to a function."""

    CRASH = "crash"  # it ends in an exception, or runs out of memory
    TIMEOUT = "timeout"  # it is ended when its time is over
    THROTTLE = "throttle"  # it is not started: too much runs
    SILENCE = "silence"  # its timer does not ring


@dataclass(frozen=True, slots=True)
class Order:
    """The next *times* that *function* would run, *how* happens instead."""

    function: str
    how: How
    times: int
    id: str = field(default_factory=lambda: uuid4().hex)


class Breakage:
    """The orders as one process follows them; no *file*, no orders."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._used: Counter[str] = Counter()
        self._lock = threading.Lock()

    def orders(self) -> Sequence[Order]:
        """All that were given and not cleared, the oldest first."""
        try:
            text = self._file.read_text("utf-8") if self._file else "[]"
        except FileNotFoundError:
            return []
        return [Order(**{**one, "how": How(one["how"])}) for one in json.loads(text)]

    def give(self, *orders: Order) -> None:
        """Adds orders."""
        self._keep([*self.orders(), *orders])

    def clear(self) -> None:
        """Everything is well again."""
        self._keep([])

    def next(self, function: str, *, ringing: bool = False) -> How | None:
        """What happens to *function* this time, which uses up an order; *ringing*: it is about its timer."""
        for order in self.orders():
            if order.function == function and (order.how is How.SILENCE) == ringing:
                with self._lock:
                    if self._used[order.id] < order.times:
                        self._used[order.id] += 1
                        return order.how
        return None

    def _keep(self, orders: Sequence[Order]) -> None:
        if self._file is not None:
            write_whole(self._file, json.dumps([asdict(order) for order in orders]))
