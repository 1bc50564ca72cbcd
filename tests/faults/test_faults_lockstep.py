"""Tasks take turns by the clock, one at a time, and always in the same order."""

import pytest

from tests.fakes.clock import START, Clock
from tests.faults.lockstep import Carrier, Lockstep, Task


class Diary:
    """What happened, in its order, and when."""

    def __init__(self) -> None:
        self.crew: list[Carrier] = []
        self.lockstep = Lockstep(Clock(), self.crew)
        self.lines: list[str] = []

    def walker(self, name: str, *naps: int) -> Task:
        """Somebody who writes before and after each nap."""

        def walk() -> None:
            self.note(name)
            for nap in naps:
                self.lockstep.sleep(nap)
                self.note(name)

        return Task(walk)

    def note(self, what: str) -> None:
        self.lines.append(f"{what} {self.lockstep.clock.now - START}")

    def played(self, *tasks: Task) -> list[str]:
        """Plays everything to its end."""
        for task in tasks:
            self.lockstep.start(task)
        self.lockstep.run()
        for carrier in self.crew:
            carrier.leave()
        return self.lines


def test_whoever_wakes_first_goes_on_first() -> None:
    diary = Diary()

    lines = diary.played(diary.walker("a", 10, 10), diary.walker("b", 5, 20))

    assert lines == ["a 0", "b 0", "b 5", "a 10", "a 20", "b 25"]


def test_of_two_at_the_same_moment_the_one_that_was_planned_first_goes_first() -> None:
    diary = Diary()

    lines = diary.played(diary.walker("a", 10), diary.walker("b", 10))

    assert lines == ["a 0", "b 0", "a 10", "b 10"]


def test_the_world_acts_between_the_tasks() -> None:
    diary = Diary()
    diary.lockstep.at(START + 7, lambda: diary.note("act"))

    lines = diary.played(diary.walker("a", 5, 5))

    assert lines == ["a 0", "a 5", "act 7", "a 10"]


def test_a_task_that_is_woken_early_does_not_wake_again() -> None:
    diary = Diary()
    sleeper = diary.walker("a", 100)
    diary.lockstep.at(START + 3, lambda: diary.lockstep.wake(sleeper, START + 3))

    lines = diary.played(sleeper)

    assert lines == ["a 0", "a 3"]


def test_greenlets_are_used_again() -> None:
    diary = Diary()

    diary.played(*(diary.walker(str(n)) for n in range(20)))

    assert len(diary.crew) == 1


@pytest.mark.parametrize("where", ["in an act", "in a task"])
def test_what_goes_wrong_in_the_world_is_not_swallowed(where: str) -> None:
    lockstep = Lockstep(Clock(), [])

    def wrong() -> None:
        raise ZeroDivisionError

    if where == "in an act":
        lockstep.at(START, wrong)
    else:
        lockstep.start(Task(wrong))

    with pytest.raises(ZeroDivisionError):
        lockstep.run()
