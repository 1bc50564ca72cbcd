"""An event-source loop's process: does what Lambda's pollers and EventBridge's timers do."""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from local import logs
from local.clock import Clock
from local.depths import Ageing, note_depths
from local.files import write_whole
from local.functions import Functions
from local.invocations import Invocations, in_folder
from local.mappings import Mapping, QueueMapping, StreamMapping, mappings
from local.measures import Measures
from local.provision import client
from local.queue_source import Queue, QueueSource
from local.records import schedule_event
from local.registry import load
from local.schedule import Timer
from local.stream_source import StreamSource
from local.untyped import App, Client

log = logging.getLogger(__name__)
POLL = 1  # seconds of one long poll
GLANCE = 0.2  # seconds that an idle instance waits before it looks whether all is over
IDLE = 0.25  # seconds between looks at a quiet stream: Lambda's own (AWS, "Using Lambda with DynamoDB")
TICK = 0.2  # seconds between looks at a timer
DEPTHS = 2.0  # seconds between looks at how much lies in the queues
AFTER_TROUBLE = 0.5  # seconds
GRACE = 2.5  # seconds that a batch in hand has at the end
ENDING = {signal.SIGTERM}


@dataclass(frozen=True, slots=True)
class Chore:
    """What one thread does over and over; one that *finishes* is waited for at the end."""

    name: str
    once: Callable[[], object]
    finishes: bool = True


@dataclass(slots=True)
class Loop:
    """Feeds the functions of *app* from *aws*; *now* is the world's clock in seconds.

    Two loops may share an app: one feeds *only* one function, the other all *but* that one, and looks at the
    depths of all queues.
    """

    app: App
    aws: Callable[[str], Client]
    now: Callable[[], float]
    invocations: Invocations = field(default_factory=Invocations)
    only: str | None = None
    but: str | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    _functions: Functions = field(init=False)
    _working: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._functions = Functions(self.app, self.invocations)

    def run_schedule(self, name: str) -> object:
        """Calls the timer's function *name* now and gives its answer."""
        return self._functions.invoke(name, schedule_event(name, self.now()))

    def start(self) -> None:
        """Starts a thread per instance of a function; raises when a queue, table or function is missing."""
        chores = [chore for mapping in self._mappings() for chore in self._chores(mapping)]
        if self._measures.file and not self.only:
            chores.append(Chore("depths", partial(self._note_depths, self.aws("sqs")), finishes=False))
        for chore in chores:
            thread = threading.Thread(target=self._repeat, args=(chore,), daemon=True)
            thread.start()
            if chore.finishes:
                self._working.append(thread)

    def end(self, grace: float = GRACE) -> None:
        """Takes nothing more and gives the batches in hand *grace* seconds."""
        self.stopped.set()
        deadline = time.monotonic() + grace
        for thread in self._working:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _mappings(self) -> Sequence[Mapping]:
        found = {mapping.name: mapping for mapping in mappings(self.app)}
        if self.only:
            return [found[self.only]]
        if self.but:
            del found[self.but]
        return list(found.values())

    def _chores(self, mapping: Mapping) -> list[Chore]:
        name = mapping.name
        if isinstance(mapping, QueueMapping):
            source = self._queue_source(mapping)
            work = Chore(name, partial(source.work, GLANCE))
            return [Chore(name, partial(_fetch, source), finishes=False)] + [work] * mapping.rules.instances
        if isinstance(mapping, StreamMapping):
            return [Chore(name, partial(self._stream, self._stream_source(mapping)))]
        return [Chore(name, partial(self._tick, name, Timer(mapping.plan, self.now())))]

    def _queue_source(self, mapping: QueueMapping) -> QueueSource:
        sqs = self.aws("sqs")
        call = partial(self._functions.invoke, mapping.name)
        ageing = Ageing(sqs, mapping.queue, self._measures)
        return QueueSource(ageing, Queue.find(sqs, mapping.queue), call, rules=mapping.rules)

    def _stream_source(self, mapping: StreamMapping) -> StreamSource:
        table = self.aws("dynamodb").describe_table(TableName=mapping.table)["Table"]
        return StreamSource(
            self.aws("dynamodbstreams"),
            table["LatestStreamArn"],
            self.invocations.aged(mapping.name, partial(self._functions.invoke, mapping.name)),
            batch=mapping.batch,
            window=mapping.window,
        )

    @property
    def _measures(self) -> Measures:
        return self.invocations.measures

    def _note_depths(self, sqs: Client) -> None:
        note_depths(sqs, self._measures)
        self.stopped.wait(DEPTHS)

    def _stream(self, source: StreamSource) -> None:
        if not source.work():
            self.stopped.wait(IDLE)

    def _tick(self, name: str, timer: Timer) -> None:
        if timer.rings(self.now()) and not self.invocations.silent(name):
            self.run_schedule(name)
        self.stopped.wait(TICK)

    def _repeat(self, chore: Chore) -> None:
        while not self.stopped.is_set():
            try:
                chore.once()
            except Exception as error:
                log.error("%s: %s: %s", chore.name, type(error).__name__, error)  # noqa: TRY400 - one line per hiccup
                self.stopped.wait(AFTER_TROUBLE)


def _fetch(source: QueueSource) -> None:
    if not source.fetch(POLL):
        source.wait_for_room(POLL)


def main(arguments: list[str] | None = None) -> int:
    """Starts the loop, says so in a file, and works until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m local.loop", description=__doc__)
    parser.add_argument("--app", default="app:app", help="module:attribute of the Chalice app")
    parser.add_argument("--ready", type=Path, help="a file to write once everything is polled")
    share = parser.add_mutually_exclusive_group()
    share.add_argument("--only", help="the one function to feed")
    share.add_argument("--but", help="the one function that another loop feeds")
    parser.add_argument("--folder", type=Path, help="the world's, where alarms read what is measured")
    wish = parser.parse_args(arguments)
    logs.start(os.environ)
    clock = Clock(Path(os.environ["CLOCK_FILE"]) if "CLOCK_FILE" in os.environ else None)
    aws = partial(client, endpoint=os.environ["AWS_ENDPOINT_URL"])
    invocations = in_folder(wish.folder, clock.now)
    loop = Loop(load(wish.app), aws, clock.now, invocations, only=wish.only, but=wish.but)
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # waited for below, by every thread's leave
    loop.start()
    if wish.ready:
        write_whole(wish.ready, "ready\n")
    signal.sigwait(ENDING)
    loop.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
