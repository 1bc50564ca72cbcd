"""The circuits of an account and of everybody: what opens them, and what closes them again."""

from datetime import timedelta

import pytest

from chalicelib.actions.pace import PROBE_WAIT, Pace
from chalicelib.domain.faults import Code, Deferred, Level, NotSent, Reason, Refused, Unknown
from chalicelib.domain.gate import APP, OPEN_FOR, PROBE_FOR, TRIP, TRIP_ACCOUNT
from chalicelib.domain.grounds import Wait
from chalicelib.domain.state import State
from tests.fakes.world import ANAS, World
from tests.unit.actions.road import LOST, A, B, Road, ahead

OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)


def half_open(road: Road, pace: Pace) -> None:
    """The account's circuit has been open for its time: one may try."""
    for _ in range(TRIP_ACCOUNT):
        pace.faulted(A, LOST, until=0)
    road.pass_ms(OPEN_FOR)


@pytest.mark.parametrize(
    "fault",
    [
        Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE, level=Level.PERSON),
        Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED),
        Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT, level=Level.ACCOUNT),
    ],
    ids=["person", "message", "token"],
)
def test_trouble_with_one_message_or_person_holds_nobody_back(fault: Refused | Deferred) -> None:
    road = Road()
    pace = road.container()

    for _ in range(100):
        pace.faulted(A, fault, until=road.clock() + 60_000)

    assert road.gates.rows == {}
    assert ahead(road, pace, 1) == [0]


@pytest.mark.parametrize("fault", [LOST, OFFLINE], ids=["no answer", "no connection"])
def test_failures_in_a_row_open_the_accounts_circuit(fault: Unknown | NotSent) -> None:
    road = Road()
    pace = road.container()

    for _ in range(TRIP_ACCOUNT):
        pace.faulted(A, fault, until=0)

    stopped = pace.turn(A, paced=False)
    assert (stopped.code, stopped.reason) == (Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)
    assert stopped.until >= road.clock() + OPEN_FOR
    assert ahead(road, pace, 1, B) == [0]


def test_failures_of_many_accounts_open_everybodys_circuit() -> None:
    road = Road()
    pace = road.container()

    for number in range(TRIP[APP]):
        pace.faulted(f"account-{number}", LOST, until=0)

    assert pace.turn("a quiet one", paced=False).code is Code.CIRCUIT_OPEN


def test_failures_that_are_far_apart_open_nothing() -> None:
    road = Road()
    pace = road.container()

    for _ in range(50):
        pace.faulted(A, LOST, until=0)
        road.pass_ms(20_000)

    assert ahead(road, pace, 1) == [0]


def test_after_an_open_circuit_one_may_try_and_the_others_wait() -> None:
    road = Road()
    one, two = road.container(), road.container()
    half_open(road, one)

    first, second = one.turn(A, paced=True), two.turn(A, paced=True)

    assert first == Wait(road.clock(), paced=True)
    assert second == Wait(road.clock() + PROBE_WAIT, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)


def test_a_probe_that_fails_opens_the_circuit_again() -> None:
    road = Road()
    pace = road.container()
    half_open(road, pace)
    pace.turn(A, paced=True)

    pace.faulted(A, LOST, until=0)

    assert pace.turn(A, paced=True).until == road.clock() + OPEN_FOR


def test_a_probe_that_never_answers_is_followed_by_another() -> None:
    road = Road()
    pace = road.container()
    half_open(road, pace)
    pace.turn(A, paced=True)
    road.pass_ms(PROBE_FOR)

    again = pace.turn(A, paced=True)

    assert again == Wait(road.clock(), paced=True)


def test_a_probe_that_succeeds_closes_the_circuit_for_all() -> None:
    road = Road()
    one, two = road.container(), road.container()
    half_open(road, one)
    one.turn(A, paced=True)

    one.sent(A, usage=None)

    assert [two.turn(A, paced=True).code for _ in range(3)] == [None] * 3
    assert [one.turn(A, paced=True).code for _ in range(3)] == [None] * 3


def test_an_outage_fails_no_message_that_was_not_tried() -> None:
    world = World(*[LOST] * TRIP_ACCOUNT)
    for number in range(20):
        world.queued(person=str(number))

    world.wait(timedelta(minutes=10))

    states = [dm.state for dm in world.stores.dms.rows.values()]
    assert states.count(State.UNCONFIRMED) == TRIP_ACCOUNT
    assert states.count(State.SENT) == 20 - TRIP_ACCOUNT
    assert world.stores.gates.rows[ANAS].code is None
