"""What the product reckons a message to use is what DynamoDB charges for it."""

from bench.cost import used
from bench.emulator import emulator, parts_at
from bench.units import BUDGET, HAPPY, run
from chalicelib.domain import cost


def test_a_message_alone_uses_what_was_counted() -> None:
    with emulator() as (url, environment):
        counted = run(parts_at(url, environment), "user_one", 1)

    assert used(counted, batch=1) == cost.ALONE
    assert counted.write(*HAPPY) <= BUDGET
    assert counted.write(*HAPPY) == cost.ATTEMPT.writes
