"""Looking whether a connection still works, and whether its events come to us."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Code, Ended, Fault, Level, Reason, Refused
from tests.fakes.wire import Script, Step, before, fails
from tests.fakes.world import ANA, ANAS, PERSON, World
from tests.unit.actions.tending import (
    BEN,
    DAY,
    DOUBT,
    DOWN,
    HOUR,
    MINUTE,
    OFFLINE,
    ended,
    live,
    now_of,
    token_of,
    told,
)

LONGEST = timedelta(hours=24)  # between two looks
NO_PERMISSION = Refused(Code.NOT_PERMITTED, Reason.PERMISSION_MISSING, level=Level.ACCOUNT)
WEEK = 7 * DAY


def quiet(wire: Script | None = None) -> World:
    """Ana's account after its first visit."""
    world = World(wire=wire)
    world.work()
    return world


@pytest.mark.parametrize("why", list(Ended))
def test_what_instagram_ended_is_known_and_said_within_a_day(why: Ended) -> None:
    world = quiet()
    live(world, 3 * DAY)
    world.login.members[ANAS].ended = why

    live(world, LONGEST + MINUTE, step=10 * MINUTE)

    assert (now_of(world).state, now_of(world).ended, told(world)) == (Connection.RECONNECT, why, why)


def test_an_ended_connection_is_left_alone() -> None:
    script = Script()
    world = quiet(script)
    world.login.members[ANAS].ended = Ended.PASSWORD_CHANGED
    live(world, LONGEST + HOUR)
    script.calls.clear()

    live(world, 30 * DAY, step=DAY)

    assert not [call for call in script.calls if call.startswith(("Login.", "Vault."))]


def test_a_connection_that_works_is_looked_at_once_a_day_and_no_more() -> None:
    script = Script()
    world = quiet(script)
    script.calls.clear()

    live(world, 30 * DAY)

    assert 30 * 22 // 24 <= script.calls.count("Login.profile") <= 33


@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
def test_a_look_that_nobody_answers_changes_nothing_and_is_repeated_soon(fault: Fault) -> None:
    script = Script()
    world = quiet(script)
    script.always("Login.profile", fails(fault))
    live(world, LONGEST + MINUTE)
    script.calls.clear()

    live(world, HOUR, step=MINUTE)

    assert (now_of(world).state, told(world), token_of(world)) == (Connection.ACTIVE, None, "IG-token")
    assert 10 <= script.calls.count("Login.profile") <= 13


def test_a_token_that_instagram_doubts_is_refreshed_once() -> None:
    script = Script()
    world = quiet(script)
    live(world, 3 * DAY)
    script.on("Login.profile", fails(DOUBT))

    live(world, 2 * DAY)

    assert script.calls.count("Login.refresh") == 1
    assert now_of(world).state is Connection.ACTIVE
    assert token_of(world) != "IG-token"


def test_a_token_that_instagram_keeps_doubting_has_ended() -> None:
    script = Script()
    world = quiet(script)
    live(world, 3 * DAY)
    world.login.doubt = True

    live(world, LONGEST + MINUTE)

    assert (now_of(world).state, now_of(world).ended) == (Connection.RECONNECT, Ended.INVALID)
    assert script.calls.count("Login.refresh") == 1


def test_a_doubted_token_that_is_too_young_to_be_refreshed_has_ended() -> None:
    script = Script()
    world = quiet(script)
    world.login.doubt = True
    world.blame_account(now_of(world), DOUBT)

    world.work()

    assert (now_of(world).state, now_of(world).ended) == (Connection.RECONNECT, Ended.INVALID)
    assert "Login.refresh" not in script.calls


def test_a_doubt_that_the_look_does_not_share_is_over() -> None:
    world = quiet()
    world.blame_account(now_of(world), DOUBT)
    checking = (now_of(world).state, told(world))

    world.work()

    assert checking == (Connection.CHECKING, "CHECKING")
    assert (now_of(world).state, told(world), token_of(world)) == (Connection.ACTIVE, None, "IG-token")


@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
def test_a_doubt_stays_one_while_instagram_is_down_and_is_asked_about_soon(fault: Fault) -> None:
    script = Script()
    world = quiet(script)
    script.always("Login.profile", fails(fault))
    world.blame_account(now_of(world), DOUBT)

    live(world, HOUR, step=MINUTE)
    during = now_of(world).state
    script.clear()
    live(world, 6 * MINUTE, step=MINUTE)

    assert (during, now_of(world).state) == (Connection.CHECKING, Connection.ACTIVE)


def test_a_new_name_reaches_the_forms_links_and_leaves_their_address_and_text() -> None:
    world = quiet()
    old = world.stores.forms.rows["ana"]
    world.login.rename(ANAS, "ana.new")

    live(world, LONGEST + MINUTE)

    form = world.stores.forms.rows["ana"]
    assert now_of(world).username == "ana.new"
    assert (form.slug, form.username, form.text) == ("ana", "ana.new", old.text)
    assert list(world.stores.forms.rows) == ["ana"]


