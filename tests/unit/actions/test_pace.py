"""The pace of each account, and what stops it."""

from itertools import pairwise

import pytest

from chalicelib.actions.pace import Pace
from chalicelib.domain.faults import Code, Deferred, Level, Reason
from chalicelib.domain.gate import Limit
from chalicelib.domain.grounds import Wait
from chalicelib.domain.state import State
from chalicelib.settings import Settings
from tests.fakes.world import World
from tests.unit.actions.road import EVERY, LIMIT, A, B, Road, ahead

APP_LIMIT = Deferred(Code.RATE_LIMIT, Reason.APP_LIMIT, level=Level.APP)
ACCOUNT_LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=Level.ACCOUNT)


def test_a_quiet_account_sends_a_burst_and_then_at_its_rate() -> None:
    road = Road()

    slots = ahead(road, road.container(), 8)

    assert slots == [0, 0, 0, 0, 0, EVERY, 2 * EVERY, 3 * EVERY]


def test_two_containers_share_one_allowance() -> None:
    road = Road()
    one, two = road.container(), road.container()

    slots = [at for _ in range(10) for pace in (one, two) for at in ahead(road, pace, 1)]

    assert len({at for at in slots if at}) == len([at for at in slots if at])
    assert sorted(slots)[-1] <= (20 + 2 * LIMIT.chunk) * EVERY


def test_accounts_do_not_slow_each_other_down() -> None:
    road = Road()
    pace = road.container()
    ahead(road, pace, 50)

    slots = ahead(road, pace, 5, B)

    assert slots == [0] * 5


def test_many_slots_cost_few_writes() -> None:
    road = Road(Limit(rate=100, burst=20))
    pace = road.container()

    ahead(road, pace, 200)

    assert road.script.calls.count("Gates.reserve") <= 5 + 200 / 25


def test_a_chunk_that_was_not_used_at_once_is_given_up() -> None:
    road = Road()
    pace = road.container()
    ahead(road, pace, 6)
    road.pass_ms(60_000)

    slots = ahead(road, pace, 6)

    assert slots == [0, 0, 0, 0, 0, EVERY]


def test_who_has_a_slot_already_takes_no_other() -> None:
    road = Road()
    pace = road.container()
    ahead(road, pace, 10)

    turn = pace.turn(A, paced=True)

    assert turn == Wait(road.clock(), paced=True)


def test_a_limit_of_the_account_stops_that_account_alone() -> None:
    road = Road()
    pace = road.container()
    until = road.clock() + 60_000

    pace.faulted(A, ACCOUNT_LIMIT, until=until)

    stopped = pace.turn(A, paced=False)
    assert (stopped.code, stopped.reason) == (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
    assert stopped.until >= until
    assert ahead(road, pace, 1, B) == [0]


def test_a_limit_of_the_app_stops_everybody() -> None:
    road = Road()
    until = road.clock() + 60_000

    road.container().faulted(A, APP_LIMIT, until=until)

    assert road.container().turn(B, paced=False) == Wait(until, Code.RATE_LIMIT, Reason.APP_LIMIT)


def stopped_since_it_looked(road: Road, until: int) -> Pace:
    """A container that knows the account's gate as open, and no slots of it."""
    pace = road.container()
    pace.turn(A, paced=False)
    road.container().faulted(A, ACCOUNT_LIMIT, until=until)
    return pace


def test_a_slot_that_lies_behind_a_closure_says_what_closed_the_gate() -> None:
    road = Road()
    until = road.clock() + 60_000

    wait = stopped_since_it_looked(road, until).turn(A, paced=False)

    assert (wait.code, wait.reason, wait.paced) == (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, True)
    assert until <= wait.until <= until + LIMIT.chunk * EVERY


def test_nothing_is_booked_behind_a_closure_without_a_word() -> None:
    road = Road()

    booked = stopped_since_it_looked(road, road.clock() + 60_000).book(A)

    assert booked == Wait(road.clock())


def test_after_a_limit_not_all_come_back_at_once() -> None:
    road = Road()
    pace = road.container()
    pace.faulted(A, ACCOUNT_LIMIT, until=road.clock() + 60_000)

    slots = ahead(road, pace, 20)

    assert all(b - a == EVERY for a, b in pairwise(slots))


@pytest.mark.parametrize(
    ("usage", "rest"), [(None, 0), (0, 0), (79, 0), (80, 3_000), (90, 15_000), (95, 60_000), (100, 300_000)]
)
def test_an_account_rests_the_longer_the_more_of_its_allowance_is_gone(usage: int | None, rest: int) -> None:
    road = Road()
    pace = road.container()

    pace.sent(A, usage=usage)

    assert pace.turn(A, paced=True).until - road.clock() == rest
    assert pace.turn(A, paced=True).code is None


def test_a_success_costs_no_write() -> None:
    road = Road()
    pace = road.container()
    pace.turn(A, paced=False)
    road.script.calls.clear()

    pace.sent(A, usage=10)

    assert road.script.calls == []


def test_messages_of_one_account_go_out_at_its_rate() -> None:
    world = World(settings=Settings(send_rate="10"))
    for number in range(60):
        world.queued(person=str(number))
    start = world.clock()

    world.run()

    times = [at - start for at, _ in world.instagram.posts]
    assert len(times) == 60
    assert all(dm.state is State.SENT for dm in world.stores.dms.rows.values())
    assert max(times) >= (60 - 20 - 1) * EVERY - 1_000
    assert max(times) <= 60 * EVERY * 2
