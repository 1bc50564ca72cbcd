"""Workers in modelled time: real code over memory, where every request takes as long as we say.

Ten containers with everything as it is wired, each with its own memory of the gates, take batches of ten from
one queue. Processor time costs nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from itertools import count
from threading import Lock
from typing import Any, TypeVar, cast

from bench.hints import QUEUE, Unused
from chalicelib import wiring
from chalicelib.actions.pace import Lane
from chalicelib.domain.hint import Hint
from chalicelib.settings import Settings
from chalicelib.workers import instagram
from chalicelib.workers.batch import Failures, Record, SideBySide, Work
from local.fair import FairHand
from tests.fakes.clock import Clock
from tests.fakes.instagram import Instagram
from tests.fakes.stores import Stores
from tests.fakes.vault import Vault
from tests.fakes.world import World
from tests.faults.lockstep import Lockstep, Task

T = TypeVar("T")
WORKERS, BATCH = 10, 10
GRAPH, SQS, DYNAMODB = 200, 10, 5  # milliseconds of a request
SPANS = {"Instagram": GRAPH, "Sqs": SQS, "Vault": 0}  # a warm container knows its tokens


class Container(wiring.Parts):
    """One worker's actions, gates and queues; tables, tokens and Instagram are the world's."""

    stores: Stores  # type: ignore[assignment] # in memory, with the same ports
    vault: Vault  # type: ignore[assignment] # same
    graph: Instagram  # type: ignore[assignment] # same

    def __init__(self, world: World, sqs: "Sqs") -> None:
        super().__init__(
            Settings(**{f.name: QUEUE for f in fields(Settings) if f.name.endswith("_queue")}),
            make_client=lambda _service, _region: sqs,
            chance=world.chance,
        )
        self.clock = world.clock
        self.stores, self.vault, self.graph = world.stores, world.vault, world.instagram
        self.pace._lanes = Lanes(sqs.wire)  # noqa: SLF001 - its locks would stop the model

    def now(self) -> int:
        """Milliseconds since 1970, as the model has them."""
        return self.clock.now


class Wire:
    """Lets time pass at every request of a worker; requests of anybody else take none."""

    def __init__(self) -> None:
        self.lockstep = Lockstep(Clock(), [])

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        """The request *call*."""
        if self.lockstep.current is not None:
            self.lockstep.sleep(SPANS.get(call.partition(".")[0], DYNAMODB))
        return run()

    def side_by_side(self, work: Work, records: Sequence[Record]) -> Sequence[bool]:
        """What *work* says of each record, a task for each."""
        parent = self.lockstep.current
        if parent is None:
            raise RuntimeError("only a worker works on records")
        done: dict[int, bool] = {}
        for n, record in enumerate(records):
            self.lockstep.start(Task(self._share(parent, partial(work, record), done, n)))
        while len(done) < len(records):
            self.lockstep.park()
        return [done[n] for n in range(len(records))]

    def _share(
        self, parent: Task, work: Callable[[], bool], done: dict[int, bool], n: int
    ) -> Callable[[], None]:
        def life() -> None:
            done[n] = work()
            self.lockstep.wake(parent, self.lockstep.clock.now)

        return life


class Turnstile:
    """A lock in modelled time: whoever holds it may have a request under way."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.held = False
        self.waiting: deque[Task] = deque()

    def __enter__(self) -> None:
        while self.held:
            task = self.wire.lockstep.current
            if task is not None:
                self.waiting.append(task)
            self.wire.lockstep.park()
        self.held = True

    def __exit__(self, *_: object) -> None:
        self.held = False
        if self.waiting:
            self.wire.lockstep.wake(self.waiting.popleft(), self.wire.lockstep.clock.now)


