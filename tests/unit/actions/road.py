"""Containers on one road: what they share is the gates and the clock."""

from chalicelib.actions.pace import Pace
from chalicelib.domain.faults import Code, Reason, Unknown
from chalicelib.domain.gate import Limit
from tests.fakes.clock import Clock
from tests.fakes.gates import Gates
from tests.fakes.wire import Script

A, B = "account-a", "account-b"
LIMIT = Limit(rate=10, burst=5)
EVERY = 100  # milliseconds between two slots at that rate
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)


class Road:
    """Containers that share the gates and the clock."""

    def __init__(self, limit: Limit = LIMIT) -> None:
        self.script = Script()
        self.gates = Gates(self.script)
        self.clock = Clock()
        self.limit = limit

    def container(self) -> Pace:
        return Pace(gates=self.gates, limit=self.limit, clock=self.clock)

    def pass_ms(self, span: int) -> None:
        self.clock.now += span


def ahead(road: Road, pace: Pace, n: int, account: str = A) -> list[int]:
    """How far ahead the next *n* slots are, in milliseconds."""
    return [max(0, pace.turn(account, paced=False).until - road.clock()) for _ in range(n)]
