"""Messages that met a refused token: they wait, go out once when it is mended, or fail when it is not."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Ended, Fault, Reason
from chalicelib.domain.state import State
from tests.fakes.wire import Script, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import DAY, DOUBT, HOUR, MINUTE, ended, live, now_of, token_of

BURST, SLOT, EARLY = 20, 100, 1_000  # twenty at once, then ten a second, each at most a second early
MILLISECOND = timedelta(milliseconds=1)
WINDOW = timedelta(hours=24)


def queued(world: World, n: int) -> list[Dm]:
    """Messages to *n* people, one after the other."""
    dms = []
    for i in range(n):
        world.clock.move(MILLISECOND)
        dms.append(world.queued(person=f"{i:03}", name=f"P{i}"))
    return dms


def tended(wire: Script | None = None) -> World:
    """Ana's account with a token that is old enough for a refresh."""
    world = World(wire=wire)
    live(world, 2 * DAY, step=6 * HOUR)
    return world


def all_refused(world: World, script: Script, dms: Sequence[Dm], fault: Fault) -> None:
    """All are on their way at once when Instagram begins to refuse."""
    coming = iter(dms)

    def call(_: object) -> None:
        following = next(coming, None)
        if following is not None:
            world.send(following)
        raise fault

    script.always("Instagram.send", call)
    world.send(next(coming))
    script.clear()


def assert_sent_once_in_order_and_paced(world: World, dms: Sequence[Dm], *, since: int) -> None:
    posts = [(at, post.person) for at, post in world.instagram.posts if at >= since]
    waited = {dm.person for dm in dms}
    assert [person for _, person in posts if person in waited] == [dm.person for dm in dms]
    assert [world.dm(dm).state for dm in dms] == [State.SENT] * len(dms)
    assert [len(world.instagram.texts(dm.person or "")) for dm in dms] == [1] * len(dms)
    for i, (first, _) in enumerate(posts):
        for j, (last, _) in enumerate(posts[i:]):
            assert (j + 1 - BURST) * SLOT <= last - first + EARLY


def test_many_messages_that_meet_a_doubt_cause_one_refresh_and_go_out_once_in_order_and_paced() -> None:
    script = Script()
    world = tended(script)
    dms = queued(world, 60)
    all_refused(world, script, dms[:25], DOUBT)
    refused = [world.dm(dm).reason for dm in dms[:25]]
    script.on("Login.profile", fails(DOUBT))
    script.calls.clear()
    world.clock.move(MILLISECOND)
    since = world.clock()

    world.wait(10 * MINUTE)

    assert refused == [Reason.REFRESHING] * 25
    assert script.calls.count("Login.refresh") == 1
    assert token_of(world) != "IG-token"
    assert {post.token for at, post in world.instagram.posts if at >= since} == {token_of(world)}
    assert_sent_once_in_order_and_paced(world, dms[:25], since=since)
    assert {world.dm(dm).state for dm in dms} == {State.SENT}


def test_a_message_that_comes_while_the_connection_is_looked_into_waits_and_goes_out_in_minutes() -> None:
    world = World()
    world.work()
    world.blame_account(now_of(world), DOUBT)
    dm = world.queued()
    world.send(dm)
    waiting = world.dm(dm)

    world.wait(3 * MINUTE)

    assert (waiting.shown, waiting.reason, waiting.attempts) == ("retrying", Reason.REFRESHING, 0)
    assert world.dm(dm).state is State.SENT


def test_where_instagram_doubts_the_token_for_messages_only_each_is_tried_every_other_minute() -> None:
    script = Script()
    world = tended(script)
    queued(world, 2)
    script.always("Instagram.send", fails(DOUBT))
    script.calls.clear()

    world.wait(HOUR)

    assert 2 <= script.calls.count("Instagram.send") <= 2 * 31
    assert script.calls.count("Login.profile") <= 2 * 31


def test_what_waits_for_a_reconnect_goes_out_after_it_once_in_order_and_paced() -> None:
    script = Script()
    world = tended(script)
    dms = queued(world, 60)
    all_refused(world, script, dms[:25], ended(Ended.PASSWORD_CHANGED))
    world.wait(3 * HOUR)
    waiting = {(world.dm(dm).shown, world.dm(dm).reason) for dm in dms}
    since = world.clock()

    world.connect(token="IG-new")
    world.wait(5 * MINUTE)

    assert waiting == {("retrying", Reason.RECONNECT)}
    assert_sent_once_in_order_and_paced(world, dms, since=since)
    assert {post.token for at, post in world.instagram.posts if at >= since} == {"IG-new"}


def test_a_message_whose_window_closed_while_it_waited_fails_and_the_others_go_out() -> None:
    world = tended()
    early = queued(world, 3)
    world.blame_account(now_of(world), ended(Ended.PASSWORD_CHANGED))
    world.wait(20 * HOUR)
    late = [world.queued(person=f"late-{i}", name=f"L{i}") for i in range(3)]
    world.wait(WINDOW - 20 * HOUR)
    failed = [(world.dm(dm).state, world.dm(dm).reason) for dm in early]

    world.connect(token="IG-new")
    world.wait(MINUTE)

    assert failed == [(State.FAILED, Reason.WINDOW_CLOSED)] * 3
    assert [world.dm(dm).state for dm in late] == [State.SENT] * 3
    assert sorted(post.person for _, post in world.instagram.posts) == [dm.person for dm in late]


def test_a_window_that_closed_with_the_reconnect_fails_its_message_without_a_call() -> None:
    world = tended()
    [dm] = queued(world, 1)
    world.blame_account(now_of(world), ended(Ended.PASSWORD_CHANGED))
    world.work()
    world.clock.move(WINDOW)

    world.connect(token="IG-new")
    world.work()

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.FAILED, Reason.WINDOW_CLOSED)
    assert world.instagram.posts == []


def test_a_refusal_that_comes_after_the_reconnect_does_not_end_the_new_connection() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()

    def reconnected_meanwhile(_: object) -> None:
        world.connect(token="IG-new")
        raise ended(Ended.PASSWORD_CHANGED)

    script.on("Instagram.send", reconnected_meanwhile)

    world.send(dm)
    world.wait(HOUR + MINUTE)

    assert (now_of(world).state, token_of(world)) == (Connection.ACTIVE, "IG-new")
    assert world.dm(dm).state is State.SENT


@pytest.mark.parametrize("when", ["waiting", "refused"])
def test_after_a_disconnect_what_waited_fails_within_a_minute(when: str) -> None:
    world = tended()
    dms = queued(world, 5)
    if when == "refused":
        world.instagram.will(ended(Ended.PASSWORD_CHANGED))
        world.send(dms[0])
    world.blame_account(now_of(world), ended(Ended.PASSWORD_CHANGED))
    world.work()

    world.disconnect(ANA, ANAS)
    world.wait(MINUTE)

    assert {(world.dm(dm).state, world.dm(dm).reason) for dm in dms} == {(State.FAILED, Reason.NOT_CONNECTED)}
    assert world.instagram.inbox == []
