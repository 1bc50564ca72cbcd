"""The phone page: a person by hand, and every kind of trouble by one button."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import Json, LocalWorld, http, until

MORE = {"type": "postback", "title": "Tell me more", "payload": "MORE"}
ENDS = {
    "window": ("NOT_PERMITTED", "Instagram allows messages only within 24 hours"),
    "outage": ("UNKNOWN_OUTCOME", "Instagram reported an error of its own"),
    "content": ("INVALID_REQUEST", "Instagram refused the content of this message."),
    "limit": ("RATE_LIMIT", "Instagram asked this account to slow down."),
}


def takes(visitor: Visitor, person: str, account: str = "ana") -> None:
    visitor.goes(f"/dev/phone?account={account}&person={person}")


def offers(world: LocalWorld, person: str) -> None:
    """The account sends a message with a button."""
    igsid = world.sim("people", account="ana", username=person)["igsid"]
    payload = {"template_type": "button", "text": "Shall I go on?", "buttons": [MORE]}
    message = {"attachment": {"type": "template", "payload": payload}}
    body = {"recipient": {"id": igsid}, "message": message}
    bearer = {"Authorization": f"Bearer {world.ana['accessToken']}"}
    assert http("POST", f"{world.graph}/v26.0/me/messages", body, bearer).status == 200


def code_of(world: LocalWorld, lead: str, account: Json) -> str:
    """Why the lead's message did not go out, once that is known."""
    seen = until(lambda: world.status(lead, account), lambda status: status["dmError"])
    return str(seen["dmError"]["code"])


def test_a_person_opens_the_link_reads_writes_and_taps(visitor: Visitor) -> None:
    page, world = visitor.page, visitor.world
    lead = world.lead("phone_pia")
    takes(visitor, "phone_pia")
    page.get_by_role("button", name="Open as @phone_pia").first.click()  # the newest
    expect(page.get_by_role("log")).to_contain_text("CanaryText for you")
    visitor.sees("1 unread")

    page.get_by_role("button", name="Mark as seen").click()
    expect(page.get_by_role("log")).to_contain_text("Seen")
    until(lambda: world.status(lead["leadId"]), lambda status: status["dmReadAt"])

    box = page.get_by_label("Write to @ana")
    box.fill("Thank you!")
    box.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("You: Thank you!")
    expect(box).to_be_focused()
    offers(world, "phone_pia")
    page.get_by_role("button", name="Tell me more").click()
    expect(page.get_by_role("log")).to_contain_text("You: Tell me more")


@pytest.mark.parametrize("fault", ENDS)
def test_each_kind_of_trouble_is_one_button_and_the_dashboard_explains_it(
    visitor: Visitor, fault: str
) -> None:
    page, world = visitor.page, visitor.world
    code, sentence = ENDS[fault]
    name = f"Trouble {fault}"
    takes(visitor, "phone_tim", "ben")
    page.locator(f"#fault-{fault}").click()
    expect(page.locator("#wrong")).not_to_contain_text("Instagram is well.")

    lead = world.acting_lead(f"phone_{fault}", world.ben, name=name)
    assert code_of(world, lead, world.ben) == code
    visitor.signs_in("Ben")

    expect(page.get_by_role("row").filter(has_text=name).first).to_contain_text(sentence)
    http("DELETE", f"{world.graph}/_sim/faults")
    if fault == "limit":
        world.sim("clock", advance_s=21)  # past the pause that it asked for


def test_a_dead_token_is_said_and_a_new_login_sends_what_waited(visitor: Visitor) -> None:
    page, world = visitor.page, visitor.world
    visitor.signs_in("Ben", then="/dev/phone")
    takes(visitor, "phone_tom", "ben")
    page.get_by_role("button", name="Expire the token").click()
    visitor.sees("The token of @ben is dead.")
    lead = world.acting_lead("phone_tom", world.ben)
    assert code_of(world, lead, world.ben) == "TOKEN_EXPIRED"

    page.get_by_role("link", name="Connect again").click()
    page.get_by_role("link", name="Reconnect").first.click()
    page.get_by_label("ben").check()
    page.get_by_role("button", name="Allow").click()
    visitor.sees("@ben is connected.")

    takes(visitor, "phone_tom", "ben")
    expect(page.get_by_role("log")).to_contain_text("CanaryText for you")
    visitor.sees("Instagram is well.")


def test_without_a_script_people_write_comment_and_make_trouble(plain: Visitor) -> None:
    page = plain.page
    takes(plain, "phone_una")
    page.get_by_label("Write to @ana").fill("Hello")
    page.get_by_role("button", name="Write").click()
    page.get_by_label("Comment as @phone_una").fill("Great!")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("button", name="Block the account").click()

    expect(page.get_by_role("log")).to_contain_text("Hello")
    expect(page.locator("#comments")).to_contain_text("@phone_una Great!")
    plain.sees("This person blocks the account.")
    page.get_by_role("button", name="Clear all").click()
    plain.sees("Instagram is well.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_long_words_break_nothing(visitor: Visitor, theme: str) -> None:
    page = visitor.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # one of its two words
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    person = f"phone_{theme}"
    visitor.world.sim("say", account="ana", username=person, text="Wordwithoutend" * 60 + " مرحبا 👑")
    visitor.world.sim("comment", account="ana", username=person, text="Wordwithoutend" * 60)
    offers(visitor.world, person)
    takes(visitor, person)
    visitor.sees("Shall I go on?")

    assert visitor.complaints() == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
