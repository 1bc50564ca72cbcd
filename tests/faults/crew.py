"""What each process of a run does: one chunk of work after another."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.sharedctypes import Synchronized

from tests.faults.mistakes import MISTAKES
from tests.faults.plan import Planned, play, probes
from tests.faults.score import Score
from tests.faults.stage import stage
from tests.faults.worlds import WORLDS


def settle_in(turn: "Synchronized[int]") -> None:
    """A core for this process, the next in *turn*: handing the baton to another core's thread is dear."""
    if sys.platform != "linux":
        return
    with turn.get_lock():
        n, turn.value = turn.value, turn.value + 1
    cores = sorted(os.sched_getaffinity(0))
    with suppress(OSError):  # where it is not allowed, it only takes longer
        os.sched_setaffinity(0, {cores[n % len(cores)]})
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def played(chunk: Sequence[tuple[int, Planned]]) -> Score:
    """The sums over *chunk*, numbered histories."""
    score = Score()
    with stage() as here:
        for number, history in chunk:
            score.add(number, play(here, history))
    return score


def caught(job: tuple[str, int], seed: int, tries: int) -> str | None:
    """What gave the mistake away in a world; None if nothing did. *job*: the mistake, the world's number."""
    name, world = job
    mistake = MISTAKES[name]
    with stage() as here:
        for probe in probes(here, WORLDS[world], mistake.aim, seed=seed, tries=tries):
            broken = here.play(probe.case, probe.plan, swap=mistake.swap).violations
            if broken:
                return f"{_how(probe)}: {broken[0]}"
    return None


def _how(probe: Planned) -> str:
    if probe.case.storm:
        return "storm"
    return f"one {probe.faults[0][1]}" if probe.faults else "no fault"
