"""Questions to Instagram beside messages; each kind has gates of its own, for each account and for all.

What goes wrong with one does not count for the circuit in front of messages: those may well go through.
"""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.actions.pace import Gates
from chalicelib.actions.ports import Clock
from chalicelib.domain.faults import Code, Deferred, Fault, Level, NotSent, Unknown
from chalicelib.domain.gate import APP, MINUTE, PROBE_FOR

PAUSE = timedelta(minutes=1)  # after a limit, where Instagram names no other time


class Questions:
    """Who may ask. *lane* has the key of an account's gate; an account asks once in *every* milliseconds."""

    def __init__(
        self, *, gates: Gates, clock: Clock, lane: Callable[[str], str], every: int | None = None
    ) -> None:
        self.gates = gates
        self.clock = clock
        self.lane = lane
        self.every = every
        self._probes: set[str] = set()  # those that this container has under way

    def turn(self, account: str) -> int | None:
        """None if the caller may ask now, whose turn it is then; else when to come again."""
        now = self.clock()
        messages, *lanes = (self.gates.get(key) for key in (APP, self.lane(account), self.lane(APP)))
        # Messages go first for a minute after an outage. Where none is due, questions go all the same.
        held = messages.closed_until + (MINUTE if messages.half_open(now) else 0)
        until = max(held, *(gate.closed_until for gate in lanes))
        if now < until:
            return until
        if self.every and not self.gates.take(self.lane(account), self.every, now=self.clock()):
            return now + self.every
        for gate in lanes:
            if gate.half_open(now):
                if not self.gates.probe(gate.key, now=now):
                    return now + PROBE_FOR
                self._probes.add(gate.key)
        return None

    def answered(self, account: str) -> None:
        """Instagram answered, be it with a refusal."""
        for key in (self.lane(account), self.lane(APP)):
            if key in self._probes:
                self._probes.discard(key)
                self.gates.mend(key)

    def failed(self, account: str, fault: Fault) -> None:
        """Instagram gave no answer, refused, or set a limit; one on the whole app holds everything back."""
        now = self.clock()
        if isinstance(fault, Deferred) and fault.code is Code.RATE_LIMIT:
            key = APP if fault.level is Level.APP else self.lane(account)
            wait = fault.retry_after or PAUSE
            self.gates.close(key, now + int(wait.total_seconds() * 1_000), fault.code, fault.reason)
        elif isinstance(fault, Unknown | NotSent):
            for key in (self.lane(account), self.lane(APP)):
                self._probes.discard(key)
                self.gates.fail(key, now=now)
        else:
            self.answered(account)
