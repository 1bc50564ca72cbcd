"""What starts functions: queues, the stream of changes and the minute's timer."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from chalicelib.domain.dm import Dm
from chalicelib.workers import accounts, events, instagram, tally
from tests.faults.cloud import Cloud
from tests.faults.container import Container
from tests.faults.sqs import Message, Queue

MINUTE = 60_000
CALLS = 5 * MINUTE
MOST = 3  # records in one batch
POLLS = 120  # milliseconds within which a visible message is received
Handler = Callable[[Container, dict[str, Any], Cloud], dict[str, Any]]


def send_instagram(container: Container, event: dict[str, Any], cloud: Cloud) -> dict[str, Any]:
    """The worker of the Instagram queue, as the switchboard calls it."""
    return instagram.handle(
        event,
        send_dm=container.send_dm,
        sqs=container.client("sqs"),
        url=container.settings.instagram_queue,
        each=cloud.side_by_side,
    )


def apply_events(container: Container, event: dict[str, Any], cloud: Cloud) -> dict[str, Any]:
    """The worker of the events queue, as the switchboard calls it."""
    return events.handle(
        event,
        apply_event=container.apply_event,
        settle_dm=container.settle_dm,
        read=container.read_webhook,
        news=container.news,
        clock=container.now,
        each=cloud.side_by_side,
    )


def tend_accounts(container: Container, event: dict[str, Any], cloud: Cloud) -> dict[str, Any]:
    """The worker of the accounts queue, as the switchboard calls it; each visit lets one message go."""
    container.tend_account.release.page = 1
    return accounts.handle(event, tend_account=container.tend_account, each=cloud.side_by_side)


class QueueSource:
    """An event source mapping: batches from a queue, and partial batch responses."""

    def __init__(self, cloud: Cloud, queue: Queue, handler: Handler, dice: Random) -> None:
        self.cloud = cloud
        self.queue = queue
        self.handler = handler
        self.dice = dice
        queue.on_change = self._plan

    def _plan(self, at: int) -> None:
        self.cloud.lockstep.at(at + int(self.dice.random() * POLLS), self._poll)

    def _poll(self) -> None:
        while self.queue.shows_any() and (batch := self.queue.receive(self.dice.randint(1, MOST), self.dice)):
            self._invoke(batch)

    def _invoke(self, batch: list[Message]) -> None:
        handles = {message.id: message.handle for message in batch}
        records = [{"messageId": m.id, "receiptHandle": m.handle, "body": m.body} for m in batch]

        def work(container: Container) -> dict[str, Any]:
            return self.handler(container, {"Records": records}, self.cloud)

        def done(answer: dict[str, Any] | None) -> None:
            if answer is None:
                return  # all of them come back when their visibility ends
            failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
            for id, handle in handles.items():
                if id not in failed:
                    self.queue.delete(handle)

        self.cloud.invoke(self.handler.__name__, work, done)


class StreamSource:
    """The stream of changed messages: one batch at a time, in order, the same one again until it succeeds."""

    def __init__(self, cloud: Cloud, dice: Random) -> None:
        self.cloud = cloud
        self.dice = dice
        self.records: list[dict[str, Any]] = []
        self._next = 0
        self._busy = False

    def add(self, old: Dm | None, new: Dm) -> None:
        """A message was written."""
        change: dict[str, Any] = {
            "ApproximateCreationDateTime": self.cloud.clock.now / 1_000,
            "NewImage": _image(new),
        }
        if old is not None:
            change["OldImage"] = _image(old)
        self.records.append({"eventID": f"change-{len(self.records)}", "dynamodb": change})
        if not self._busy:
            self._busy = True
            self.cloud.lockstep.at(self.cloud.clock.now + 1_000, self._pump)

    def _pump(self) -> None:
        start = self._next
        batch = self.records[start : start + self.dice.randint(2, 12)]
        self._invoke(batch, start)

    def _invoke(self, batch: list[dict[str, Any]], start: int) -> None:
        def done(counted: Container | None) -> None:
            if counted is None:
                self.cloud.lockstep.at(self.cloud.clock.now + 1_000, lambda: self._invoke(batch, start))
                return
            self._next = start + len(batch)
            self._busy = self._next < len(self.records)
            if self._busy:
                self.cloud.lockstep.at(self.cloud.clock.now + 1_000, self._pump)

        def work(container: Container) -> Container:
            tally.handle({"Records": batch}, tally=container.tally)
            return container

        self.cloud.invoke("tally_changes", work, done)


def _image(dm: Dm) -> dict[str, dict[str, str]]:
    """What the stream shows of a message, as far as anybody looks at it; what has no value is not there."""
    texts = {"creator_id": dm.creator, "state": dm.state.value, "code": dm.code}
    numbers = {"due_at": dm.due_at, "sent_at": dm.sent_at}
    return {
        **{name: {"S": text} for name, text in texts.items() if text is not None},
        **{name: {"N": str(n)} for name, n in numbers.items() if n is not None},
    }


class Timer:
    """A function that a clock starts. Ticks at which nothing is due are left out: they would do nothing."""

    def __init__(
        self,
        cloud: Cloud,
        span: int,
        due: Callable[[], Sequence[int]],
        *,
        name: str,
        act: Callable[[Container], object],
    ) -> None:
        self.cloud = cloud
        self.span = span
        self.due = due
        self.name = name
        self.act = act
        self._next: int | None = None

    def look(self, at: int | None) -> None:
        """Something is to be looked at, at *at*."""
        if at is None:
            return
        tick = (max(at, self.cloud.clock.now) // self.span + 1) * self.span
        if self._next is None or tick < self._next:
            self._next = tick
            self.cloud.lockstep.at(tick, lambda: self._tick(tick))

    def _tick(self, tick: int) -> None:
        if tick != self._next or self.cloud.closed:
            return
        self._next = None
        due = self.due()
        if due and min(due) <= tick:
            self.cloud.invoke(self.name, self.act, lambda _done: None)
        if due:
            self.look(min(due))
