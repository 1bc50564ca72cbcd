"""A connection over months: ended by Instagram, refreshed, lost and repaired, taken away, deleted."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.world.browser import HERE, SETTINGS, Browser, calls, travel
from tests.world.driver import Json, LocalWorld, http, local_world, until

numbers = count(1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    with local_world(tmp_path_factory.mktemp("life")) as world:
        yield world


@pytest.fixture
def browser(world: LocalWorld) -> Browser:
    """A creator with a connected account of the same name."""
    name = f"creator{next(numbers)}"
    world.sim("accounts", username=name, subscribed=False)
    browser = Browser(world, name)
    assert browser.connects(name) == f"{SETTINGS}?connected={name}"
    return browser


def form(browser: Browser) -> Json:
    return {"form": browser.who, "creator": browser.who}


def befriends(browser: Browser, person: str) -> str:
    """A person who has the form's first message and may be written to; the lead."""
    lead = browser.world.acting_lead(person, form(browser), message=None)
    browser.world.ends(lead, "sent", account=form(browser))
    return lead


def sends(browser: Browser, lead: str, text: str) -> None:
    body = {"leadId": lead, "provider": "instagram", "message": text}
    answer = browser.world.call("POST", "/api/dm/send", body, who=browser.who)
    assert answer.status == 202, answer.json


def at_instagram(browser: Browser) -> Json:
    accounts = http("GET", f"{browser.world.graph}/_sim/accounts").json
    [found] = [account for account in accounts if account["username"] == browser.who]
    return dict(found)


def refreshes(browser: Browser, *, status: int = 200) -> int:
    """How often Instagram was asked for another 60 days of this account."""
    own = browser.account(browser.who)["instagramBusinessId"]
    found = calls(browser.world, "/refresh_access_token", status=status)
    return len([call for call in found if call["account"] == own])


@pytest.mark.parametrize(
    ("subcode", "code", "message"),
    [
        (458, "REMOVED", "Our app was removed from your Instagram account."),
        (460, "PASSWORD_CHANGED", "Instagram ended the connection because your password changed"),
        (463, "EXPIRED", "Your Instagram connection has expired."),
    ],
)
def test_a_message_that_meets_a_dead_token_goes_out_once_after_the_next_login(
    world: LocalWorld, browser: Browser, *, subcode: int, code: str, message: str
) -> None:
    person = f"fan_of_{browser.who}"
    lead = befriends(browser, person)
    world.sim("accounts/revoke", account=browser.who, subcode=subcode)

    sends(browser, lead, "One more thing")
    waiting = world.ends(lead, "retrying", account=form(browser))
    told = browser.becomes(browser.who, notice=code)
    before = world.inbox(person)
    browser.connects(browser.who)
    world.ends(lead, "sent", account=form(browser))
    world.quiet()

    assert (waiting["dmError"]["code"], waiting["dmError"]["reason"]) == ("TOKEN_EXPIRED", "RECONNECT")
    assert (told["connected"], told["state"]) == (False, "reconnect")
    assert told["notice"]["message"].startswith(message)
    assert "Reconnect Instagram" in told["notice"]["action"]
    assert (len(before), world.inbox(person)[1:]) == (1, ["One more thing"])
    assert browser.account(browser.who)["notice"] is None


def test_a_lost_subscription_is_renewed_within_a_week_and_the_creator_is_told(
    world: LocalWorld, browser: Browser
) -> None:
    world.sim("accounts", username=browser.who, subscribed=False)

    travel(world, days=7)
    browser.sign_in()

    told = browser.becomes(browser.who, notice="REPAIRED")
    assert (told["connected"], at_instagram(browser)["subscribed"]) == (True, True)
    assert "we have switched it on again" in told["notice"]["message"]
    assert told["notice"]["message"] in browser.get(SETTINGS).text


def test_a_token_is_refreshed_once_after_fifty_days_and_messages_still_go_out(
    world: LocalWorld, browser: Browser
) -> None:
    before = browser.account(browser.who)

    travel(world, days=51)
    browser.sign_in()
    until(lambda: refreshes(browser), lambda seen: seen > 0)
    after = until(
        lambda: browser.account(browser.who),
        lambda seen: seen["tokenExpiresAt"] > before["tokenExpiresAt"],
    )
    befriends(browser, f"fan_of_{browser.who}")
    world.quiet()

    assert (after["connected"], after["notice"], refreshes(browser)) == (True, None, 1)


def test_a_token_that_cannot_be_refreshed_is_announced_before_it_dies_and_told_after(
    world: LocalWorld, browser: Browser
) -> None:
    world.fault({"status": 500, "code": 2}, times=10_000, path="refresh_access_token")

    travel(world, days=54)
    browser.sign_in()
    warned = browser.becomes(browser.who, notice="EXPIRING")
    travel(world, days=7)
    browser.sign_in()
    ended = browser.becomes(browser.who, notice="EXPIRED", state="reconnect")
    http("DELETE", f"{world.graph}/_sim/faults")
    browser.connects(browser.who)

    assert (warned["connected"], warned["state"]) == (True, "active")
    assert "we could not renew it so far" in warned["notice"]["message"]
    assert ended["connected"] is False
    assert (refreshes(browser), refreshes(browser, status=500) > 0) == (0, True)
    assert browser.account(browser.who)["notice"] is None


@pytest.mark.parametrize("number", ["id", "app_scoped_id"])
def test_a_person_who_takes_our_app_away_ends_the_connection(
    world: LocalWorld, browser: Browser, number: str
) -> None:
    request = world.sim("signed-request", account=browser.who, user_id=number)["signed_request"]

    answer = browser.ask("POST", f"{world.api}{HERE}/deauthorize", signed_request=request)

    told = browser.account(browser.who)
    assert answer.status == 200
    assert (told["connected"], told["state"], told["notice"]["code"]) == (False, "reconnect", "REMOVED")


@pytest.mark.parametrize("number", ["id", "app_scoped_id"])
def test_a_person_who_wants_to_be_forgotten_is(world: LocalWorld, browser: Browser, number: str) -> None:
    lead = befriends(browser, f"fan_of_{browser.who}")
    request = world.sim("signed-request", account=browser.who, user_id=number)["signed_request"]
    public = {"form": browser.who, "name": "Mia Lee", "provider": "instagram", "consent": True}

    answer = browser.ask("POST", f"{world.api}{HERE}/data-deletion", signed_request=request)
    url = answer.json["url"]
    begun = browser.ask("GET", url).text
    travel(world, minutes=6)  # a timer looks every five minutes
    until(lambda: world.call("POST", "/api/leads", public).status, lambda status: status == 400)
    travel(world, minutes=6)
    done = until(lambda: browser.ask("GET", url).text, lambda page: "Everything was deleted on" in page)

    assert "Your data is being deleted." in begun
    assert [name for name in (browser.who, "Mia") if name in done] == []
    assert browser.get(HERE).data["accounts"] == []
    assert world.call("GET", f"/api/dm/status/{lead}", who=browser.who).status == 404
    assert browser.connects(browser.who) == f"{SETTINGS}?connected={browser.who}"
    assert world.call("GET", "/api/leads", who=browser.who).data["leads"] == []
