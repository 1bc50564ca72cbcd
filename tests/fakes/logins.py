"""Logins under way and receipts of deletions, in dicts."""

from dataclasses import replace

from chalicelib.domain.login import STATE_LIVES, Begun
from chalicelib.domain.receipt import Receipt
from tests.fakes.clock import Clock, milliseconds
from tests.fakes.wire import Wire, Wired, port


class Logins(Wired):
    """Logins by their state, for ten minutes."""

    def __init__(self, clock: Clock, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.clock = clock
        self.rows: dict[str, tuple[int, Begun]] = {}

    @port
    def begin(self, state: str, begun: Begun) -> None:
        """Keeps a login for ten minutes."""
        self.rows[state] = (self.clock() + milliseconds(STATE_LIVES), begun)

    @port
    def get(self, state: str) -> Begun | None:
        """The login that *state* stands for."""
        ends, begun = self.rows.get(state, (0, None))
        return begun if self.clock() < ends else None

    @port
    def spend(self, state: str) -> bool:
        """Uses the login up; False when that was done before."""
        ends, begun = self.rows[state]
        self.rows[state] = (ends, replace(begun, spent=True))
        return not begun.spent

    @port
    def end(self, state: str, result: str) -> None:
        """Notes where the login led."""
        ends, begun = self.rows[state]
        self.rows[state] = (ends, replace(begun, result=result))


class Deletions(Wired):
    """Receipts by their code."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[str, Receipt] = {}

    @port
    def open(self, receipt: Receipt) -> None:
        """Notes that a deletion was asked for."""
        self.rows[receipt.code] = receipt

    @port
    def get(self, code: str) -> Receipt | None:
        """The receipt under *code*."""
        return self.rows.get(code)

    @port
    def close(self, code: str, at: int) -> None:
        """Notes that everything is gone; the first time counts."""
        receipt = self.rows[code]
        self.rows[code] = replace(receipt, done_at=receipt.done_at or at)
