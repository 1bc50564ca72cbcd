"""The gates in front of the accounts, in a dict."""

from dataclasses import replace

from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.gate import MINUTE, OPEN_FOR, PROBE_FOR, Gate, Limit
from tests.fakes.wire import Wire, Wired, port


class Gates(Wired):
    """Gates by key."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[str, Gate] = {}

    @port
    def get(self, key: str) -> Gate:
        """The gate, open if nothing is stored."""
        return self._gate(key)

    @port
    def reserve(self, key: str, n: int, limit: Limit, *, now: int, busy: bool) -> Gate:
        """Takes the next *n* slots, which end at the returned *tat*."""
        gate = self._gate(key)
        return self._put(replace(gate, tat=max(gate.tat, limit.floor(now)) + n * limit.every))

    @port
    def take(self, key: str, every: int, *, now: int) -> bool:
        """Takes the slot that starts now or before, and *every* milliseconds with it; False: none does."""
        gate = self._gate(key)
        if gate.tat > now:
            return False
        self._put(replace(gate, tat=now + every))
        return True

    @port
    def close(self, key: str, until: int, code: Code | None, reason: Reason | None) -> None:
        """Lets nothing through before *until*; a longer closure stays."""
        self._close(self._gate(key), until, code, reason)

    @port
    def fail(self, key: str, *, now: int) -> Gate:
        """One more failure of Instagram's; too many within a minute open the circuit."""
        gate = self._gate(key)
        recent = gate.fails > 0 and gate.failed_at > now - MINUTE
        counted = replace(gate, fails=gate.fails + 1) if recent else replace(gate, fails=1, failed_at=now)
        self._put(counted)
        if counted.spent(now) or counted.half_open(now):
            self._close(counted, now + OPEN_FOR, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)
        return counted

    @port
    def erase(self, key: str) -> None:
        """Forgets the gate."""
        self.rows.pop(key, None)

    @port
    def probe(self, key: str, *, now: int) -> bool:
        """Whether this caller may be the one to try."""
        gate = self._gate(key)
        if gate.probe_until > now:
            return False
        self._put(replace(gate, probe_until=now + PROBE_FOR))
        return True

    @port
    def mend(self, key: str) -> None:
        """Instagram is back: the circuit closes."""
        gate = self._gate(key)
        if gate.code is Code.CIRCUIT_OPEN:
            self._put(replace(gate, code=None, reason=None, fails=0, failed_at=0, probe_until=0))

    def _close(self, gate: Gate, until: int, code: Code | None, reason: Reason | None) -> None:
        if gate.closed_until < until:
            tat = max(gate.tat, until)
            self._put(replace(gate, closed_until=until, code=code, reason=reason, tat=tat))

    def _gate(self, key: str) -> Gate:
        return self.rows.get(key) or Gate(key=key)

    def _put(self, gate: Gate) -> Gate:
        self.rows[gate.key] = gate
        return gate
