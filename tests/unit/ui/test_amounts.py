"""Durations, shares and sums of money as people read them."""

from decimal import Decimal

import pytest

from chalicelib.ui.amounts import NONE, dollars, percent, span


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (None, NONE),
        (0, "0 ms"),
        (250, "250 ms"),
        (1_000, "1 s"),
        (30_000, "30 s"),
        (300_000, "5 min"),
        (86_400_000, "24 h"),
    ],
)
def test_a_duration_is_said_in_the_largest_unit_that_fits(ms: int | None, text: str) -> None:
    assert span(ms) == text


@pytest.mark.parametrize(("share", "text"), [(None, NONE), (100.0, "100 %"), (97.5, "97.5 %"), (0.0, "0 %")])
def test_a_share_without_anything_to_share_is_a_dash(share: float | None, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0"),
        ("0.0000389", "$0.000039"),
        ("0.5", "$0.50"),
        ("1", "$1.00"),
        ("12345.678", "$12,345.68"),
    ],
)
def test_a_small_sum_shows_what_it_is_made_of(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text
