"""Ways out: a creator disconnects, a person takes our app away or asks to be forgotten."""

from datetime import timedelta

import pytest

from chalicelib.actions.leave import NoSuchAccount, WhichAccount
from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Ended, Fault
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import ANAS_OTHER, BEN, DOWN, MINUTE, OFFLINE, live, now_of, token_of

SCOPED = "24000000000000001"  # how Instagram calls Ana's other account towards our app


def world_of_two(wire: Script | None = None) -> World:
    """Ana has two accounts; Instagram knows the second by another number, too."""
    world = World(wire=wire)
    world.login.join(ANAS_OTHER, "ana.shop", scoped_id=SCOPED)
    world.connect(ANA, ANAS_OTHER, username="ana.shop", token="IG-other")
    world.work()
    return world


def test_a_disconnect_takes_the_token_and_the_events_away_and_keeps_the_rest() -> None:
    world = World()
    dm = world.queued()
    world.run()

    account = world.disconnect(ANA, ANAS)
    world.work()

    assert (account.state, now_of(world).state) == (Connection.DISCONNECTED, Connection.DISCONNECTED)
    assert now_of(world).token == b""
    assert not world.login.members[ANAS].subscribed
    assert ANAS not in world.stores.accounts.owners
    assert world.lead(world.capture().lead).account == ANAS
    assert world.dm(dm).text == dm.text
    assert now_of(world).care_at is None


def test_who_has_one_account_need_not_name_it() -> None:
    world = World()

    assert world.disconnect(ANA, None).id == ANAS


def test_who_has_several_accounts_must_say_which() -> None:
    world = world_of_two()

    with pytest.raises(WhichAccount):
        world.disconnect(ANA, None)
    world.disconnect(ANA, ANAS_OTHER)

    assert [now_of(world, ANA, id).state for id in (ANAS, ANAS_OTHER)] == [
        Connection.ACTIVE,
        Connection.DISCONNECTED,
    ]
    assert world.disconnect(ANA, None).id == ANAS


@pytest.mark.parametrize("id", [None, ANAS, "999"], ids=["unnamed", "another's", "nobody's"])
def test_what_a_creator_does_not_have_cannot_be_disconnected(id: str | None) -> None:
    world = World()

    with pytest.raises(NoSuchAccount):
        world.disconnect(BEN, id)

    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) == "IG-token"


@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
def test_a_disconnect_needs_no_instagram(fault: Fault) -> None:
    script = Script()
    world = World(wire=script)
    script.always("Login.unsubscribe", fails(fault))

    world.disconnect(ANA, ANAS)

    assert (now_of(world).state, now_of(world).token) == (Connection.DISCONNECTED, b"")


def test_a_disconnect_that_meets_a_change_of_the_token_ends_the_new_one_too() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Login.unsubscribe", before(lambda: world.connect(token="IG-new")))

    world.disconnect(ANA, ANAS)

    assert (now_of(world).state, now_of(world).token) == (Connection.DISCONNECTED, b"")
    assert not world.login.members[ANAS].subscribed


@pytest.mark.parametrize("call", ["Accounts.get", "Login.unsubscribe", "Accounts.leave", "Visits.ask"])
@pytest.mark.parametrize("death", [fails, done_but], ids=["before", "after"])
def test_a_disconnect_that_was_interrupted_is_whole_when_it_is_repeated(call: str, death: object) -> None:
    script = Script()
    world = World(wire=script)
    world.work()
    assert callable(death)
    script.on(call, death(Crash()))
    with pytest.raises(Crash):
        world.disconnect(ANA, ANAS)

    world.disconnect(ANA, ANAS)
    live(world, 3 * MINUTE, step=MINUTE)

    assert now_of(world).state is Connection.DISCONNECTED
    assert world.connect(BEN, ANAS, username="ana", token="IG-bens").creator == BEN
    assert now_of(world).care_at is None


def test_a_second_disconnect_leaves_the_next_creators_connection_alone() -> None:
    world = World()
    world.disconnect(ANA, ANAS)
    world.connect(BEN, ANAS, username="ana", token="IG-bens")

    world.disconnect(ANA, ANAS)

    assert world.stores.accounts.owners[ANAS] == BEN
    assert now_of(world, BEN).state is Connection.ACTIVE


