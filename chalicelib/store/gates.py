"""The table of gates."""

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.gate import MINUTE, OPEN_FOR, PROBE_FOR, Gate, Limit
from chalicelib.store.rows import GateRow


class Gates:
    """Gates as rows. Pacing costs one update per reservation, however many slots it takes."""

    def get(self, key: str) -> Gate:
        """The gate, open if nothing is stored."""
        try:
            return _gate(GateRow.get(key, consistent_read=True))
        except GateRow.DoesNotExist:
            return Gate(key=key)

    def reserve(self, key: str, n: int, limit: Limit, *, now: int, busy: bool) -> Gate:
        """Takes the next *n* slots, which end at the returned *tat*; *busy* guesses the first branch."""
        # DynamoDB has no max(): the busy branch goes on from tat, the idle one starts anew.
        floor = limit.floor(now)
        branches = [
            (GateRow.tat.set(GateRow.tat + n * limit.every), GateRow.tat > floor),
            (GateRow.tat.set(floor + n * limit.every), GateRow.tat.does_not_exist() | (GateRow.tat <= floor)),
        ]
        turns = branches if busy else branches[::-1]
        while True:
            for action, condition in turns:
                gate = _update(key, [action], condition)
                if gate is not None:
                    return gate

    def take(self, key: str, every: int, *, now: int) -> bool:
        """Takes the slot that starts now or before, and *every* milliseconds with it; False: none does."""
        free = GateRow.tat.does_not_exist() | (GateRow.tat <= now)
        return _update(key, [GateRow.tat.set(now + every)], free) is not None

    def close(self, key: str, until: int, code: Code | None, reason: Reason | None) -> None:
        """Lets nothing through before *until*; a longer closure stays."""
        why: list[Action] = [
            GateRow.code.remove() if code is None else GateRow.code.set(code),
            GateRow.reason.remove() if reason is None else GateRow.reason.set(reason),
        ]
        longer = GateRow.closed_until.does_not_exist() | (GateRow.closed_until < until)
        if _update(key, [GateRow.closed_until.set(until), *why], longer) is not None:
            _update(key, [GateRow.tat.set(until)], GateRow.tat.does_not_exist() | (GateRow.tat < until))

    def fail(self, key: str, *, now: int) -> Gate:
        """One more failure of Instagram's; too many within a minute open the circuit."""
        old = GateRow.failed_at.does_not_exist() | (GateRow.failed_at <= now - MINUTE)
        first: list[Action] = [GateRow.fails.set(1), GateRow.failed_at.set(now)]
        gate = None
        while gate is None:  # neither holds only if another failure came in between
            gate = _update(key, [GateRow.fails.add(1)], GateRow.failed_at > now - MINUTE)
            gate = gate or _update(key, first, old)
        if gate.spent(now) or gate.half_open(now):
            self.close(key, now + OPEN_FOR, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)
        return gate

    def erase(self, key: str) -> None:
        """Forgets the gate."""
        GateRow(key).delete()

    def probe(self, key: str, *, now: int) -> bool:
        """Whether this caller may be the one to try."""
        free = GateRow.probe_until.does_not_exist() | (GateRow.probe_until <= now)
        return _update(key, [GateRow.probe_until.set(now + PROBE_FOR)], free) is not None

    def mend(self, key: str) -> None:
        """Instagram is back: the circuit closes."""
        gone = (GateRow.code, GateRow.reason, GateRow.fails, GateRow.failed_at, GateRow.probe_until)
        _update(key, [name.remove() for name in gone], GateRow.code == Code.CIRCUIT_OPEN)


def _update(key: str, actions: list[Action], condition: Condition) -> Gate | None:
    row = GateRow(key)
    return _gate(row) if row.update_if(actions, condition) else None


def _gate(row: GateRow) -> Gate:
    return Gate(
        key=row.key,
        tat=int(row.tat or 0),
        closed_until=int(row.closed_until or 0),
        code=Code(row.code) if row.code else None,
        reason=Reason(row.reason) if row.reason else None,
        fails=int(row.fails or 0),
        failed_at=int(row.failed_at or 0),
        probe_until=int(row.probe_until or 0),
    )
