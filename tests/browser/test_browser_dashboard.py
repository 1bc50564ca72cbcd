"""The dashboard, as its creator uses it: what failed is seen, understood and sent again."""

import re

from playwright.sync_api import Browser, Locator, expect

from tests.browser.visitor import PHONE, Visitor
from tests.world.driver import LocalWorld

MORE_THAN_ONE_GO = 130  # leads: a request looks at 125
NOTICE_PROGRESS = """new MutationObserver(() => {
  const run = document.querySelector("#run p");
  if (run) window.told = run.textContent;
}).observe(document.body, { childList: true, subtree: true })"""
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"  # to this tab: it looks at once
# Connected tools may not send: another attempt may work.
REFUSED = {"status": 403, "code": 200, "subcode": 2_534_041}
CLOSED = {"status": 400, "code": 10, "subcode": 2_534_022}
RETRY_ALL = re.compile(r"^Retry all (\d+|that can work)$")
GO = re.compile(r"^(Retry \d+|Look and retry)$")


def row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("row").filter(has_text=name)


def failed(visitor: Visitor, *names: str) -> None:
    """Somebody of each name, whose message Instagram refuses once."""
    world = visitor.world
    for name in names:
        world.fault(REFUSED, recipient=name, path="/messages")
        world.ends(world.acting_lead(name, world.ben, name=name), "failed", account=world.ben)


def test_what_failed_is_retried_and_its_new_attempt_is_seen_without_reloading(visitor: Visitor) -> None:
    failed(visitor, "robin")
    visitor.signs_in("Ben")
    robin = row(visitor, "robin")
    expect(robin).to_contain_text("Your Instagram account does not let connected tools send messages.")
    visitor.page.evaluate("window.loadedOnce = true")

    robin.get_by_role("button", name="Retry").click()

    visitor.sees("Queued again: a new attempt is on its way.")
    expect(robin.get_by_text("Sent")).to_be_visible()
    expect(robin.get_by_role("cell").nth(3)).to_have_text("2")
    assert len(visitor.world.inbox("robin")) == 1
    assert visitor.page.evaluate("window.loadedOnce")


def test_all_that_failed_are_sent_after_one_question(visitor: Visitor) -> None:
    failed(visitor, "one.of.three", "two.of.three", "three.of.three")
    visitor.signs_in("Ben", then="/dashboard?status=failed")
    ask = visitor.page.get_by_text(RETRY_ALL)
    expect(ask).to_be_visible()

    ask.click()
    expect(visitor.page.get_by_text(re.compile("that another attempt can help now"))).to_be_visible()
    visitor.page.get_by_role("button", name=GO).click()

    visitor.sees("queued again, with a new attempt")
    visitor.goes("/dashboard?q=of.three")
    expect(visitor.page.get_by_role("row").filter(has_text="of.three").get_by_text("Sent")).to_have_count(3)


def test_a_retry_among_many_leads_shows_how_far_it_is(chrome: Browser, root_world: LocalWorld) -> None:
    with Visitor.arrives(chrome, root_world) as visitor:
        failed(visitor, "far.away")
        for n in range(MORE_THAN_ONE_GO):
            visitor.world.lead(f"crowd{n}", visitor.world.ben, name="Crowd")
        visitor.signs_in("Ben")
        visitor.page.evaluate(NOTICE_PROGRESS)

        visitor.page.get_by_text(RETRY_ALL).click()
        visitor.page.get_by_role("button", name=GO).click()

        visitor.sees("queued again, with a new attempt")
        assert "Looked at " in visitor.page.evaluate("window.told")
        visitor.goes("/dashboard?q=far.away")
        visitor.page.get_by_role("link", name="Look further").click()
        expect(row(visitor, "far.away").get_by_text("Sent")).to_be_visible()
        assert visitor.heard == []


def test_without_a_script_everything_is_there_too(plain: Visitor) -> None:
    failed(plain, "plain.paula")
    plain.signs_in("Ben", then="/dashboard?q=plain.paula")

    plain.page.get_by_role("checkbox", name="Choose plain.paula").check()
    plain.page.get_by_role("button", name="Retry selected").click()

    plain.sees("1 message queued again, with a new attempt.")
    plain.world.quiet()
    plain.goes("/dashboard?q=plain.paula")
    expect(row(plain, "plain.paula").get_by_text("Sent")).to_be_visible()


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    failed(visitor, "kim.keys")
    visitor.world.lead("kim.waits", visitor.world.ben, name="kim.waits")
    visitor.signs_in("Ben")
    keys = visitor.page.keyboard

    keys.press("/")
    expect(visitor.page.get_by_label("Search")).to_be_focused()
    keys.type("kim.")
    keys.press("Enter")
    expect(visitor.page.get_by_role("row").filter(has_text="kim.")).to_have_count(2)

    cancel = row(visitor, "kim.waits").get_by_text("Cancel")
    cancel.focus()
    keys.press("Enter")
    question = row(visitor, "kim.waits").get_by_text("nothing more goes out")
    expect(question).to_be_visible()
    keys.press("Escape")
    expect(question).to_be_hidden()
    expect(cancel).to_be_focused()

    row(visitor, "kim.keys").get_by_role("button", name="Retry").focus()
    keys.press("Enter")
    expect(row(visitor, "kim.keys").get_by_text("Sent")).to_be_visible()
    expect(row(visitor, "kim.keys").get_by_role("link").first).to_be_focused()


