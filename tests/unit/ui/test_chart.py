"""Bars that stand on each other and never out of the picture."""

import pytest

from chalicelib.ui.chart import HIGH, stacked


def test_the_parts_of_a_bar_stand_on_each_other_from_the_ground_up() -> None:
    chart = stacked([{"good": 3, "bad": 0, "warn": 1}])

    assert [(one.tone, one.y, one.height) for one in chart.slices] == [("good", 25, 75), ("warn", 0, 25)]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (1, 1), (3, 4), (10, 10), (13, 20), (99, 100), (4_001, 5_000)]
)
def test_the_scale_ends_at_a_number_that_reads_well(most: int, top: int) -> None:
    chart = stacked([{"good": most}, {}])

    assert chart.top == top
    assert all(0 <= one.y <= HIGH for one in chart.slices)


def test_every_hour_has_its_place_even_an_empty_one() -> None:
    chart = stacked([{"good": 1}, {}, {"good": 1}])

    first, third = chart.slices
    assert (chart.width, third.x - first.x) == (30, 20)
