"""Every minute: give new hints for what lies too long, and end the leases of workers that died."""

from chalicelib.actions.ports import Clock, Dms, Hints
from chalicelib.actions.settle_dm import SettleDm
from chalicelib.domain.dm import GRACE, MAX_KICKS, Dm, State
from chalicelib.domain.hint import Hint
from chalicelib.telemetry import log


class Sweep:
    """Looks at every overdue message once. Two sweeps at once do no harm: each change counts once."""

    def __init__(self, *, dms: Dms, settle: SettleDm, hints: Hints, clock: Clock) -> None:
        self.dms = dms
        self.settle = settle
        self.hints = hints
        self.clock = clock

    def __call__(self) -> int:
        """How many overdue messages there were."""
        swept = 0
        for creator, id in self.dms.overdue(self.clock()):
            try:
                self._sweep(creator, id)
            except Exception as error:
                # One message's trouble must not keep the others waiting; it is overdue in a minute, too.
                log.exception("sweep.failed", extra={"dm": id, "error": type(error).__name__})
            swept += 1
        return swept

    def _sweep(self, creator: str, id: str) -> None:
        dm = self.dms.get(creator, id)
        if dm is not None and dm.kick_at is not None and dm.kick_at <= self.clock():
            self._look(dm)

    def _look(self, dm: Dm) -> None:
        if dm.state is State.QUEUED:
            self._kick(dm)
        elif dm.state is State.SENDING and (dm.lease_until or 0) > self.clock():
            self.dms.save(dm, dm.watch(dm.lease_until or 0))
        elif dm.state is State.SENDING:
            self.settle.lost(dm)
        elif dm.state is State.UNCONFIRMED:
            self._hint(dm, dm.watch(self.clock() + GRACE))
        else:
            self.dms.save(dm, dm.rest())

    def _kick(self, dm: Dm) -> None:
        if dm.kicks >= MAX_KICKS:
            self.settle.spent(dm)
            return
        self._hint(dm, dm.kick(now=self.clock()))

    def _hint(self, dm: Dm, changed: Dm) -> None:
        """A worker looks at it: to send it, or to ask Instagram about it."""
        if self.dms.save(dm, changed):
            self.hints.send(Hint.of(dm))
