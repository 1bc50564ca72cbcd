"""Automations as a creator sees them: set up in the browser, answered on Instagram, paused, tried."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import LocalWorld, until

HERE = "/automations"


def sets_up(visitor: Visitor, name: str, word: str) -> None:
    """A keyword, a text and a button, typed by a person."""
    page = visitor.page
    visitor.signs_in(then="/automations/new")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Words, one per line").fill(word)
    page.get_by_label("Message", exact=True).fill("Hi {first_name}! Here it is: {link}")
    page.get_by_label(re.compile("^Link")).fill("https://example.com/guide")
    page.get_by_text("Buttons or quick replies").click()
    page.get_by_label("Button 1: title").fill("Open it")
    page.get_by_label("Button 1: address").fill("https://example.com/guide")


def comments(visitor: Visitor, username: str, text: str) -> None:
    visitor.world.sim("comment", account="ana", username=username, text=text)


def removes_all(visitor: Visitor) -> None:
    """What the other place's visitor has left would answer, too."""
    found = visitor.world.call("GET", "/api/automations", who="user_ana").data["automations"]
    for one in found:
        visitor.world.call("DELETE", f"/api/automations/{one['automationId']}", who="user_ana")


def set_up_by_api(visitor: Visitor, name: str) -> str:
    """The id of an automation that answers every comment."""
    account = visitor.world.ana["instagramBusinessId"]
    body = {"instagramBusinessId": account, "name": name, "trigger": "comment", "message": "Hello!"}
    made = visitor.world.call("POST", "/api/automations", body, who="user_ana")
    return str(made.data["automationId"])


def test_a_keyword_is_set_up_tried_answered_and_paused(visitor: Visitor) -> None:
    page = visitor.page
    sets_up(visitor, "Guide", "guide")
    page.get_by_role("button", name="Set it up").click()
    visitor.sees("Your automation is set up.")

    page.get_by_label("Somebody says").fill("The GUIDE, please!")
    page.get_by_role("button", name="Try it").click()
    visitor.sees("Would be answered")
    expect(page.locator(".bubble")).to_contain_text("Hi Mia! Here it is: https://example.com/guide")
    expect(page.locator(".taps")).to_have_text("Open it")
    assert visitor.complaints() == []

    comments(visitor, "auto.one", "guide?")
    [said] = until(lambda: visitor.world.inbox("auto.one"), bool)
    assert "https://example.com/guide" in said

    visitor.goes(HERE)
    expect(page.get_by_role("row", name="Guide").get_by_role("cell").nth(2)).to_have_text("1")
    page.get_by_role("button", name="Pause Guide").click()
    visitor.sees("Paused: it answers nobody")
    comments(visitor, "auto.two", "guide?")
    visitor.world.quiet()
    page.get_by_role("link", name="Not answered, and why").click()

    row = page.get_by_role("row", name="@auto.two")
    expect(row).to_contain_text("The automation that fits is paused.")
    assert visitor.world.inbox("auto.two") == []
    assert visitor.complaints() == []
    removes_all(visitor)


def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(visitor: Visitor) -> None:
    page = visitor.page
    sets_up(visitor, "Guide", "guide")
    page.get_by_label("Message", exact=True).fill("Hi {nam}, " + "é" * 430)
    expect(page.get_by_text("1000 of 1000 bytes")).to_be_visible()
    page.get_by_role("button", name="Set it up").click()

    visitor.sees("Has the unknown variable {nam}")
    message = page.get_by_label("Message", exact=True)
    expect(message).to_be_focused()
    expect(message).to_have_value("Hi {nam}, " + "é" * 430)
    expect(page.get_by_label("Button 1: title")).to_have_value("Open it")
    assert visitor.complaints() == []

    visitor.heard.clear()  # Chromium notes the 422
    message.fill("Hello! {link}")
    page.get_by_role("button", name="Set it up").click()
    visitor.sees("Your automation is set up.")
    removes_all(visitor)


