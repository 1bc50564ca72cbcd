"""Logins that do not end in a connection, and what they leave alone."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Fault
from chalicelib.domain.login import NEEDED, Problem
from tests.fakes.wire import Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.browser import BEA, BEAS, NEXT, Browser
from tests.unit.actions.tending import DOWN, MINUTE, OFFLINE, live, now_of, token_of


def is_connected(world: World, creator: str = ANA) -> bool:
    return (creator, BEAS) in world.stores.accounts.rows


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_login_without_one_of_the_needed_permissions_connects_nothing(missing: str) -> None:
    world = World()
    browser = Browser(world)
    world.login.members[BEAS].granted = NEEDED - {missing}

    end = browser.returns()

    assert (end.next, end.username, end.problem) == (NEXT, None, Problem.PERMISSIONS)
    assert not is_connected(world)


@pytest.mark.parametrize("granted", [None, NEEDED, NEEDED | {"more"}], ids=["untold", "all", "and more"])
def test_a_login_with_every_permission_or_where_instagram_does_not_tell_connects(
    granted: frozenset[str] | None,
) -> None:
    world = World()
    browser = Browser(world)
    world.login.members[BEAS].granted = granted

    end = browser.returns()

    assert end.problem is None
    assert now_of(world, ANA, BEAS).permissions == (granted or frozenset())


def test_a_personal_account_is_not_connected() -> None:
    world = World()
    world.login.join(BEAS, "bea.shop", kind="PERSONAL")

    end = Browser(world).returns()

    assert (end.next, end.problem) == (NEXT, Problem.PERSONAL)
    assert not is_connected(world)


def test_an_account_that_instagram_does_not_let_us_serve_is_not_connected() -> None:
    world = World()
    browser = Browser(world)
    world.login.members[BEAS].served = False

    end = browser.returns()

    assert (end.next, end.problem) == (NEXT, Problem.NOT_APPROVED)
    assert not is_connected(world)


@pytest.mark.parametrize("code", ["", "code-99"], ids=["none", "unknown"])
def test_a_login_without_a_good_code_connects_nothing(code: str) -> None:
    world = World()

    end = Browser(world).returns(code=code)

    assert (end.next, end.problem) == (NEXT, Problem.CODE)
    assert not is_connected(world)


def test_a_code_that_was_used_before_connects_nothing() -> None:
    world = World()
    code = Browser(world).back.code
    world.login.redeem(code)

    end = Browser(world).returns(code=code)

    assert end.problem is Problem.CODE
    assert not is_connected(world)


def test_an_account_of_another_creator_stays_theirs_with_token_and_form() -> None:
    world = World()
    first = now_of(world)
    form = world.stores.forms.rows["ana"]

    end = Browser(world, BEA, account=ANAS).returns()
    dm = world.queued()
    world.run()

    assert (end.next, end.username, end.problem) == (NEXT, None, Problem.TAKEN)
    assert (BEA, ANAS) not in world.stores.accounts.rows
    assert now_of(world).token == first.token
    assert world.stores.forms.rows["ana"] == form
    assert [post.text for _, post in world.instagram.posts] == [dm.text]
    assert world.login.profile(token_of(world)).id == ANAS


@pytest.mark.parametrize("call", ["Accounts.get", "Accounts.connect"])
def test_of_two_creators_that_race_for_an_account_one_gets_it_whole(call: str) -> None:
    script = Script()
    world = World(wire=script)
    ana, bea = Browser(world), Browser(world, BEA)
    script.on(call, before(lambda: ends.append(bea.returns())))
    ends = []

    ends.append(ana.returns())

    assert [(end.username, end.problem) for end in ends] == [("bea.shop", None), (None, Problem.TAKEN)]
    assert world.stores.accounts.owners[BEAS] == BEA
    assert not is_connected(world)
    assert world.stores.forms.rows["bea.shop"].creator == BEA


def test_a_creator_who_connects_the_same_account_in_two_tabs_has_it_once() -> None:
    script = Script()
    world = World(wire=script)
    tabs = [Browser(world), Browser(world)]
    script.on("Accounts.connect", before(tabs[1].returns))

    end = tabs[0].returns()

    assert end.problem is None
    assert is_connected(world)
    assert world.login.profile(token_of(world, ANA, BEAS)).id == BEAS


@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
@pytest.mark.parametrize("call", ["Login.redeem", "Login.lengthen", "Login.newcomer"])
def test_while_instagram_is_down_nothing_is_connected_and_the_next_login_works(
    call: str, fault: Fault
) -> None:
    script = Script()
    world = World(wire=script)
    script.on(call, fails(fault))

    end = Browser(world).returns()
    left = is_connected(world)
    again = Browser(world).returns()

    assert (end.next, end.username, end.problem) == (NEXT, None, Problem.UNAVAILABLE)
    assert not left
    assert (again.username, again.problem) == ("bea.shop", None)


@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
def test_a_subscription_that_fails_is_asked_for_by_the_next_visit(fault: Fault) -> None:
    script = Script()
    world = World(wire=script)
    browser = Browser(world)
    member = world.login.members[BEAS]
    member.subscribed = False
    script.on("Login.subscribe", fails(fault))

    end = browser.returns()
    at_first = now_of(world, ANA, BEAS).subscribed
    live(world, MINUTE, step=MINUTE)

    assert (end.username, end.problem) == ("bea.shop", None)
    assert not at_first
    assert (member.subscribed, now_of(world, ANA, BEAS).subscribed) == (True, True)


def test_trouble_of_our_own_is_told_and_changes_nothing() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Accounts.connect", fails(OSError("the tables are down")))

    ended = Browser(world).returns()

    assert ended.problem is Problem.UNAVAILABLE
    assert not is_connected(world)


def test_a_reconnect_keeps_the_forms_text_and_takes_the_new_token() -> None:
    world = World()
    Browser(world).returns()
    old = token_of(world, ANA, BEAS)
    world.stores.forms.rows["bea.shop"] = replace(world.stores.forms.rows["bea.shop"], text="Hey {name}!")

    end = Browser(world).returns()

    assert end.problem is None
    assert world.stores.forms.rows["bea.shop"].text == "Hey {name}!"
    assert token_of(world, ANA, BEAS) != old


@pytest.mark.parametrize("call", [None, "Login.redeem", "Accounts.connect"], ids=["before", "early", "late"])
def test_an_account_that_is_being_deleted_cannot_be_connected(call: str | None) -> None:
    script = Script()
    world = World(wire=script)
    Browser(world).returns()
    if call is None:
        world.forget(BEAS)
    else:
        script.on(call, before(lambda: world.forget(BEAS)))

    end = Browser(world).returns()

    assert (end.next, end.problem) == (NEXT, Problem.DELETING)
    assert now_of(world, ANA, BEAS).state is Connection.DELETING
    assert now_of(world, ANA, BEAS).token == b""


def test_a_connection_whose_answer_got_lost_is_there_all_the_same() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Logins.end", done_but(OSError("no answer")))
    browser = Browser(world)

    with pytest.raises(OSError, match="no answer"):
        browser.returns()
    end = browser.returns()

    assert (end.username, end.problem) == ("bea.shop", None)
    assert is_connected(world)
