"""The queues as the actions know them: hints, news and their depths."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from chalicelib.domain.depth import Depth
from chalicelib.domain.event import Event
from chalicelib.domain.hint import Hint
from chalicelib.domain.parcel import Parcel, pack, settlement
from chalicelib.domain.spill import Spill
from chalicelib.domain.visit import Visit
from tests.fakes.clock import Clock
from tests.fakes.queue import Queue
from tests.fakes.wire import Wire, Wired, port

LONGEST_DELAY = timedelta(seconds=900)  # SQS's limit


class Hints(Wired):
    """Hints; *sent* has every one that was asked for, with its delay."""

    def __init__(self, clock: Clock, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.queue = Queue(clock, receives=3)
        self.sent: list[tuple[Hint, timedelta]] = []

    @port
    def send(self, hint: Hint, *, delay: timedelta = timedelta()) -> None:
        """Asks a worker to look after *delay*; what is further away is left to the sweeper."""
        self.sent.append((hint, delay))
        if delay <= LONGEST_DELAY:
            self.queue.put(hint.to_text(), delay=max(delay, timedelta()), group=hint.account)


class News(Wired):
    """Events and settlements on their way."""

    def __init__(self, clock: Clock, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.queue = Queue(clock, receives=5)

    @port
    def tell(self, webhook: Parcel) -> None:
        """Keeps a webhook as it came."""
        self._keep(webhook)

    @port
    def put(self, events: Sequence[Event]) -> None:
        """Keeps the events."""
        for parcel in pack(events):
            self._keep(parcel)

    @port
    def spill(self, spill: Spill) -> None:
        """Keeps a settlement that the tables did not take."""
        self._keep(settlement(spill))

    def _keep(self, parcel: Parcel) -> None:
        self.queue.put(parcel.body, group=parcel.account)


class Visits(Wired):
    """Accounts to look after."""

    def __init__(self, clock: Clock, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.queue = Queue(clock, receives=5)

    @port
    def ask(self, visits: Iterable[Visit]) -> int:
        """Asks a worker to look at each."""
        bodies = [visit.to_text() for visit in visits]
        for body in bodies:
            self.queue.put(body)
        return len(bodies)

    @port
    def waiting(self) -> int:
        """How many wait for a worker."""
        return len(self.queue.messages)


class Depths(Wired):
    """How deep the queues are."""

    def __init__(self, queues: Mapping[str, Queue], wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.queues = queues

    @port
    def read(self) -> Sequence[Depth]:
        """The depth of each queue."""
        return [_depth(name, queue) for name, queue in self.queues.items()]


def _depth(name: str, queue: Queue) -> Depth:
    held = sum(1 for m in queue.messages.values() if m.receives and m.at > queue.clock())
    return Depth(queue=name, waiting=len(queue.messages) - held, in_flight=held, dead=len(queue.dead))