def test_without_a_script_it_is_set_up_tried_and_deleted(plain: Visitor) -> None:
    page = plain.page
    sets_up(plain, "Plain", "plain")
    page.get_by_role("button", name="One more quick reply").click()
    expect(page.get_by_label(re.compile("^Quick reply . starts"))).to_have_count(1)
    expect(page.get_by_label("Button 1: title")).to_have_value("Open it")
    page.get_by_label("Somebody says").fill("plain")
    page.get_by_role("button", name="Try it").click()
    plain.sees("Would be answered")
    page.get_by_role("button", name="Set it up").click()
    plain.sees("Your automation is set up.")

    page.get_by_role("link", name="All automations").click()
    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Delete it").click()

    plain.sees("The automation is gone.")
    plain.sees("No automation yet")


def test_on_a_phone_nothing_runs_out_of_the_page_in_either_theme(visitor: Visitor) -> None:
    page, name = visitor.page, "A name that nobody needs " + "w" * 80
    body = {"instagramBusinessId": visitor.world.ana["instagramBusinessId"], "name": name}
    more = {"trigger": "message", "match": {"mode": "one_of", "words": ["W" * 80, "يلا"]}, "message": "Hi"}
    visitor.world.call("POST", "/api/automations", {**body, **more}, who="user_ana")
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for path in (HERE, "/automations/new", "/activity"):
            visitor.signs_in(then=path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visitor.complaints() == []
    removes_all(visitor)


@pytest.mark.parametrize("scripted", [True, False], ids=["with a script", "without"])
def test_of_two_tabs_the_later_one_overwrites_nothing_unseen(
    chrome: Browser, place: LocalWorld, *, scripted: bool
) -> None:
    with Visitor.arrives(chrome, place, java_script_enabled=scripted) as visitor:
        path = f"{HERE}/{set_up_by_api(visitor, 'Guide')}"
        visitor.signs_in(then=path)
        page, other = visitor.page, visitor.page.context.new_page()
        page.get_by_label("Message", exact=True).fill("Mine")
        other.goto(place.api + path)
        other.get_by_label("Message", exact=True).fill("Theirs")
        other.get_by_role("button", name="Save").click()
        expect(other.get_by_text("Saved.").first).to_be_visible()
        other.close()

        page.get_by_role("button", name="Save").click()
        visitor.sees("It was changed since you opened it")
        changed = page.get_by_role("row", name="Message")
        expect(changed).to_contain_text("Theirs")
        expect(changed).to_contain_text("Mine")
        expect(page.get_by_label("Message", exact=True)).to_have_value("Mine")
        if scripted:
            assert visitor.complaints() == []

        page.get_by_role("button", name="Save mine over it").click()
        visitor.sees("Saved.")
        expect(page.get_by_label("Message", exact=True)).to_have_value("Mine")
        removes_all(visitor)


def test_only_the_input_that_is_wrong_is_marked(visitor: Visitor) -> None:
    page = visitor.page
    sets_up(visitor, "Guide", "guide")
    page.get_by_label("Button 2: title").fill("More")
    page.get_by_role("button", name="Set it up").click()

    visitor.sees("More: needs either a url to open or an automation to start.")
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    expect(page.get_by_label("Button 2: address")).to_be_focused()
    visitor.heard.clear()  # Chromium notes the 422


def test_everybody_can_use_an_automation_and_its_trial_in_either_theme(visitor: Visitor) -> None:
    page, path = visitor.page, f"{HERE}/{set_up_by_api(visitor, 'Guide')}"
    visitor.signs_in(then=path)
    page.get_by_label("Somebody says").fill("anything")
    page.get_by_role("button", name="Try it").click()
    visitor.sees("Would be answered")

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (PHONE[0], 1_440):
            page.set_viewport_size({"width": width, "height": PHONE[1]})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert visitor.complaints() == []
    removes_all(visitor)
