"""What messages cost."""

from decimal import Decimal

import pytest

from chalicelib.domain import cost
from chalicelib.domain.counts import Counts

ONE, MORE = cost.per_dm(), cost.total(cost.ATTEMPT)


def test_a_message_costs_some_hundred_thousandths_of_a_dollar() -> None:
    assert Decimal("0.00001") < cost.per_dm() < Decimal("0.0001")


def test_a_bill_adds_up() -> None:
    assert sum(line.dollars for line in cost.bill(cost.ALONE)) == cost.per_dm()


def test_messages_that_travel_together_cost_less() -> None:
    together = cost.Use(writes=Decimal(15), reads=Decimal(11), keys=Decimal(0), batch=10)

    assert cost.total(together) < cost.per_dm()


def test_another_attempt_costs_less_than_a_message() -> None:
    assert Decimal() < MORE < ONE


@pytest.mark.parametrize(
    ("counts", "dollars"),
    [
        ({}, Decimal()),
        ({"sending": 1, "sent": 1}, ONE),
        ({"sending": 3, "sent": 1}, ONE + 2 * MORE),
        ({"failed": 1}, ONE),
        ({"sending": 1, "unconfirmed": 1}, MORE),
        ({"sent": 2}, 2 * ONE),
    ],
    ids=["nothing", "sent at once", "sent at the third try", "failed before a call", "in doubt", "proven"],
)
def test_a_window_costs_its_messages_and_their_further_calls(
    counts: dict[str, int], dollars: Decimal
) -> None:
    assert cost.of(Counts(counts)) == dollars
