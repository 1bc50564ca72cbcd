"""One message's page: its story, a doubt that its creator settles, and a person who is deleted."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import LocalWorld


def test_a_message_tells_its_story_as_it_happens(visitor: Visitor) -> None:
    lead = visitor.world.lead("sam.story", name="Sam Story")
    visitor.signs_in("Ana", then=f"/dm/{lead['leadId']}")
    visitor.sees("Give them this link; one tap, and the message goes out:")
    visitor.sees(lead["contactLink"])
    visitor.page.get_by_text("Technical details").click()

    visitor.world.sim("open-link", link=lead["contactLink"], username="sam.story")
    visitor.world.ends(lead["leadId"], "sent")
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(visitor.page.locator("#who").get_by_text("Sent")).to_be_visible()
    steps = visitor.page.locator(".steps > li")
    expect(steps.filter(has_text="The person came through the contact link.")).to_be_visible()
    expect(
        steps.filter(has_text=re.compile(r"Attempt 1: Instagram took the message, in \d+ ms"))
    ).to_be_visible()
    expect(visitor.page.get_by_role("cell", name="200")).to_be_visible()


def test_a_doubt_is_settled_by_a_look_into_the_conversation(visitor: Visitor) -> None:
    with visitor.world.unproven(lookups=False):
        visitor.world.fault({"apply_then": "drop"}, path="/messages", recipient="dora.doubt")
        lead = visitor.world.acting_lead("dora.doubt", name="Dora Doubt")
        visitor.world.ends(lead, "unconfirmed")
        visitor.signs_in("Ana", then=f"/dm/{lead}")
        visitor.sees("Instagram did not answer clearly, so the message may have arrived.")

        visitor.page.locator("summary", has_text="Mark as sent").click()
        visitor.page.get_by_role("button", name="Mark as sent").click()

        visitor.sees("Marked as sent, on your word.")
        expect(visitor.page.locator("#who").get_by_text("Sent")).to_be_visible()
        visitor.sees("Marked as sent by the creator.")
    assert len(visitor.world.inbox("dora.doubt")) == 1


def test_what_was_settled_meanwhile_is_a_sentence(plain: Visitor) -> None:
    lead = plain.world.lead("mo.meanwhile", name="Mo")["leadId"]
    plain.signs_in("Ana", then=f"/dm/{lead}")
    plain.world.call("POST", f"/api/dm/cancel/{lead}", who="user_ana")

    plain.page.locator("summary", has_text="Cancel").click()
    plain.page.get_by_role("button", name="Call it off").click()

    plain.sees("That was not possible any more: something has changed. This is how it stands now.")
    plain.sees("Called off before it was sent.")


def test_a_refused_text_is_changed_and_outlives_the_session(visitor: Visitor) -> None:
    visitor.world.fault({"status": 400, "code": 100}, path="/messages", recipient="rae.reword")
    lead = visitor.world.acting_lead("rae.reword", name="Rae Reword")
    visitor.world.ends(lead, "failed")
    visitor.signs_in("Ana", then=f"/dm/{lead}")
    text = visitor.page.get_by_label("The text")
    text.fill("Hello Rae, once more")
    visitor.page.context.clear_cookies()

    visitor.page.get_by_role("button", name="Send the changed text").click()
    visitor.sees("You were signed out. Nothing that you typed is lost.")
    expect(text).to_have_value("Hello Rae, once more")
    visitor.heard.clear()  # the browser notes the honest 401
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Sign in").click()
    opened.value.get_by_role("button", name="Ana").click()
    opened.value.wait_for_url(f"**/dm/{lead}")
    opened.value.close()
    visitor.page.get_by_role("button", name="Send the changed text").click()

    visitor.sees("The new text is on its way.")
    visitor.world.ends(lead, "sent")
    assert visitor.world.inbox("rae.reword") == ["Hello Rae, once more"]


@pytest.mark.parametrize("scripted", [True, False], ids=["with a script", "without"])
def test_a_further_message_is_written_and_the_earlier_one_keeps_its_story(
    chrome: Browser, place: LocalWorld, *, scripted: bool
) -> None:
    with Visitor.arrives(chrome, place, java_script_enabled=scripted) as visitor:
        person, page = f"wendy.{scripted}".lower(), visitor.page
        lead = place.acting_lead(person, name="Wendy Write")
        place.ends(lead, "sent")
        visitor.signs_in("Ana", then=f"/dm/{lead}")
        page.get_by_label("Your message").fill("One more thing")

        page.get_by_role("button", name="Send it").click()

        visitor.sees("Your message is booked: the story tells how it goes on.")
        place.quiet()
        assert place.inbox(person)[1:] == ["One more thing"]
        visitor.goes(f"/dm/{lead}")
        earlier = page.locator("#earlier > details")
        expect(earlier).to_have_count(1)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        text = earlier.locator("summary bdi").first.bounding_box()
        assert text is not None
        assert text["width"] > PHONE[0] / 2  # beside badge and time each letter had a line of its own
        earlier.locator("summary").first.click()
        expect(earlier.get_by_text("The person came through the contact link.")).to_be_visible()
        expect(page.locator("#text")).to_contain_text("One more thing")
        assert visitor.heard == []


def test_what_is_being_written_outlives_what_happens_meanwhile(visitor: Visitor) -> None:
    lead = visitor.world.acting_lead("pia.patient", name="Pia")
    visitor.world.ends(lead, "sent")
    visitor.signs_in("Ana", then=f"/dm/{lead}")
    box = visitor.page.get_by_label("Your message")
    box.fill("half a sent")

    visitor.world.sim("say", account="ana", username="pia.patient", text="STOP")
    visitor.world.quiet()
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visitor.sees("nothing reaches them until they write START")
    expect(box).to_have_value("half a sent")

    visitor.page.get_by_role("button", name="Send it").click()
    visitor.sees("Nothing was sent. They asked for no more messages.")
    expect(visitor.page.get_by_label("Your message")).to_have_value("half a sent")
    visitor.heard.clear()  # Chromium notes the 422
    assert len(visitor.world.inbox("pia.patient")) == 1


@pytest.mark.parametrize("width", [PHONE[0], 1_440])
def test_a_person_is_deleted_after_a_question(visitor: Visitor, width: int) -> None:
    lead = visitor.world.lead(f"del.{width}", name=f"Del {width}")["leadId"]
    visitor.page.set_viewport_size({"width": width, "height": PHONE[1]})
    visitor.signs_in("Ana", then=f"/dm/{lead}")
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert visitor.complaints() == []

    visitor.page.get_by_text("Delete this person").click()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.page.get_by_role("button", name="Delete for good").click()

    visitor.sees("Everything about this person is deleted.")
    expect(visitor.page.get_by_role("row").filter(has_text=f"Del {width}")).to_have_count(0)
    assert visitor.world.call("GET", f"/api/dm/status/{lead}", who="user_ana").status == 404
