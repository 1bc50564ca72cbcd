"""Pages that look again while somebody works on them: nothing turns into something else under their hands."""

import re

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.visitor import Visitor

COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"  # to this tab: it looks at once
REFUSED = {"status": 403, "code": 200, "subcode": 2_534_041}  # another attempt may work
TROUBLE = """<!doctype html><title>Oh</title><main><p class="lead">Something went wrong on our side.</p>
<form method="post" action="{path}"><button>Send it again</button></form></main>"""
BROKEN = "<!doctype html><title>Oh</title><main><p class='lead'>Something went wrong on our side.</p></main>"


def makes_an_automation(visitor: Visitor, name: str) -> None:
    body = {
        "name": name,
        "trigger": "comment",
        "instagramBusinessId": visitor.world.ana["instagramBusinessId"],
        "match": {"mode": "one_of", "words": [name]},
        "message": "Here it is.",
    }
    answer = visitor.world.call("POST", "/api/automations", body, who="user_ana")
    assert answer.status == 201, answer.json


def posts(page: Page) -> list[str]:
    """The bodies of what the page will send."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.post_data or "")

    page.on("request", note)
    return sent


def hold(route: Route, hanging: list[Route]) -> None:
    if route.request.method == "POST" and not hanging:
        hanging.append(route)
    else:
        route.continue_()


def test_a_button_that_another_tab_turned_around_does_what_it_says(visitor: Visitor) -> None:
    makes_an_automation(visitor, "zed")
    visitor.signs_in(then="/automations")
    other = visitor.page.context.new_page()
    other.goto(visitor.page.url)
    other.get_by_role("button", name="Pause zed").click()
    expect(other.get_by_role("button", name="Switch on zed")).to_be_visible()

    visitor.page.evaluate(COMES_BACK)
    visitor.page.get_by_role("button", name="Switch on zed").click()

    expect(visitor.page.get_by_role("button", name="Pause zed")).to_be_visible()


def test_a_step_that_takes_long_is_sent_once(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    world.fault(REFUSED, recipient="slow.sue", path="/messages")
    world.ends(world.acting_lead("slow.sue", world.ben), "failed", account=world.ben)
    visitor.signs_in("Ben")
    sent, hanging = posts(page), list[Route]()
    page.route("**/dashboard", lambda route: hold(route, hanging))

    page.get_by_text(re.compile(r"^Retry all")).click()
    page.get_by_role("button", name=re.compile(r"^(Retry \d+|Look and retry)$")).click()
    for _ in range(3):
        page.evaluate(COMES_BACK)
        page.wait_for_timeout(300)

    assert len(sent) == 1
    hanging[0].continue_()
    visitor.sees("queued again, with a new attempt")


def test_a_fault_of_ours_takes_nothing_from_whoever_typed(visitor: Visitor) -> None:
    visitor.signs_in(then="/automations/new")
    box = visitor.page.get_by_label("Message", exact=True)
    box.fill("A long text of mine")
    visitor.page.get_by_label("Name", exact=True).fill("Mine")
    visitor.page.route("**/automations/new", lambda route: route.fulfill(status=500, body=BROKEN))

    visitor.page.get_by_role("button", name="Set it up").click()

    visitor.sees("Something went wrong on our side.")
    expect(box).to_have_value("A long text of mine")
    visitor.heard.clear()  # the browser notes the 500


def test_a_fault_while_a_form_is_taken_in_leaves_the_form_where_it_is(visitor: Visitor) -> None:
    visitor.goes("/f/ana")
    visitor.page.get_by_label("Your name").fill("Mia Lee")
    visitor.page.get_by_label("Yes, @ana may keep").check()
    path = visitor.page.locator("#lead").get_attribute("action") or ""
    visitor.page.route("**/f/ana", lambda route: route.fulfill(status=500, body=TROUBLE.format(path=path)))

    visitor.page.get_by_role("button", name="Send to @ana").click()

    visitor.sees("Something went wrong on our side.")
    expect(visitor.page.get_by_label("Your name")).to_have_value("Mia Lee")
    expect(visitor.page.get_by_role("button", name="Send it again")).to_have_count(0)
    visitor.heard.clear()  # the browser notes the 500
