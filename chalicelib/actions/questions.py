"""Questions to Instagram beside messages; each kind has a gate of its own for each account.

What goes wrong with one does not count for the circuit in front of messages: those may well go through.
"""

from datetime import timedelta

from chalicelib.actions.pace import Gates
from chalicelib.actions.ports import Clock
from chalicelib.domain.faults import Code, Deferred, Fault, Level, NotSent, Unknown
from chalicelib.domain.gate import APP, MINUTE, PROBE_FOR


class Questions:
    """Who may ask. *lane* is the key of a question's gate."""

    def __init__(self, *, gates: Gates, clock: Clock) -> None:
        self.gates = gates
        self.clock = clock

    def barred(self, lane: str, *, every: int = 0) -> int | None:
        """Until when nobody may ask; None if the caller may, which takes the turn of *every* milliseconds."""
        now = self.clock()
        everybody, own = self.gates.get(APP), self.gates.get(lane)
        # A message shows whether Instagram is back. Where none is due, somebody has to ask first.
        held = everybody.closed_until + (MINUTE if everybody.half_open(now) else 0)
        until = max(held, own.closed_until)
        if now < until:
            return until
        if every and not self.gates.take(lane, every, now=now):
            return now + every
        if own.half_open(now) and not self.gates.probe(lane, now=now):
            return now + PROBE_FOR
        return None

    def answered(self, lane: str) -> None:
        """Instagram answered."""
        if self.gates.get(lane).half_open(self.clock()):
            self.gates.mend(lane)

    def failed(self, lane: str, fault: Fault, *, pause: timedelta) -> None:
        """It did not. A limit lasts for a *pause* unless it says for how long; a refusal bars nobody else."""
        now = self.clock()
        if isinstance(fault, Deferred) and fault.code is Code.RATE_LIMIT:
            wait = fault.retry_after or pause
            key = APP if fault.level is Level.APP else lane
            self.gates.close(key, now + int(wait.total_seconds() * 1_000), fault.code, fault.reason)
        elif isinstance(fault, Unknown | NotSent):
            self.gates.fail(lane, now=now)
