"""The waits of a quiet account in modelled time, where nothing is scarce but workers."""

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import timedelta
from functools import partial
from math import ceil
from pathlib import Path

from bench.modelled import Sqs, hinted, modelled
from chalicelib.domain.dm import Dm
from tests.fakes.world import World, hint_for

QUIET, QUIETS = "user_ben", "17841400000000002"
EVERY = 600  # milliseconds between two messages of the quiet account
FIRSTS = range(1, EVERY, 200)  # milliseconds from the busy account's last message to the quiet one's first


def waits(probes: int, *, queued: int = 0, at_once: int = 0, fair: bool = True) -> list[float]:
    """Milliseconds from queued to sent, of *probes* messages one after the other, in each of several worlds.

    There, another account has *queued* messages whose hints come in their slots, or some whose hints come all
    *at_once*; the worlds differ in when the first of our messages comes, since what it finds at the workers
    changes from moment to moment.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nothing, redirect_stdout(nothing):
        each = [_waits(probes, first, queued=queued, at_once=at_once, fair=fair) for first in FIRSTS]
    return [wait for world in each for wait in world]


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

    def look() -> None:
        sqs.closed = len(dms) == probes and all(world.dm(dm).sent_at for dm in dms)

    sqs.on_batch = look
    for k in range(probes):
        sqs.wire.lockstep.at(world.now() + first + EVERY * k, partial(probe, k))
    sqs.wire.lockstep.run()
    return dms