class Lanes(dict[str, Lane]):
    """What a container knows of the gates, each behind a lock that the model understands."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire

    def setdefault(self, key: str, default: Lane) -> Lane:
        """The lane *key*."""
        if key not in self:
            default.lock = cast("Lock", Turnstile(self.wire))
            self[key] = default
        return self[key]


Handle = Callable[[Container, Mapping[str, Any], SideBySide], Failures]


def sends(container: Container, event: Mapping[str, Any], each: SideBySide) -> Failures:
    """The worker that sends."""
    return instagram.handle(event, send_dm=container.send_dm, sqs=Unused(), url=QUEUE, each=each)


class Sqs:
    """The queue and the workers behind it. Not *fair*: everybody in order of arrival."""

    def __init__(self, world: World, wire: Wire, handle: Handle, *, fair: bool) -> None:
        self.wire = wire
        self.handle = handle
        self.fair = fair
        self.hand = FairHand()
        self.closed = False
        self.on_batch: Callable[[], None] = lambda: None
        self._idle = deque(Container(world, self) for _ in range(WORKERS))
        self._asking = 0  # workers on their way to the queue
        self._ids = count(1)

    def send_message(
        self,
        *,
        MessageBody: str,  # noqa: N803 - SQS's names
        MessageGroupId: str,  # noqa: N803
        DelaySeconds: int = 0,  # noqa: N803
        **_: object,
    ) -> None:
        """Takes a message, which is seen after *DelaySeconds*."""
        self.wire("Sqs.send_message", lambda: self.put(MessageBody, group=MessageGroupId, delay=DelaySeconds))

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:  # noqa: N803, ARG002 - as above
        """Takes messages, which are seen at once."""

        def put() -> Mapping[str, Any]:
            for entry in Entries:
                self.put(entry["MessageBody"], group=entry["MessageGroupId"])
            return {}

        return self.wire("Sqs.send_message_batch", put)

    def put(self, body: str, *, group: str, delay: int = 0) -> None:
        """The message is there, and takes no time for it; *delay* in seconds."""
        attributes = {"MessageGroupId": group} if self.fair else {}
        message = {"MessageId": f"m{next(self._ids)}", "Body": body, "Attributes": attributes}
        now = self.wire.lockstep.clock.now
        self.wire.lockstep.at(now + 1_000 * delay, lambda: self._show(message))

    def _show(self, message: dict[str, Any]) -> None:
        self.hand.put([message], self.wire.lockstep.clock.now)
        self._poll()

    def _poll(self) -> None:
        """As many workers ask as there are batches."""
        while self._idle and not self.closed and len(self.hand) > BATCH * self._asking:
            self._asking += 1
            container = self._idle.popleft()
            self.wire.lockstep.start(Task(partial(self._live, container)))

    def _live(self, container: Container) -> None:
        """One batch: received, worked on, deleted."""
        self.wire.lockstep.sleep(SQS)
        self._asking -= 1
        batch = self.hand.take(BATCH)
        if batch:
            self._handle(container, [held.message for held in batch])
            self.wire.lockstep.sleep(SQS)
            self.hand.done(batch)
            self.on_batch()
        self._idle.append(container)
        self._poll()

    def _handle(self, container: Container, messages: list[dict[str, Any]]) -> None:
        records = [
            {"messageId": m["MessageId"], "receiptHandle": m["MessageId"], "body": m["Body"]}
            for m in messages
        ]
        answer = self.handle(container, {"Records": records}, self.wire.side_by_side)
        if answer["batchItemFailures"]:
            raise RuntimeError(f"not all were handled: {answer}")


@contextmanager
def modelled(handle: Handle = sends, *, fair: bool = True) -> Iterator[tuple[World, Sqs]]:
    """A world and its queue, whose time passes in ``run``."""
    wire = Wire()
    world = World(wire=wire)
    wire.lockstep.clock = world.clock
    try:
        yield world, Sqs(world, wire, handle, fair=fair)
    finally:
        for carrier in wire.lockstep.crew:
            carrier.leave()


def hinted(sqs: Sqs, hint: Hint, *, delay: int = 0) -> None:
    """The queue has *hint* at once, to be seen after *delay* seconds."""
    sqs.put(hint.to_text(), group=hint.account, delay=delay)
