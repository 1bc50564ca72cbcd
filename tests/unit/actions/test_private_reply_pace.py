"""Private replies have an allowance of their own, far smaller than that for messages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.actions.pace import Pace
from chalicelib.domain.faults import Code, Deferred, Ended, Level, Reason
from chalicelib.domain.gate import Limit
from chalicelib.domain.grounds import Wait
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from chalicelib.domain.timeline import REPLIES_RULE
from chalicelib.settings import REPLIES_MOST, REPLY_BURST, Settings
from tests.fakes.clock import Clock
from tests.fakes.gates import Gates
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import HOUR, comments, dms, set_up, the_dm, writes

A, B = "account-a", "account-b"
HOUR_MS = 3_600_000
EVERY = 6_000  # milliseconds between two replies, at 600 an hour
ENDED = Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT, level=Level.ACCOUNT, ended=Ended.PASSWORD_CHANGED)
ACCOUNT_LIMIT = Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=Level.ACCOUNT)


def pace(clock: Clock, gates: Gates | None = None) -> Pace:
    """A container with the allowances that hold unless somebody sets others."""
    settings = Settings()
    limit, replies = Limit(*settings.limit), Limit(*settings.reply_limit)
    return Pace(gates=gates or Gates(), limit=limit, replies=replies, clock=clock)


def ahead(road: Pace, n: int, *, replies: bool = True) -> list[int]:
    """How far ahead the next *n* slots are, in milliseconds."""
    now = road.clock()
    return [max(0, road.turn(A, paced=False, replies=replies).until - now) for _ in range(n)]


def busiest(times: Sequence[int]) -> int:
    """The most replies within any hour."""
    return max(sum(1 for at in times if start <= at < start + HOUR_MS) for start in times)


def test_a_burst_goes_out_at_once_and_then_one_every_six_seconds() -> None:
    slots = ahead(pace(Clock()), REPLY_BURST + 3)

    assert slots == [0] * REPLY_BURST + [EVERY, 2 * EVERY, 3 * EVERY]


def test_within_no_hour_more_go_out_than_instagram_allows() -> None:
    slots = ahead(pace(Clock()), 2_000)

    assert 600 <= busiest(slots) <= REPLIES_MOST


def test_two_containers_share_the_allowance() -> None:
    clock, gates = Clock(), Gates()
    one, two = pace(clock, gates), pace(clock, gates)

    slots = sorted([*ahead(one, 60), *ahead(two, 60)])

    assert slots.count(0) == REPLY_BURST
    assert slots[-1] == 60 * EVERY


def test_messages_do_not_wait_for_replies_nor_replies_for_messages() -> None:
    road = pace(Clock())

    ahead(road, 200)
    messages = ahead(road, 20, replies=False)
    ahead(road, 200, replies=False)
    reply = ahead(road, 1)

    assert messages == [0] * 20
    assert reply == [141 * EVERY]


def test_a_booked_reply_takes_one_of_the_replies_slots() -> None:
    road = pace(Clock())

    booked = [road.book(A, replies=True) for _ in range(REPLY_BURST + 1)]

    assert booked[-1] == Wait(road.clock() + EVERY, paced=True)
    assert road.book(A).until <= road.clock()
    assert road.book(B, replies=True).until <= road.clock()


def test_a_limit_of_the_account_stops_its_replies_as_well() -> None:
    road = pace(Clock())
    until = road.clock() + 60_000

    road.faulted(A, ACCOUNT_LIMIT, until=until)

    turn = road.turn(A, paced=False, replies=True)
    assert (turn.code, turn.until >= until, turn.paced) == (Code.RATE_LIMIT, True, False)
    assert road.turn(A, paced=True, replies=True).until >= until


def test_a_hundred_comments_are_answered_at_that_pace() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    begun = world.clock()

    world.tell(*(comments(world, id=f"c{n}", person=f"90000000000{n:04}") for n in range(100)))
    world.run()

    times = [at - begun for at, _ in world.instagram.posts]
    assert times[:REPLY_BURST] == [0] * REPLY_BURST
    assert all(EVERY - 1_000 <= b - a <= EVERY + 1_000 for a, b in pairwise(times[REPLY_BURST:]))
    assert {dm.state for dm in dms(world)} == {State.SENT}


def test_a_reply_that_waits_for_its_turn_says_by_which_rule() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    world.tell(*(comments(world, id=f"c{n}", person=f"90000000000{n:04}") for n in range(100)))
    world.wait(timedelta(seconds=30))

    last = max(dms(world), key=lambda dm: dm.due_at or 0)
    [queued] = [step for step in world.read_timeline(ANA, last.lead).steps if step.step == "queued"]
    assert (queued.text, queued.rule, queued.until) == ("It waits for its turn.", REPLIES_RULE, last.due_at)


def test_a_message_is_answered_at_once_while_replies_queue() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    set_up(world, Trigger.MESSAGE)
    begun = world.clock()
    world.tell(*(comments(world, id=f"c{n}", person=f"90000000000{n:04}") for n in range(90)))
    world.tell(writes(world))

    world.run()

    assert [at for at, call in world.instagram.posts if call.comment is None] == [begun]


def test_replies_under_a_broadcast_go_at_the_messages_pace() -> None:
    world = World()
    set_up(world, Trigger.LIVE_COMMENT)
    begun = world.clock()

    for n in range(100):
        world.tell(replace(comments(world, id=f"c{n}", person=f"90000000000{n:04}"), product="LIVE"))
    world.run()

    assert len(world.instagram.posts) == 100
    assert world.instagram.posts[-1][0] - begun <= 100 * 100


def test_replies_that_waited_for_the_connection_go_out_at_their_own_pace() -> None:
    world = World(ENDED)
    set_up(world, Trigger.COMMENT)
    world.tell(*(comments(world, id=f"c{n}", person=f"90000000000{n:04}") for n in range(100)))
    world.wait(HOUR)
    world.instagram.posts.clear()
    begun = world.clock()

    world.connect(token="IG-new")
    world.wait(HOUR)

    times = [at - begun for at, _ in world.instagram.posts]
    assert {dm.state for dm in dms(world)} == {State.SENT}
    assert sum(1 for at in times if at < 60_000) <= REPLY_BURST + 10
    assert times[-1] - times[0] >= (100 - REPLY_BURST - 1) * EVERY - 1_000


def test_a_reply_that_met_a_limit_goes_out_when_it_is_over() -> None:
    world = World(ACCOUNT_LIMIT)
    set_up(world, Trigger.COMMENT)
    world.tell(comments(world))

    world.wait(HOUR)

    assert the_dm(world).state is State.SENT
    assert len(world.instagram.posts) == 2


@pytest.mark.parametrize("rate", ["1", "60", "749"])
def test_a_rate_that_somebody_sets_holds_with_its_burst(rate: str) -> None:
    settings = Settings(reply_rate=rate)
    limit = Limit(*settings.reply_limit)
    road = Pace(gates=Gates(), limit=limit, replies=limit, clock=Clock())

    slots = ahead(road, 1_000)

    assert busiest(slots) <= REPLIES_MOST
