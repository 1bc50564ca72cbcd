"""Logging in with Instagram: only who began a login can end it, and only once."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.caller import Caller
from chalicelib.domain.login import NEEDED, Problem
from tests.fakes.clock import milliseconds
from tests.fakes.wire import Crash, Script, before, done_but
from tests.fakes.world import ANA, World
from tests.unit.actions.browser import BEA, BEAS, NEXT, Browser, person
from tests.unit.actions.tending import now_of, token_of

LIVES = timedelta(minutes=10)
MILLISECOND = timedelta(milliseconds=1)


def connected(world: World) -> set[tuple[str, str]]:
    """Whose accounts the login's own account is among."""
    return {key for key in world.stores.accounts.rows if key[1] == BEAS}


def test_a_login_connects_the_account_that_the_person_chose() -> None:
    world = World()

    end = Browser(world).returns()

    account = now_of(world, ANA, BEAS)
    assert (end.next, end.username, end.problem) == (NEXT, "bea.shop", None)
    assert (account.state, account.username, account.scoped_id) == (Connection.ACTIVE, "bea.shop", "9002")
    assert (account.permissions, account.subscribed) == (NEEDED, True)
    assert account.token_expires_at - world.clock() == milliseconds(timedelta(days=60))
    assert world.login.tokens[token_of(world, ANA, BEAS)].until == account.token_expires_at
    assert world.stores.forms.rows["bea.shop"].account == BEAS


def test_neither_the_address_nor_the_stored_login_has_the_browsers_secret() -> None:
    world = World()

    browser = Browser(world)

    [stored] = [str(row) for row in world.stores.logins.rows.values()]
    assert len(browser.start.browser) == 32
    assert browser.start.browser not in browser.start.address + stored + repr(browser.start)


def test_every_login_has_its_own_state_and_secret() -> None:
    world = World()

    browsers = [Browser(world) for _ in range(20)]

    assert len({browser.state for browser in browsers} | {b.start.browser for b in browsers}) == 40


@pytest.mark.parametrize("state", ["", "0" * 32, "x"], ids=["missing", "forged", "junk"])
def test_a_state_that_was_never_given_out_ends_nothing(state: str) -> None:
    world = World()

    end = Browser(world).returns(state=state)

    assert (end.next, end.username, end.problem) == (None, None, Problem.STATE)
    assert connected(world) == set()
    assert list(world.login.codes.values()) == [BEAS]


@pytest.mark.parametrize(
    ("after", "problem"),
    [(LIVES - MILLISECOND, None), (LIVES + MILLISECOND, Problem.STATE)],
    ids=["in time", "late"],
)
def test_a_login_lives_ten_minutes(after: timedelta, problem: Problem | None) -> None:
    world = World()
    browser = Browser(world)
    world.clock.move(after)

    end = browser.returns()

    assert end.problem is problem
    assert bool(connected(world)) is (problem is None)


@pytest.mark.parametrize(
    ("browser", "caller"),
    [
        (None, None),
        ("0" * 32, None),
        (None, person(ANA, "another session")),
        ("0" * 32, person(ANA, "another session")),
        (None, person(BEA)),
        ("its own", person(BEA)),
    ],
    ids=[
        "neither secret nor session",
        "wrong secret",
        "same person elsewhere",
        "same person elsewhere with a wrong secret",
        "another creator with the same session id",
        "another creator with the right secret",
    ],
)
def test_who_did_not_begin_a_login_cannot_end_it_nor_use_it_up(
    browser: str | None, caller: Caller | None
) -> None:
    world = World()
    rightful = Browser(world)
    kept = rightful.start.browser if browser == "its own" else browser

    stranger = rightful.returns(browser=kept, caller=caller)
    left = connected(world)
    end = rightful.returns()

    assert (stranger.next, stranger.username, stranger.problem) == (None, None, Problem.OTHER_BROWSER)
    assert left == set()
    assert (end.username, end.problem) == ("bea.shop", None)


