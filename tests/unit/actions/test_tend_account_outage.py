"""Instagram is down for days: tokens survive what they can, and their creators are warned in time."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Code, Ended, Fault, Reason, Refused
from chalicelib.domain.notice import notice
from tests.fakes.clock import milliseconds
from tests.fakes.wire import Script, fails
from tests.fakes.world import World
from tests.unit.actions.tending import DAY, DOWN, HOUR, MINUTE, OFFLINE, live, now_of, token_of, told
from tests.unit.workers.conftest import Lines, lines

__all__ = ["lines"]  # a fixture
CALLS = ("profile", "refresh", "subscribe", "subscribed", "permitted")
ODD = Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
FAULTS = pytest.mark.parametrize("fault", [DOWN, OFFLINE, ODD], ids=["silent", "unreachable", "nonsense"])


def break_down(script: Script, fault: Fault, *calls: str) -> None:
    for call in calls or CALLS:
        script.always(f"Login.{call}", fails(fault))


@FAULTS
def test_a_token_survives_eight_days_of_outage_when_its_refresh_is_due(fault: Fault) -> None:
    script = Script()
    world = World(wire=script)
    live(world, 49 * DAY, step=DAY)
    break_down(script, fault)

    live(world, 9 * DAY)
    down = (now_of(world).state, token_of(world))
    script.clear()
    live(world, DAY + MINUTE)

    assert down == (Connection.ACTIVE, "IG-token")
    assert (now_of(world).state, told(world)) == (Connection.ACTIVE, None)
    assert now_of(world).token_expires_at - world.clock() > milliseconds(58 * DAY)
    assert world.login.profile(token_of(world))


def test_a_refresh_that_fails_is_tried_once_a_day() -> None:
    script = Script()
    world = World(wire=script)
    live(world, 50 * DAY - MINUTE, step=DAY)
    break_down(script, DOWN, "refresh")
    script.calls.clear()

    live(world, 5 * DAY)

    assert script.calls.count("Login.refresh") == 5


@FAULTS
def test_a_token_that_never_could_be_refreshed_ends_with_its_sixty_days_and_not_earlier(
    fault: Fault,
) -> None:
    script = Script()
    world = World(wire=script)
    end = now_of(world).token_expires_at
    live(world, 40 * DAY, step=DAY)
    break_down(script, fault)
    live(world, 20 * DAY - MINUTE)
    last = now_of(world).state

    live(world, 2 * MINUTE, step=MINUTE)

    account = now_of(world)
    assert last is Connection.ACTIVE
    assert (account.state, account.ended, told(world)) == (
        Connection.RECONNECT,
        Ended.EXPIRED,
        Ended.EXPIRED,
    )
    assert end <= (account.ended_at or 0) <= end + milliseconds(MINUTE)


def test_the_creator_is_told_daily_from_seven_days_before_the_end() -> None:
    script = Script()
    world = World(wire=script)
    end = now_of(world).token_expires_at
    live(world, 49 * DAY, step=DAY)
    break_down(script, DOWN, "refresh")
    shown = {}

    while world.clock() < end - milliseconds(HOUR):
        live(world, HOUR)
        said = notice(now_of(world), now=world.clock())
        shown[-(-(end - world.clock()) // milliseconds(DAY))] = said.message if said else None

    assert [shown[days] for days in (11, 10, 9, 8)] == [None] * 4
    assert "7 days" in (shown[7] or "")
    assert "3 days" in (shown[3] or "")
    assert "1 day," in (shown[1] or "")


def test_the_log_warns_once_at_seven_three_and_one_days(lines: Lines) -> None:
    script = Script()
    world = World(wire=script)
    live(world, 49 * DAY, step=DAY)
    break_down(script, DOWN, "refresh")

    live(world, 12 * DAY)

    assert [line["days"] for line in lines.said("account.expires")] == [7, 3, 1]
    assert [line["why"] for line in lines.said("account.ended")] == [Ended.EXPIRED]


def test_a_refresh_that_works_at_last_ends_the_warnings() -> None:
    script = Script()
    world = World(wire=script)
    live(world, 49 * DAY, step=DAY)
    break_down(script, DOWN, "refresh")
    live(world, 6 * DAY)
    warned = told(world)

    script.clear()
    live(world, DAY + HOUR)

    assert warned == "EXPIRING"
    assert told(world) is None
    assert now_of(world).failing_since is None


def test_an_outage_of_our_own_tables_loses_no_token() -> None:
    script = Script()
    world = World(wire=script)
    live(world, 50 * DAY - HOUR, step=DAY)
    script.always("Accounts.save", fails(OSError("the tables are down")))

    live(world, 2 * DAY)
    script.clear()
    live(world, HOUR, step=timedelta(minutes=10))

    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) != "IG-token"
    assert world.login.profile(token_of(world))


def test_the_queue_of_visits_may_be_down_for_days() -> None:
    script = Script()
    world = World(wire=script)
    live(world, 50 * DAY - HOUR, step=DAY)
    script.always("Visits.ask", fails(OSError("the queue is down")))

    live(world, 3 * DAY)
    script.clear()
    live(world, HOUR, step=timedelta(minutes=10))

    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) != "IG-token"