def test_the_form_of_an_earlier_creator_does_not_follow_the_name() -> None:
    world = quiet()
    world.disconnect(ANA, ANAS)
    world.connect(BEN, ANAS, username="ana.two", token="IG-bens")
    world.login.rename(ANAS, "ana.new")

    live(world, LONGEST + MINUTE)

    assert {slug: form.username for slug, form in world.stores.forms.rows.items()} == {
        "ana": "ana",
        "ana.two": "ana.new",
    }


def test_a_token_that_stands_for_another_account_renames_nothing() -> None:
    world = quiet()
    world.login.join("999", "somebody.else")
    world.login.give("999", value="IG-token")

    live(world, LONGEST + MINUTE)

    assert now_of(world).username == "ana"
    assert world.stores.forms.rows["ana"].username == "ana"


def test_a_lost_subscription_is_found_within_a_day_renewed_and_told() -> None:
    world = quiet()
    world.login.members[ANAS].subscribed = False

    live(world, DAY + MINUTE)
    first = told(world)
    live(world, 4 * DAY)

    assert world.login.members[ANAS].subscribed
    assert (first, told(world)) == ("REPAIRED", None)


@pytest.mark.parametrize("answer", [lambda _: False, fails(DOWN)], ids=["refuses", "cannot renew"])
def test_a_subscription_that_instagram_does_not_give_is_told_and_asked_for_again_tomorrow(
    answer: Step,
) -> None:
    script = Script()
    world = quiet(script)
    world.login.members[ANAS].subscribed = False
    script.on("Login.subscribe", answer)

    live(world, DAY + MINUTE)
    first = told(world)
    live(world, DAY)

    assert first == "NO_EVENTS"
    assert world.login.members[ANAS].subscribed
    assert now_of(world).subscribed


@pytest.mark.parametrize("call", ["Login.permitted", "Login.subscribed"])
@pytest.mark.parametrize("fault", [DOWN, OFFLINE], ids=["no answer", "not reached"])
def test_a_check_that_nobody_answers_raises_no_alarm(call: str, fault: Fault) -> None:
    script = Script()
    world = quiet(script)
    script.on(call, fails(fault))

    live(world, WEEK + MINUTE)
    alarm = told(world)
    script.calls.clear()
    live(world, DAY + MINUTE)

    assert alarm is None
    assert script.calls.count("Login.subscribed") == 1


def test_messages_that_got_out_of_our_reach_are_told_until_they_are_back() -> None:
    world = quiet()
    world.login.members[ANAS].permitted = False

    live(world, WEEK + MINUTE)
    first = told(world)
    live(world, 10 * DAY)
    still = told(world)
    world.login.members[ANAS].permitted = True
    live(world, 5 * DAY)

    assert (first, still, told(world)) == ("PERMISSION_MISSING", "PERMISSION_MISSING", None)


def test_events_that_were_switched_on_again_stay_on_though_messages_are_out_of_reach() -> None:
    world = quiet()
    world.login.members[ANAS].subscribed = False
    world.login.members[ANAS].permitted = False

    live(world, WEEK + MINUTE)

    assert world.login.members[ANAS].subscribed
    assert now_of(world).subscribed
    assert told(world) == "PERMISSION_MISSING"


@pytest.mark.parametrize("call", ["Login.permitted", "Login.subscribed", "Login.subscribe"])
def test_a_check_that_meets_a_dead_token_ends_the_connection(call: str) -> None:
    script = Script()
    world = quiet(script)
    world.login.members[ANAS].subscribed = False
    script.on(call, fails(ended(Ended.PASSWORD_CHANGED)))

    live(world, WEEK + MINUTE)

    assert (now_of(world).state, now_of(world).ended) == (Connection.RECONNECT, Ended.PASSWORD_CHANGED)


def test_a_check_does_not_resubscribe_who_disconnects_meanwhile() -> None:
    script = Script()
    world = quiet(script)
    world.login.members[ANAS].subscribed = False
    live(world, WEEK - MINUTE)
    script.on("Login.permitted", before(lambda: world.disconnect(ANA, ANAS)))

    live(world, 10 * MINUTE, step=MINUTE)

    assert now_of(world).state is Connection.DISCONNECTED
    assert not now_of(world).subscribed


def test_a_refusal_in_a_check_is_no_reason_to_stop_sending() -> None:
    script = Script()
    world = quiet(script)
    script.on("Login.permitted", fails(NO_PERMISSION))
    live(world, WEEK + MINUTE)

    dm = world.queued()
    world.run()

    assert world.instagram.texts(PERSON) == [dm.text]
