"""How long to wait before another try."""

from datetime import timedelta

import pytest

from chalicelib.domain.retry import CHECKS, TRIES, backoff, limit_wait, next_check

S, M = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("tries", "roll", "pause"),
    [(1, 0.0, 5 * S), (2, 0.0, 20 * S), (1, 0.5, 5.5 * S), (2, 0.5, 22 * S), (3, 0.0, None), (9, 0.9, None)],
)
def test_pauses_grow_and_end_after_three_tries(tries: int, roll: float, pause: timedelta | None) -> None:
    assert backoff(tries, roll=roll) == pause


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (100, 60)]
)
def test_a_limit_without_a_time_doubles_the_wait_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert limit_wait(attempts, None, roll=0.0) == minutes * M


@pytest.mark.parametrize("asked", [3 * S, 5 * M, 24 * 60 * M], ids=str)
@pytest.mark.parametrize("attempts", [1, 50])
def test_a_limit_waits_at_least_what_was_asked(asked: timedelta, attempts: int) -> None:
    assert limit_wait(attempts, asked, roll=0.0) == asked


@pytest.mark.parametrize("roll", [0.0, 0.25, 0.5, 0.999_999])
def test_jitter_adds_a_fifth_at_most_and_takes_nothing_away(roll: float) -> None:
    first = backoff(1, roll=roll)

    assert first is not None
    assert 5 * S <= first < 6 * S
    assert M <= limit_wait(1, None, roll=roll) < 1.2 * M


def test_a_doubt_is_asked_about_six_times_over_half_an_hour() -> None:
    waits = [next_check(n) for n in range(1, CHECKS + 2)]

    assert waits == [M, 2 * M, 4 * M, 8 * M, 16 * M, None, None]


def test_three_tries_are_what_the_queue_allows() -> None:
    assert TRIES == 3
