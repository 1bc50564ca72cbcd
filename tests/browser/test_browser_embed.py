"""The button on somebody else's site listens to its own frame, and to nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Frame, Locator, expect

from tests.browser.site import site
from tests.browser.visitor import Visitor

TALL = "777px"
SPEAKS = """([height]) => {
  parent.postMessage({ autodm: height }, "*");
  parent.postMessage({ autodm: "close" }, "*");
}"""
HEARD = """() => new Promise((done) => {
  addEventListener("message", () => setTimeout(done));
  postMessage("last", "*");
})"""


@contextmanager
def opened(visitor: Visitor, form: str = "ana", more: str = "") -> Iterator[Locator]:
    """The dialog over a site with *more* on it."""
    world, page = visitor.world, visitor.page
    script = f'<script src="{world.api}/embed.js" data-form="{form}" data-label="Get it" defer></script>'
    with site(
        f"<main><h1>Recipes</h1>{script}{more}</main>", trusts=world.api, frames=world.graph
    ) as address:
        page.goto(address)
        page.get_by_role("button", name="Get it").click()
        yield page.get_by_role("dialog", name="Get it")


def within(visitor: Visitor, dialog: Locator) -> Frame:
    """What stands in the dialog's frame."""
    handle = dialog.locator("iframe").element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    return frame


def still_open(visitor: Visitor, dialog: Locator) -> None:
    visitor.page.evaluate(HEARD)
    expect(dialog).to_be_visible()
    expect(dialog.locator("iframe")).not_to_have_css("height", TALL)


def test_its_own_frame_tells_how_tall_it_is_and_closes_it(visitor: Visitor) -> None:
    with opened(visitor) as dialog:
        frame = within(visitor, dialog)
        frame.wait_for_selector("h1")

        frame.evaluate("() => parent.postMessage({ autodm: 400 }, '*')")
        expect(dialog.locator("iframe")).to_have_css("height", "400px")
        frame.evaluate("() => parent.postMessage({ autodm: 'close' }, '*')")

        expect(dialog).to_be_hidden()


def test_the_site_itself_cannot_speak_for_the_frame(visitor: Visitor) -> None:
    with opened(visitor) as dialog:
        visitor.page.evaluate(SPEAKS, [777])

        still_open(visitor, dialog)


def test_another_frame_with_a_form_of_ours_cannot_either(visitor: Visitor) -> None:
    other = f'<iframe title="Other" name="other" src="{visitor.world.api}/f/ben"></iframe>'
    with opened(visitor, more=other) as dialog:
        frame = visitor.page.frame(name="other")
        assert frame is not None
        frame.wait_for_selector("h1")

        frame.evaluate(SPEAKS, [777])

        still_open(visitor, dialog)


def test_a_page_that_took_the_frames_place_cannot_either(visitor: Visitor) -> None:
    with opened(visitor) as dialog:
        frame = within(visitor, dialog)
        frame.wait_for_selector("h1")
        frame.goto(f"{visitor.world.graph}/_sim/health")

        frame.evaluate(SPEAKS, [777])

        still_open(visitor, dialog)


def test_a_script_that_names_no_form_tells_the_sites_owner(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    with site(
        f'<main><script src="{world.api}/embed.js" defer></script></main>', trusts=world.api
    ) as address:
        page.goto(address)

        expect(page.get_by_role("button")).to_have_count(0)
    assert ['data-form="ana"' in text for text in visitor.heard] == [True]
    visitor.heard.clear()


def test_what_is_wrong_with_the_form_is_said_in_its_frame(visitor: Visitor) -> None:
    with opened(visitor, form="nobody") as dialog:
        expect(dialog.frame_locator("iframe").get_by_text("There is nothing here")).to_be_visible()
    visitor.heard.clear()  # the browser notes the 404


def test_what_is_too_much_is_said_there_and_stays_to_be_made_shorter(visitor: Visitor) -> None:
    with opened(visitor) as dialog:
        form = dialog.frame_locator("iframe")
        box = form.get_by_role("textbox", name="Message")
        box.fill("x" * 300_000)

        form.get_by_role("button", name="Send to @ana").click()

        expect(form.get_by_text("This is far more than we can take.")).to_be_visible()
        expect(box).to_have_value("x" * 300_000)
    visitor.heard.clear()  # the browser notes the 413
