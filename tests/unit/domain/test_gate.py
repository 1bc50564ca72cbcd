"""The gate in front of an account: its rate, its circuit and its rest."""

import pytest

from chalicelib.domain.faults import Code
from chalicelib.domain.gate import (
    APP,
    MINUTE,
    TRIP,
    TRIP_ACCOUNT,
    Gate,
    Limit,
    lookups,
    private_replies,
    rest_for,
)

NOW = 1_790_000_000_000


@pytest.mark.parametrize(
    ("rate", "every", "chunk"),
    [(0.001, 1_000_000, 1), (1, 1_000, 1), (10, 100, 5), (100, 10, 25), (5_000, 1, 25)],
)
def test_a_rate_is_a_distance_and_a_chunk(rate: float, every: int, chunk: int) -> None:
    limit = Limit(rate=rate, burst=1)

    assert (limit.every, limit.chunk) == (every, chunk)


@pytest.mark.parametrize(("burst", "back"), [(1, 0), (2, 100), (20, 1_900)])
def test_a_burst_is_slots_that_lie_in_the_past(burst: int, back: int) -> None:
    assert Limit(rate=10, burst=burst).floor(NOW) == NOW - back


@pytest.mark.parametrize(("until", "closed"), [(0, False), (NOW, False), (NOW + 1, True)])
def test_a_gate_is_closed_until_its_time(until: int, *, closed: bool) -> None:
    assert Gate(key="1784", closed_until=until).closed(NOW) is closed


@pytest.mark.parametrize(
    ("code", "until", "half_open"),
    [
        (None, 0, False),
        (Code.RATE_LIMIT, NOW, False),
        (Code.CIRCUIT_OPEN, NOW + 1, False),
        (Code.CIRCUIT_OPEN, NOW, True),
    ],
    ids=["open", "after a limit", "still open circuit", "after an open circuit"],
)
def test_only_a_circuit_is_half_open_afterwards(code: Code | None, until: int, *, half_open: bool) -> None:
    assert Gate(key="1784", code=code, closed_until=until).half_open(NOW) is half_open


@pytest.mark.parametrize(("key", "least"), [("1784", TRIP_ACCOUNT), (APP, TRIP[APP])])
def test_the_circuit_opens_at_so_many_failures_within_a_minute(key: str, least: int) -> None:
    def gate(fails: int, ago: int) -> Gate:
        return Gate(key=key, fails=fails, failed_at=NOW - ago)

    assert gate(least, MINUTE - 1).spent(NOW)
    assert not gate(least - 1, 0).spent(NOW)
    assert not gate(least, MINUTE).spent(NOW)


def test_everybodys_gate_takes_more_than_an_accounts() -> None:
    assert TRIP[APP] > TRIP_ACCOUNT


def test_each_allowance_of_an_account_has_a_row_of_its_own() -> None:
    keys = [row(account) for account in ("1784", "1785") for row in (str, lookups, private_replies)]

    assert len({*keys, APP}) == 7


@pytest.mark.parametrize(
    ("usage", "rest"),
    [
        (0, 0),
        (79, 0),
        (80, 3_000),
        (89, 3_000),
        (90, 15_000),
        (94, 15_000),
        (95, 60_000),
        (99, 60_000),
        (100, 300_000),
        (250, 300_000),
    ],
)
def test_the_rest_grows_with_what_is_used_up(usage: int, rest: int) -> None:
    assert rest_for(usage) == rest
