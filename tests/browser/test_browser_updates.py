"""A page that looks again takes over what has changed, and leaves alone what people are at."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.visitor import Visitor

COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"  # to this tab: it looks at once
PAGE = """<!doctype html><html lang="en" data-base="{base}" data-poll="2"><head><title>A page</title>
<script type="module" src="{base}/assets/app.js"></script></head>
<body><main id="main"><section id="part" data-live>{part}</section></main>
<div id="toasts" role="status"></div></body></html>"""
SECOND = 1_000  # milliseconds
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTLED = """() => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done;
  port2.postMessage(0);
})"""
CHOICE = """<p id="said">{0}</p>
<select id="s" aria-label="Choice"><option>one</option><option>two</option>{1}</select>"""


def shows(visitor: Visitor, *parts: str) -> list[str]:
    """A page of ours whose live part is the first, then the next; the last stays. *asked* is each look."""
    left, asked, base = list(parts), list[str](), visitor.world.api

    def answer(route: Route) -> None:
        asked.append(route.request.method)
        part = left.pop(0) if len(left) > 1 else left[0]
        route.fulfill(body=PAGE.format(base=base, part=part), content_type="text/html; charset=utf-8")

    visitor.page.route("**/f/ana", answer)
    visitor.goes("/f/ana")
    visitor.page.wait_for_load_state("networkidle")
    return asked


def looks(page: Page) -> None:
    with page.expect_response("**/f/ana"):
        page.evaluate(COMES_BACK)


def test_a_box_that_somebody_ticked_stays_ticked_where_rows_come_and_go(visitor: Visitor) -> None:
    row = '<p id="r{0}"><input type="checkbox" id="c{0}" aria-label="Row {0}"> {0}</p>'
    shows(visitor, row.format(1) + row.format(2), row.format(0) + row.format(2))
    visitor.page.get_by_label("Row 2").check()

    looks(visitor.page)

    expect(visitor.page.get_by_label("Row 0")).not_to_be_checked()
    expect(visitor.page.get_by_label("Row 1")).to_have_count(0)
    expect(visitor.page.get_by_label("Row 2")).to_be_checked()


def test_a_box_is_ticked_by_nobody_but_who_looks_at_it(visitor: Visitor) -> None:
    box = '<p id="said">{0}</p><input type="checkbox" id="c" aria-label="Box"{1}>'
    shows(visitor, box.format("first", ""), box.format("second", " checked"))

    looks(visitor.page)

    visitor.sees("second")
    expect(visitor.page.get_by_label("Box")).not_to_be_checked()


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "about to type"])
def test_a_text_under_somebodys_hands_stays_as_it_is(visitor: Visitor, typed: bool) -> None:  # noqa: FBT001 - a case
    part = '<p id="said">{0}</p><textarea id="t" aria-label="Text">{0}</textarea>'
    shows(visitor, part.format("first"), part.format("second"))
    box = visitor.page.get_by_label("Text")
    box.press("End")
    if typed:
        box.press_sequentially("!")

    looks(visitor.page)

    visitor.sees("second")
    expect(box).to_have_value("first!" if typed else "first")
    expect(box).to_be_focused()


def test_a_choice_stays_chosen_although_others_come(visitor: Visitor) -> None:
    shows(visitor, CHOICE.format("first", ""), CHOICE.format("second", "<option selected>three</option>"))
    visitor.page.get_by_label("Choice").select_option("two")

    looks(visitor.page)

    visitor.sees("second")
    expect(visitor.page.get_by_label("Choice")).to_have_value("two")


def test_a_click_beside_an_open_question_closes_it_and_one_inside_does_not(visitor: Visitor) -> None:
    part = (
        '<h1 id="h">Beside</h1><details class="confirm" id="d"><summary>Ask</summary><p>Sure?</p></details>'
    )
    shows(visitor, part)
    page = visitor.page
    page.get_by_text("Ask").click()

    page.get_by_text("Sure?").click()
    expect(page.get_by_text("Sure?")).to_be_visible()
    page.get_by_text("Beside").click()

    expect(page.get_by_text("Sure?")).to_be_hidden()


def stands_still(page: Page) -> None:
    """From now on the page's clock moves only when it is told to."""
    page.clock.install(time=NOON)
    page.clock.pause_at(NOON + timedelta(minutes=1))


def looks_after(page: Page, seconds: int, event: str) -> None:
    """The page looks after so many seconds, and not before."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.clock.run_for(seconds * SECOND - 1)
    page.remove_listener("request", note)
    assert asked == [], f"it looked before {seconds} s were over"
    with page.expect_event(event):
        page.clock.run_for(1)
    page.evaluate(SETTLED)


def test_while_nobody_answers_it_looks_ever_more_rarely_and_then_as_before(visitor: Visitor) -> None:
    page = visitor.page
    stands_still(page)
    shows(visitor, '<p id="said">first</p>')
    page.unroute("**/f/ana")
    page.route("**/f/ana", lambda route: route.abort())

    for seconds in (2, 4, 8, 16, 32, 60, 60):
        looks_after(page, seconds, "requestfailed")
    page.unroute("**/f/ana")
    page.route("**/f/ana", lambda route: route.fulfill(body="<main></main>"))
    looks_after(page, 60, "requestfinished")

    looks_after(page, 2, "requestfinished")
    visitor.heard.clear()  # the browser notes what did not load


def test_a_fault_of_ours_counts_as_no_answer(visitor: Visitor) -> None:
    page = visitor.page
    stands_still(page)
    shows(visitor, '<p id="said">first</p>')
    page.unroute("**/f/ana")
    page.route("**/f/ana", lambda route: route.fulfill(status=503, body="no"))

    for seconds in (2, 4, 8):
        looks_after(page, seconds, "requestfinished")
    visitor.heard.clear()  # the browser notes the 503


def test_what_cannot_be_copied_is_shown_to_be_copied_by_hand(visitor: Visitor) -> None:
    visitor.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shows(visitor, '<button id="b" data-copy="https://x.example/f/ana" hidden>Copy</button>')

    visitor.page.get_by_role("button", name="Copy").click()

    visitor.sees("Your browser does not let us copy. Copy it from here: https://x.example/f/ana")
