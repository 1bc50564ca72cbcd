"""Back from the receipt, and a clock that is wrong."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

BEHIND = "const now = Date.now.bind(Date); Date.now = () => now() - 420000"


def receipts(visitor: Visitor) -> set[str]:
    """Fills the form in, goes back, and sends again what the browser has put there."""
    found = set()
    visitor.goes("/f/ana")
    visitor.page.get_by_label("Your name").fill("Went Back")
    visitor.page.get_by_label("Your Instagram user name").fill("went.back")
    visitor.page.get_by_label("Yes, @ana may keep").check()
    for _ in range(2):
        visitor.page.get_by_role("button", name="Send to @ana").click()
        visitor.page.wait_for_url("**/f/ana/r/*")
        found.add(visitor.page.url)
        visitor.page.go_back()
        expect(visitor.page.get_by_label("Your name")).to_be_visible()
    return found


def test_back_from_the_receipt_and_the_same_sent_again_is_one_lead(visitor: Visitor) -> None:
    assert len(receipts(visitor)) == 1


def test_back_and_the_same_again_is_one_lead_without_a_script(plain: Visitor) -> None:
    assert len(receipts(plain)) == 1


def test_what_has_happened_is_never_still_to_come_for_a_clock_that_is_behind(visitor: Visitor) -> None:
    visitor.world.lead("clock.behind", visitor.world.ben, name="clock.behind")
    visitor.page.add_init_script(BEHIND)

    visitor.signs_in("Ben", then="/dashboard?q=clock.behind")

    row = visitor.page.get_by_role("row").filter(has_text="clock.behind")
    expect(row.locator("td.when")).to_have_text(re.compile("just now"))
