"""Whose turn it is: the allowance of each account, shared by all containers, taken in chunks."""

from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from chalicelib.actions.ports import Clock
from chalicelib.domain.faults import Code, Deferred, Fault, Level, NotSent, Reason, Unknown
from chalicelib.domain.gate import APP, Gate, Limit, private_replies, rest_for
from chalicelib.domain.grounds import Wait
from chalicelib.telemetry import Metric, count

FRESH = 1_000  # milliseconds for which a chunk and what is known of a gate may be used
PROBE_WAIT = 5_000  # before those who may not probe ask again


class Gates(Protocol):
    """The stored gates."""

    def get(self, key: str) -> Gate:
        """The gate, open if nothing is stored."""

    def reserve(self, key: str, n: int, limit: Limit, *, now: int, busy: bool) -> Gate:
        """Takes the next *n* slots: they end at the returned gate's *tat*."""

    def take(self, key: str, every: int, *, now: int) -> bool:
        """Takes the slot that starts now or before, and *every* milliseconds with it; False: none does."""

    def close(self, key: str, until: int, code: Code | None, reason: Reason | None) -> None:
        """Lets nothing through before *until*."""

    def fail(self, key: str, *, now: int) -> Gate:
        """One more failure of Instagram's."""

    def probe(self, key: str, *, now: int) -> bool:
        """Whether this caller may be the one to try."""

    def mend(self, key: str) -> None:
        """Instagram is back."""


@dataclass(slots=True)
class Lane:
    """What this container knows of one gate, and the slots that it holds."""

    gate: Gate
    limit: Limit
    seen_at: int = 0
    slots: deque[int] = field(default_factory=deque)
    taken_at: int = 0
    chunk: int = 1
    lock: Lock = field(default_factory=Lock)


class Pace:
    """One per container; its memory saves writes and is never the truth."""

    def __init__(self, *, gates: Gates, limit: Limit, replies: Limit | None = None, clock: Clock) -> None:
        self.gates = gates
        self.limit = limit
        self.replies = replies or limit  # for private replies, which Instagram allows far fewer of
        self.clock = clock
        self._lanes: dict[str, Lane] = {}
        self._lock = Lock()

    def turn(self, account: str, *, paced: bool, replies: bool = False) -> Wait:
        """When a message of *account* may go; one that is *paced* has its slot already.

        *replies*: it is a private reply, and its slot is one of those.
        """
        now = self.clock()
        slots = self._slots(account, replies=replies)
        for key in (APP, account):
            lane = self._lane(key)
            with lane.lock:
                self._look(lane, now)
                waits = self._waits(lane, now, paced=paced, replies=replies)
                if waits is not None:
                    return waits
        if paced:
            return Wait(now, paced=True)
        with slots.lock:
            slot = self._slot(slots, now)
            if slots.gate.closed(now):  # since we looked
                return _behind(slots.gate, slot, paced=True)
            return Wait(slot, paced=True)

    def book(self, account: str, *, replies: bool = False) -> Wait:
        """A slot for a message that is queued now. At a gate that isn't open the worker sees to it."""
        now = self.clock()
        slots = self._slots(account, replies=replies)
        for key in (APP, account):
            lane = self._lane(key)
            with lane.lock:
                self._look(lane, now)
                if lane.gate.closed(now) or lane.gate.half_open(now):
                    return Wait(now)
        with slots.lock:
            slot = self._slot(slots, now)  # who closed the gate since we looked has moved its slots, too
            return Wait(now) if slots.gate.closed(now) else Wait(slot, paced=True)

    def sent(self, account: str, *, usage: int | None) -> None:
        """A call went well; *usage* is how many percent of Instagram's allowance are gone, if it said so."""
        now = self.clock()
        for key in (APP, account):
            if self._lane(key).gate.half_open(now):
                self.gates.mend(key)
                self._forget(key)
        rest = rest_for(usage or 0)
        if rest:
            self.gates.close(account, now + rest, None, None)
            self._forget(account)

    def faulted(self, account: str, fault: Fault, *, until: int) -> None:
        """A call went wrong. Only what is about the account or the app holds others back."""
        if isinstance(fault, Deferred) and fault.code is Code.RATE_LIMIT:
            key = APP if fault.level is Level.APP else account
            self.gates.close(key, until, fault.code, fault.reason)
            self._forget(key)
        elif isinstance(fault, Unknown | NotSent):
            for key in (APP, account):
                now = self.clock()
                if self.gates.fail(key, now=now).opens(now):
                    count(Metric.CIRCUITS)
                self._forget(key)

    def _waits(self, lane: Lane, now: int, *, paced: bool, replies: bool) -> Wait | None:
        """The wait at a closed or half-open gate; a slot behind the closure, so that not all come at once.

        For a private reply that is no slot yet: it gets one of its own when the gate is open.
        """
        gate = lane.gate
        if gate.closed(now):
            slot = gate.closed_until if paced or gate.key == APP else self._slot(lane, now)
            return _behind(gate, slot, paced=gate.key != APP and not paced and not replies)
        if gate.half_open(now) and not self.gates.probe(gate.key, now=now):
            return Wait(now + PROBE_WAIT, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)
        return None

    def _slot(self, lane: Lane, now: int) -> int:
        if now - lane.taken_at > FRESH:
            lane.slots.clear()
            lane.chunk = 1
        if not lane.slots:
            self._take(lane, now)
        return lane.slots.popleft()

    def _take(self, lane: Lane, now: int) -> None:
        """Takes a chunk, each time a larger one while they are used up quickly."""
        busy = lane.gate.tat > lane.limit.floor(now)
        n = lane.chunk
        lane.gate = self.gates.reserve(lane.gate.key, n, lane.limit, now=now, busy=busy)
        lane.slots.extend(lane.gate.tat - (n - i) * lane.limit.every for i in range(n))
        lane.seen_at = lane.taken_at = now
        lane.chunk = min(2 * n, lane.limit.chunk)

    def _look(self, lane: Lane, now: int) -> None:
        if now - lane.seen_at > FRESH:
            lane.gate = self.gates.get(lane.gate.key)
            lane.seen_at = now

    def _slots(self, account: str, *, replies: bool) -> Lane:
        return self._lane(private_replies(account), self.replies) if replies else self._lane(account)

    def _lane(self, key: str, limit: Limit | None = None) -> Lane:
        with self._lock:
            if key not in self._lanes:
                self._lanes.setdefault(key, Lane(Gate(key=key), limit or self.limit))
            return self._lanes[key]

    def _forget(self, key: str) -> None:
        """What was known is out of date: look again before the next turn."""
        lane = self._lane(key)
        with lane.lock:
            lane.seen_at = 0
            lane.slots.clear()


def _behind(gate: Gate, slot: int, *, paced: bool) -> Wait:
    """The wait at a closed gate, with what closed it."""
    return Wait(max(slot, gate.closed_until), gate.code, gate.reason, paced=paced)
