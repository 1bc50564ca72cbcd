"""Stop and start in whatever order they are told: the newest word counts."""

from itertools import permutations

import pytest

from chalicelib.domain.event import Act
from chalicelib.domain.occasion import Trigger
from tests.fakes.clock import START
from tests.fakes.instagram import message
from tests.fakes.world import ANAS, World
from tests.unit.actions.answering import HOUR, MIA, MINUTE, comments, contact_of, dms, outcomes, set_up

WORDS = {
    "a stop": ("STOP",),
    "stop, start": ("STOP", "START"),
    "start, stop": ("START", "STOP"),
    "stop, start, stop": ("STOP", "START", "STOP"),
    "stop, start, stop, start": ("STOP", "START", "STOP", "START"),
    "stop, stop, start": ("STOP", "STOP", "START"),
}
CASES = [
    pytest.param(words, order, id=f"{name}: {''.join(map(str, order))}")
    for name, words in WORDS.items()
    for order in permutations(range(len(words)))
]


def said(words: tuple[str, ...]) -> list[Act]:
    """The words, a second apart."""
    return [
        message(ANAS, MIA, at=START + 1_000 * n, text=word, mid=f"word-{n}") for n, word in enumerate(words)
    ]


@pytest.mark.parametrize(("words", "order"), CASES)
def test_the_newest_word_counts_in_whatever_order_they_come(
    words: tuple[str, ...], order: tuple[int, ...]
) -> None:
    world = World()
    world.clock.move(MINUTE)
    events = said(words)

    for n in order:
        world.apply_event(events[n])

    assert contact_of(world).opted_out is (words[-1] == "STOP")


@pytest.mark.parametrize(("words", "order"), CASES)
def test_words_that_are_told_again_change_nothing(words: tuple[str, ...], order: tuple[int, ...]) -> None:
    world = World()
    world.clock.move(MINUTE)
    events = said(words)
    for n in order:
        world.apply_event(events[n])
    first = contact_of(world).opted_out

    for n in reversed(order):
        world.apply_event(events[n])

    assert contact_of(world).opted_out is first


def test_of_two_words_at_one_moment_the_stop_counts() -> None:
    for words in (("STOP", "START"), ("START", "STOP")):
        world = World()

        for n, word in enumerate(words):
            world.apply_event(message(ANAS, MIA, at=world.clock(), text=word, mid=f"word-{n}"))

        assert contact_of(world).opted_out


def test_a_stop_that_is_told_late_stops_what_was_not_sent_yet() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    stop = message(ANAS, MIA, at=world.clock(), text="STOP")
    world.clock.move(MINUTE)
    world.apply_event(comments(world))

    world.apply_event(stop)
    world.wait(HOUR)

    assert world.instagram.posts == []
    assert [dm.reason for dm in dms(world)] == ["OPTED_OUT"]


def test_a_start_that_is_told_twice_stays_a_start_in_the_creators_list() -> None:
    world = World()
    world.clock.move(MINUTE)
    stop, start = said(("STOP", "START"))

    for event in (stop, start, start, stop):
        world.apply_event(event)

    assert outcomes(world) == ["stopped", "started"]
