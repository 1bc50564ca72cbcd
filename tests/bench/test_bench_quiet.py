"""The model of a busy and a quiet account: what it must show whatever its figures are."""

import pytest

from bench.modelled import GRAPH
from bench.quiet import event_waits, waits

FEW, CROWD = 3, 600


def test_a_quiet_account_alone_waits_for_little_but_the_call() -> None:
    assert all(GRAPH < wait < 2 * GRAPH for wait in waits(FEW))


def test_the_model_gives_the_same_waits_every_time() -> None:
    assert waits(FEW, at_once=CROWD) == waits(FEW, at_once=CROWD)


def test_behind_a_crowd_a_fair_queue_is_quicker_than_a_plain_one() -> None:
    assert max(waits(FEW, at_once=CROWD)) < max(waits(FEW, at_once=CROWD, fair=False))


def test_messages_with_slots_of_their_own_hold_nobody_up() -> None:
    assert max(waits(FEW, queued=CROWD)) < 2 * GRAPH


@pytest.mark.parametrize("crowd", [CROWD, 4 * CROWD])
def test_an_event_waits_for_what_is_in_work_and_not_for_a_crowd(crowd: int) -> None:
    assert max(event_waits(FEW, at_once=crowd)) < 3 * max(event_waits(FEW))


def test_in_a_plain_queue_an_event_waits_for_the_whole_crowd() -> None:
    few, many = (max(event_waits(FEW, at_once=crowd, fair=False)) for crowd in (CROWD, 4 * CROWD))

    assert many > 3 * few
