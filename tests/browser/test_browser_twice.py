"""A form that is sent twice makes one lead, with a script and without."""

from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from playwright.sync_api import Route, expect

from tests.browser.visitor import Visitor


class Stays(HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: object) -> None:
        """The answer itself is what counts."""


def leads(visitor: Visitor, name: str) -> int:
    return len(visitor.world.call("GET", f"/api/leads?q={name}", who="user_ana").data["leads"])


def fill_in(visitor: Visitor, name: str) -> None:
    visitor.goes("/f/ana")
    visitor.page.get_by_label("Your name").fill(name)
    visitor.page.get_by_label("Yes, @ana may keep").check()


def test_without_a_script_two_clicks_are_one_lead(plain: Visitor) -> None:
    fill_in(plain, "Twoclicks")

    plain.page.get_by_role("button", name="Send to @ana").dblclick()

    plain.sees("One step left")
    assert leads(plain, "Twoclicks") == 1


def test_what_got_through_although_its_answer_was_lost_is_found_again(visitor: Visitor) -> None:
    page = visitor.page
    fill_in(visitor, "Lostanswer")
    posted: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not posted:
            posted.append(route.fetch(max_redirects=0).headers["location"])
            route.abort()
        else:
            route.continue_()

    page.route("**/f/ana", lose)
    page.get_by_role("button", name="Send to @ana").click()
    visitor.sees("That did not get through.")
    visitor.heard.clear()  # the browser notes what did not load

    page.get_by_role("button", name="Send to @ana").click()
    page.wait_for_url(f"**{posted[0]}")

    assert leads(visitor, "Lostanswer") == 1


def test_eight_at_once_get_the_same_receipt(visitor: Visitor) -> None:
    fill_in(visitor, "Eightatonce")
    fields = visitor.page.locator("#lead").evaluate("form => Object.fromEntries(new FormData(form))")
    address, opener = f"{visitor.world.api}/f/ana", build_opener(Stays)

    def send(_: int) -> str:
        try:
            opener.open(Request(address, data=urlencode(fields).encode()))  # noqa: S310 - our own world
        except HTTPError as answer:
            with answer:
                return answer.headers["Location"]
        raise AssertionError("a form that is taken leads to its receipt")

    with ThreadPoolExecutor(8) as pool:
        places = set(pool.map(send, range(8)))

    assert len(places) == 1
    assert leads(visitor, "Eightatonce") == 1


def test_an_address_with_a_password_in_it_can_send_forms_too(visitor: Visitor) -> None:
    visitor.page.goto(visitor.world.api.replace("://", "://user:pw@") + "/f/ana")
    visitor.page.wait_for_function("document.URL === location.href")
    visitor.page.get_by_label("Your name").fill("Mia Lee")
    visitor.page.get_by_label("Yes, @ana may keep").check()

    visitor.page.get_by_role("button", name="Send to @ana").click()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("One step left")
