"""The gates in front of the accounts, real and fake alike."""

import pytest

from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.gate import MINUTE, OPEN_FOR, PROBE_FOR, TRIP_ACCOUNT, Gate, Limit
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

KEY = "1784"
LIMIT = Limit(rate=10, burst=5)
FLOOR = START - 400  # five slots at once, a tenth of a second apart
LIMITED = (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
BROKEN = (Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)


def fail(stores: Stores, n: int, *, now: int = START) -> Gate:
    gate = Gate(key=KEY)
    for _ in range(n):
        gate = stores.gates.fail(KEY, now=now)
    return gate


def test_a_gate_that_nobody_used_is_open(stores: Stores) -> None:
    assert stores.gates.get(KEY) == Gate(key=KEY)


@pytest.mark.parametrize("busy", [True, False], ids=["guessed busy", "guessed idle"])
def test_slots_follow_one_another(stores: Stores, busy: bool) -> None:  # noqa: FBT001 - a parameter of the test
    tats = [stores.gates.reserve(KEY, n, LIMIT, now=START, busy=busy).tat for n in (1, 1, 3)]

    assert tats == [FLOOR + 100, FLOOR + 200, FLOOR + 500]
    assert stores.gates.get(KEY).tat == tats[-1]


def test_an_account_that_was_quiet_starts_anew(stores: Stores) -> None:
    stores.gates.reserve(KEY, 5, LIMIT, now=START - MINUTE, busy=False)

    gate = stores.gates.reserve(KEY, 1, LIMIT, now=START, busy=True)

    assert gate.tat == FLOOR + 100


def test_a_slot_is_taken_by_one_and_only_when_it_starts(stores: Stores) -> None:
    times = (START, START, START + 999, START + 1_000)

    assert [stores.gates.take(KEY, 1_000, now=now) for now in times] == [True, False, False, True]
    assert stores.gates.get(KEY).tat == START + 2_000


def test_a_slot_is_taken_behind_a_closure_only(stores: Stores) -> None:
    stores.gates.close(KEY, START + MINUTE, *LIMITED)

    times = (START, START + MINUTE)
    assert [stores.gates.take(KEY, 1_000, now=now) for now in times] == [False, True]


def test_a_closed_gate_says_why_and_moves_the_slots_behind_it(stores: Stores) -> None:
    stores.gates.close(KEY, START + MINUTE, *LIMITED)

    gate = stores.gates.get(KEY)
    assert (gate.closed_until, gate.code, gate.reason, gate.tat) == (
        START + MINUTE,
        *LIMITED,
        START + MINUTE,
    )


def test_a_longer_closure_stays(stores: Stores) -> None:
    stores.gates.close(KEY, START + MINUTE, *LIMITED)

    stores.gates.close(KEY, START + 1, *BROKEN)

    gate = stores.gates.get(KEY)
    assert (gate.closed_until, gate.code) == (START + MINUTE, Code.RATE_LIMIT)


def test_slots_that_are_further_away_than_the_closure_stay(stores: Stores) -> None:
    reserved = stores.gates.reserve(KEY, 100, LIMIT, now=START, busy=False)

    stores.gates.close(KEY, START + 1, None, None)

    assert stores.gates.get(KEY).tat == reserved.tat


def test_failures_within_a_minute_open_the_circuit(stores: Stores) -> None:
    fail(stores, TRIP_ACCOUNT - 1)
    before = stores.gates.get(KEY)

    fail(stores, 1)

    after = stores.gates.get(KEY)
    assert before.closed_until == 0
    assert (after.closed_until, after.code, after.reason) == (START + OPEN_FOR, *BROKEN)


def test_an_old_failure_does_not_count(stores: Stores) -> None:
    fail(stores, TRIP_ACCOUNT - 1, now=START - MINUTE)

    gate = fail(stores, 1)

    assert (gate.fails, gate.failed_at) == (1, START)
    assert stores.gates.get(KEY).closed_until == 0


def test_a_failure_of_the_probe_opens_the_circuit_again(stores: Stores) -> None:
    fail(stores, TRIP_ACCOUNT, now=START - OPEN_FOR)

    fail(stores, 1)

    assert stores.gates.get(KEY).closed_until == START + OPEN_FOR


def test_one_may_probe_at_a_time(stores: Stores) -> None:
    times = (START, START, START + PROBE_FOR - 1, START + PROBE_FOR)

    assert [stores.gates.probe(KEY, now=now) for now in times] == [True, False, False, True]


def test_a_mended_gate_is_open_and_forgets_its_failures(stores: Stores) -> None:
    fail(stores, TRIP_ACCOUNT, now=START - OPEN_FOR)
    stores.gates.probe(KEY, now=START)

    stores.gates.mend(KEY)

    gate = stores.gates.get(KEY)
    assert (gate.code, gate.reason, gate.fails, gate.probe_until) == (None, None, 0, 0)
    assert not gate.half_open(START)


def test_mending_does_not_lift_a_limit(stores: Stores) -> None:
    stores.gates.close(KEY, START + MINUTE, *LIMITED)

    stores.gates.mend(KEY)

    assert stores.gates.get(KEY).code is Code.RATE_LIMIT


def test_gates_know_nothing_of_each_other(stores: Stores) -> None:
    stores.gates.close("another", START + MINUTE, *LIMITED)

    stores.gates.mend(KEY)

    assert not stores.gates.get(KEY).closed(START)
    assert stores.gates.get("another").closed(START)


@pytest.mark.parametrize("slots", [1, 25, 5_000])
def test_a_reservation_costs_one_write_however_many_slots(tables: Tables, slots: int) -> None:
    tables.stores.gates.reserve(KEY, 1, LIMIT, now=START, busy=False)
    tables.calls.clear()

    tables.stores.gates.reserve(KEY, slots, LIMIT, now=START, busy=True)

    assert tables.calls == ["UpdateItem"]
