"""The line that says who writes: at the first automated message, and after a pause."""

from datetime import timedelta

import pytest

from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from tests.fakes.wire import Crash, Script, fails
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    DAY,
    DISCLOSED,
    HOUR,
    MIA,
    TEXT,
    TOM,
    comments,
    dms,
    prefer,
    set_up,
    writes,
)

MILLISECOND = timedelta(milliseconds=1)


def answers(world: World, *pauses: timedelta) -> list[str]:
    """What Mia reads when she comments at once and after each of *pauses*."""
    set_up(world, Trigger.COMMENT, once=False)
    for n, pause in enumerate((timedelta(), *pauses)):
        world.clock.move(pause)
        world.tell(comments(world, id=f"c{n}"))
        world.run()
    return world.instagram.texts(MIA)


def test_the_first_message_says_that_it_is_automated() -> None:
    world = World()

    texts = answers(world)

    assert texts == [DISCLOSED]


@pytest.mark.parametrize("pause", [timedelta(), HOUR, DAY - MILLISECOND], ids=["0", "1 h", "almost a day"])
def test_within_a_day_the_next_one_does_not_say_it_again(pause: timedelta) -> None:
    world = World()

    texts = answers(world, pause)

    assert texts == [DISCLOSED, TEXT]


@pytest.mark.parametrize("pause", [DAY, 5 * DAY, 50 * DAY], ids=str)
def test_after_a_day_without_one_the_next_says_it_again(pause: timedelta) -> None:
    world = World()

    texts = answers(world, pause)

    assert texts == [DISCLOSED, DISCLOSED]


def test_a_pause_is_counted_from_the_last_message_not_from_the_first() -> None:
    world = World()

    texts = answers(world, 20 * HOUR, 20 * HOUR, DAY)

    assert texts == [DISCLOSED, TEXT, TEXT, DISCLOSED]


def test_everybody_is_told() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    world.tell(comments(world, id="c1", person=MIA), comments(world, id="c2", person=TOM))
    world.run()

    assert world.instagram.texts(MIA) == world.instagram.texts(TOM) == [DISCLOSED]


def test_a_creator_who_wants_no_line_has_none() -> None:
    world = World()
    prefer(world, Preferences(creator=ANA, disclosure=""))

    texts = answers(world, DAY)

    assert texts == [TEXT, TEXT]


def test_a_creator_may_choose_the_line() -> None:
    world = World()
    prefer(world, Preferences(creator=ANA, disclosure="Ein Automat schreibt."))

    texts = answers(world)

    assert texts == [disclose(TEXT, "Ein Automat schreibt.")]


@pytest.mark.parametrize("call", ["Dms.get", "Dms.add"])
def test_a_worker_that_died_leaves_the_line_to_the_message_that_comes_first(call: str) -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT, once=False)
    script.on(call, fails(Crash()))
    world.tell(comments(world, id="c1"))
    world.work()
    world.clock.now += 1_000
    world.tell(comments(world, id="c2"))

    world.run()

    assert len(dms(world)) == 2
    assert DISCLOSURE in world.instagram.texts(MIA)[0]


def test_an_answer_in_the_conversation_after_one_to_a_comment_does_not_say_it_again() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    set_up(world, Trigger.MESSAGE)

    for event in (comments(world), writes(world)):
        world.tell(event)
        world.run()

    assert world.instagram.texts(MIA) == [DISCLOSED, TEXT]
