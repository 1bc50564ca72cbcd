"""What each process of a run does: one chunk of work after another."""

from collections.abc import Sequence

from tests.faults.mistakes import MISTAKES
from tests.faults.plan import Planned, play, probes
from tests.faults.score import Score
from tests.faults.stage import stage
from tests.faults.worlds import WORLDS


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
