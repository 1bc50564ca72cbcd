"""How long does a batch of ten messages take, against one call to Graph?"""

import time
from typing import cast

from bench.figures import Figures, judged
from bench.hints import QUEUE, Unused, event
from bench.rounds import medians, taken
from bench.slow_graph import SlowGraph, slow_graph
from chalicelib.actions.send_dm import SendDm
from chalicelib.domain.hint import Hint
from chalicelib.domain.sending import Outgoing
from chalicelib.domain.state import State
from chalicelib.graph.client import Graph
from chalicelib.graph.transport import Transport
from chalicelib.workers import instagram
from tests.fakes.instagram import Instagram
from tests.fakes.world import ANAS, World, hint_for

PAUSE = 0.2  # seconds that a call to Graph takes
GIVES_UP = 1.5  # seconds after which this client stops to wait; the product's waits longer
SIZE = 10
ROUNDS = 9
MUTE = "900000000000003"  # one of the batch


class Unsent(Exception):
    """A message of the batch did not end as it must; the text says which."""


def measure() -> Figures:
    """Ratios to one call, over HTTP to a Graph that answers after 200 ms."""
    with slow_graph(PAUSE) as server:
        graph = Graph(Transport(read=GIVES_UP), version="v26.0", base=server.url)
        seen = medians(
            {
                "one call": lambda: taken(lambda: graph.send(_outgoing())),
                "batch": lambda: _batch(graph),
                "beside": lambda: _beside(graph, server),
            },
            ROUNDS,
        )
    one = seen["one call"]
    return Figures(
        header=("what", "median", "against one call"),
        rows=[
            ("one call to Graph", f"{1e3 * one:.0f} ms", "1"),
            ("batch of 10", f"{1e3 * seen['batch']:.0f} ms", judged(seen["batch"] / one, 1.15)),
            (
                "the slowest of the other 9 when one gets no answer",
                f"{1e3 * seen['beside']:.0f} ms",
                judged(seen["beside"] / one, 1.15),
            ),
        ],
        notes=[
            f"Medians of {ROUNDS} rounds that take turns. One after the other, the batch would take 10 "
            "calls' time. In each round with a call that gets no answer the other nine were sent, "
            "that one is unconfirmed, and the batch reports no failure.",
        ],
    )


def _batch(graph: Graph) -> float:
    world, hints = _world(graph)
    batch = event(hints)
    return taken(lambda: _handle(world, batch, world.send_dm))


def _beside(graph: Graph, server: SlowGraph) -> float:
    """Seconds until the last of those that got their answer was done."""
    world, hints = _world(graph)
    ended: dict[str, float] = {}

    def timed(hint: Hint) -> object:
        try:
            return world.send_dm(hint)
        finally:
            ended[hint.dm] = time.perf_counter()

    server.mute.add(MUTE)
    start = time.perf_counter()
    _handle(world, event(hints), cast("SendDm", timed), mute=MUTE)
    server.mute.clear()
    return max(at for id, at in ended.items() if id not in _of(world, MUTE)) - start


def _handle(world: World, batch: dict[str, object], send_dm: SendDm, *, mute: str | None = None) -> None:
    answer = instagram.handle(batch, send_dm=send_dm, sqs=Unused(), url=QUEUE)
    if answer["batchItemFailures"]:
        raise Unsent(f"failed: {answer}")
    for dm in world.stores.dms.rows.values():
        wanted = State.UNCONFIRMED if dm.person == mute else State.SENT
        if dm.state is not wanted:
            raise Unsent(f"{dm.person} is {dm.state}, not {wanted}")


def _world(graph: Graph) -> tuple[World, list[Hint]]:
    world = World()
    world.graph = cast("Instagram", graph)
    return world, [hint_for(world.queued(person=_person(n))) for n in range(SIZE)]


def _of(world: World, person: str) -> set[str]:
    return {dm.id for dm in world.stores.dms.rows.values() if dm.person == person}


def _person(n: int) -> str:
    return f"{900000000000000 + n}"


def _outgoing() -> Outgoing:
    return Outgoing(account=ANAS, token="IG-token", person=_person(99), text="Hi")  # noqa: S106 - made up
