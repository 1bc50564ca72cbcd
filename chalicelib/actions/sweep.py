"""Every minute: give new hints for what lies too long, and end the leases of workers that died."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

from chalicelib.actions.ports import Clock, Dms, Hints
from chalicelib.actions.settle_dm import SettleDm
from chalicelib.domain.dm import GRACE, MAX_KICKS, Dm
from chalicelib.domain.gate import LOOKUP_EVERY
from chalicelib.domain.hint import Hint
from chalicelib.domain.state import State
from chalicelib.domain.swept import Swept
from chalicelib.telemetry import FROM_ZERO, Metric, count, log, record

ASK_EVERY = 2 * LOOKUP_EVERY  # milliseconds: a hint that comes late leaves the next one its turn


class Counters(Protocol):
    """The stored counts."""

    def note(self, swept: Swept) -> None:
        """Keeps what the last sweep found, for the overview."""


class Sweep:
    """Looks at every overdue message once. Two sweeps at once do no harm: each change counts once."""

    def __init__(self, *, dms: Dms, settle: SettleDm, hints: Hints, counters: Counters, clock: Clock) -> None:
        self.dms = dms
        self.settle = settle
        self.hints = hints
        self.counters = counters
        self.clock = clock

    def __call__(self) -> Swept:
        """What there was to do."""
        overdue, oldest = 0, None
        doubts: list[Dm] = []
        for creator, id in self.dms.overdue(self.clock()):
            with self._spared(id):
                dm = self.dms.get(creator, id)
                if dm is None or dm.kick_at is None or dm.kick_at > self.clock():
                    continue
                if dm.state is State.QUEUED and dm.due_at is not None:
                    overdue, oldest = overdue + 1, min(oldest or dm.due_at, dm.due_at)
                if dm.state is State.UNCONFIRMED:
                    doubts.append(dm)
                else:
                    self._look(dm)
        self._ask(doubts)
        swept = Swept(at=self.clock(), overdue=overdue, oldest=oldest)
        self.counters.note(swept)
        # Zeros, too: only then is it told apart whether all is well or nobody looks.
        record(Metric.OVERDUE, overdue)
        record(Metric.OLDEST, swept.waited)
        for metric in FROM_ZERO:
            record(metric, 0)
        return swept

    @contextmanager
    def _spared(self, id: str) -> Iterator[None]:
        """One message's trouble must not keep the others waiting; it is overdue in a minute, too."""
        try:
            yield
        except Exception as error:
            log.exception("sweep.failed", extra={"dm": id, "error": type(error).__name__})
            count(Metric.RECORDS_FAILED)

    def _look(self, dm: Dm) -> None:
        if dm.state is State.QUEUED:
            self._kick(dm)
        elif dm.state is State.SENDING and (dm.lease_until or 0) > self.clock():
            self.dms.save(dm, dm.watch(dm.lease_until or 0))
        elif dm.state is State.SENDING:
            self.settle.lost(dm)
        else:
            self.dms.save(dm, dm.watch(None))

    def _kick(self, dm: Dm) -> None:
        if dm.kicks >= MAX_KICKS:
            self.settle.spent(dm)
            return
        self._hint(dm, dm.kick(now=self.clock()))

    def _ask(self, doubts: Sequence[Dm]) -> None:
        """Instagram is asked about an account's doubts one after another, about the new ones first."""
        before: Counter[str] = Counter()
        for dm in sorted(doubts, key=lambda dm: dm.checks):
            wait = before[dm.account] * ASK_EVERY
            before[dm.account] += 1
            turn = self.clock() + wait
            with self._spared(dm.id):
                if wait < GRACE:
                    self._hint(dm, dm.watch(turn + GRACE), delay=timedelta(milliseconds=wait))
                else:
                    self.dms.save(dm, dm.watch(turn))

    def _hint(self, dm: Dm, changed: Dm, delay: timedelta = timedelta()) -> None:
        """A worker looks at it: to send it, or to ask Instagram about it."""
        if self.dms.save(dm, changed):
            self.hints.send(Hint.of(dm), delay=delay)
