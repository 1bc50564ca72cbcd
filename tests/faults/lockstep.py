"""Many workers, one thread: tasks of which exactly one runs, over a clock that only the plan moves.

A task runs until it sleeps. Then whatever is next by the clock runs: another task, or an act of the world.
The same plan gives the same order every time. The tasks are greenlets: the system's threads would do, but
handing over from one to the next would cost more than most of what they do.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from greenlet import getcurrent, greenlet

from tests.fakes.clock import Clock

Act = Callable[[], None]


class Task:
    """Work on a carrier of its own, which sleeps at every boundary."""

    def __init__(self, work: Act) -> None:
        self.work = work
        self.over = False
        self.carrier: Carrier | None = None
        self.alarm = 0  # the one entry in the plan that may wake it


class Carrier:
    """A greenlet that runs one task after another: *go* lets its task go on, *rest* everybody else."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.go = greenlet(self._live).switch
        self.rest = getcurrent().switch

    def leave(self) -> None:
        """The greenlet ends."""
        self.task = None
        self.go()

    def _live(self) -> None:
        while self.task is not None:
            self.task.work()
            self.task.over = True
            self.rest()


class Lockstep:
    """The plan of what happens when, and who runs. *crew* outlives it: greenlets that are used again."""

    def __init__(self, clock: Clock, crew: list[Carrier]) -> None:
        self.clock = clock
        self.crew = crew
        self.current: Task | None = None
        self._plan: list[tuple[int, int, Act | None, Task | None]] = []
        self._order = count(1)

    def at(self, moment: int, act: Act) -> None:
        """*act* happens at *moment*; it must not sleep."""
        heappush(self._plan, (moment, next(self._order), act, None))

    def start(self, task: Task) -> None:
        """*task* begins now."""
        self.wake(task, self.clock.now)

    def wake(self, task: Task, moment: int) -> None:
        """*task* goes on at *moment*, and not before."""
        task.alarm = next(self._order)
        heappush(self._plan, (moment, task.alarm, None, task))

    def sleep(self, span: int) -> None:
        """The running task goes on in *span* milliseconds."""
        moment = self.clock.now + span
        if self._plan and self._plan[0][0] <= moment:
            self.wake(self._running(), moment)
            self.park()
        else:
            self.clock.now = moment  # nothing else happens before

    def park(self) -> None:
        """The running task sleeps until somebody wakes it."""
        carrier = self._running().carrier
        if carrier is not None:
            carrier.rest()

    def run(self) -> None:
        """Until nothing is planned any more, or something goes wrong in a task or an act."""
        while self._plan:
            moment, order, act, task = heappop(self._plan)
            if task is not None and (task.over or task.alarm != order):
                continue
            self.clock.now = max(self.clock.now, moment)
            self.current = task
            if task is not None:
                self._go_on(task)
            elif act is not None:
                act()
        self.current = None

    def _go_on(self, task: Task) -> None:
        carrier = task.carrier
        if carrier is None:
            carrier = task.carrier = self.crew.pop() if self.crew else Carrier()
            carrier.task = task
        carrier.go()
        if task.over:
            self.crew.append(carrier)

    def _running(self) -> Task:
        if self.current is None:
            raise RuntimeError("only a task can sleep")
        return self.current
