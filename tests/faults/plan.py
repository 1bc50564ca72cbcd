"""Which histories are played: every single fault, pairs of them, storms, and the mistakes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.faults.breaks import Kind, Plan, kinds_of, planned, storm
from tests.faults.dice import dice
from tests.faults.history import Case, Outcome
from tests.faults.scenario import OWNERS
from tests.faults.stage import Stage
from tests.faults.worlds import WORLDS, World

STORM_SHARE = 0.02
STORM_MOST = 12
Places = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is played."""

    schedules: int  # stories per world and person
    every: bool  # whether every boundary of them gets every fault, or only each kind of boundary in one world
    pairs: int
    storms: int
    tries: int  # single faults, and as many storms, per mistake and world
    everywhere: bool  # whether mistakes are tried in all worlds, or in the one where each shows soonest


FULL = Sizes(schedules=2, every=True, pairs=1_500, storms=3_000, tries=40, everywhere=True)
QUICK = Sizes(schedules=1, every=False, pairs=150, storms=150, tries=60, everywhere=False)
# A worker dies with a call under way; Instagram does not tell a name.
OPENERS = {"Instagram.send": Kind.CRASH_AFTER, "Instagram.names": Kind.ERROR}
CALM = 4  # schedules that a mistake has to survive without a fault, each with
SEEDS = 8  # several seeds
CALMLY: dict[Case, Places] = {}  # what each calm story crosses: every mistake asks for the same ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where faults are most likely to show a mistake."""

    calls: tuple[str, ...] = ("Dms.save", "Instagram.send")
    function: str = ""  # any, if it is empty
    kinds: tuple[Kind, ...] = tuple(Kind)
    schedules: tuple[int, ...] = tuple(range(CALM))
    times: int = 1  # as many tries, for a mistake that shows seldom
    calm: bool = True  # whether it may show without a fault

    def at(self, function: str, call: str) -> bool:
        """Whether this boundary is such a place."""
        return call in self.calls and self.function in {"", function}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One history of the run: its case and its faults; none of them for a storm."""

    case: Case
    faults: tuple[tuple[int, Kind], ...] = ()

    @property
    def plan(self) -> Plan:
        """A fresh plan: storms count what they have done."""
        if self.case.storm:
            return storm(dice(f"storm/{self.case.seed}"), share=STORM_SHARE, most=STORM_MOST)
        return planned(dict(self.faults))


def histories(stage: Stage, seed: int, sizes: Sizes) -> list[Planned]:
    """All of them, in their order: the same for the same *seed*.

    Single faults fall on stories of one person: a story's cost grows with the square of its length, since
    it is played once for each of its boundaries. Pairs and storms fall on stories of all of them.
    """
    chance = dice(f"plan/{seed}")
    stories = [(w, s) for w in WORLDS for s in range(sizes.schedules)]
    alone = [Case(world=w, schedule=s, people=(p,), seed=seed) for w, s in stories for p in OWNERS]
    found = [Planned(case=case) for case in alone]
    for case in alone if sizes.every else alone[-1:]:
        found += [Planned(case=case, faults=(point,)) for point in _points(stage, case, every=sizes.every)]
        found += [Planned(case=case, faults=two) for two in _opened(stage, case)]
    for _ in range(sizes.pairs):
        world, schedule = chance.choice(stories)
        case = Case(world=world, schedule=schedule, seed=seed)
        found.append(Planned(case=case, faults=_pair(_points(stage, case, every=True), chance)))
    for n in range(sizes.storms):
        world = WORLDS[n % len(WORLDS)]
        found.append(Planned(case=Case(world=world, schedule=n, seed=seed * 1_000_000 + n, storm=True)))
    return found


def _points(stage: Stage, case: Case, *, every: bool) -> list[tuple[int, Kind]]:
    """Every boundary of the calm story, or the first of each kind, with all that can go wrong there."""
    crossed = _crossed(stage, case)
    first = {place: n for n, place in reversed(list(enumerate(crossed)))}
    some = [(n, place) for n, place in enumerate(crossed) if every or first[place] == n]
    return [(n, kind) for n, (_, call) in some for kind in kinds_of(call)]


def _opened(stage: Stage, case: Case) -> Iterator[tuple[tuple[int, Kind], ...]]:
    """All that can go wrong at boundaries that the calm story has not, behind the fault that opens them."""
    crossed = _crossed(stage, case)
    known = set(crossed)
    for n, (_, call) in enumerate(crossed):
        if call not in OPENERS:
            continue
        opener = (n, OPENERS[call])
        for m, place in enumerate(stage.play(case, planned(dict([opener]))).crossed):
            if place not in known:
                known.add(place)
                yield from ((opener, (m, kind)) for kind in kinds_of(place[1]))


def _crossed(stage: Stage, case: Case) -> Places:
    """The boundaries of the calm story, in their order."""
    if case not in CALMLY:
        CALMLY[case] = stage.play(case, planned({})).crossed
    return CALMLY[case]


def _pair(points: Sequence[tuple[int, Kind]], chance: Random) -> tuple[tuple[int, Kind], ...]:
    """Two faults: anywhere, or the second soon after the first, where it hurts most."""
    first = chance.choice(points)
    if chance.random() < 0.5:
        return first, chance.choice(points)
    soon = first[0] + chance.randint(1, 40)
    return first, (soon, chance.choice(tuple(Kind)))


def probes(stage: Stage, world: World, aim: Aim, *, seed: int, tries: int) -> Iterator[Planned]:
    """What a mistake has to survive in a world: no fault, faults where it should show, storms."""
    if aim.calm:
        yield from (Planned(case=case) for case in _cases(world, range(CALM), seed=seed, seeds=SEEDS))
    aimed = _cases(world, aim.schedules, seed=seed, seeds=SEEDS * aim.times)
    points = [Planned(case=case, faults=(point,)) for case in aimed for point in _near(stage, case, aim)]
    yield from dice(f"probes/{seed}").sample(points, min(tries * aim.times, len(points)))
    for n in range(tries):
        yield Planned(case=Case(world=world, schedule=n, seed=seed * 1_000 + n, storm=True))


def _cases(world: World, schedules: Iterable[int], *, seed: int, seeds: int) -> list[Case]:
    return [Case(world=world, schedule=s, seed=seed + n) for s in schedules for n in range(seeds)]


def _near(stage: Stage, case: Case, aim: Aim) -> list[tuple[int, Kind]]:
    crossed = _crossed(stage, case)
    struck = [(n, call) for n, (function, call) in enumerate(crossed) if aim.at(function, call)]
    return [(n, kind) for n, call in struck for kind in kinds_of(call) if kind in aim.kinds]


def play(stage: Stage, history: Planned, *, trace: bool = False) -> Outcome:
    """Plays a planned history."""
    return stage.play(history.case, history.plan, trace=trace)
