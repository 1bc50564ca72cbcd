"""Looking after a token: refreshed once and in time, and what others do meanwhile wins."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Ended, Fault
from tests.fakes.clock import milliseconds
from tests.fakes.wire import Script, after, before, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import (
    ANAS_OTHER,
    DAY,
    DOUBT,
    DOWN,
    MINUTE,
    OFFLINE,
    Breaker,
    ended,
    live,
    now_of,
    token_of,
    visit,
)
from tests.unit.workers.conftest import Lines, lines

__all__ = ["lines"]  # a fixture
DUE = timedelta(days=50)
SECOND = timedelta(seconds=1)


def at_fifty_days(wire: Script | Breaker | None = None) -> World:
    """Ana's token is due for its refresh; all else is well."""
    world = World(wire=wire)
    live(world, DUE - MINUTE, step=DAY)
    world.clock.move(MINUTE)
    return world


def accepted(world: World) -> bool:
    """Whether Instagram accepts the token that is stored."""
    return world.login.profile(token_of(world)).id == ANAS


def test_a_token_is_refreshed_at_fifty_days_and_lives_another_sixty() -> None:
    world = at_fifty_days()

    visit(world)

    account = now_of(world)
    assert token_of(world) != "IG-token"
    assert account.token_issued_at == world.clock()
    assert account.token_expires_at - world.clock() == milliseconds(timedelta(days=60))
    assert account.refresh_at - world.clock() == milliseconds(DUE)
    assert accepted(world)


def test_a_token_of_less_than_fifty_days_is_not_refreshed() -> None:
    script = Script()
    world = World(wire=script)

    live(world, DUE - SECOND, step=DAY)

    assert "Login.refresh" not in script.calls
    assert token_of(world) == "IG-token"


def test_a_visit_that_is_not_due_reads_once_and_does_nothing() -> None:
    script = Script()
    world = World(wire=script)
    world.work()
    script.calls.clear()

    visit(world)

    assert script.calls == ["Accounts.get"]


def test_a_visit_to_an_account_that_is_gone_does_nothing() -> None:
    script = Script()
    world = World(wire=script)
    script.calls.clear()

    visit(world, ANA, ANAS_OTHER)

    assert script.calls == ["Accounts.get"]


def test_a_visit_that_comes_twice_refreshes_once() -> None:
    script = Script()
    world = at_fifty_days(script)

    visit(world)
    visit(world)

    assert script.calls.count("Login.refresh") == 1


@pytest.mark.parametrize(
    "call", ["Accounts.save", "Login.refresh", "Login.profile", "Vault.seal", "Vault.open"]
)
@pytest.mark.parametrize("when", [before, after], ids=["before", "after"])
def test_two_workers_at_once_refresh_once(call: str, when: object) -> None:
    script = Script()
    world = at_fifty_days(script)
    assert callable(when)
    script.on(call, when(lambda: visit(world)))

    visit(world)

    assert script.calls.count("Login.refresh") == 1
    assert now_of(world).token_issued_at == world.clock()
    assert not now_of(world).due(world.clock())
    assert accepted(world)


def test_a_worker_that_is_slower_than_it_may_live_does_not_undo_the_other() -> None:
    script = Script()
    world = at_fifty_days(script)

    def too_slow() -> None:
        world.clock.move(3 * MINUTE)
        visit(world)

    script.on("Login.refresh", after(too_slow))

    visit(world)

    assert accepted(world)
    assert now_of(world).state is Connection.ACTIVE
    assert not now_of(world).due(world.clock())


@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
def test_a_new_token_that_nobody_could_ask_about_is_kept(fault: Fault) -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on("Login.profile", fails(fault))

    visit(world)

    assert token_of(world) != "IG-token"
    assert (now_of(world).username, now_of(world).token_issued_at) == ("ana", world.clock())


def test_a_new_token_that_instagram_does_not_know_is_dropped_and_the_old_one_stays() -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on("Login.profile", fails(DOUBT))

    visit(world)
    first = (now_of(world).state, token_of(world))
    live(world, DAY + MINUTE, step=MINUTE * 30)

    assert first == (Connection.ACTIVE, "IG-token")
    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) != "IG-token"
    assert accepted(world)


