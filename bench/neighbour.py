"""How long does a quiet account wait beside one with a full queue?"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bench import modelled, quiet
from bench.backlog import fill
from bench.figures import Figures, judged
from bench.rounds import percentile
from bench.world import OpenWorld, open_world
from chalicelib.domain.dm import Dm
from chalicelib.domain.state import State
from local.asking import call
from local.seed import Seeded

MANY = 5_000  # queued by the busy account
PROBES = 80
EVENTS = 4  # of the quiet account, while those of the busy one are applied
ROUNDS = 3  # worlds: this machine's own speed changes from minute to minute
HERE = 50  # messages in each of them, alone and beside
EVERY = quiet.EVERY / 1_000  # seconds between two messages of the quiet account
PATIENCE = 180.0  # seconds
BUDGET = 1.2


class Unsent(Exception):
    """A message of the quiet account was not sent in time."""


class Late(Exception):
    """Storing the queue took so long that its messages would go out in a burst."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds, and how many of all programs here wanted a processor where a world was measured."""

    each: Sequence[float]
    load: float | None = None

    @property
    def late(self) -> float:
        """What 95 of 100 do not exceed."""
        return percentile(self.each, 95)

    def row(self, name: str, against_alone: str) -> tuple[str, ...]:
        """The row in words and numbers."""
        return (
            name,
            f"{percentile(self.each, 50):.0f}",
            f"{self.late:.0f}",
            f"{max(self.each):.0f}",
            against_alone,
            "" if self.load is None else f"{self.load:.1f}",
        )


def measure() -> Figures:
    """Ratios of the 95th percentile from queued to sent, in one run."""
    return Figures(
        header=(
            "the quiet account",
            "median, ms",
            "95th percentile, ms",
            "worst, ms",
            "against alone",
            "load average",
        ),
        rows=[*_in_the_model(), *_events_in_the_model(), *_in_worlds()],
        notes=[
            "From queued to sent, at the product's own pace (10 a second and account); one message every "
            f"{quiet.EVERY} ms, the first at once.",
            f"Modelled: the worker's real code over memory, {modelled.WORKERS} workers with batches of "
            f"{modelled.BATCH}, and a queue that gives out what the group with the fewest in flight has (SQS "
            "does so roughly, above thresholds); plain: in order of arrival. A call to Graph takes "
            f"{modelled.GRAPH} ms, a request to SQS {modelled.SQS}, to DynamoDB {modelled.DYNAMODB}, and "
            "processors cost nothing; the same on every run. A message gets its slot at the gate when it is "
            "queued, and its hint comes then; hints at once are what a bulk retry makes. "
            f"{len(quiet.FIRSTS)} worlds that differ in when the quiet account begins, {PROBES} messages "
            f"in each. Events: from kept to applied, {EVENTS} in each world, since the crowd lasts no "
            "longer.",
            f"Local: the whole world on this machine, calls to Graph take {modelled.GRAPH} ms. {ROUNDS} "
            f"worlds taken together, one after the other, each with {HERE} messages alone and then {HERE} "
            "beside; the load average is the whole machine's, other programs included.",
        ],
    )


def _in_the_model() -> list[tuple[str, ...]]:
    alone = Waits(quiet.waits(PROBES))
    queued = Waits(quiet.waits(PROBES, queued=MANY))
    at_once = Waits(quiet.waits(PROBES, at_once=MANY))
    plain = Waits(quiet.waits(PROBES, at_once=MANY, fair=False))
    return [
        alone.row("modelled: alone", "1"),
        queued.row(f"modelled: beside {MANY:,} queued", judged(queued.late / alone.late, BUDGET)),
        at_once.row(f"modelled: behind {MANY:,} hints at once", judged(at_once.late / alone.late, BUDGET)),
        plain.row("modelled: the same with a plain queue", f"{plain.late / alone.late:.2f}"),
    ]


def _events_in_the_model() -> list[tuple[str, ...]]:
    alone = Waits(quiet.event_waits(EVENTS))
    behind = Waits(quiet.event_waits(EVENTS, at_once=MANY))
    plain = Waits(quiet.event_waits(EVENTS, at_once=MANY, fair=False))
    return [
        alone.row("modelled: an event alone", "1"),
        behind.row(f"modelled: an event behind {MANY:,} at once", f"{behind.late / alone.late:.2f}"),
        plain.row("modelled: the same with a plain queue", f"{plain.late / alone.late:.2f}"),
    ]


def _in_worlds() -> list[tuple[str, ...]]:
    rounds = [_alone_and_beside() for _ in range(ROUNDS)]
    alone, beside = (_together(waits) for waits in zip(*rounds, strict=True))
    return [
        alone.row("local: alone", "1"),
        beside.row(f"local: beside {MANY:,} queued", judged(beside.late / alone.late, BUDGET)),
    ]


def _together(waits: Sequence[Waits]) -> Waits:
    return Waits([wait for one in waits for wait in one.each], fmean(one.load or 0.0 for one in waits))


def _alone_and_beside() -> tuple[Waits, Waits]:
    """The quiet account's messages alone, and while the other's go out, in one world."""
    with open_world() as world:
        busy, calm = world.accounts
        world.run_loops()
        _slow_down(world)
        _waits(world, calm, 5)  # the first ones build the clients
        alone = _waits(world, calm, HERE)
        _wait_until(world, fill(world, busy, MANY)[0])
        return alone, _waits(world, calm, HERE)


def _wait_until(world: OpenWorld, first: Dm) -> None:
    """Returns when *first* goes out."""
    early = (first.due_at or 0) - world.product.now()
    if early < 0:
        raise Late(f"{-early} ms")
    time.sleep(early / 1_000)


def _waits(world: OpenWorld, account: Seeded, n: int) -> Waits:
    """From queued to sent, of *n* messages one after the other."""
    dms: list[Dm] = []
    for _ in range(n):
        dms += fill(world, account, 1)
        time.sleep(EVERY)
    waits = [float((dm.sent_at or 0) - dm.created_at) for dm in _sent(world, dms)]
    return Waits(waits, os.getloadavg()[0])


def _sent(world: OpenWorld, dms: Sequence[Dm]) -> Sequence[Dm]:
    keys = [(dm.creator, dm.id) for dm in dms]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = world.product.stores.dms.many(keys).values()
        sent = [dm for dm in found if dm.state is State.SENT]
        if len(sent) == len(keys):
            return sent
        time.sleep(EVERY)
    raise Unsent([dm.state for dm in found])


def _slow_down(world: OpenWorld) -> None:
    late = {
        "match": {"path": "/messages", "method": "POST"},
        "times": 10**6,
        "do": {"delay_ms": modelled.GRAPH},
    }
    call("POST", f"{world.addresses.graph}/_sim/faults", late)
