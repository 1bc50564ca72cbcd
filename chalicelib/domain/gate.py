"""The gate in front of one account (and one in front of all): how fast, and whether at all.

Pacing is the generic cell rate algorithm: *tat* is when the next slot starts. Taking n slots moves it by n
times the distance between two; closing the gate moves it to the end of the closure. Times are milliseconds.
"""

from dataclasses import dataclass

from chalicelib.domain.faults import Code, Reason

APP = "app"  # the gate in front of every account
MINUTE = 60_000
TRIP_ACCOUNT = 10  # failures within a minute that open the circuit
OPEN_FOR = MINUTE
PROBE_FOR = 20_000  # how long one probe may take before another may try


@dataclass(frozen=True, slots=True)
class Limit:
    """*rate* messages per second, *burst* of them at once after a pause."""

    rate: float
    burst: int

    @property
    def every(self) -> int:
        """Milliseconds from one slot to the next."""
        return max(1, round(1_000 / self.rate))

    @property
    def chunk(self) -> int:
        """Slots that one container may take at once: at most half a second's worth is lost with it."""
        return max(1, min(25, int(self.rate / 2)))

    def floor(self, now: int) -> int:
        """Where the slots of an account that was quiet begin."""
        return now - (self.burst - 1) * self.every


LOOKUP_EVERY = 1_000  # milliseconds: each asks twice, and Instagram allows two calls a second and account


def lookups(account: str) -> str:
    """The key of the gate in front of an account's look-ups."""
    return f"lookups#{account}"


def names(account: str) -> str:
    """The key of the gate in front of an account's questions for names."""
    return f"names#{account}"


def private_replies(account: str) -> str:
    """The key of the row with the slots for an account's private replies."""
    return f"replies#{account}"


TRIP = {APP: 50, lookups(APP): 50, names(APP): 50}  # the same for all accounts together


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is stored of a gate."""

    key: str
    tat: int = 0
    closed_until: int = 0
    code: Code | None = None  # why it was closed last
    reason: Reason | None = None
    fails: int = 0  # failures of Instagram's since *failed_at*
    failed_at: int = 0
    probe_until: int = 0

    def closed(self, now: int) -> bool:
        """Whether nothing may go through."""
        return now < self.closed_until

    def half_open(self, now: int) -> bool:
        """Whether the circuit was open and nobody has shown yet that Instagram is back."""
        return self.code is Code.CIRCUIT_OPEN and not self.closed(now)

    def spent(self, now: int) -> bool:
        """Whether failures have come too fast."""
        return now - self.failed_at < MINUTE and self.fails >= TRIP.get(self.key, TRIP_ACCOUNT)

    def opens(self, now: int) -> bool:
        """Whether the failure counted last has opened the circuit, or left it open after a probe."""
        return self.half_open(now) or (self.spent(now) and self.fails == TRIP.get(self.key, TRIP_ACCOUNT))


def rest_for(usage: int) -> int:
    """How long to rest, in milliseconds, when *usage* percent of what Instagram allows is used up.

    Instagram throttles at 100 and holds calls made while throttled against the caller
    (graph-api/overview/rate-limiting), so we slow down before.
    """
    steps = ((100, 5 * MINUTE), (95, MINUTE), (90, 15_000), (80, 3_000))
    return next((rest for least, rest in steps if usage >= least), 0)
