"""What happens before the call: who may be sent to, when, and by which of two workers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.state import State
from tests.fakes.wire import Script, before, done_but, done_but_says
from tests.fakes.world import ANA, ANAS, PERSON, World, hint_for

HOUR = 3_600_000


def put(world: World, dm: Dm) -> Dm:
    world.stores.dms.rows[dm.creator, dm.id] = dm
    return dm


def test_a_due_message_reaches_its_person_once() -> None:
    world = World()
    dm = world.queued()

    world.run()

    assert world.dm(dm).state is State.SENT
    assert world.dm(dm).mid == "mid-1"
    assert world.instagram.texts(PERSON) == [dm.text]
    assert [(e.status, e.attempt) for e in world.log(dm)] == [("sent", 1)]


def test_the_call_carries_the_opened_token_of_the_account() -> None:
    world = World()
    world.connect(token="IG-other")

    world.send(world.queued())

    (_, post) = world.instagram.posts[0]
    assert (post.account, post.token, post.person) == (ANAS, "IG-other", PERSON)


def test_a_hint_of_another_generation_is_stale() -> None:
    world = World()
    dm = world.queued()

    pause = world.send_dm(replace(hint_for(dm), gen=dm.gen + 1))

    assert pause is None
    assert world.dm(dm) == dm
    assert world.instagram.posts == []


def test_a_hint_for_a_message_that_is_gone_is_stale() -> None:
    world = World()
    dm = world.queued()
    world.stores.dms.rows.clear()

    pause = world.send_dm(hint_for(dm))

    assert pause is None
    assert world.instagram.posts == []


@pytest.mark.parametrize("state", [s for s in State if s is not State.QUEUED])
def test_a_hint_for_a_message_that_is_not_queued_is_stale(state: State) -> None:
    world = World()
    dm = put(world, replace(world.queued(), state=state))

    pause = world.send(dm)

    assert pause is None
    assert world.dm(dm) == dm
    assert world.instagram.posts == []


def test_a_message_that_is_not_due_is_booked_anew_without_using_an_attempt() -> None:
    world = World()
    dm = world.queued()
    due = world.clock() + 600_000
    put(world, replace(dm, due_at=due))

    world.send(dm)

    later = world.dm(dm)
    assert (later.state, later.gen, later.due_at, later.attempts) == (State.QUEUED, dm.gen + 1, due, 0)
    assert world.hints.sent[-1] == (hint_for(later), timedelta(minutes=10))


def test_a_message_that_is_not_due_goes_out_when_it_is() -> None:
    world = World()
    dm = world.queued()
    due = world.clock() + 600_000
    put(world, replace(dm, due_at=due))

    world.run()

    assert [at for at, _ in world.instagram.posts] == [due]


@pytest.mark.parametrize(("ahead", "posts"), [(1_000, 1), (1_001, 0)], ids=["a second early", "more"])
def test_a_hint_may_come_a_second_early(ahead: int, posts: int) -> None:
    world = World()
    dm = world.queued()
    put(world, replace(dm, due_at=world.clock() + ahead))

    world.send(dm)

    assert len(world.instagram.posts) == posts


def test_a_closed_window_fails_the_message_without_a_call() -> None:
    world = World()
    dm = world.queued()
    world.clock.move(timedelta(hours=24))

    world.send(dm)

    failed = world.dm(dm)
    assert (failed.state, failed.code, failed.reason) == (
        State.FAILED,
        Code.NOT_PERMITTED,
        Reason.WINDOW_CLOSED,
    )
    assert world.instagram.posts == []
    assert [(e.status, e.reason, e.attempt) for e in world.log(dm)] == [
        ("failed", Reason.WINDOW_CLOSED, None)
    ]


@pytest.mark.parametrize("gone", ["absent", "disconnected", "deleting"])
def test_without_a_connected_account_the_message_fails(gone: str) -> None:
    world = World()
    dm = world.queued()
    account = world.stores.accounts.rows.pop((ANA, ANAS))
    if gone != "absent":
        world.stores.accounts.rows[ANA, ANAS] = replace(account, state=Connection(gone))

    world.send(dm)

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.FAILED, Reason.NOT_CONNECTED)
    assert world.instagram.posts == []


@pytest.mark.parametrize("trouble", ["ended by Instagram", "run out"])
def test_a_message_waits_for_the_reconnect_and_goes_out_after_it(trouble: str) -> None:
    world = World()
    dm = world.queued()
    account = world.stores.accounts.rows[ANA, ANAS]
    bad = (
        replace(account, state=Connection.RECONNECT)
        if trouble == "ended by Instagram"
        else replace(account, token_expires_at=world.clock())
    )
    world.stores.accounts.rows[ANA, ANAS] = bad

    world.send(dm)
    waiting = world.dm(dm)
    world.connect(token="IG-new")
    world.work()

    assert (waiting.shown, waiting.code, waiting.attempts) == ("retrying", Code.TOKEN_EXPIRED, 0)
    assert world.dm(dm).state is State.SENT
    assert [(at, post.token) for at, post in world.instagram.posts] == [(world.clock(), "IG-new")]


def test_a_message_whose_release_got_lost_goes_out_within_the_hour() -> None:
    world = World()
    dm = world.queued()
    account = world.stores.accounts.rows[ANA, ANAS]
    world.stores.accounts.rows[ANA, ANAS] = replace(account, state=Connection.RECONNECT)
    world.send(dm)
    world.stores.accounts.rows[ANA, ANAS] = account.release(more=False)

    world.wait(timedelta(hours=1, minutes=1))

    assert world.dm(dm).state is State.SENT
    assert [(at - dm.created_at) // HOUR for at, _ in world.instagram.posts] == [1]


def test_two_workers_with_the_same_hint_send_once() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Dms.save", before(lambda: world.send(dm)))

    pause = world.send(dm)

    assert pause is None
    assert len(world.instagram.inbox) == 1
    assert world.dm(dm).attempts == 1


def test_a_claim_whose_answer_was_lost_is_known_by_its_token() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Dms.save", done_but_says(answer=False))

    world.send(dm)

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1


def test_nothing_is_read_or_written_between_the_claim_and_the_call() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.calls.clear()

    world.send(dm)

    call = script.calls.index("Instagram.send")
    assert script.calls[call - 1] == "Dms.save"
    assert script.calls[:call].count("Dms.save") == 1


def test_a_failing_part_before_the_claim_costs_nothing_but_time() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Vault.open", done_but(OSError("no key service")))

    world.run()

    assert world.dm(dm).state is State.SENT
    assert len(world.instagram.inbox) == 1
    assert [str(error) for error in world.failures] == ["no key service"]
