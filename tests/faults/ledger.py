"""What really happened, as only the world knows it: boundaries, faults, claims, and what people asked for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Fault
from chalicelib.domain.judge import EARLY
from chalicelib.domain.state import State
from tests.fakes.clock import Clock
from tests.faults.breaks import Kind, Throttled

Key = tuple[str, str]  # creator, message
PLACES: dict[tuple[str, str], tuple[str, str]] = {}  # one of each: histories cross them millions of times
HELD = frozenset({State.SENDING, State.UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault that fired: at the nth boundary, in a function, at a call."""

    n: int
    function: str
    call: str
    kind: Kind


class Ledger:
    """Written by the world while a history runs; read when it is over."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.crossed: list[tuple[str, str]] = []
        self.faults: list[Broken] = []
        self.lines: list[str] | None = None  # the readable trace, when somebody wants it
        self.wrongs: list[str] = []  # what may never happen, seen at the moment
        self.acknowledged: dict[Key, str] = {}
        self.asked: Counter[Key] = Counter()  # how often a person asked for another attempt
        self.vouched: set[Key] = set()
        self.unclear: set[Key] = set()  # Instagram's own answer left it open
        self.hits: set[Key] = set()  # a fault struck between claim and settlement
        self.claims: list[tuple[int, Key]] = []  # when each attempt was begun
        self._held: dict[object, tuple[Key, int]] = {}

    def cross(self, function: str, call: str) -> int:
        """The number of this boundary."""
        place = function, call
        n = len(self.crossed)
        self.crossed.append(PLACES.setdefault(place, place))
        if self.lines is not None:
            self.note(f"#{n} {function}: {call}")
        return n

    def endless(self, most: int) -> bool:
        """Whether there were too many calls for a history that comes to rest."""
        if len(self.crossed) < most:
            return False
        if "endless" not in self.wrongs:
            self.wrong("endless")
        return True

    def fault(self, n: int, function: str, call: str, kind: Kind) -> None:
        """A fault fires."""
        self.faults.append(Broken(n, function, call, kind))
        self.note(f"*** {kind} at #{n} {function}: {call}")

    def note(self, line: str) -> None:
        """A line for the trace."""
        if self.lines is not None:
            self.lines.append(f"{self.clock.now - 1_790_000_000_000:>9} ms  {line}")

    def wrong(self, what: str) -> None:
        """Something happened that may never happen."""
        self.note(f"!!! {what}")
        self.wrongs.append(what)

    def failed(self, error: BaseException) -> None:
        """Work failed; only for what the world did to it."""
        if not isinstance(error, Throttled | Fault) and type(error).__name__ != "ClientError":
            self.wrong(f"unexpected {type(error).__name__}: {error}")

    def changed(self, worker: object, function: str, old: Dm | None, new: Dm) -> None:
        """A message was written."""
        if old is not None and old.state is new.state and self.lines is None:
            return
        key = new.creator, new.id
        self.note(f"    {short(new.id)} {old.state if old else '-'} -> {new.state} g{new.gen}")
        if old is None:
            return
        if (old.state, new.state) == (State.QUEUED, State.SENDING):
            self._claimed(worker, key, old)
        elif new.state not in HELD:
            self._settled(worker, function, key, new)

    def working_on(self, worker: object, key: Key) -> int:
        """The epoch of the worker's claim: how often a person had asked again by then."""
        held = self._held.get(worker)
        return held[1] if held is not None and held[0] == key else self.asked[key]

    def hit(self, workers: Iterable[object]) -> None:
        """A fault struck these workers."""
        self.hits.update(self._held[worker][0] for worker in workers if worker in self._held)

    def _claimed(self, worker: object, key: Key, old: Dm) -> None:
        self._held[worker] = key, self.asked[key]
        self.claims.append((self.clock.now, key))
        if old.due_at is not None and old.due_at > self.clock.now + EARLY:
            self.wrong(f"{short(key[1])} claimed {old.due_at - self.clock.now} ms before it was due")

    def _settled(self, worker: object, function: str, key: Key, new: Dm) -> None:
        if function == "again" and new.state is State.QUEUED:
            self.asked[key] += 1
        if function == "vouch" and new.state is State.SENT:
            self.vouched.add(key)
        held = self._held.get(worker)
        if held is not None and held[0] == key:
            del self._held[worker]


def short(id: str) -> str:
    """A message's id, shortened for people."""
    lead, _, tail = id.partition("-")
    return f"{lead[-4:]}-{tail[-4:]}"
