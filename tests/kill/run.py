"""The run: messages flow while the workers are killed, then everything gets its time to come to an end."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.world import OpenWorld
from local.asking import call
from tests.kill import faults, truth
from tests.kill.crowd import Crowd
from tests.kill.loops import Loop
from tests.kill.verdict import Verdict, ended, judge

LOOPS = 3  # worker processes side by side
VISIBILITY = 4  # seconds after which SQS gives a dead worker's messages to another
QUEUES = ("instagram", "events")
EVERY = 0.4  # seconds between two leads
FASTER = 20  # the world's seconds in one of ours, so that leases end during the run
MINUTE = 60
LONGEST_END = 180  # minutes of the world, for everything to come to an end, however busy the machine is
LOOK = 1.0  # seconds of ours for a minute of the world's, at the end

GLANCE = 0.01  # seconds

Say = Callable[[str], None]


@dataclass(slots=True)
class Every:
    """Something to do every so many *seconds*, at once for the first time."""

    seconds: float
    _next: float = 0.0

    def due(self) -> bool:
        """Whether it is to be done now."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self.seconds
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the run was, and what became of its messages."""

    kills: int
    booked: int
    cut_off: int
    put_back: int
    arrived: int  # of the unconfirmed ones
    verdict: Verdict


def play(world: OpenWorld, *, kills: int, seed: int, say: Say) -> Outcome:
    """Plays the whole run in *world*; raises EndedByItself or Failed when a part ends that nobody killed."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    _shorten(world)
    crowd = Crowd(world)
    moved = _kill_away(world, crowd, kills, chance=chance, say=say)
    faults.clear(world.addresses.graph)
    moved += _come_to_an_end(world, crowd, say)
    inbox = truth.inbox(world)
    verdict = judge(crowd.booked, truth.records(world), inbox)
    return Outcome(
        kills=kills,
        booked=len(crowd.booked),
        cut_off=truth.cut_off(world),
        put_back=moved,
        arrived=sum(inbox[text] > 0 for text in verdict.unconfirmed),
        verdict=verdict,
    )


def _kill_away(world: OpenWorld, crowd: Crowd, kills: int, *, chance: Random, say: Say) -> int:
    """Kills until it is enough; how many dead events were put back meanwhile."""
    loops = [Loop(world, world.folder.path / f"polling-{n}", chance) for n in range(LOOPS)]
    for loop in loops:
        loop.start()
    clock, leads, done, moved = Every(1.0), Every(EVERY), 0, 0
    try:
        while done < kills:
            killed = [loop for loop in loops if loop.kill_if_due()]
            done += len(killed)
            _after(world, killed, chance)
            if clock.due():
                _move(world, FASTER)
                moved += truth.put_back(world, "events")
                say(f"{done} kills, {len(crowd.booked)} messages")
            if leads.due():
                crowd.one_more()
            time.sleep(GLANCE)
    finally:
        for loop in loops:
            loop.end()
    return moved


def _after(world: OpenWorld, killed: Sequence[Loop], chance: Random) -> None:
    for loop in killed:
        loop.start()
        faults.arm(world.addresses.graph, chance)


def _come_to_an_end(world: OpenWorld, crowd: Crowd, say: Say) -> int:
    """Nobody is killed any more, and the world's minutes pass; how many dead events were put back."""
    loop = Loop(world, world.folder.path / "polling-end", Random(0))  # noqa: S311 - draws nothing
    loop.start()
    moved = 0
    try:
        world.wait_for(loop.polling, "loop")
        for _ in range(LONGEST_END):
            waiting = _waiting(world, crowd)
            if not waiting:
                break
            moved += truth.put_back(world, "events")
            say(f"{waiting} messages not at an end")
            time.sleep(LOOK)
            _move(world, MINUTE)
    finally:
        loop.end()
    return moved


def _waiting(world: OpenWorld, crowd: Crowd) -> int:
    records = truth.records(world)
    return sum(text not in records or not ended(records[text]) for text in crowd.booked)


def _shorten(world: OpenWorld) -> None:
    sqs = world.aws("sqs")
    for name in QUEUES:
        url = sqs.get_queue_url(QueueName=truth.QUEUE.format(name))["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(VISIBILITY)})


def _move(world: OpenWorld, seconds: int) -> None:
    call("POST", f"{world.addresses.graph}/_sim/clock", {"advance_s": seconds})
