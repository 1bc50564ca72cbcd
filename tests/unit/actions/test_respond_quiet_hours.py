"""Hours in which an automation's messages wait."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.automation import Quiet
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, done_but
from tests.fakes.world import World
from tests.unit.actions.answering import HOUR, MINUTE, comments, set_up, the_dm, writes

SIX = Quiet(begins=13 * 60, ends=18 * 60, zone="UTC")  # our clocks start at 14:13 UTC
NIGHT = Quiet(begins=22 * 60, ends=7 * 60, zone="Asia/Tokyo")  # where it is 23:13 then
OVER = Quiet(begins=8 * 60, ends=14 * 60, zone="UTC")


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1_000, UTC)


@pytest.mark.parametrize(
    ("quiet", "ends"),
    [(SIX, datetime(2026, 9, 21, 18, tzinfo=UTC)), (NIGHT, datetime(2026, 9, 21, 22, tzinfo=UTC))],
    ids=["here", "a night elsewhere"],
)
def test_a_comment_in_quiet_hours_is_answered_when_they_end(quiet: Quiet, ends: datetime) -> None:
    world = World()
    set_up(world, Trigger.COMMENT, quiet=quiet)
    world.tell(comments(world))

    world.wait(12 * HOUR)

    [(at, _)] = world.instagram.posts
    assert ends <= moment(at) <= ends + 2 * MINUTE
    assert the_dm(world).state is State.SENT


def test_until_then_the_message_waits_and_says_so() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, quiet=SIX)
    world.tell(comments(world))

    world.wait(3 * HOUR)

    dm = the_dm(world)
    assert world.instagram.posts == []
    assert (dm.state, dm.shown, dm.kicks) == (State.QUEUED, "queued", 0)
    assert moment(dm.due_at or 0) == datetime(2026, 9, 21, 18, tzinfo=UTC)


def test_outside_its_quiet_hours_an_automation_answers_at_once() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, quiet=OVER)
    begun = world.clock()

    world.tell(writes(world))
    world.run()

    assert [at for at, _ in world.instagram.posts] == [begun]


def test_a_message_that_is_told_again_in_quiet_hours_wakes_nobody() -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, quiet=SIX)
    event = writes(world)

    for _ in range(3):
        world.tell(event)
        world.wait(HOUR)

    assert world.instagram.posts == []


def test_a_worker_that_died_in_quiet_hours_wakes_nobody() -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT, quiet=SIX)
    script.on("Dms.add", done_but(Crash()))
    world.tell(comments(world))

    world.wait(3 * HOUR)
    early = len(world.instagram.posts)
    world.wait(2 * HOUR)

    assert (early, len(world.instagram.posts)) == (0, 1)


def test_a_stop_in_quiet_hours_is_heard_before_they_end() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, quiet=SIX)
    world.tell(comments(world))
    world.wait(HOUR)

    world.tell(writes(world, "stop"))
    world.wait(5 * HOUR)

    assert world.instagram.posts == []
    assert the_dm(world).reason == "OPTED_OUT"


def test_quiet_hours_of_one_automation_leave_the_others_alone() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, quiet=SIX)
    set_up(world, Trigger.MESSAGE)
    world.tell(comments(world), writes(world))

    world.run()

    assert [call.comment for _, call in world.instagram.posts] == [None]


def test_many_that_waited_go_out_at_the_accounts_pace() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, quiet=SIX)
    world.tell(*(comments(world, id=f"c{n}", person=f"90000000000{n:04}") for n in range(70)))

    world.wait(6 * HOUR)

    times = [at for at, _ in world.instagram.posts]
    assert len(times) == 70
    assert times[-1] - times[0] >= 9 * 6_000