def test_filters_find_and_say_what_they_left_out(visitor: Visitor) -> None:
    visitor.world.lead("fay.filter", visitor.world.ben, name="fay.filter")
    visitor.signs_in("Ben")

    visitor.page.get_by_label("Search").fill("fay.filter")
    visitor.page.get_by_label("Channel").select_option("WhatsApp")
    visitor.page.get_by_role("button", name="Show").click()
    nothing = re.compile("Nothing (there )?matches WhatsApp · “fay.filter”")
    expect(visitor.page.get_by_text(nothing)).to_be_visible()

    visitor.page.get_by_label("Channel").select_option("Instagram")
    visitor.page.get_by_role("button", name="Show").click()
    expect(row(visitor, "fay.filter")).to_be_visible()
    visitor.page.get_by_role("link", name="Pending").click()
    expect(visitor.page.get_by_role("link", name="Pending")).to_have_attribute("aria-current", "true")
    visitor.goes("/dashboard?cursor=forged")
    visitor.sees("leads to no page of the list")


def test_days_are_asked_for_without_a_script_too(plain: Visitor) -> None:
    plain.world.lead("dana.day", plain.world.ben, name="dana.day")
    plain.signs_in("Ben", then="/dashboard?q=dana.day")
    today = plain.page.locator("time").first.get_attribute("datetime") or ""

    for name, day in (("From", today[:10]), ("To", today[:10])):
        plain.page.get_by_label(name, exact=True).fill(day)
    plain.page.get_by_role("button", name="Show").click()
    expect(row(plain, "dana.day")).to_be_visible()

    plain.page.get_by_label("To", exact=True).fill("2020-01-02")
    plain.page.get_by_role("button", name="Show").click()
    plain.sees("The first day is after the last one, so both were left out.")


def test_who_writes_again_after_a_closed_window_is_seen_and_retried(visitor: Visitor) -> None:
    world = visitor.world
    world.fault(CLOSED, recipient="bea.back", path="/messages")
    lead = world.acting_lead("bea.back", world.ben, name="bea.back")
    world.ends(lead, "failed", account=world.ben)
    visitor.signs_in("Ben", then="/dashboard?q=bea.back")
    bea = row(visitor, "bea.back")
    expect(bea.get_by_role("checkbox")).to_have_count(0)

    world.sim("say", account="ben", username="bea.back", text="hello?")
    world.quiet()
    visitor.page.evaluate(COMES_BACK)
    expect(bea.get_by_text("They wrote again")).to_be_visible()
    visitor.goes("/activity")
    visitor.page.get_by_role("link", name="look at it and retry").first.click()
    visitor.sees("They wrote or tapped again")
    visitor.page.get_by_role("button", name="Retry").click()

    expect(visitor.page.locator("#who").get_by_text("Sent")).to_be_visible()
    assert len(world.inbox("bea.back")) == 1


def test_a_page_looks_again_soon_after_somebody_did_something(visitor: Visitor) -> None:
    visitor.world.lead("quick.quinn", visitor.world.ben, name="quick.quinn")
    visitor.signs_in("Ben", then="/dashboard?q=quick.quinn")

    row(visitor, "quick.quinn").get_by_text("Cancel").click()
    visitor.page.get_by_role("button", name="Call it off").click()
    visitor.sees("Called off: it will not be sent.")

    with visitor.page.expect_response("**/dashboard?q=quick.quinn", timeout=5_000):
        pass  # a calm page would look after 15 seconds


def test_a_paused_page_stands_still_until_it_goes_on(visitor: Visitor) -> None:
    visitor.world.lead("pat.before", visitor.world.ben, name="pat.before")
    visitor.signs_in("Ben", then="/dashboard?q=pat.")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    pause = visitor.page.get_by_role("button", name="Hold updates")
    held = visitor.page.get_by_role("button", name="Updates are held: go on")

    visitor.page.evaluate("document.documentElement.dataset.poll = '0.1'")
    pause.click()
    expect(held).to_be_visible()
    visitor.page.evaluate(COMES_BACK)
    visitor.world.lead("pat.after", visitor.world.ben, name="pat.after")
    visitor.page.wait_for_timeout(300)  # three looks' time
    still = len(asked)
    held.click()

    expect(row(visitor, "pat.after")).to_be_visible()
    assert asked[:still] == []


def test_a_session_that_ends_is_said_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    visitor.signs_in("Ben")
    visitor.page.get_by_label("Search").fill("half-typed")
    visitor.page.context.clear_cookies()
    visitor.page.route("**/dev/sign-in*", lambda route: route.abort())

    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    visitor.sees("You were signed out. Nothing that you typed is lost.")
    expect(visitor.page.get_by_label("Search")).to_have_value("half-typed")


def test_everybody_can_use_it_on_any_screen(visitor: Visitor) -> None:
    failed(visitor, "w" * 30)
    visitor.world.lead("long.name", visitor.world.ben, name="W" * 200)
    visitor.signs_in("Ben")
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert visitor.complaints() == []
    for width in (PHONE[0], 768):
        visitor.page.set_viewport_size({"width": width, "height": PHONE[1]})
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visitor.complaints() == []
