"""What each process of a run does: one chunk of work after another."""

from collections.abc import Sequence

from tests.faults.hunt import hunt
from tests.faults.mistakes import MISTAKES
from tests.faults.plan import Planned, play
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


def caught(job: tuple[str, int], seed: int) -> str | None:
    """What gave the mistake away in a world; None if nothing did. *job*: the mistake, the world's number."""
    name, world = job
    mistake = MISTAKES[name]
    with stage() as here:
        return hunt(here, WORLDS[world], mistake.swap, mistake.aim, seed=seed)