@pytest.mark.parametrize("name", [ANAS_OTHER, SCOPED], ids=["account id", "app-scoped id"])
def test_an_app_that_was_removed_ends_the_one_connection_by_either_id(name: str) -> None:
    world = world_of_two()

    assert world.deauthorize(name) == 1

    account = now_of(world, ANA, ANAS_OTHER)
    assert (account.state, account.ended, account.token) == (Connection.RECONNECT, Ended.REMOVED, b"")
    assert ANAS_OTHER not in world.stores.accounts.owners
    assert token_of(world) == "IG-token"


def test_a_removal_that_is_told_twice_or_of_strangers_changes_nothing() -> None:
    world = world_of_two()
    world.deauthorize(SCOPED)
    account = now_of(world, ANA, ANAS_OTHER)

    again = [world.deauthorize(name) for name in (SCOPED, ANAS_OTHER, "999")]

    assert again == [0, 0, 0]
    assert now_of(world, ANA, ANAS_OTHER) == account


def test_a_removed_app_can_be_connected_again() -> None:
    world = World()
    world.deauthorize(ANAS)

    world.connect(token="IG-new")

    assert (now_of(world).state, now_of(world).ended) == (Connection.ACTIVE, None)
    assert world.stores.accounts.owners[ANAS] == ANA


@pytest.mark.parametrize("name", [ANAS_OTHER, SCOPED], ids=["account id", "app-scoped id"])
def test_a_wish_to_be_forgotten_stops_the_account_at_once(name: str) -> None:
    world = world_of_two()

    code = world.forget(name)

    account = now_of(world, ANA, ANAS_OTHER)
    receipt = world.stores.deletions.rows[code]
    assert (account.state, account.token, account.deletion) == (Connection.DELETING, b"", code)
    assert (receipt.asked_at, receipt.done_at) == (world.clock(), None)
    assert now_of(world).state is Connection.ACTIVE


def test_a_wish_that_is_repeated_while_it_is_under_way_has_the_same_code() -> None:
    world = world_of_two()

    codes = {world.forget(name) for name in (SCOPED, ANAS_OTHER, SCOPED)}

    assert len(codes) == 1
    assert len(world.stores.deletions.rows) == 1


@pytest.mark.parametrize("call", ["Deletions.open", "Accounts.save"])
def test_two_wishes_at_once_have_the_code_that_will_be_done(call: str) -> None:
    script = Script()
    world = World(wire=script)
    codes = []
    script.on(call, before(lambda: codes.append(world.forget(ANAS))))

    codes.append(world.forget(ANAS))
    live(world, 5 * MINUTE, step=MINUTE)

    assert all(world.stores.deletions.rows[code].done_at is not None for code in codes)


def test_a_wish_about_an_unknown_person_is_done_at_once() -> None:
    world = World()

    code = world.forget("999")

    assert world.stores.deletions.rows[code].done_at == world.clock()
    assert now_of(world).state is Connection.ACTIVE


@pytest.mark.parametrize("leave", ["disconnected", "removed"])
def test_who_left_before_is_still_found_by_the_app_scoped_id(leave: str) -> None:
    world = world_of_two()
    if leave == "disconnected":
        world.disconnect(ANA, ANAS_OTHER)
    else:
        world.deauthorize(SCOPED)

    code = world.forget(SCOPED)

    assert now_of(world, ANA, ANAS_OTHER).deletion == code


@pytest.mark.parametrize("leave", ["disconnected", "removed"])
def test_who_left_before_is_still_found_by_the_account_id(leave: str) -> None:
    world = world_of_two()
    if leave == "disconnected":
        world.disconnect(ANA, ANAS_OTHER)
    else:
        world.deauthorize(SCOPED)

    code = world.forget(ANAS_OTHER)

    assert now_of(world, ANA, ANAS_OTHER).deletion == code


def test_a_reconnect_in_the_middle_of_a_removal_keeps_its_owner() -> None:
    script = Script()
    world = World(wire=script)

    def log_in() -> None:
        world.clock.move(timedelta(seconds=1))
        world.connect(token="IG-new")

    script.on("Accounts.leave", before(log_in))

    world.deauthorize(ANAS)

    assert now_of(world).state is Connection.ACTIVE
    assert world.stores.accounts.owners.get(ANAS) == ANA


def test_a_reconnect_in_the_middle_of_a_disconnect_is_undone_as_a_whole() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Accounts.leave", before(lambda: world.connect(token="IG-new")))

    world.disconnect(ANA, ANAS)

    assert now_of(world).state is Connection.DISCONNECTED
    assert ANAS not in world.stores.accounts.owners
