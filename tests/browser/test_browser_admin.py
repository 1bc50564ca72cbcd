"""The admins' pages: what was sent, and a dead letter's way back to life."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import LocalWorld, until

CONTENT = {"status": 400, "code": 100}
OFF = {"status": 403, "code": 200, "subcode": 2534041}  # the account lets no tool read or write


@pytest.fixture(autouse=True)
def nothing_is_dead(place: LocalWorld) -> None:
    """What other tests have left behind is forgotten."""
    for group in place.call("GET", "/api/admin/dead-letters", who="user_ada", role="admin").data["groups"]:
        for one in group["items"]:
            assert place.call("DELETE", f"/api/leads/{one['leadId']}", who=one["creator"]).status == 200


def fails(visitor: Visitor, username: str) -> str:
    """A lead whose message Instagram refuses."""
    visitor.world.fault(OFF, path="/messages")
    lead = visitor.world.acting_lead(username, visitor.world.ben)
    visitor.world.ends(lead, "failed", account=visitor.world.ben)
    return lead


def counted(visitor: Visitor) -> int:
    """Messages that were sent in this world so far."""
    seen = visitor.world.call("GET", "/api/admin/overview", who="user_ada", role="admin").data
    return int(seen["windows"]["7d"]["sent"])


def test_what_was_sent_is_counted_while_one_looks(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    visitor.signs_in("Ada", then="/admin")
    visitor.goes("/admin?window=7d")
    before = counted(visitor)

    world.ends(world.acting_lead("admin.one"), "sent")
    now = until(lambda: counted(visitor), lambda sent: sent > before)
    page.reload()

    expect(page.locator(".tile", has_text=re.compile("^Sent")).locator("b")).to_have_text(str(now))
    expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("img", name="Messages per hour")).to_be_visible()
    page.get_by_text("The numbers").click()
    expect(page.get_by_role("row", name=re.compile("UTC")).first).to_be_visible()
    visitor.sees("Messages flow")
    assert visitor.complaints() == []


def test_a_dead_letter_is_checked_and_replayed(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    lead = fails(visitor, "admin.dead")
    visitor.signs_in("Ada", then="/admin/dead")
    visitor.sees("The account does not let connected tools send messages.")
    visitor.sees("Only its creator can allow that, in the Instagram app.")

    page.get_by_role("button", name="Check", exact=True).click()
    visitor.sees("1 message would go out")
    assert world.status(lead, world.ben)["dmStatus"] == "failed"
    assert visitor.complaints() == []

    page.get_by_role("button", name="Replay what would go out").click()
    visitor.sees("1 message is queued again")
    world.ends(lead, "sent", account=world.ben)
    assert len(world.inbox("admin.dead")) == 1


def test_a_whole_group_is_replayed_without_a_script(plain: Visitor) -> None:
    world, page = plain.world, plain.page
    leads = [fails(plain, f"admin.group{n}") for n in range(2)]
    plain.signs_in("Ada", then="/admin/dead")

    page.get_by_text("Replay the whole group").first.click()
    page.get_by_role("button", name="Replay the group").click()

    plain.sees("2 messages are queued again")
    for lead in leads:
        world.ends(lead, "sent", account=world.ben)
    page.get_by_role("link", name="Back to the list").click()
    plain.sees("Nothing is dead")


def test_some_of_a_group_are_checked_and_only_what_would_go_out_is_offered(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    leads = [fails(visitor, f"admin.some{n}") for n in range(3)]
    visitor.signs_in("Ada", then="/admin/dead")

    page.get_by_label(f"Select {leads[0]}-0").check()
    page.get_by_label(f"Select {leads[1]}-0").check()
    page.get_by_role("button", name="Check selected").click()
    visitor.sees("2 messages would go out")
    page.get_by_role("button", name="Replay what would go out").click()

    visitor.sees("2 messages are queued again")
    for lead in leads[:2]:
        world.ends(lead, "sent", account=world.ben)
    page.get_by_role("button", name="Replay", exact=True).click()
    visitor.sees("1 message is queued again")
    world.ends(leads[2], "sent", account=world.ben)


def test_where_a_replay_cannot_help_only_a_check_is_offered(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    world.fault(CONTENT, path="/messages")
    lead = world.acting_lead("admin.hopeless", world.ben)
    world.ends(lead, "failed", account=world.ben)
    visitor.signs_in("Ada", then="/admin/dead")
    card = page.get_by_role("region", name="Instagram refused the content.")
    expect(card.get_by_role("button")).to_have_text(["Check"])

    card.get_by_role("button", name="Check").click()

    visitor.sees("It would not go out")
    expect(page.locator("#result").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_creator_is_told_that_this_is_not_for_them(visitor: Visitor, theme: str) -> None:
    visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # one of its two words
    visitor.signs_in("Ana", then="/settings/instagram")

    for path in ("/admin", "/admin/dead"):
        visitor.goes(path)
        visitor.sees("This is not for you")
        assert visitor.complaints() == []
    visitor.goes("/dm/0123456789abcdef01234567")
    visitor.sees("There is nothing here")
    assert visitor.complaints() == []
    visitor.heard.clear()  # Chromium notes the 403s and the 404


def test_on_a_phone_nothing_runs_out_of_the_page_in_either_theme(visitor: Visitor) -> None:
    page = visitor.page
    fails(visitor, f"admin.phone.{visitor.world.api[-4:]}")
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for path in ("/admin", "/admin/dead"):
            visitor.signs_in("Ada", then=path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visitor.complaints() == []
        page.get_by_role("button", name="Check", exact=True).first.click()
        visitor.sees("would go out")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert visitor.complaints() == []
    page.get_by_role("button", name="Replay what would go out").click()
    visitor.sees("1 message is queued again")
