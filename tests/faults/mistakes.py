"""Deliberate mistakes. The rules must notice each of them, or they prove nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults import mistaken
from tests.faults.breaks import Kind
from tests.faults.history import Swap
from tests.faults.plan import Aim
from tests.faults.worlds import WORLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is swapped, where faults should show it, and the number of the world that shows it soonest.

    *survivors*: it takes workers that outlive their time, so it is tried in those worlds alone.
    """

    swap: Swap
    aim: Aim = field(default_factory=Aim)
    world: int = 3
    survivors: bool = False

    def worlds(self, *, all: bool) -> list[int]:
        """The numbers of the worlds in which it is tried: *all* that can show it, or the one."""
        able = [n for n, world in enumerate(WORLDS) if not (self.survivors and world.kill)]
        return able if all else [self.world]


def _action(**variants: type[Any]) -> Swap:
    return Swap(actions=variants)


MISTAKES: Mapping[str, Mistake] = {
    "no claim": Mistake(swap=_action(send_dm=mistaken.SendsWithoutClaim)),
    "attempt token ignored": Mistake(swap=_action(send_dm=mistaken.TakesAnyClaim), world=8),
    "own claim not recognised": Mistake(
        swap=_action(send_dm=mistaken.DisownsItsClaim),
        aim=Aim(calls=("Dms.save",), function="send_instagram", kinds=(Kind.REPEAT,), calm=False),
    ),
    "sent again after a time-out": Mistake(swap=_action(settle_dm=mistaken.RepeatsTimeouts)),
    "lease taken over": Mistake(
        swap=_action(send_dm=mistaken.RetakesLeases, sweep=mistaken.HintsLeases),
        aim=Aim(calls=("Mids.take",), kinds=(Kind.CRASH_BEFORE,), calm=False),
    ),
    "sweeper queues what was being sent": Mistake(
        swap=_action(settle_dm=mistaken.RequeuesLost),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.CRASH_AFTER,), calm=False),
    ),
    "settled without looking at the attempt": Mistake(
        swap=_action(settle_dm=mistaken.SettlesAnyAttempt),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.PAUSE,), schedules=(2,), times=3, calm=False),
        world=9,
        survivors=True,
    ),
    "nobody sweeps queued messages": Mistake(
        swap=_action(sweep=mistaken.KicksNobody), aim=Aim(calls=("Sqs.send_message",))
    ),
    "absent counts as unsent": Mistake(swap=_action(reconcile=mistaken.ResendsAbsent), world=1),
    "person not reserved": Mistake(swap=Swap(contacts=mistaken.NeverBusy)),
    "message id not tied to one message": Mistake(swap=Swap(mids=mistaken.FreeMids)),
    "doubts replayed like failures": Mistake(
        swap=_action(replay_dead=mistaken.ReplaysDoubts), aim=Aim(schedules=(1, 3)), world=4
    ),
    "Idempotency-Key ignored": Mistake(swap=_action(queue_dm=mistaken.IgnoresKeys)),
    "a form's two clicks make two leads": Mistake(swap=_action(capture_lead=mistaken.ForgetsForms)),
    "webhook answered before it is kept": Mistake(
        swap=_action(keep_webhook=mistaken.AnswersFirst),
        aim=Aim(calls=("Sqs.send_message_batch",), kinds=(Kind.ERROR,), calm=False),
    ),
    "ads' copies answered like comments": Mistake(swap=_action(respond=mistaken.AnswersEveryTelling)),
    "refusal forgets the earlier doubt": Mistake(
        swap=_action(settle_dm=mistaken.ForgetsDoubts),
        aim=Aim(calls=("Instagram.send",), kinds=(Kind.LOST,), schedules=(1, 3), calm=False),
        world=5,
    ),
    "another attempt forgets the first": Mistake(
        swap=_action(settle_dm=mistaken.ForgetsFirstCalls),
        aim=Aim(calls=("Instagram.send",), schedules=(3,)),
        world=9,
    ),
    "echo before the answer forgotten": Mistake(swap=_action(settle_dm=mistaken.ForgetsEarlyEchoes), world=2),
    "nobody looks after accounts": Mistake(swap=_action(tend_account=mistaken.TendsNobody)),
    "changes counted twice": Mistake(
        swap=_action(tally=mistaken.CountsTwice), aim=Aim(calls=("Counters.add", "Lambda.answer"), calm=False)
    ),
}
