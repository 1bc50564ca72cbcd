"""Storing a connection: whose the account is, what its form says, and what a reconnect heals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.connect_account import BeingDeleted
from chalicelib.domain.account import Connection, Taken
from chalicelib.domain.faults import Ended, Reason
from tests.fakes.clock import milliseconds
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import ANAS_OTHER, BEN, DAY, now_of, token_of


def test_a_connected_account_lives_as_long_as_instagram_said_and_is_refreshed_at_fifty_days() -> None:
    world = World()

    account = now_of(world)

    assert account.token_expires_at - world.clock() == milliseconds(timedelta(days=60))
    assert account.refresh_at - world.clock() == milliseconds(timedelta(days=50))
    assert (account.state, account.connected_at) == (Connection.ACTIVE, world.clock())


def test_the_token_is_stored_sealed_only() -> None:
    world = World()
    world.connect(token="IG-canary")

    stored = f"{world.stores.accounts.rows}{world.stores.forms.rows}{world.visits.queue.messages}"

    assert "IG-canary" not in stored
    assert token_of(world) == "IG-canary"


def test_a_second_account_of_a_creator_stands_beside_the_first() -> None:
    world = World()

    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-other")

    assert (token_of(world), token_of(world, ANA, ANAS_OTHER)) == ("IG-token", "IG-other")
    assert {form.account for form in world.stores.forms.rows.values()} == {ANAS, ANAS_OTHER}


def test_an_account_of_another_creator_is_taken_and_nothing_of_it_changes() -> None:
    world = World()
    account, form = now_of(world), world.stores.forms.rows["ana"]

    with pytest.raises(Taken):
        world.connect(BEN, ANAS, username="ana", token="IG-stolen")

    assert now_of(world) == account
    assert world.stores.forms.rows["ana"] == form
    assert (BEN, ANAS) not in world.stores.accounts.rows
    assert world.stores.accounts.owners[ANAS] == ANA


def test_an_account_that_its_creator_disconnected_can_be_connected_by_another() -> None:
    world = World()
    world.disconnect(ANA, ANAS)

    world.connect(BEN, ANAS, username="ana", token="IG-bens")

    assert token_of(world, BEN) == "IG-bens"
    assert world.stores.accounts.owners[ANAS] == BEN
    assert world.stores.forms.rows["ana"].creator == BEN


def test_a_reconnect_heals_what_was_wrong_and_keeps_the_form() -> None:
    world = World()
    form = world.stores.forms.rows["ana"] = replace(world.stores.forms.rows["ana"], text="Hey {name}!")
    hurt = now_of(world).refresh_failed(now=1).blame(Reason.ACCOUNT_RESTRICTED, now=world.clock())
    world.stores.accounts.rows[ANA, ANAS] = hurt.end(Ended.PASSWORD_CHANGED, now=world.clock())

    world.connect(token="IG-new")

    account = now_of(world)
    assert (account.state, account.ended, account.trouble) == (Connection.ACTIVE, None, None)
    assert (account.failing_since, account.ended_at) == (None, None)
    assert account.rev > hurt.rev
    assert world.stores.forms.rows["ana"] == form


def test_a_reconnect_brings_a_visit_for_what_waited() -> None:
    world = World()
    world.work()
    assert not now_of(world).waiting

    world.connect(token="IG-new")

    assert now_of(world).waiting
    assert len(world.visits.queue.messages) == 1


def test_an_account_that_is_being_deleted_is_not_connected() -> None:
    world = World()
    world.forget(ANAS)
    gone = now_of(world)

    with pytest.raises(BeingDeleted):
        world.connect(token="IG-new")

    assert now_of(world) == gone


def test_a_change_of_the_account_while_it_is_connected_does_not_get_lost_or_in_the_way() -> None:
    script = Script()
    world = World(wire=script)
    world.work()
    script.on("Accounts.connect", before(lambda: world.disconnect(ANA, ANAS)))

    world.connect(token="IG-new")

    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) == "IG-new"
    assert world.stores.accounts.owners[ANAS] == ANA


@pytest.mark.parametrize("call", ["Accounts.connect", "Forms.put", "Visits.ask"])
@pytest.mark.parametrize("death", [fails, done_but], ids=["before", "after"])
def test_a_connection_that_was_interrupted_is_whole_when_it_is_repeated(call: str, death: object) -> None:
    script = Script()
    world = World(wire=script)
    assert callable(death)
    script.on(call, death(Crash()))
    with pytest.raises(Crash):
        world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-1")

    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-2")
    world.work()

    assert token_of(world, ANA, ANAS_OTHER) == "IG-2"
    assert world.stores.forms.rows["ana.shop"].account == ANAS_OTHER
    assert not now_of(world, ANA, ANAS_OTHER).due(world.clock())


def test_a_connection_whose_visit_never_came_is_found_by_its_due_date() -> None:
    script = Script()
    world = World(wire=script)
    world.work()
    script.on("Visits.ask", fails(OSError("no queue")))
    with pytest.raises(OSError, match="no queue"):
        world.connect(token="IG-new")

    world.sweep_once()
    world.work()

    assert not now_of(world).waiting


def test_a_token_that_lives_only_days_is_refreshed_as_soon_as_instagram_allows() -> None:
    world = World()
    account = replace(now_of(world), token_expires_at=world.clock() + milliseconds(5 * DAY))

    short = account.connect(now=world.clock())

    assert short.refresh_at == world.clock() + milliseconds(DAY)
