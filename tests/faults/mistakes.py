"""Deliberate mistakes. The rules must notice each of them, or they prove nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults import mistaken
from tests.faults.breaks import Kind
from tests.faults.history import Swap
from tests.faults.hunt import Aim
from tests.faults.worlds import WORLDS, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is swapped, where faults should show it, and the world (counted from 0) that shows it soonest.

    *able*: whether it can show in a world at all, and not be made up for by a sign, or lack what it takes.
    """

    swap: Swap
    aim: Aim = field(default_factory=Aim)
    world: int = 3
    able: Callable[[World], bool] = lambda _world: True

    def worlds(self, *, all: bool) -> list[int]:
        """The numbers of the worlds in which it is tried: *all* that can show it, or the one."""
        return [n for n, world in enumerate(WORLDS) if self.able(world)] if all else [self.world]


def _action(**variants: type[Any]) -> Swap:
    return Swap(actions=variants)


MISTAKES: Mapping[str, Mistake] = {
    "no claim": Mistake(
        swap=_action(send_dm=mistaken.SendsWithoutClaim),
        aim=Aim(calls=("Sqs.send_message",), kinds=(Kind.REPEAT,)),
    ),
    "attempt token ignored": Mistake(swap=_action(send_dm=mistaken.TakesAnyClaim), world=8),
    "own claim not recognised": Mistake(
        swap=_action(send_dm=mistaken.DisownsItsClaim),
        aim=Aim(calls=("Dms.save",), function="send_instagram", kinds=(Kind.REPEAT,)),
    ),
    "sent again after a time-out": Mistake(swap=_action(settle_dm=mistaken.RepeatsTimeouts)),
    "lease taken over": Mistake(
        swap=_action(send_dm=mistaken.RetakesLeases, sweep=mistaken.HintsLeases),
        aim=Aim(calls=("Mids.take",), kinds=(Kind.CRASH_BEFORE,)),
    ),
    "sweeper queues what was being sent": Mistake(
        swap=_action(settle_dm=mistaken.RequeuesLost),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.CRASH_AFTER,)),
    ),
    "settled without looking at the attempt": Mistake(
        swap=_action(settle_dm=mistaken.SettlesAnyAttempt),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.PAUSE,), schedules=(2,)),
        world=9,
        able=lambda world: world.creator and not world.kill,
    ),
    "nobody sweeps queued messages": Mistake(
        swap=_action(sweep=mistaken.KicksNobody), aim=Aim(calls=("Sqs.send_message",))
    ),
    "absent counts as unsent": Mistake(
        swap=_action(reconcile=mistaken.ResendsAbsent),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.CRASH_AFTER, Kind.PAUSE)),
        world=1,
        able=lambda world: world.lookup != "fresh" or not world.kill,
    ),
    "person not reserved": Mistake(
        swap=Swap(contacts=mistaken.NeverBusy), able=lambda world: world.echo or world.lookup != "down"
    ),
    "message id not tied to one message": Mistake(
        swap=Swap(mids=mistaken.FreeMids),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.CRASH_BEFORE, Kind.PAUSE), schedules=(1,)),
        able=lambda world: world.lookup != "down",
    ),
    "doubts replayed like failures": Mistake(
        swap=_action(replay_dead=mistaken.ReplaysDoubts),
        aim=Aim(calls=("Instagram.sightings",), kinds=(Kind.ERROR,), schedules=(3,)),
        world=4,
        # Where both tell at once what arrived, hardly a doubt lives until somebody replays it.
        able=lambda world: world.lookup != "fresh" or not world.echo,
    ),
    "Idempotency-Key ignored": Mistake(swap=_action(queue_dm=mistaken.IgnoresKeys)),
    "a form's two clicks make two leads": Mistake(swap=_action(capture_lead=mistaken.ForgetsForms)),
    "webhook answered before it is kept": Mistake(
        swap=_action(keep_webhook=mistaken.AnswersFirst),
        aim=Aim(calls=("Sqs.send_message_batch",), kinds=(Kind.ERROR,)),
    ),
    "ads' copies answered like comments": Mistake(swap=_action(respond=mistaken.AnswersEveryTelling)),
    "refusal forgets the earlier doubt": Mistake(
        swap=_action(settle_dm=mistaken.ForgetsDoubts),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.LOST,), schedules=(1, 3)),
        world=5,
        able=lambda world: world.lookup != "fresh",
    ),
    "another attempt forgets the first": Mistake(
        swap=_action(settle_dm=mistaken.ForgetsFirstCalls),
        aim=Aim(calls=("Instagram.send",), schedules=(3,)),
        world=9,
        able=lambda world: world.creator,
    ),
    "echo before the answer forgotten": Mistake(
        swap=_action(settle_dm=mistaken.ForgetsEarlyEchoes),
        world=2,
        able=lambda world: world.echo and world.lookup == "down",
    ),
    "nobody looks after accounts": Mistake(swap=_action(tend_account=mistaken.TendsNobody)),
    "changes counted twice": Mistake(
        swap=_action(tally=mistaken.CountsTwice), aim=Aim(calls=("Counters.add", "Lambda.answer"))
    ),
}
