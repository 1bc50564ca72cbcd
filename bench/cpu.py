"""How much of a processor does the worker use for one message?"""

import time
from collections.abc import Callable
from typing import Any

from bench.figures import Figures, judged
from bench.hints import QUEUE, Unused, event
from bench.rounds import medians, pieces, taken
from chalicelib.domain.hint import Hint
from chalicelib.settings import Settings
from chalicelib.workers import batch, instagram
from tests.fakes.world import World, hint_for

SIZE = 10
BATCHES = 20
ROUNDS = 9

Batch = dict[str, Any]
Work = Callable[[World, Batch], object]


def measure() -> Figures:
    """Processor time per message, everything outside the worker being a dict."""
    seen = medians({"reads": lambda: _cost(_read), "sends": lambda: _cost(_send)}, ROUNDS)
    reads, sends = 1e3 * seen["reads"], 1e3 * seen["sends"]
    return Figures(
        header=("per message", "processor time, ms", "ratio"),
        rows=[
            ("a batch of 10 that only reads its hints", f"{reads:.3f}", "1"),
            ("a batch of 10 that sends", judged(sends, 2, digits=3), f"{sends / reads:.1f}"),
        ],
        notes=[
            f"Medians of {ROUNDS} rounds that take turns, {BATCHES} batches each, all threads counted: "
            "the real worker and its actions over records in memory, and an Instagram that answers at "
            "once.",
        ],
    )


def _cost(work: Work) -> float:
    """Processor seconds per message."""
    world = World(settings=Settings(send_rate="100"))
    hints = [hint_for(world.queued(person=f"{9 * 10**14 + n}")) for n in range(SIZE * BATCHES)]
    batches = [event(batch) for batch in pieces(hints, SIZE)]
    return taken(lambda: [work(world, each) for each in batches], time.process_time) / (SIZE * BATCHES)


def _read(_world: World, hints: Batch) -> None:
    batch.run(hints, lambda record: Hint.from_text(record["body"]).gen > 0)


def _send(world: World, hints: Batch) -> None:
    before = len(world.instagram.inbox)
    instagram.handle(hints, send_dm=world.send_dm, sqs=Unused(), url=QUEUE)
    if len(world.instagram.inbox) != before + SIZE:
        raise RuntimeError(f"not all were sent: {[dm.state for dm in world.stores.dms.rows.values()]}")
    world.clock.now += 1_000
