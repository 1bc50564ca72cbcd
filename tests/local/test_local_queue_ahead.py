"""What is received before its turn, and who is next then."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from local.queue_source import LONGEST_LOOK, Rules
from tests.local.queue_scene import Scene


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def test_nothing_is_received_that_nobody_could_work_on() -> None:
    scene = Scene(batch=2, instances=2)
    scene.send(*"abcdefghij")

    received = [scene.source.fetch(0) for _ in range(3)]

    assert received == [4, 0, 0]


def test_a_quick_function_is_received_for_ahead_but_only_so_far() -> None:
    scene = Scene(batch=2, instances=1)
    scene.send(*[str(n) for n in range(60)])
    scene.round()

    ahead = 0
    while got := scene.source.fetch(0):
        ahead += got

    assert ahead == 20


def test_a_slow_function_is_not_received_for_ahead() -> None:
    def slow(scene: Scene, _records: list[dict[str, Any]]) -> None:
        scene.now += 4.0

    scene = Scene(slow, batch=2, instances=1)
    scene.send(*"abcdef")
    scene.round()

    received = [scene.source.fetch(0) for _ in range(2)]

    assert received == [2, 0]


def test_a_quiet_group_does_not_wait_behind_a_busy_one() -> None:
    scene = Scene(batch=2, instances=1)
    scene.send("warm")
    scene.round()
    scene.send(*[f"a{n}" for n in range(8)], group="ana")
    scene.send("b0", "b1", group="ben")
    while scene.source.fetch(0):
        pass

    scene.source.work()
    scene.source.work()

    assert scene.bodies()[1:] == [["a0", "b0"], ["a1", "b1"]]


def busy_and_quiet(scene: Scene, count: int) -> None:
    """A group with *count* messages after the loop has learned its pace, and behind them another's one."""
    scene.send("warm")
    scene.round()
    scene.send(*[f"a{n}" for n in range(count)], group="ana")
    scene.send("b0", group="ben")


def test_a_quiet_group_is_found_however_far_behind() -> None:
    scene = Scene(batch=2, instances=1)
    busy_and_quiet(scene, 150)
    while scene.source.fetch(0):
        pass

    scene.source.work()

    assert scene.bodies()[-1] == ["a0", "b0"]


def test_nothing_is_given_out_while_the_queue_is_looked_through() -> None:
    scene = Scene(batch=2, instances=1)
    busy_and_quiet(scene, 34)

    worked = [scene.round() for _ in range(4)]

    assert worked == [False, False, False, True]


def test_a_look_through_the_queue_ends_however_long_the_queue_is() -> None:
    scene = Scene(batch=2, instances=1)
    busy_and_quiet(scene, 50)
    scene.round()

    scene.now += LONGEST_LOOK

    assert scene.source.work()


def test_a_look_ends_when_there_is_no_room_for_more() -> None:
    scene = Scene(batch=2, instances=1)
    busy_and_quiet(scene, 50)
    scene.round()

    scene.source.rules = Rules(batch=2, instances=0)
    received = scene.source.fetch(0)

    assert (received, scene.source.work()) == (0, True)


def test_no_more_is_taken_than_half_a_visibility_timeout_works_off() -> None:
    def slow(scene: Scene, records: list[dict[str, Any]]) -> None:
        scene.now += 1.0 * len(records)

    scene = Scene(slow, batch=2, instances=1)
    busy_and_quiet(scene, 50)

    taken = 0
    while got := scene.source.fetch(0):
        taken += got

    assert taken == 20


def test_room_is_there_again_after_a_batch() -> None:
    scene = Scene(batch=1, instances=1)
    scene.send("a", "b")
    scene.source.fetch(0)
    full = scene.source.fetch(0)
    scene.source.work()

    scene.source.wait_for_room(0)

    assert (full, scene.source.fetch(0)) == (0, 1)
