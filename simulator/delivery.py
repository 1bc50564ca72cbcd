"""Carrying webhooks to their receiver in the background, with retries."""

import heapq
import itertools
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from simulator.line import Line
from simulator.payloads import News

LANES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One POST to be: events of one account. *stamp* is the entry time (ms) of its last try.

    *twice*: once it is taken it comes again.
    """

    account: str
    news: tuple[News, ...]
    form: str
    tries: int = 0
    stamp: int = 0
    twice: bool = False


@dataclass(slots=True)
class Counters:
    """What became of the parcels so far."""

    delivered: int = 0
    failed: int = 0  # tries without a 200
    given_up: int = 0
    pending: int = 0


class Delivery:
    """Lanes that each carry one parcel at a time: first tries keep their order per account.

    A parcel that failed waits aside for its next try and holds nobody up: no order is promised.
    """

    def __init__(
        self,
        carry: Callable[[Parcel, Line], tuple[bool, Parcel]],
        *,
        gaps: Callable[[], Sequence[float]],
        settled: Callable[[Parcel, bool], None],
    ) -> None:
        self.counters = Counters()
        self._carry = carry
        self._gaps = gaps
        self._settled = settled
        self._lock = threading.Lock()
        self._lanes = [_Lane(self._work) for _ in range(LANES)]

    def put(self, parcel: Parcel, *, after_s: float = 0.0) -> None:
        """Books a try in *after_s* seconds; returns at once."""
        if parcel.tries == 0:
            self._count(pending=1)
        self._lanes[zlib.crc32(parcel.account.encode()) % LANES].put(parcel, after_s)

    def close(self) -> None:
        """Ends the lanes after the parcel in hand; what waits is lost."""
        for lane in self._lanes:
            lane.close()

    def _work(self, parcel: Parcel, line: Line) -> None:
        taken, parcel = self._carry(parcel, line)
        parcel = replace(parcel, tries=parcel.tries + 1)
        gaps = self._gaps()
        if taken:
            self._settled(parcel, True)  # noqa: FBT003 - a callback's only flag
            self._count(delivered=1, pending=-1)
        elif parcel.tries <= len(gaps):
            self._count(failed=1)
            self.put(parcel, after_s=gaps[parcel.tries - 1])
        else:
            self._settled(parcel, False)  # noqa: FBT003 - a callback's only flag
            self._count(failed=1, given_up=1, pending=-1)

    def _count(self, **changes: int) -> None:
        with self._lock:
            for name, change in changes.items():
                setattr(self.counters, name, getattr(self.counters, name) + change)


class _Lane:
    """A thread with a waiting list, started by the first parcel."""

    def __init__(self, work: Callable[[Parcel, Line], None]) -> None:
        self._work = work
        self._waiting: list[tuple[float, int, Parcel]] = []
        self._order = itertools.count()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._open = True

    def put(self, parcel: Parcel, after_s: float) -> None:
        with self._change:
            heapq.heappush(self._waiting, (time.monotonic() + after_s, next(self._order), parcel))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()
            self._change.notify()

    def close(self) -> None:
        with self._change:
            self._open = False
            self._change.notify()

    def _run(self) -> None:
        with closing(Line()) as line:
            while parcel := self._next():
                self._work(parcel, line)

    def _next(self) -> Parcel | None:
        with self._change:
            while self._open:
                wait = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._change.wait(wait)
            return None
