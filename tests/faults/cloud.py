"""Lambda: functions in containers that may die at any boundary, and the boundary itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from chalicelib.workers.batch import Record
from tests.fakes.wire import Crash
from tests.faults.breaks import ANSWER, Kind, Plan, error_of
from tests.faults.container import Container
from tests.faults.ledger import Ledger
from tests.faults.lockstep import Lockstep, Task
from tests.faults.worlds import World

T = TypeVar("T")
LIFE = 60_000  # milliseconds that a function may take
MOST = 15_000  # calls in one history; more means that something goes round in circles
LOCKED = "Gates."  # calls that the product makes under a lock of its container's
SPECIAL = (LOCKED, "Instagram.send")  # not done when they are carried out


@dataclass(slots=True, eq=False)
class Invocation:
    """One run of a function; all its threads die together."""

    function: str
    container: Container
    jobs: list["Job"] = field(default_factory=list)
    dead: bool = False
    over: bool = False
    frozen_until: int = 0
    locked_by: "Job | None" = None
    waiting: list["Job"] = field(default_factory=list)  # for the lock


class Job(Task):
    """One thread of an invocation; *body* is the queue message that it works on."""

    def __init__(self, invocation: Invocation, work: Callable[[], None], body: str = "") -> None:
        super().__init__(work)
        self.invocation = invocation
        self.body = body
        invocation.jobs.append(self)


class Cloud:
    """Runs functions. It is also the wire: every call of the outside passes here, and may go wrong here."""

    def __init__(
        self, lockstep: Lockstep, dice: Random, ledger: Ledger, *, plan: Plan, world: World, slow: float
    ) -> None:
        self.lockstep = lockstep
        self.clock = lockstep.clock
        self.dice = dice
        self.ledger = ledger
        self.plan = plan
        self.world = world
        self.slow = slow
        self.make: Callable[[], Container]
        self._idle: dict[str, list[Container]] = {}

    def invoke(self, function: str, work: Callable[[Container], T], done: Callable[[T | None], None]) -> None:
        """Runs *work* in a container of *function*; *done* gets its answer, or None when it failed."""
        if self.closed:
            return
        idle = self._idle.setdefault(function, [])
        invocation = Invocation(function, idle.pop() if idle else self.make())

        def life() -> None:
            answer = self._live(invocation, work)
            invocation.over = True
            invocation.jobs.clear()  # a ring of invocation and jobs would wait for the collector
            if not invocation.dead:
                idle.append(invocation.container)
            done(answer)

        self.lockstep.start(Job(invocation, life))
        if self.world.kill:
            self.lockstep.at(self.clock.now + LIFE, lambda: self._end(invocation))

    @property
    def closed(self) -> bool:
        """Whether the history goes round in circles: then nothing starts any more."""
        return self.ledger.endless(MOST)

    def side_by_side(self, work: Callable[[Record], bool], records: Sequence[Record]) -> list[bool]:
        """Works on each record in a thread of its own, as a worker's pool does."""
        parent = self._job()
        if parent is None:
            raise RuntimeError("only a function works on records")
        if len(records) == 1:
            parent.body = records[0]["body"]
            return [work(records[0])]
        done: dict[int, bool] = {}
        for n, record in enumerate(records):
            self.lockstep.start(self._child(parent, n, record, work, done))
        while len(done) < len(records):
            self.lockstep.park()
            self._survive(parent)
        return [done[n] for n in range(len(records))]

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        """The boundary around *call*."""
        job = self.lockstep.current
        if not isinstance(job, Job):
            return run()
        invocation = job.invocation
        if invocation.dead:
            raise Crash
        n = self.ledger.cross(invocation.function, call)
        if n >= 2 * MOST:
            self._crash(job)
        kind = self.plan(n, call)
        if kind is not None:
            self.ledger.fault(n, invocation.function, call, kind)
        if kind is None and not call.startswith(SPECIAL):
            self._nap(job, self._latency(call))
            return run()
        if not call.startswith(LOCKED):
            return self._cross(job, call, run, kind)
        invocation.locked_by = job
        try:
            return self._cross(job, call, run, kind)
        finally:
            self._unlock(invocation)

    def _cross(self, job: Job, call: str, run: Callable[[], T], kind: Kind | None) -> T:
        if kind is None:
            self._nap(job, self._latency(call))
        else:
            self._approach(job, call, kind)
        answer = run()
        if kind is Kind.CRASH_AFTER:
            self._crash(job)
        if kind is Kind.LOST:
            raise self._error(job, call, kind)
        if kind is Kind.REPEAT:
            self._nap(job, self._latency(call))
            answer = run()
        if call == "Instagram.send":
            self._nap(job, self._latency(call))  # its echo may be faster than its answer
        return answer

    def _approach(self, job: Job, call: str, kind: Kind) -> None:
        """The way to the other side with a fault on it; some calls never get there."""
        if kind is Kind.CRASH_BEFORE:
            self._crash(job)
        if kind is Kind.PAUSE:
            job.invocation.frozen_until = self.clock.now + self.world.pause
        self._nap(job, self._latency(call))
        if kind is Kind.PAUSE:
            self.ledger.hit(job.invocation.jobs)
        if kind is Kind.ERROR:
            raise self._error(job, call, kind)

    def _live(self, invocation: Invocation, work: Callable[[Container], T]) -> T | None:
        try:
            answer = work(invocation.container)
            self(ANSWER, lambda: None)
        except Crash:
            return None
        except Exception as error:  # as Lambda: the invocation failed
            self.ledger.failed(error)
            return None
        return answer

    def _child(
        self,
        parent: Job,
        n: int,
        record: Record,
        work: Callable[[Record], bool],
        done: dict[int, bool],
    ) -> Job:
        def life() -> None:
            try:
                done[n] = work(record)
            except Crash:
                done[n] = False
            self.lockstep.wake(parent, self.clock.now)

        return Job(parent.invocation, life, record["body"])

    def _nap(self, job: Job, span: int) -> None:
        """Sleeps, and goes on only if the worker still lives and nobody of it holds a lock."""
        self.lockstep.sleep(span)
        invocation = job.invocation
        while True:
            if invocation.dead:
                raise Crash
            if invocation.frozen_until > self.clock.now:
                self.lockstep.sleep(invocation.frozen_until - self.clock.now)
            elif invocation.locked_by is None or invocation.locked_by is job:
                return
            else:
                invocation.waiting.append(job)
                self.lockstep.park()

    def _unlock(self, invocation: Invocation) -> None:
        invocation.locked_by = None
        for job in invocation.waiting:
            self.lockstep.wake(job, self.clock.now)
        invocation.waiting.clear()

    def _survive(self, job: Job) -> None:
        if job.invocation.dead:
            raise Crash

    def _crash(self, job: Job) -> None:
        self._end(job.invocation)
        raise Crash

    def _end(self, invocation: Invocation) -> None:
        """The process is gone, with everything that it knew."""
        if invocation.over or invocation.dead:
            return
        invocation.dead = True
        self.ledger.hit(invocation.jobs)
        for job in invocation.jobs:
            if job is not self.lockstep.current:
                self.lockstep.wake(job, self.clock.now)

    def _error(self, job: Job, call: str, kind: Kind) -> Exception:
        self.ledger.hit([job])
        return error_of(call, kind)

    def _latency(self, call: str) -> int:
        """Milliseconds; now and then a call takes long."""
        roll = self.dice.random()
        if roll < self.slow:
            return 1_000 + int(self.dice.random() * 24_000)
        if call == "Instagram.send":
            return 100 + int(roll * 400)
        return 2 + int(roll * 28)

    def _job(self) -> Job | None:
        task = self.lockstep.current
        return task if isinstance(task, Job) else None
