"""The counts that an admin sees, and how they come from the changes."""

from datetime import timedelta

import pytest

from chalicelib.actions.read_overview import Overdue
from chalicelib.domain.faults import Code, Reason, Refused, Unknown
from chalicelib.domain.state import State
from chalicelib.domain.tally import HOUR, Change
from tests.fakes.wire import Script
from tests.fakes.world import ANA, World

REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)


def count(world: World, *, batch: str = "b1") -> None:
    """The stream of changes reaches the counters."""
    changes = [
        Change(creator=new.creator, old=old.state if old else None, new=new.state, at=world.clock())
        for old, new in world.stores.dms.history
    ]
    world.stores.dms.history.clear()
    world.tally(changes, batch=batch)


def test_the_overview_counts_messages_by_where_they_are() -> None:
    world = World(None, REFUSED, LOST)
    for person in "123":
        world.queued(person=person)
    world.capture()
    world.run()
    count(world)

    overview = world.read_overview()

    totals = overview.totals
    assert (totals[State.SENT], totals[State.FAILED], totals[State.UNCONFIRMED], totals.pending) == (
        1,
        1,
        1,
        1,
    )
    assert totals.success_rate == pytest.approx(50.0)


def test_a_batch_that_comes_again_counts_once() -> None:
    world = World()
    batch = [Change(creator=ANA, old=None, new="queued", at=world.clock())]

    for _ in range(2):
        world.tally(batch, batch="b1")

    assert world.read_overview().totals[State.QUEUED] == 1


def test_a_batch_that_changes_no_state_writes_nothing() -> None:
    script = Script()
    world = World(wire=script)
    script.calls.clear()

    world.tally([Change(creator=ANA, old="sent", new="sent", at=world.clock())], batch="b1")

    assert script.calls == []


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0, ("1h", "24h", "7d")),
        (1, ("24h", "7d")),
        (23, ("24h", "7d")),
        (24, ("7d",)),
        (167, ("7d",)),
        (168, ()),
    ],
    ids=lambda value: f"{value} hours ago" if isinstance(value, int) else None,
)
def test_windows_count_whole_hours_and_the_running_one(hours: int, shown: tuple[str, ...]) -> None:
    world = World()
    world.tally([Change(creator=ANA, old="sending", new="sent", at=world.clock() - hours * HOUR)], batch="b1")

    windows = world.read_overview().windows

    assert tuple(name for name, counts in windows.items() if counts[State.SENT]) == shown


def test_a_window_adds_up_its_hours() -> None:
    world = World()
    failures = [
        Change(creator=ANA, old="sending", new="failed", at=world.clock() - n * HOUR, code="RATE_LIMIT")
        for n in (0, 2)
    ]
    sent = [
        Change(creator=ANA, old="sending", new="sent", at=world.clock() - n * HOUR, wait=wait)
        for n, wait in ((0, 300), (30, 8_000))
    ]
    world.tally([*failures, *sent], batch="b1")

    windows = world.read_overview().windows

    assert {name: counts.failures for name, counts in windows.items()} == {
        "1h": {Code.RATE_LIMIT: 1},
        "24h": {Code.RATE_LIMIT: 2},
        "7d": {Code.RATE_LIMIT: 2},
    }
    assert [counts.wait(95) for counts in windows.values()] == [500, 500, 10_000]


def test_a_series_has_every_hour_of_its_window_the_oldest_first() -> None:
    world = World()
    this_hour = world.clock() // HOUR * HOUR
    sent = [
        Change(creator=ANA, old="sending", new="sent", at=this_hour - n * HOUR) for n in (0, 23, 24, 167, 168)
    ]
    world.tally(sent, batch="b1")

    series = world.read_overview().series

    shown = {name: [hour.counts[State.SENT] for hour in hours] for name, hours in series.items()}
    assert shown == {"24h": [1, *[0] * 22, 1], "7d": [1, *[0] * 142, 1, 1, *[0] * 22, 1]}
    assert [series[name][0].at for name in series] == [this_hour - 23 * HOUR, this_hour - 167 * HOUR]


def test_the_overview_shows_how_deep_the_queues_are() -> None:
    world = World()
    world.queued()
    world.queued()
    world.hints.queue.receive()

    [instagram, *_] = world.read_overview().queues

    assert (instagram.queue, instagram.waiting, instagram.in_flight, instagram.dead) == ("instagram", 1, 1, 0)


def test_the_overview_says_how_late_the_oldest_overdue_message_is() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Hints.send", lambda _run: None)
    world.queued()
    world.sweep()
    before = world.read_overview().overdue
    world.clock.move(timedelta(minutes=2))

    world.sweep()

    assert (before, world.read_overview().overdue) == (Overdue(0, 0), Overdue(1, 120_000))


def test_while_nobody_sweeps_nobody_says_that_nothing_is_overdue() -> None:
    world = World()
    never = world.read_overview().overdue
    world.sweep()
    world.clock.move(timedelta(minutes=3, milliseconds=1))

    assert (never, world.read_overview().overdue) == (None, None)


def test_the_overview_costs_the_same_with_many_messages() -> None:
    script = Script()
    world = World(wire=script)
    for number in range(30):
        world.queued(person=str(number))
    world.wait(timedelta(minutes=1))
    script.calls.clear()

    world.read_overview()

    assert sorted(script.calls) == [
        *("Accounts.needing", "Accounts.needing", "Counters.hours", "Counters.swept", "Counters.totals"),
        *("Depths.read", "Gates.get"),
    ]