def test_a_refresh_that_is_refused_without_a_final_word_leaves_a_token_that_works() -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on("Login.refresh", fails(DOUBT))

    visit(world)
    first = (now_of(world).state, token_of(world))
    live(world, DAY + MINUTE, step=MINUTE * 30)

    assert first == (Connection.ACTIVE, "IG-token")
    assert token_of(world) != "IG-token"
    assert accepted(world)


@pytest.mark.parametrize("why", list(Ended))
def test_a_refresh_that_meets_the_end_of_the_connection_says_why(why: Ended) -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on("Login.refresh", fails(ended(why)))

    visit(world)

    account = now_of(world)
    assert (account.state, account.ended, account.ended_at) == (Connection.RECONNECT, why, world.clock())
    assert (account.token == b"") is (why is Ended.REMOVED)
    assert account.care_at is None


@pytest.mark.parametrize("nth", [1, 2, 3], ids=["taking it up", "storing the token", "finishing"])
@pytest.mark.parametrize("death", [fails, done_but], ids=["not stored", "stored but no answer"])
def test_a_refresh_that_could_not_be_stored_is_repeated_safely(nth: int, death: object) -> None:
    script = Script()
    world = at_fifty_days(script)
    assert callable(death)
    script.on("Accounts.save", death(OSError("the tables are down")), nth=nth)

    live(world, 5 * MINUTE, step=MINUTE)

    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) != "IG-token"
    assert accepted(world)
    assert 1 <= script.calls.count("Login.refresh") <= 2
    assert not now_of(world).due(world.clock())


@pytest.mark.parametrize("call", ["Vault.open", "Login.refresh", "Login.profile", "Vault.seal"])
def test_a_disconnect_in_the_middle_of_a_refresh_wins(call: str) -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on(call, after(lambda: world.disconnect(ANA, ANAS)))

    visit(world)
    world.work()

    assert (now_of(world).state, now_of(world).token) == (Connection.DISCONNECTED, b"")
    assert ANAS not in world.stores.accounts.owners
    assert now_of(world).care_at is None


@pytest.mark.parametrize("call", ["Vault.open", "Login.refresh", "Login.profile", "Vault.seal"])
def test_a_reconnect_in_the_middle_of_a_refresh_wins(call: str) -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on(call, before(lambda: world.connect(token="IG-new")))

    visit(world)
    world.work()

    assert token_of(world) == "IG-new"
    assert (now_of(world).state, now_of(world).connected_at) == (Connection.ACTIVE, world.clock())
    assert not now_of(world).due(world.clock())


@pytest.mark.parametrize("call", ["Login.refresh", "Login.profile"])
@pytest.mark.parametrize("fault", [DOUBT, ended(Ended.PASSWORD_CHANGED), DOWN], ids=["doubt", "end", "down"])
def test_a_refusal_of_the_old_token_does_not_hurt_a_reconnect_in_the_middle(call: str, fault: Fault) -> None:
    script = Script()
    world = at_fifty_days(script)

    def reconnect_and_refuse(_: object) -> None:
        world.connect(token="IG-new")
        raise fault

    script.on(call, reconnect_and_refuse)

    visit(world)
    world.work()

    assert (now_of(world).state, token_of(world)) == (Connection.ACTIVE, "IG-new")


@pytest.mark.parametrize("call", ["Login.refresh", "Login.profile", "Vault.seal"])
def test_a_deletion_in_the_middle_of_a_refresh_wins(call: str) -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on(call, after(lambda: world.forget(ANAS)))

    visit(world)

    assert (now_of(world).state, now_of(world).token) == (Connection.DELETING, b"")


@pytest.mark.parametrize("call", ["Login.refresh", "Login.profile", "Vault.seal"])
def test_an_app_that_is_removed_in_the_middle_of_a_refresh_stays_removed(call: str) -> None:
    script = Script()
    world = at_fifty_days(script)
    script.on(call, after(lambda: world.deauthorize(ANAS)))

    visit(world)

    account = now_of(world)
    assert (account.state, account.ended, account.token) == (Connection.RECONNECT, Ended.REMOVED, b"")


def test_a_refresh_says_nothing_secret(lines: Lines) -> None:
    script = Script()
    world = World(wire=script)
    world.connect(token="IG-canary")
    script.on("Login.refresh", fails(DOWN))

    live(world, DUE + 2 * DAY, step=DAY / 2)

    assert "IG-" not in lines.all()
    assert lines.said("account.refused")
