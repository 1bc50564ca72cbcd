"""The waits of a quiet account in modelled time, where nothing is scarce but workers."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from bench.hints import QUEUE
from bench.modelled import Container, Sqs, hinted, modelled
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Event
from chalicelib.domain.parcel import pack
from chalicelib.queues import News
from chalicelib.telemetry import SERVICE
from chalicelib.workers import events
from chalicelib.workers.batch import Failures, Record, SideBySide, Work
from tests.fakes.instagram import act
from tests.fakes.world import ANAS, World, hint_for

QUIET, QUIETS = "user_ben", "17841400000000002"
EVERY = 600  # milliseconds between two messages of the quiet account, or two of its events
FIRSTS = range(1, EVERY, 200)  # milliseconds from the busy account's last message to the quiet one's first


def waits(probes: int, *, queued: int = 0, at_once: int = 0, fair: bool = True) -> list[float]:
    """Milliseconds from queued to sent, of *probes* messages one after the other, in each of several worlds.

    There, another account has *queued* messages whose hints come in their slots, or some whose hints come all
    *at_once*; the worlds differ in when the first of our messages comes, since what it finds at the workers
    changes from moment to moment.
    """
    return _in_each_world(partial(_waits, probes, queued=queued, at_once=at_once, fair=fair))


def event_waits(probes: int, *, at_once: int = 0, fair: bool = True) -> list[float]:
    """The same from kept to applied, of *probes* events; the other account's come all *at_once*."""
    return _in_each_world(partial(_event_waits, probes, at_once=at_once, fair=fair))


def _in_each_world(measure: Callable[[int], Sequence[float]]) -> list[float]:
    with _unheard():
        return [wait for first in FIRSTS for wait in measure(first)]


@contextmanager
def _unheard() -> Iterator[None]:
    """The product's log and metrics are not seen."""
    logger = logging.getLogger(SERVICE)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nothing, redirect_stdout(nothing):
            yield
    finally:
        logger.setLevel(level)


def _waits(probes: int, first: int, *, queued: int, at_once: int, fair: bool) -> list[float]:
    with modelled(fair=fair) as (world, sqs):
        world.connect(QUIET, QUIETS)
        _queue(world, sqs, queued, in_slots=True)
        _queue(world, sqs, at_once, in_slots=False)
        dms = _probed(world, sqs, probes, first)
        return [float((world.dm(dm).sent_at or 0) - dm.created_at) for dm in dms]


def _queue(world: World, sqs: Sqs, n: int, *, in_slots: bool) -> None:
    for dm in _of_the_busy(world, n):
        wait = dm.delay(world.now()) if in_slots else timedelta()
        hinted(sqs, hint_for(dm), delay=ceil(wait.total_seconds()))


def _of_the_busy(world: World, n: int) -> list[Dm]:
    return [world.queued(person=f"9{k:014d}") for k in range(n)]


def _probed(world: World, sqs: Sqs, probes: int, first: int) -> Sequence[Dm]:
    """The quiet account's messages, all sent."""
    dms: list[Dm] = []

    def probe(k: int) -> None:
        dm = world.queued(person=f"8{k:014d}", form="ben")
        dms.append(dm)
        hinted(sqs, hint_for(dm))

    def served() -> bool:
        return len(dms) == probes and all(world.dm(dm).sent_at for dm in dms)

    _run(sqs, [partial(probe, k) for k in range(probes)], first, served)
    return dms


def _run(sqs: Sqs, probes: Sequence[Callable[[], None]], first: int, served: Callable[[], bool]) -> None:
    """Makes the probes one after the other, until all are served."""

    def look() -> None:
        sqs.closed = served()

    sqs.on_batch = look
    start = sqs.wire.lockstep.clock.now + first
    for k, probe in enumerate(probes):
        sqs.wire.lockstep.at(start + EVERY * k, probe)
    sqs.wire.lockstep.run()


def _event_waits(probes: int, first: int, *, at_once: int, fair: bool) -> list[float]:
    reader = Reader()
    with modelled(reader, fair=fair) as (world, sqs):
        world.connect(QUIET, QUIETS)
        news, kept = News(sqs, QUEUE), dict[str, int]()
        for k in range(at_once):
            news.put([act(ANAS, f"9{k:014d}", at=world.now())])

        def probe(k: int) -> None:
            told: list[Event] = [act(QUIETS, f"8{k:014d}", at=world.now())]
            kept[pack(told)[0].body] = world.now()
            news.put(told)

        def served() -> bool:
            return len(kept) == probes and kept.keys() <= reader.done.keys()

        _run(sqs, [partial(probe, k) for k in range(probes)], first, served)
        return [float(reader.done[body] - at) for body, at in kept.items()]


class Reader:
    """The worker that applies events; *done* has when (milliseconds) it was done with each message."""

    def __init__(self) -> None:
        self.done: dict[str, int] = {}

    def __call__(self, container: Container, event: Mapping[str, Any], each: SideBySide) -> Failures:
        """Handles a batch."""
        return events.handle(
            event,
            apply_event=container.apply_event,
            settle_dm=container.settle_dm,
            read=container.read_webhook,
            news=container.news,
            clock=container.now,
            each=lambda work, records: each(partial(self._noted, container, work), records),
        )

    def _noted(self, container: Container, work: Work, record: Record) -> bool:
        ok = work(record)
        self.done[record["body"]] = container.now()
        return ok
