"""Replays of what automations wrote: never more than the person wants or their creator allows."""

from datetime import timedelta

import pytest

from chalicelib.actions.dead_letters import Verdict
from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from chalicelib.domain.state import State
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    DAY,
    SECOND,
    comments,
    dms,
    prefer,
    set_up,
    writes,
)

ACCESS_OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)


def one_sent_one_failed(world: World) -> Dm:
    """The second answer to one person, which Instagram refused."""
    set_up(world, Trigger.COMMENT, once=False)
    world.instagram.will(None, ACCESS_OFF)
    for id in ("c1", "c2"):
        world.clock.now += 1
        world.tell(comments(world, id=id))
        world.run()
    return dms(world)[-1]


def replayed(world: World, dm: Dm) -> Verdict:
    verdict = world.replay_dead.these([dm.id], by="admin_1", dry=False)[dm.id]
    world.run()
    return verdict


@pytest.mark.parametrize(
    ("limit", "verdict", "state"),
    [(1, Verdict.PERSON_LIMIT, State.FAILED), (2, Verdict.REPLAYED, State.SENT)],
    ids=["reached", "not reached"],
)
def test_a_replay_keeps_the_persons_limit_in_which_the_message_itself_does_not_count(
    limit: int, verdict: Verdict, state: State
) -> None:
    world = World()
    dm = one_sent_one_failed(world)
    prefer(world, Preferences(creator=ANA, person_limit=limit))

    said = replayed(world, dm)

    assert (said, world.dm(dm).state) == (verdict, state)


def test_a_day_later_the_limit_is_free_again() -> None:
    world = World()
    dm = one_sent_one_failed(world)
    prefer(world, Preferences(creator=ANA, person_limit=1))
    world.clock.move(DAY - timedelta(minutes=1))
    early = replayed(world, dm)
    world.clock.move(timedelta(minutes=1))

    late = replayed(world, dm)

    assert (early, late) == (Verdict.PERSON_LIMIT, Verdict.REPLAYED)


def test_what_the_creator_wrote_is_under_no_limit() -> None:
    world = World()
    prefer(world, Preferences(creator=ANA, person_limit=1))
    set_up(world, Trigger.MESSAGE)
    world.tell(writes(world))
    world.run()
    world.instagram.will(ACCESS_OFF)
    own = world.queue_dm(Request(creator=ANA, lead=dms(world)[0].lead, text="By hand"))
    world.run()

    said = replayed(world, own)

    assert said is Verdict.REPLAYED


def test_a_person_who_stopped_is_named_as_the_reason() -> None:
    world = World()
    dm = one_sent_one_failed(world)
    world.clock.move(SECOND)
    world.apply_event(writes(world, "STOP"))

    said = replayed(world, dm)

    assert (said, world.dm(dm)) == (Verdict.OPTED_OUT, dm)
