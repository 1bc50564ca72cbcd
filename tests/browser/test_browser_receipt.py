"""The receipt in each of its states, and what goes wrong on the way to it, in both themes."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import Json, LocalWorld, until

OFF = {"status": 403, "code": 200, "subcode": 2_534_041}
LATE = {"status": 403, "code": 10, "subcode": 2_534_022}
SLOWER = {"status": 400, "code": 613, "headers": {"Retry-After": "5"}}
DOWN = {"status": 500, "code": 2}
REACHED = {  # what happened: what the receipt then says
    "waiting": "One step left",
    "sent": "It is in your messages",
    "seen": "You have read it",
    "refused": "We could not send it",
    "late": "We could not send it in time",
    "since": "You have written since",
    "unwanted": "You asked for no more messages",
    "wanted": "You can hear from @ben again",
    "unconfirmed": "It should be in your messages",
    "retrying": "It takes a little longer",
    "cancelled": "This message was called off",
    "whatsapp": "WhatsApp is coming soon",
}
FAULTS = {"refused": OFF, "late": LATE, "since": LATE, "unconfirmed": DOWN, "retrying": SLOWER}


def goes_to(world: LocalWorld, lead: Json, *states: str) -> Json:
    return world.ends(str(lead["leadId"]), *states, account=world.ben)


def says(world: LocalWorld, who: str, text: str) -> None:
    world.sim("say", account="ben", username=who, text=text)
    world.quiet()


def comes_to(world: LocalWorld, state: str, who: str) -> Json:
    """A lead of *who* at Ben's form that has come to *state*."""
    if state == "whatsapp":
        return world.lead(who, world.ben, provider="whatsapp", phone="+44 7700 900123")
    if state in {"unwanted", "wanted"}:
        says(world, who, "STOP")
    lead = world.lead(who, world.ben)
    if state == "cancelled":
        assert world.call("POST", f"/api/dm/cancel/{lead['leadId']}", who="user_ben").status == 200
    if state in {"waiting", "cancelled"}:
        return lead
    if state in FAULTS:
        world.fault(FAULTS[state], path="/messages", recipient=who)
    world.sim("open-link", link=lead["contactLink"], username=who)
    goes_to(world, lead, "sent", "failed", "unconfirmed", "retrying")
    if state in {"since", "wanted"}:
        says(world, who, "START")
    if state == "seen":
        world.sim("see", account="ben", username=who)
        until(lambda: world.status(lead["leadId"], world.ben), lambda status: status["dmReadAt"])
    return lead


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", REACHED)
def test_each_state_has_its_title_one_way_on_and_no_complaint_of_axe(
    visitor: Visitor, state: str, theme: str
) -> None:
    page, world = visitor.page, visitor.world
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # one of its two words
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    lead = comes_to(world, state, f"rec_{state}_{theme}")

    page.goto(lead["receiptUrl"])

    expect(page.get_by_role("heading", level=1)).to_have_text(REACHED[state])
    assert page.locator(".receipt .button").count() <= 1
    assert visitor.complaints() == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    if state == "retrying":
        world.sim("clock", advance_s=6)  # past the pause that Instagram asked for


def test_whoever_writes_start_while_they_look_is_not_asked_for_it_any_longer(visitor: Visitor) -> None:
    world = visitor.world
    lead = comes_to(world, "unwanted", "rec_changes_mind")
    visitor.page.goto(lead["receiptUrl"])
    visitor.sees("Write START to @ben")

    says(world, "rec_changes_mind", "START")
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    visitor.sees("You can hear from @ben again")
    expect(visitor.page.get_by_text("Write START")).to_have_count(0)
    visitor.page.get_by_role("link", name="Fill in the form again").click()
    visitor.sees("Hear from @ben")


def test_the_badge_and_the_text_ask_for_the_same_thing(visitor: Visitor) -> None:
    lead = visitor.world.lead("rec_badge")

    visitor.page.goto(lead["receiptUrl"])

    expect(visitor.page.locator(".receipt .badge")).to_have_text("Waiting for you")
    visitor.sees("send any word")
    expect(visitor.page.get_by_text("tap")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_goes_wrong_is_said_without_a_script_in_either_theme(visitor: Visitor, theme: str) -> None:
    page = visitor.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # one of its two words
    visitor.goes("/f/nobody")
    visitor.sees("There is nothing here")
    assert visitor.complaints() == []

    visitor.goes("/f/ana")
    form = page.locator("#lead")
    form.locator("textarea").fill("x" * 300_000)
    form.evaluate("form => form.submit()")  # as without a script
    visitor.sees("That is too much at once")
    assert visitor.complaints() == []
    page.get_by_role("link", name="Try again").click()

    visitor.sees("Hear from @ana")
    visitor.heard.clear()  # the browser notes the 404 and the 413
