"""What each fault does to a worker and to the call that it strikes."""

from collections.abc import Callable

import pytest

from tests.fakes.clock import START
from tests.faults.breaks import Kind, Throttled, planned
from tests.faults.cloud import LIFE
from tests.faults.container import Container
from tests.faults.history import Case, History, Swap
from tests.faults.worlds import WORLDS, World

IMMORTAL = next(world for world in WORLDS if not world.kill)


class Trial:
    """One function that takes a message id and then reads a lead, with faults at its boundaries."""

    def __init__(self, faults: dict[int, Kind], *, world: World = WORLDS[0]) -> None:
        case = Case(world=world, schedule=0, seed=1)
        self.history = History(case, planned(faults), swap=Swap(), crew=[], trace=False)
        self.said: list[str] = []
        self.answers: list[str | None] = []

    def run(self, work: Callable[[Container], str] | None = None, times: int = 1) -> None:
        """Runs the function, and everything after it."""
        for _ in range(times):
            self.history.cloud.invoke("trial", work or self._work, self.answers.append)
        self.history.lockstep.run()

    @property
    def stored(self) -> int:
        return len(self.history.stores.mids.rows)

    def _work(self, container: Container) -> str:
        try:
            taken = container.stores.mids.take("account", "mid", ("ana", "dm"))
            heard = "taken" if taken else "refused"
        except Throttled:
            heard = "throttled"
        self.said.append(heard)
        container.stores.leads.get("ana", "lead")
        return heard


@pytest.mark.parametrize(
    ("kind", "stored", "said", "answers"),
    [
        (Kind.CRASH_BEFORE, 0, [], [None]),
        (Kind.CRASH_AFTER, 1, [], [None]),
        (Kind.ERROR, 0, ["throttled"], ["throttled"]),
        (Kind.LOST, 1, ["throttled"], ["throttled"]),
        (Kind.REPEAT, 1, ["taken"], ["taken"]),
        (Kind.PAUSE, 0, [], [None]),
    ],
    ids=str,
)
def test_a_fault_does_what_its_name_says(
    kind: Kind, stored: int, said: list[str], answers: list[str | None]
) -> None:
    trial = Trial({0: kind})

    trial.run()

    assert (trial.stored, trial.said, trial.answers) == (stored, said, answers)


def test_a_worker_that_stands_still_too_long_is_killed() -> None:
    trial = Trial({0: Kind.PAUSE})

    trial.run()

    assert trial.history.clock.now - START == LIFE


def test_a_worker_that_nobody_kills_acts_after_its_pause() -> None:
    trial = Trial({0: Kind.PAUSE}, world=IMMORTAL)

    trial.run()

    assert (trial.stored, trial.answers) == (1, ["taken"])
    assert trial.history.clock.now - START > IMMORTAL.pause


def test_a_crash_in_one_record_takes_the_whole_worker_along() -> None:
    trial = Trial({1: Kind.CRASH_BEFORE})
    records = [{"body": str(n)} for n in range(3)]

    def work(container: Container) -> str:
        def one(record: object) -> bool:
            container.stores.leads.get("ana", str(record))
            trial.said.append("read")
            container.stores.leads.get("ana", str(record))
            return True

        trial.history.cloud.side_by_side(one, records)
        return "done"

    trial.run(work)

    assert trial.said == []
    assert trial.answers == [None]


def test_a_crash_costs_the_container_its_memory_and_a_failure_does_not() -> None:
    def used(faults: dict[int, Kind]) -> int:
        trial = Trial(faults)
        containers: list[Container] = []

        def work(container: Container) -> str:
            containers.append(container)
            container.stores.leads.get("ana", "lead")
            return "done"

        trial.run(work)
        trial.run(work)
        return len({id(container) for container in containers})

    kept, failed, crashed = used({}), used({0: Kind.ERROR}), used({0: Kind.CRASH_AFTER})

    assert (kept, failed, crashed) == (1, 1, 2)


def test_two_workers_take_turns_at_every_boundary() -> None:
    trial = Trial({})

    trial.run(times=2)

    crossed = [call for _, call in trial.history.ledger.crossed]
    assert crossed[:2] == ["Mids.take", "Mids.take"]


def test_an_error_that_no_fault_explains_breaks_a_rule() -> None:
    trial = Trial({})

    def work(_container: Container) -> str:
        raise KeyError("a bug")

    trial.run(work)

    assert trial.history.ledger.wrongs == ["unexpected KeyError: 'a bug'"]


def test_a_history_that_never_rests_is_stopped_and_breaks_a_rule() -> None:
    trial = Trial({})

    def again(_answer: str | None) -> None:
        trial.history.cloud.invoke("trial", trial._work, again)

    again(None)
    trial.history.lockstep.run()

    assert trial.history.ledger.wrongs == ["endless"]
