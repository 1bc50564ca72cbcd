"""The form and its receipt, as the people see them who fill it in."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.site import site
from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import until


def fill_in(page: Page | FrameLocator, name: str = "Mia Lee") -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Yes, @ana may keep").check()


def send(visitor: Visitor) -> None:
    """Fills in the form and waits for the receipt."""
    visitor.goes("/f/ana")
    fill_in(visitor.page)
    visitor.page.get_by_role("button", name="Send to @ana").click()
    visitor.page.wait_for_url("**/f/ana/r/*")


def link_of(visitor: Visitor) -> str:
    found = visitor.page.get_by_role("link", name="Get it on Instagram").get_attribute("href")
    assert found is not None
    return found


def lead_of(visitor: Visitor) -> str:
    return visitor.page.url.rpartition("/")[2].partition("-")[0]


def test_from_the_form_by_one_tap_to_sent_and_seen(visitor: Visitor) -> None:
    send(visitor)
    visitor.sees("Waiting for you")

    visitor.world.sim("open-link", link=link_of(visitor), username="browser_mia")
    visitor.sees("It is in your messages")
    visitor.world.sim("see", account="ana", username="browser_mia")
    until(lambda: visitor.world.status(lead_of(visitor)), lambda status: status["dmReadAt"])
    visitor.page.reload()

    visitor.sees("You have read it")


def test_without_a_script_it_is_the_same(plain: Visitor) -> None:
    send(plain)
    plain.world.sim("open-link", link=link_of(plain), username="browser_kim")
    plain.world.ends(lead_of(plain), "sent")
    plain.page.reload()

    plain.sees("It is in your messages")


def test_a_failure_tells_the_visitor_what_to_do_and_nothing_of_the_creators_settings(
    visitor: Visitor,
) -> None:
    send(visitor)
    visitor.world.fault({"code": 200, "subcode": 2534041}, path="/messages")
    visitor.world.sim("open-link", link=link_of(visitor), username="browser_noa")

    visitor.sees("We could not send it")
    visitor.sees("It is nothing that you did.")
    expect(visitor.page.get_by_role("link", name="Open the chat")).to_have_attribute(
        "href", "https://ig.me/m/ana"
    )


def test_whatsapp_is_coming_soon_and_opens_with_the_text(visitor: Visitor) -> None:
    visitor.goes("/f/ana")
    fill_in(visitor.page)
    visitor.page.get_by_label("WhatsApp").check()
    visitor.page.get_by_label("Your phone number").fill("+44 7700 900123")
    expect(visitor.page.get_by_label("Your Instagram user name")).to_be_hidden()
    visitor.page.get_by_role("button", name="Send to @ana").click()

    link = visitor.page.get_by_role("link", name="Open WhatsApp")
    expect(link).to_have_attribute("href", re.compile(r"https://wa\.me/447700900123\?text=Hi%20Mia"))
    expect(link).to_have_attribute("rel", "noopener")
    visitor.sees("Coming soon")


def send_what_is_wrong(visitor: Visitor) -> None:
    visitor.goes("/f/ana")
    fill_in(visitor.page)
    visitor.page.get_by_label("Your Instagram user name").fill("not a name")
    visitor.page.get_by_role("textbox", name="Message").fill("First line\nsecond")
    visitor.page.get_by_role("button", name="Send to @ana").click()
    visitor.sees("An Instagram user name has letters")
    visitor.heard.clear()  # Chromium notes the 422


def keeps_what_was_typed(page: Page) -> None:
    wrong = page.get_by_label("Your Instagram user name")
    expect(wrong).to_have_value("not a name")
    expect(wrong).to_have_accessible_description(re.compile("An Instagram user name has letters"))
    expect(page.get_by_role("textbox", name="Message")).to_have_value("First line\nsecond")
    expect(page.get_by_label("Yes, @ana may keep")).to_be_checked()


def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    send_what_is_wrong(visitor)

    keeps_what_was_typed(visitor.page)
    expect(visitor.page.get_by_label("Your Instagram user name")).to_be_focused()


def test_without_a_script_nothing_typed_is_lost_either(plain: Visitor) -> None:
    send_what_is_wrong(plain)

    keeps_what_was_typed(plain.page)


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    visitor.goes("/f/ana")
    keys = visitor.page.keyboard
    keys.press("Tab")
    keys.type("Mia Lee")
    for _ in range(4):  # the way, the user name, the message, the consent
        keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")

    visitor.page.wait_for_url("**/f/ana/r/*")
    keys.press("Tab")
    expect(visitor.page.get_by_role("link", name="Get it on Instagram")).to_be_focused()


def test_on_another_site_the_form_opens_over_the_page_and_gives_the_focus_back(visitor: Visitor) -> None:
    page, api = visitor.page, visitor.world.api
    script = f'<script src="{api}/embed.js" data-form="ana" data-label="Get the guide" defer></script>'
    with site(f"<main><h1>Recipes</h1>{script}</main>", trusts=api) as address:
        page.goto(address)
        button = page.get_by_role("button", name="Get the guide")
        button.click()
        dialog, form = page.get_by_role("dialog", name="Get the guide"), page.frame_locator("iframe")
        fill_in(form)
        height = form.locator("body").evaluate("body => body.offsetHeight")
        expect(form.owner).to_have_css("height", f"{height}px")

        page.keyboard.press("Escape")  # the focus is in the frame
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(form.get_by_label("Your name")).to_have_value("Mia Lee")
        form.get_by_role("button", name="Send to @ana").click()
        expect(form.get_by_role("link", name="Get it on Instagram")).to_be_visible()
        assert visitor.complaints() == []

        page.get_by_role("button", name="Close").click()
        expect(button).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visitor: Visitor, theme: str) -> None:
    visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # one of its two words
    visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visitor.goes("/f/ana")
    assert visitor.complaints() == []
    visitor.page.get_by_role("button", name="Send to @ana").click()
    visitor.sees("Please tell us your name")
    assert visitor.complaints() == []
    visitor.heard.clear()  # Chromium notes the 422

    send(visitor)

    assert visitor.complaints() == []
