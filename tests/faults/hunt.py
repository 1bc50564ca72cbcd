"""The hunt for a deliberate mistake: does anything that is played give it away?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.faults.breaks import Kind, kinds_of, planned
from tests.faults.dice import dice
from tests.faults.history import Case, Swap
from tests.faults.plan import Planned
from tests.faults.scenario import FIXED
from tests.faults.stage import Stage
from tests.faults.worlds import World

AIMED = 2  # faults in each round
ROUNDS = 150  # until a mistake counts as not caught; most are within a few


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where faults are most likely to show a mistake."""

    calls: tuple[str, ...] = ("Dms.save", "Instagram.send")
    function: str = ""  # any, if it is empty
    kinds: tuple[Kind, ...] = tuple(Kind)
    schedules: tuple[int, ...] = tuple(range(len(FIXED)))

    def points(self, crossed: Sequence[tuple[str, str]]) -> list[tuple[int, Kind]]:
        """The faults at such places of a story."""
        struck = [(n, call) for n, (function, call) in enumerate(crossed) if self._at(function, call)]
        return [(n, kind) for n, call in struck for kind in kinds_of(call) if kind in self.kinds]

    def _at(self, function: str, call: str) -> bool:
        return call in self.calls and self.function in {"", function}


def hunt(stage: Stage, world: World, swap: Swap, aim: Aim, *, seed: int) -> str | None:
    """What gave the mistake *swap* away; None if nothing did."""
    chance = dice(f"hunt/{seed}")
    for n in range(ROUNDS):
        case = Case(world=world, schedule=aim.schedules[n % len(aim.schedules)], seed=seed * 1_000 + n)
        calm = stage.play(case, planned({}), swap=swap)  # with the mistake, which may cross other boundaries
        if calm.violations:
            return f"no fault: {calm.violations[0]}"
        for probe in _probes(case, aim.points(calm.crossed), chance):
            broken = stage.play(probe.case, probe.plan, swap=swap).violations
            if broken:
                return f"{_how(probe)}: {broken[0]}"
    return None


def _probes(case: Case, points: Sequence[tuple[int, Kind]], chance: Random) -> Iterator[Planned]:
    for point in chance.sample(points, min(AIMED, len(points))):
        yield Planned(case=case, faults=(point,))
    for schedule in (case.schedule, len(FIXED) + case.seed):  # Instagram's answers are the same, or drawn
        yield Planned(case=replace(case, schedule=schedule, storm=True))


def _how(probe: Planned) -> str:
    return f"one {probe.faults[0][1]}" if probe.faults else "storm"
