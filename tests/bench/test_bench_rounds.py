"""Measuring: rounds that take turns, medians, percentiles."""

import pytest

from bench.rounds import medians, percentile, pieces, taken


def test_samples_take_turns() -> None:
    order: list[str] = []

    def sample(name: str) -> float:
        order.append(name)
        return 1.0

    medians({"a": lambda: sample("a"), "b": lambda: sample("b")}, 2)

    assert order == ["a", "b", "a", "b"]


def test_one_slow_round_does_not_count() -> None:
    times = iter([1.0, 9.0, 1.0])

    assert medians({"a": lambda: next(times)}, 3) == {"a": 1.0}


@pytest.mark.parametrize(
    ("percent", "value"), [(50, 10.0), (95, 19.0), (100, 20.0)], ids=["half", "nearly all", "all"]
)
def test_a_percentile_is_one_of_the_values(percent: int, value: float) -> None:
    assert percentile([float(n) for n in range(20, 0, -1)], percent) == value


def test_an_acts_time_is_read_from_the_clock() -> None:
    clock = iter([5.0, 7.5])

    assert taken(lambda: None, lambda: next(clock)) == 2.5


def test_pieces_keep_everything_in_order() -> None:
    assert list(pieces([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
