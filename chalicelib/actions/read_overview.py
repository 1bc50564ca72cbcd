"""What an admin sees first: how many messages went where, and how deep the queues are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.actions.ports import Clock, Key
from chalicelib.domain.account import Attention
from chalicelib.domain.counts import Counts
from chalicelib.domain.depth import Depth
from chalicelib.domain.gate import APP, Gate
from chalicelib.domain.tally import HOUR

MOST = 100  # accounts of one kind
WINDOWS = {"1h": 1, "24h": 24, "7d": 168}  # hours, the running one included


class Counters(Protocol):
    """The stored counts."""

    def totals(self) -> Counts:
        """Messages per state, ever."""

    def hours(self, since: int) -> Mapping[int, Counts]:
        """What reached which state, per hour since *since*."""


class Depths(Protocol):
    """The queues."""

    def read(self) -> Sequence[Depth]:
        """How deep each queue is."""


class Gates(Protocol):
    """The stored gates."""

    def get(self, key: str) -> Gate:
        """The gate, open if nothing is stored."""


class Accounts(Protocol):
    """The connected accounts."""

    def needing(self, attention: Attention, *, limit: int) -> Sequence[Key]:
        """Up to *limit* accounts that only their creators can help, the oldest tokens first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Totals, the same by window, the queues, the app's own circuit, and accounts in need."""

    totals: Counts
    windows: Mapping[str, Counts]
    queues: Sequence[Depth]
    circuit: Gate
    flows: bool  # whether messages pass the circuit
    needs: Mapping[Attention, Sequence[Key]]  # MOST at most, creator and account


class ReadOverview:
    """Reads counters, never records: it costs the same with ten messages and with ten million."""

    def __init__(
        self, *, counters: Counters, depths: Depths, gates: Gates, accounts: Accounts, clock: Clock
    ) -> None:
        self.counters = counters
        self.depths = depths
        self.gates = gates
        self.accounts = accounts
        self.clock = clock

    def __call__(self) -> Overview:
        """The overview as of now."""
        this_hour = self.clock() // HOUR * HOUR
        hours = self.counters.hours(this_hour - (max(WINDOWS.values()) - 1) * HOUR)
        windows = {
            name: sum((c for at, c in hours.items() if at > this_hour - n * HOUR), Counts())
            for name, n in WINDOWS.items()
        }
        circuit = self.gates.get(APP)
        return Overview(
            totals=self.counters.totals(),
            windows=windows,
            queues=self.depths.read(),
            circuit=circuit,
            flows=not circuit.closed(self.clock()),
            needs={need: self.accounts.needing(need, limit=MOST) for need in Attention},
        )
