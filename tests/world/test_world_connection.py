"""Connecting Instagram in a whole world: the login, how it can go wrong, and every shape of answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from chalicelib.domain.login import NEEDED
from tests.world.browser import HERE, SETTINGS, Browser, calls
from tests.world.driver import LocalWorld, http, local_world, until

numbers = count(1)
DEFAULTS = {
    "token_answer": "flat",
    "permissions_as": "list",
    "oauth_errors": "instagram",
    "me_answer": "flat",
    "numeric_ids": True,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    with local_world(tmp_path_factory.mktemp("connection")) as world:
        yield world


@pytest.fixture
def browser(world: LocalWorld) -> Browser:
    """A creator for each test, with an account of the same name at Instagram that sends us no events yet."""
    name = f"creator{next(numbers)}"
    world.sim("accounts", username=name, subscribed=False)
    return Browser(world, name)


@contextmanager
def switched(world: LocalWorld, **switches: object) -> Iterator[None]:
    """For a while Instagram behaves otherwise."""
    world.sim("app", **switches)
    try:
        yield
    finally:
        world.sim("app", **DEFAULTS, app_secret=world.ready["webhook"]["signing_secret"])


def subscribed(world: LocalWorld, name: str) -> bool:
    accounts = http("GET", f"{world.graph}/_sim/accounts").json
    return any(account["subscribed"] for account in accounts if account["username"] == name)


def test_a_login_connects_the_account_and_its_form_works_at_once(world: LocalWorld, browser: Browser) -> None:
    name = browser.who
    form = {"form": name, "creator": name}

    ended = browser.connects(name)

    assert ended == f"{SETTINGS}?connected={name}"
    assert f"@{name} is connected." in browser.get(ended).text
    told = browser.account(name)
    assert (told["connected"], told["state"], told["notice"]) == (True, "active", None)
    assert (told["permissions"], told["subscribed"], subscribed(world, name)) == (sorted(NEEDED), True, True)
    lead = world.acting_lead("first_fan", form, message=None)
    world.ends(lead, "sent", account=form)
    assert len(world.inbox("first_fan")) == 1


def test_a_login_that_is_denied_connects_nothing(browser: Browser) -> None:
    address = browser.begins()

    ended = browser.ends(browser.allows(address, auto="deny"))

    assert ended == f"{SETTINGS}?problem=denied"
    assert "You did not allow the connection, so nothing has changed." in browser.get(ended).text
    assert browser.get(HERE).data == {"connected": False, "accounts": []}


@pytest.mark.parametrize("missing", sorted(NEEDED))
@pytest.mark.parametrize("kind", ["list", "string"])
def test_a_permission_that_was_switched_off_is_asked_for_again(
    world: LocalWorld, browser: Browser, *, kind: str, missing: str
) -> None:
    with switched(world, permissions_as=kind):
        ended = browser.connects(browser.who, scopes=",".join(NEEDED - {missing}))

    assert ended == f"{SETTINGS}?problem=permissions"
    assert "leave them all switched on" in browser.get(ended).text
    assert browser.get(HERE).data["accounts"] == []


def test_a_code_that_was_used_connects_nothing_and_a_reload_leads_to_the_same_end(
    world: LocalWorld, browser: Browser
) -> None:
    back = browser.allows(browser.begins(), account=browser.who)
    first = browser.ends(back)
    exchanged = len(calls(world, "/oauth/access_token"))
    browser.begins()
    stale = back.replace(browser.states[0], browser.states[1])

    reloaded, used = browser.ends(back), browser.ends(stale)

    assert (first, reloaded) == (f"{SETTINGS}?connected={browser.who}",) * 2
    assert used == f"{SETTINGS}?problem=code"
    assert len(calls(world, "/oauth/access_token")) == exchanged > 0


@pytest.mark.parametrize(("envelope", "problem"), [("instagram", "code"), ("graph", "app")])
def test_a_wrong_app_secret_connects_nothing(
    world: LocalWorld, browser: Browser, envelope: str, problem: str
) -> None:
    with switched(world, app_secret="another-secret", oauth_errors=envelope):
        ended = browser.connects(browser.who)

    assert ended == f"{SETTINGS}?problem={problem}"
    assert browser.get(HERE).data["accounts"] == []


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"token_answer": "wrapped"},
        {"permissions_as": "string"},
        {"permissions_as": "none"},
        {"me_answer": "wrapped"},
        {"numeric_ids": False},
        {"token_answer": "wrapped", "me_answer": "wrapped", "numeric_ids": False},
    ],
    ids=str,
)
def test_every_shape_of_instagrams_answers_connects(
    world: LocalWorld, browser: Browser, switches: dict[str, object]
) -> None:
    with switched(world, **switches):
        ended = browser.connects(browser.who)

    known = {a["username"]: a["id"] for a in http("GET", f"{world.graph}/_sim/accounts").json}
    assert ended == f"{SETTINGS}?connected={browser.who}"
    assert browser.account(browser.who)["instagramBusinessId"] == known[browser.who]


@pytest.mark.parametrize("envelope", ["instagram", "graph"])
def test_a_used_code_is_understood_in_either_envelope(
    world: LocalWorld, browser: Browser, envelope: str
) -> None:
    back = browser.allows(browser.begins(), account=browser.who)
    browser.ends(back)
    browser.begins()

    with switched(world, oauth_errors=envelope):
        ended = browser.ends(back.replace(browser.states[0], browser.states[1]))

    assert ended == f"{SETTINGS}?problem=code"


def test_an_account_that_is_no_tester_is_told_how_to_become_one(world: LocalWorld, browser: Browser) -> None:
    world.sim("accounts", username=browser.who, tester=False, live=False)

    ended = browser.connects(browser.who)

    assert ended == f"{SETTINGS}?problem=not_approved"
    assert "must be added as a tester" in browser.get(ended).text
    assert browser.get(HERE).data["accounts"] == []


def test_an_account_belongs_to_the_creator_who_connected_it_first(
    world: LocalWorld, browser: Browser
) -> None:
    browser.connects(browser.who)
    second = Browser(world, f"{browser.who}_two")

    ended = second.connects(browser.who)

    assert ended == f"{SETTINGS}?problem=taken"
    assert "connected by somebody else here" in second.get(ended).text
    assert second.get(HERE).data["accounts"] == []
    assert browser.account(browser.who)["connected"] is True


def test_an_account_that_was_disconnected_may_be_connected_by_another_creator(
    world: LocalWorld, browser: Browser
) -> None:
    browser.connects(browser.who)
    second = Browser(world, f"{browser.who}_two")

    gone = browser.ask("DELETE", f"{world.api}{HERE}")

    assert (gone.status, subscribed(world, browser.who)) == (200, False)
    assert second.connects(browser.who) == f"{SETTINGS}?connected={browser.who}"
    assert (browser.account(browser.who)["state"], second.account(browser.who)["state"]) == (
        "disconnected",
        "active",
    )


def test_the_settings_pages_button_disconnects(world: LocalWorld, browser: Browser) -> None:
    browser.connects(browser.who)
    id = browser.account(browser.who)["instagramBusinessId"]

    answer = browser.ask("POST", f"{world.api}{SETTINGS}/disconnect", account=id)

    assert (answer.status, answer.location) == (303, f"{SETTINGS}?told=disconnected")
    assert "Disconnected" in browser.get(SETTINGS).text


def test_an_instagram_that_fails_is_said_to_be_so_and_the_next_login_works(
    world: LocalWorld, browser: Browser
) -> None:
    world.fault({"status": 500, "code": 2}, path="/access_token")

    first, second = browser.connects(browser.who), browser.connects(browser.who)

    assert (first, second) == (f"{SETTINGS}?problem=unavailable", f"{SETTINGS}?connected={browser.who}")


def test_a_subscription_that_fails_at_the_login_is_made_up_for(world: LocalWorld, browser: Browser) -> None:
    world.fault({"status": 500, "code": 2}, path="subscribed_apps", method="POST")

    browser.connects(browser.who)

    until(lambda: subscribed(world, browser.who), lambda known: known)
    assert browser.becomes(browser.who, subscribed=True)["connected"] is True
