"""How long does a quiet account wait beside one with a full queue?"""

import time
from collections.abc import Sequence

from bench.backlog import fill
from bench.figures import Figures, judged
from bench.rounds import percentile
from bench.world import OpenWorld, open_world
from chalicelib.domain.dm import Dm, State
from local.story import call

FEW, MANY = 300, 2_000  # queued by the busy account
RATE = 2  # messages per second and account; at 10 the busy one alone takes most of what the emulator can do
GRAPH_MS = 200  # that a call to Graph takes
PROBES = 40
EVERY = 0.6  # seconds between two messages of the quiet account
PATIENCE = 120.0  # seconds
SETTLES = 3.0  # seconds


class Unsent(Exception):
    """A message of the quiet account was not sent in time."""


def measure() -> Figures:
    """Ratios of the 95th percentile from queued to sent, in one run."""
    with open_world(SEND_RATE=f"{RATE}") as world:
        world.run_loop()
        busy, quiet = world.accounts
        _slow_down(world)
        _waits(world, quiet, 5)  # the first ones build the clients
        alone = _waits(world, quiet, PROBES)
        few = _beside(world, FEW)
        many = _beside(world, MANY)
        alone += _waits(world, quiet, PROBES)
        fill(world, busy, FEW)
        behind = _waits(world, quiet, PROBES // 4)
    usual, small = percentile(alone, 95), percentile(few, 95)
    return Figures(
        header=("the quiet account", "median, ms", "95th percentile, ms", "against alone", f"against {FEW}"),
        rows=[
            ("alone", *_shown(alone), "1", ""),
            (f"beside {FEW} that know their slots", *_shown(few), f"{small / usual:.2f}", "1"),
            (
                f"beside {MANY:,} that know their slots",
                *_shown(many),
                judged(percentile(many, 95) / usual, 1.2),
                judged(percentile(many, 95) / small, 1.2),
            ),
            (
                f"behind {FEW} that were queued a moment before",
                *_shown(behind),
                f"{percentile(behind, 95) / usual:.2f}",
                f"{percentile(behind, 95) / small:.2f}",
            ),
        ],
        notes=[
            f"From queued to sent; {PROBES} messages for each wait (alone: before and after), one "
            f"every {1e3 * EVERY:.0f} ms; {RATE} messages per second and account; calls to Graph take "
            f"{GRAPH_MS} ms. Both accounts share the emulator and its cores, so a neighbour at work "
            "costs something however short its queue is; the last column shows what its length "
            "adds.The last row is about the emulator, not about SQS: it gives messages out in the "
            "order of their arrival, so the quiet account waits until the others had their first "
            "look. On AWS the message group of each account makes the queue a fair one, which serves "
            "the quiet account first; no emulator does that.",
        ],
    )


def _beside(world: OpenWorld, n: int) -> list[float]:
    """The quiet account's waits while the other's *n* messages go out; what is left is taken away."""
    busy, quiet = world.accounts
    fill(world, busy, n, paced=True)
    waits = _waits(world, quiet, PROBES)
    world.aws("sqs").purge_queue(QueueUrl=world.environment["INSTAGRAM_QUEUE_URL"])
    time.sleep(SETTLES)
    return waits


def _waits(world: OpenWorld, account: dict[str, str], n: int) -> list[float]:
    """Milliseconds from queued to sent, of *n* messages one after the other."""
    dms: list[Dm] = []
    for _ in range(n):
        dms += fill(world, account, 1)
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
    late = {"match": {"path": "/messages", "method": "POST"}, "times": 10**6, "do": {"delay_ms": GRAPH_MS}}
    call("POST", f"{world.addresses.graph}/_sim/faults", late)


def _shown(waits: Sequence[float]) -> tuple[str, str]:
    return f"{percentile(waits, 50):.0f}", f"{percentile(waits, 95):.0f}"
