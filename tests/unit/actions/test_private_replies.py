"""A private reply goes to its comment: one, within 7 days, and it opens nothing."""

from dataclasses import replace

import pytest

from chalicelib.actions.dead_letters import Verdict
from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import LIVE_WINDOW, MARGIN, REPLY_WINDOW, Dm
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import (
    HOUR,
    MIA,
    comments,
    dms,
    set_up,
    the_dm,
    writes,
)

ACCESS_OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)
CLOSES = {"FEED": REPLY_WINDOW - MARGIN, "LIVE": LIVE_WINDOW - MARGIN}


def queued(world: World, product: str = "FEED") -> Dm:
    """A reply that is due."""
    set_up(world, Trigger.COMMENT)
    set_up(world, Trigger.LIVE_COMMENT)
    world.apply_event(replace(comments(world), product=product))
    return the_dm(world)


def test_it_is_addressed_to_the_comment() -> None:
    world = World()
    queued(world)

    world.run()

    [(_, call)] = world.instagram.posts
    assert (call.comment, call.person) == ("c1", MIA)
    assert world.instagram.replied == {"c1"}


def test_a_comment_does_not_let_the_creator_write_more() -> None:
    world = World()
    dm = queued(world)
    world.run()

    world.queue_dm(Request(creator=ANA, lead=dm.lead, text="And one more thing"))
    world.run()

    late = dms(world)[-1]
    assert (late.state, late.reason) == (State.FAILED, Reason.WINDOW_CLOSED)
    assert len(world.instagram.posts) == 1


def test_what_the_person_then_writes_does() -> None:
    world = World()
    dm = queued(world)
    world.run()
    world.apply_event(writes(world, "thanks"))

    world.queue_dm(Request(creator=ANA, lead=dm.lead, text="And one more thing"))
    world.run()

    assert [call.comment for _, call in world.instagram.posts] == ["c1", None]


@pytest.mark.parametrize("product", ["FEED", "LIVE"])
def test_it_may_go_out_until_shortly_before_its_time_ends(product: str) -> None:
    world = World()
    dm = queued(world, product)
    world.clock.now += CLOSES[product] - 1

    world.send(dm)

    assert world.dm(dm).state is State.SENT


@pytest.mark.parametrize("product", ["FEED", "LIVE"])
def test_after_that_it_fails_without_a_call(product: str) -> None:
    world = World()
    dm = queued(world, product)
    world.clock.now += CLOSES[product]

    world.send(dm)

    failed = world.dm(dm)
    assert (failed.state, failed.code, failed.reason) == (
        State.FAILED,
        Code.NOT_PERMITTED,
        Reason.COMMENT_TOO_OLD,
    )
    assert world.instagram.posts == []


def test_the_comments_time_counts_and_not_that_of_the_booking() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    event = comments(world)
    world.clock.now += REPLY_WINDOW - MARGIN - 1
    world.apply_event(event)
    world.clock.now += 1

    world.send(the_dm(world))

    assert the_dm(world).reason is Reason.COMMENT_TOO_OLD


def test_a_reply_that_instagram_refuses_has_failed() -> None:
    world = World(REFUSED)
    dm = queued(world)

    world.wait(3 * HOUR)

    failed = world.dm(dm)
    assert (failed.state, failed.reason) == (State.FAILED, Reason.PRIVATE_REPLY_REFUSED)
    assert len(world.instagram.posts) == 1


def test_a_window_that_is_open_changes_nothing_for_a_reply() -> None:
    world = World()
    world.apply_event(writes(world, "hello"))
    dm = queued(world)
    world.clock.now += CLOSES["FEED"]

    world.send(dm)

    assert world.dm(dm).reason is Reason.COMMENT_TOO_OLD


def test_a_reply_that_came_too_late_is_not_replayed_and_nobody_blames_the_connection() -> None:
    world = World(ACCESS_OFF)
    dm = queued(world)
    world.run()
    world.clock.now += CLOSES["FEED"]

    verdicts = world.replay_dead.these([dm.id], by="admin_1", dry=False)

    assert verdicts[dm.id] not in {Verdict.REPLAYED, Verdict.NOT_CONNECTED}
    assert len(world.instagram.posts) == 1


def test_a_reply_that_failed_may_be_sent_by_its_creator_within_its_time() -> None:
    world = World(ACCESS_OFF)
    dm = queued(world)
    world.run()
    world.clock.now += CLOSES["FEED"] - 1

    world.retry_dm(ANA, dm.lead)
    world.run()

    assert world.dm(dm).state is State.SENT
    assert [call.comment for _, call in world.instagram.posts] == ["c1", "c1"]
