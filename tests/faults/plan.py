"""Which histories are played: every single fault, pairs of them, and storms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.faults.breaks import Kind, Plan, kinds_of, planned, storm
from tests.faults.dice import dice
from tests.faults.history import Case, Outcome
from tests.faults.scenario import FIXED
from tests.faults.stage import Stage
from tests.faults.worlds import WORLDS

STORM_SHARE = 0.02
STORM_MOST = 12
Places = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is played."""

    every: bool  # every boundary in each story of one person, or each kind of the last story's
    pairs: int
    storms: int
    everywhere: bool  # whether mistakes are tried in all worlds, or in the one where each shows soonest


FULL = Sizes(every=True, pairs=1_500, storms=2_000, everywhere=True)
QUICK = Sizes(every=False, pairs=150, storms=150, everywhere=False)
# The stories of one person, by schedule: short ones that together cross whatever a calm story can.
ALONE = (
    *((0, person) for person in ("mia", "noa", "kim")),
    *((1, person) for person in ("mia", "noa", "zoe", "kim")),
    *((2, person) for person in ("zoe", "kim")),
)
# A worker dies with a call under way; Instagram does not tell a name.
OPENERS = {"Instagram.send": Kind.CRASH_AFTER, "Instagram.names": Kind.ERROR}
CALMLY: dict[Case, Places] = {}  # what each calm story crosses: pairs ask for the same ones


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
    alone = [Case(world=w, schedule=s, people=(p,), seed=seed) for w in WORLDS for s, p in ALONE]
    found = [Planned(case=case) for case in alone]
    for case in alone if sizes.every else alone[-1:]:
        found += [Planned(case=case, faults=(point,)) for point in _points(stage, case, every=sizes.every)]
        found += [Planned(case=case, faults=two) for two in _opened(stage, case)]
    for _ in range(sizes.pairs):
        case = Case(world=chance.choice(WORLDS), schedule=chance.randrange(len(FIXED)), seed=seed)
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


def play(stage: Stage, history: Planned, *, trace: bool = False) -> Outcome:
    """Plays a planned history."""
    return stage.play(history.case, history.plan, trace=trace)