@pytest.mark.parametrize(
    ("keeps_secret", "caller"),
    [(True, None), (True, person(ANA, "a new session")), (False, person(ANA))],
    ids=["signed out meanwhile", "signed in anew meanwhile", "without cookies"],
)
def test_the_browser_that_began_is_known_by_its_secret_or_its_session(
    caller: Caller | None, *, keeps_secret: bool
) -> None:
    world = World()
    browser = Browser(world)

    end = browser.returns(browser=browser.start.browser if keeps_secret else None, caller=caller)

    assert (end.username, end.problem) == ("bea.shop", None)
    assert connected(world) == {(ANA, BEAS)}


def test_a_browser_that_comes_back_twice_is_led_to_the_same_end() -> None:
    script = Script()
    world = World(wire=script)
    browser = Browser(world)

    first = browser.returns()
    stored = now_of(world, ANA, BEAS)
    second = browser.returns()

    assert first == second
    assert now_of(world, ANA, BEAS) == stored
    assert script.calls.count("Login.redeem") == 1


@pytest.mark.parametrize("denied", [True, False], ids=["denied", "code refused"])
def test_a_failed_end_is_the_same_the_second_time(*, denied: bool) -> None:
    world = World()
    browser = Browser(world)
    world.login.codes.clear()

    ends = [browser.returns(denied=denied) for _ in range(2)]

    problem = Problem.DENIED if denied else Problem.CODE
    assert [(end.next, end.problem) for end in ends] == [(NEXT, problem)] * 2


def test_a_replay_in_another_browser_learns_nothing() -> None:
    world = World()
    browser = Browser(world)
    browser.returns()

    end = browser.returns(browser=None, caller=person(BEA))

    assert (end.next, end.username, end.problem) == (None, None, Problem.OTHER_BROWSER)


@pytest.mark.parametrize("call", ["Logins.spend", "Login.redeem", "Accounts.connect", "Logins.end"])
def test_two_callbacks_at_once_spend_one_code_and_make_one_connection(call: str) -> None:
    script = Script()
    world = World(wire=script)
    browser = Browser(world)
    seconds = []
    script.on(call, before(lambda: seconds.append(browser.returns())))

    first = browser.returns()

    [second] = seconds
    assert {first.problem, second.problem} == {None}
    assert {first.username, second.username} == {None, "bea.shop"}
    assert (first.next, second.next) == (NEXT, NEXT)
    assert [script.calls.count(name) for name in ("Login.redeem", "Accounts.connect")] == [1, 2]  # and Ana's
    assert connected(world) == {(ANA, BEAS)}


def test_a_login_whose_function_died_is_not_carried_out_again() -> None:
    script = Script()
    world = World(wire=script)
    browser = Browser(world)
    script.on("Login.redeem", done_but(Crash()))
    with pytest.raises(Crash):
        browser.returns()

    end = browser.returns()

    assert (end.next, end.username, end.problem) == (NEXT, None, None)
    assert script.calls.count("Login.redeem") == 1


def test_a_person_who_says_no_is_led_back_and_nothing_has_changed() -> None:
    world = World()

    end = Browser(world).returns(denied=True, code="")

    assert (end.next, end.problem) == (NEXT, Problem.DENIED)
    assert connected(world) == set()


@pytest.mark.parametrize(
    ("state", "problem"), [("", Problem.DENIED), ("0" * 32, Problem.STATE)], ids=["no state", "forged"]
)
def test_a_no_that_belongs_to_no_login_is_told_without_a_way_back(state: str, problem: Problem) -> None:
    world = World()

    end = Browser(world).returns(state=state, denied=True, code="")

    assert (end.next, end.problem) == (None, problem)


def test_secrets_of_a_login_are_not_shown_by_what_carries_them() -> None:
    world = World()
    browser = Browser(world)

    shown = repr(browser.start) + repr(browser.back)

    assert browser.back.code not in shown
    assert browser.start.browser not in shown
