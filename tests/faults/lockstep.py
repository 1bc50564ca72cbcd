"""Many workers, one baton: real threads of which exactly one runs, over a clock that only the plan moves.

A task runs until it sleeps. Then whatever is next by the clock runs: another task, or an act of the world.
The same plan gives the same order every time.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from threading import Lock, Thread

from tests.fakes.clock import Clock

Act = Callable[[], None]


class Task:
    """Work on a thread of its own, which sleeps at every boundary."""

    def __init__(self, work: Act) -> None:
        self.work = work
        self.over = False
        self.carrier: Carrier | None = None
        self.alarm = 0  # the one entry in the plan that may wake it


class Carrier:
    """A thread that runs one task after another."""

    def __init__(self) -> None:
        self.go = Lock()
        self.go.acquire()
        self.task: Task | None = None
        self.lockstep: Lockstep | None = None
        Thread(target=self._live, daemon=True).start()

    def leave(self) -> None:
        """The thread ends."""
        self.lockstep = None
        self.go.release()

    def _live(self) -> None:
        self.go.acquire()
        while self.lockstep is not None:
            self.lockstep.carry(self)
            self.go.acquire()


class Lockstep:
    """The plan of what happens when, and the baton. *crew* outlives it: threads are dear."""

    def __init__(self, clock: Clock, crew: list[Carrier]) -> None:
        self.clock = clock
        self.crew = crew
        self.current: Task | None = None
        self.trouble: BaseException | None = None
        self._plan: list[tuple[int, int, Act | None, Task | None]] = []
        self._order = count(1)
        self._over = Lock()
        self._over.acquire()

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
        task = self._running()
        following = self._following()
        self.current = following
        if following is task:
            return
        if following is None:
            self._over.release()  # an act went wrong: the main thread says so, and nobody goes on
        else:
            self._hand_to(following)
        if task.carrier is not None:
            task.carrier.go.acquire()

    def run(self) -> None:
        """Until nothing is planned any more."""
        following = self._following()
        if following is not None:
            self.current = following
            self._hand_to(following)
            self._over.acquire()
        if self.trouble is not None:
            raise self.trouble

    def carry(self, me: Carrier) -> None:
        """A carrier's share: its task, then whatever new task comes next."""
        try:
            while self._carried(me):
                pass
        except BaseException as error:  # the main thread raises it
            self.trouble = error
            self._over.release()

    def _carried(self, me: Carrier) -> bool:
        if me.task is not None:
            me.task.work()
            me.task.over = True
            me.task = None
        following = self._following()
        self.current = following
        if following is not None and following.carrier is None:
            following.carrier, me.task = me, following
            return True
        self.crew.append(me)
        if following is None:
            self._over.release()
        else:
            self._hand_to(following)
        return False

    def _following(self) -> Task | None:
        """The next task whose time has come, after all acts before it; None at the end of the plan."""
        while self._plan:
            moment, order, act, task = heappop(self._plan)
            if task is None:
                self.clock.now = max(self.clock.now, moment)
                self.current = None
                self._act(act)
            elif not task.over and task.alarm == order:
                self.clock.now = max(self.clock.now, moment)
                return task
        return None

    def _act(self, act: Act | None) -> None:
        try:
            if act is not None:
                act()
        except BaseException as error:  # the main thread raises it
            self.trouble = error
            self._plan.clear()

    def _hand_to(self, task: Task) -> None:
        carrier = task.carrier
        if carrier is None:
            carrier = self.crew.pop() if self.crew else Carrier()
            carrier.lockstep = self
            carrier.task, task.carrier = task, carrier
        carrier.go.release()

    def _running(self) -> Task:
        if self.current is None:
            raise RuntimeError("only a task can sleep")
        return self.current
