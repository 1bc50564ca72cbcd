"""How long does a quiet account wait beside one with a full queue?"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

from bench import modelled, quiet
from bench.backlog import fill
from bench.figures import Figures, judged
from bench.rounds import percentile
from bench.world import OpenWorld, open_world
from chalicelib.domain.dm import Dm
from chalicelib.domain.state import State
from local.asking import call
from local.seed import Seeded, connected

MANY = 5_000  # queued by the busy account
CROWD = 50  # accounts that have as many together, where the busy one is not alone
GENTLE = "2"  # messages a second and account, where one machine is not what is scarce
PROBES = 80
ROUNDS = 3  # worlds for each pair of local rows: the machine's own speed changes from minute to minute
HERE = 50  # messages of the quiet account in each row of such a world
EVERY = quiet.EVERY / 1_000  # seconds between two messages of the quiet account
PATIENCE = 180.0  # seconds
BUDGET = 1.2


class Unsent(Exception):
    """A message of the quiet account was not sent in time."""


class Late(Exception):
    """Storing the queue took so long that its messages would go out in a burst."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One world's waits in milliseconds; *share* is the emulator's of one processor, where that is told."""

    waits: Sequence[float]
    share: float | None
    load: float  # how many of all programs here wanted a processor


Pair = tuple[Stretch, Stretch]  # alone, and beside others


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown; *share* and *load* on average, where worlds were measured."""

    name: str
    waits: Sequence[float]
    share: float | None = None
    load: float | None = None

    def shown(self, alone: Sequence[float], *, contrast: bool = False) -> tuple[str, ...]:
        """The row in words and numbers; a *contrast* shows what would be, and has no budget."""
        own, usual = percentile(self.waits, 95), percentile(alone, 95)
        ratio = f"{own / usual:.2f}" if contrast else judged(own / usual, BUDGET)
        return (
            self.name,
            f"{percentile(self.waits, 50):.0f}",
            f"{own:.0f}",
            f"{max(self.waits):.0f}",
            "1" if self.waits is alone else ratio,
            "" if self.share is None else f"{100 * self.share:.0f} %",
            "" if self.load is None else f"{self.load:.1f}",
        )


def measure() -> Figures:
    """Ratios of the 95th percentile from queued to sent, in one run."""
    rows = [
        *_in_the_model(),
        *_in_worlds(f"local, {GENTLE} a second", partial(_beside_one, GENTLE)),
        *_in_worlds("local", _beside_one),
        *_in_worlds(f"local, {CROWD} accounts", _beside_a_crowd, contrast=True),
    ]
    return Figures(
        header=(
            "the quiet account",
            "median, ms",
            "95th percentile, ms",
            "worst, ms",
            "against alone",
            "emulator's processor",
            "load average",
        ),
        rows=rows,
        notes=[
            "From queued to sent, at the product's own pace (10 a second and account) unless another is "
            f"named; one message every {quiet.EVERY} ms, the first at once.",
            f"Modelled: the worker's real code over memory, {modelled.WORKERS} workers with batches of "
            f"{modelled.BATCH}, and a queue that gives out what the group with the fewest in flight has, as "
            "SQS does for message groups; plain: in order of arrival. A call to Graph takes "
            f"{modelled.GRAPH} ms, a request to SQS {modelled.SQS}, to DynamoDB {modelled.DYNAMODB}, and "
            "processors cost nothing; the same on every run. A message gets its slot at the gate when it is "
            "queued, and its hint comes then; hints at once are what a bulk retry makes. "
            f"{len(quiet.FIRSTS)} worlds that differ in when the quiet account begins, {PROBES} messages "
            "in each.",
            f"Local: the whole world on this machine, calls to Graph take {modelled.GRAPH} ms. Each pair of "
            f"rows is {ROUNDS} worlds taken together, one after the other, each with {HERE} messages alone "
            f"and then {HERE} beside; the load average is the whole machine's, other programs included. The "
            f"{CROWD} accounts' {MANY:,} messages come as far apart as the one account's, and ask a little "
            "more of the tables: each account has a gate to look at, and each creator counters.",
        ],
    )


def _in_the_model() -> list[tuple[str, ...]]:
    alone = quiet.waits(PROBES)
    rows = [
        Row("modelled: alone", alone),
        Row(f"modelled: beside {MANY:,} queued", quiet.waits(PROBES, queued=MANY)),
        Row(f"modelled: behind {MANY:,} hints at once", quiet.waits(PROBES, at_once=MANY)),
    ]
    plain = Row("modelled: the same with a plain queue", quiet.waits(PROBES, at_once=MANY, fair=False))
    return [*(row.shown(alone) for row in rows), plain.shown(alone, contrast=True)]


def _in_worlds(where: str, measured: Callable[[], Pair], *, contrast: bool = False) -> list[tuple[str, ...]]:
    """What is *measured* in one world after the other, taken together."""
    names = (f"{where}: alone", f"{where}: beside {MANY:,} queued")
    pairs = [measured() for _ in range(ROUNDS)]
    alone, beside = (
        _together(name, each) for name, each in zip(names, zip(*pairs, strict=True), strict=True)
    )
    return [alone.shown(alone.waits), beside.shown(alone.waits, contrast=contrast)]


def _together(name: str, stretches: Sequence[Stretch]) -> Row:
    shares = [each.share for each in stretches if each.share is not None]
    return Row(
        name,
        [wait for each in stretches for wait in each.waits],
        fmean(shares) if shares else None,
        fmean(each.load for each in stretches),
    )


def _beside_one(rate: str = "") -> Pair:
    """The quiet account's messages alone, and while another account's go out, in one world."""
    with open_world(SEND_RATE=rate) as world:
        busy, calm = world.accounts
        return _alone_and_beside(world, calm, [busy])


def _beside_a_crowd() -> Pair:
    """The same at the same pace, but no account has many: what is left is what this machine does."""
    with open_world() as world:
        product, graph = world.product, world.addresses.graph
        crowd = [connected(product, graph, f"crowd{n}") for n in range(CROWD)]
        _, calm = world.accounts
        return _alone_and_beside(world, calm, crowd)


def _alone_and_beside(world: OpenWorld, calm: Seeded, busy: Sequence[Seeded]) -> Pair:
    world.run_loops()
    _slow_down(world)
    _waits(world, calm, 5)  # the first ones build the clients
    alone = _stretch(world, calm)
    _wait_until(world, fill(world, busy, MANY))
    return alone, _stretch(world, calm)


def _wait_until(world: OpenWorld, dms: Sequence[Dm]) -> None:
    """Returns when *dms* go out, and every account of a crowd has had its first: that one opens a token."""
    first, settled = (dm.due_at or 0 for dm in (dms[0], dms[CROWD]))
    now = world.product.now()
    if first < now:
        raise Late(f"{now - first} ms")
    time.sleep((settled - now) / 1_000)


def _stretch(world: OpenWorld, account: Seeded) -> Stretch:
    used, start = _used(world), time.monotonic()
    waits = _waits(world, account, HERE)
    seconds = time.monotonic() - start
    share = None if used is None else ((_used(world) or 0.0) - used) / seconds
    return Stretch(waits, share, os.getloadavg()[0])


def _used(world: OpenWorld) -> float | None:
    """Seconds of a processor that the emulator has used; None where the system does not tell."""
    emulator = next(child for child in world.watch.children if child.name == "aws")
    status = Path(f"/proc/{emulator.process.pid}/stat")
    if not status.exists():
        return None
    fields = status.read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _waits(world: OpenWorld, account: Seeded, n: int) -> list[float]:
    """Milliseconds from queued to sent, of *n* messages one after the other."""
    dms: list[Dm] = []
    for _ in range(n):
        dms += fill(world, [account], 1)
        time.sleep(EVERY)
    sent = _sent(world, dms)
    return [float((dm.sent_at or 0) - dm.created_at) for dm in sent]


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
