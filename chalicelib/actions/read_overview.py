"""What an admin sees first: how many messages went where, and how deep the queues are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.actions.ports import Clock, Key
from chalicelib.domain.account import Attention
from chalicelib.domain.counts import Counts
from chalicelib.domain.depth import Depth
from chalicelib.domain.gate import APP, Gate
from chalicelib.domain.swept import Swept
from chalicelib.domain.tally import HOUR

MOST = 100  # accounts of one kind
WINDOWS = {"1h": 1, "24h": 24, "7d": 168}  # hours, the running one included
SILENCE = 180_000  # milliseconds without a sweep, which comes every minute
SERIES = ("24h", "7d")  # the windows that are shown hour by hour


class Counters(Protocol):
    """The stored counts."""

    def totals(self) -> Counts:
        """Messages per state, ever."""

    def swept(self) -> Swept | None:
        """What the last sweep found."""

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


@dataclass(frozen=True, slots=True)
class Hour:
    """What was counted in the hour that begins at *at* (milliseconds)."""

    at: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many messages were overdue at the last sweep, and by how many milliseconds the oldest is late."""

    count: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Totals, the same by window and hour, the queues, the app's own circuit, and accounts in need."""

    totals: Counts
    windows: Mapping[str, Counts]
    series: Mapping[str, Sequence[Hour]]  # of SERIES, oldest first, hours without a message included
    queues: Sequence[Depth]
    overdue: Overdue | None  # None while nobody sweeps
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
        known = self.counters.hours(this_hour - (max(WINDOWS.values()) - 1) * HOUR)
        hours = {name: _hours(known, n, until=this_hour) for name, n in WINDOWS.items()}
        circuit = self.gates.get(APP)
        return Overview(
            totals=self.counters.totals(),
            windows={name: sum((hour.counts for hour in each), Counts()) for name, each in hours.items()},
            series={name: hours[name] for name in SERIES},
            queues=self.depths.read(),
            overdue=self._overdue(),
            circuit=circuit,
            flows=not circuit.closed(self.clock()),
            needs={need: self.accounts.needing(need, limit=MOST) for need in Attention},
        )

    def _overdue(self) -> Overdue | None:
        swept, now = self.counters.swept(), self.clock()
        if swept is None or now - swept.at > SILENCE:
            return None
        return Overdue(swept.overdue, max(0, now - (swept.oldest or now)))


def _hours(known: Mapping[int, Counts], n: int, *, until: int) -> Sequence[Hour]:
    """The *n* hours up to the one that begins at *until*."""
    starts = range(until - (n - 1) * HOUR, until + HOUR, HOUR)
    return [Hour(at, known.get(at, Counts())) for at in starts]
