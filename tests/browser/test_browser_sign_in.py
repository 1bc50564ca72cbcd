"""Signing in and out: by the local page, and by Clerk's, of which a small stand-in is loaded."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visitor import Visitor

CLERK = """
const did = () => document.cookie.match(/did=([^;]*)/)?.[1] ?? "";
const note = (word) => { document.cookie = `did=${did()}-${word}; path=/`; };
window.Clerk = {
  user: %(user)s,
  session: { getToken: async () => { note("token"); document.cookie = "__session=%(token)s; path=/"; } },
  load: async () => note("load"),
  signOut: async () => { note("out"); window.Clerk.user = null; },
  mountSignIn: (place) => { note("form"); place.textContent = "Clerk's own form"; },
};
"""


def clerk_is_there(page: Page, *, user: str, token: str = "") -> None:
    def answer(route: Route) -> None:
        body = CLERK % {"user": user, "token": token} if "clerk-js" in route.request.url else ""
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=body, content_type="text/javascript", headers=headers)

    page.route("https://clerk.example.org/**", answer)


def done(visitor: Visitor) -> list[str]:
    """What Clerk was asked for, in order."""
    words = {cookie["name"]: cookie["value"] for cookie in visitor.page.context.cookies()}.get("did", "")
    return words.split("-")[1:]


def test_somebody_signs_in_reads_their_page_and_signs_out(visitor: Visitor) -> None:
    visitor.goes("/settings/instagram")
    visitor.sees("Who are you today?")
    visitor.page.get_by_role("button", name="Ana").click()
    visitor.sees("@ana")

    visitor.page.get_by_role("link", name="Sign out").click()
    visitor.sees("Who are you today?")
    visitor.goes("/settings/instagram")

    visitor.sees("Who are you today?")


def test_without_a_script_it_is_the_same(plain: Visitor) -> None:
    plain.signs_in("Ben", then="/settings/instagram")

    plain.sees("@ben")


def test_a_session_that_ran_out_is_renewed_by_itself(visitor: Visitor) -> None:
    visitor.signs_in("Ana", then="/settings/instagram")
    visitor.page.context.clear_cookies(name="__session")

    visitor.goes("/settings/instagram?connected=ana")

    visitor.sees("@ana is connected.")
    names = {cookie["name"] for cookie in visitor.page.context.cookies()}
    assert "__session" in names


def test_clerks_form_is_shown_to_whoever_it_does_not_know(visitor: Visitor) -> None:
    clerk_is_there(visitor.page, user="null")

    visitor.goes("/sign-in")

    visitor.sees("Clerk's own form")


def test_whoever_clerk_knows_goes_on_with_a_fresh_session(visitor: Visitor) -> None:
    clerk_is_there(visitor.page, user="{}", token=visitor.world.token("user_ana"))

    visitor.goes("/sign-in?next=/settings/instagram")

    expect(visitor.page).to_have_url(re.compile(r"/settings/instagram$"))
    visitor.sees("@ana")
    assert done(visitor) == ["load", "token"]
    visitor.heard.clear()  # the local sign-in, which renews here, does not know who came by Clerk


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whoever_clerk_knows_and_we_do_not_is_told_so_once_and_can_leave(
    visitor: Visitor, theme: str
) -> None:
    page = visitor.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # one of its two words
    clerk_is_there(page, user="{}", token="no.real.token")
    visitor.goes("/sign-in?next=/dashboard")

    visitor.sees("You are signed in, but not for these pages.")
    assert visitor.complaints() == []
    assert done(visitor) == ["load", "token"]
    page.get_by_role("link", name="Sign out and sign in again").click()

    visitor.sees("Clerk's own form")
    assert done(visitor)[2:] == ["load", "out", "form"]


@pytest.mark.parametrize("user", ["{}", "null"], ids=["known", "unknown"])
def test_the_page_that_renews_only_loads_clerk(visitor: Visitor, user: str) -> None:
    clerk_is_there(visitor.page, user=user)
    visitor.goes("/sign-in?renew=1&next=/deletion-status")
    visitor.page.wait_for_function("document.cookie.includes('load')")
    visitor.page.wait_for_load_state("networkidle")

    assert done(visitor) == ["load"]
    assert "/sign-in?renew=1" in visitor.page.url


def test_each_page_of_somebody_signed_in_renews_their_session_in_a_frame(visitor: Visitor) -> None:
    page = visitor.page
    visitor.signs_in("Ana", then="/settings/instagram")
    frame = page.locator("iframe[title='Keeps you signed in']")
    expect(frame).to_be_hidden()
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="__session")

    with page.expect_response("**/dev/sign-in?renew=1"):
        frame.evaluate("frame => frame.contentWindow.location.reload()")

    assert "__session" in {cookie["name"] for cookie in page.context.cookies()}
    page.get_by_role("link", name="Messages").click()
    expect(page).to_have_url(re.compile("/dashboard$"))


def test_a_visitors_pages_hold_no_such_frame(visitor: Visitor) -> None:
    visitor.signs_in("Ana", then="/settings/instagram")

    visitor.goes("/f/ana")

    expect(visitor.page.locator("iframe")).to_have_count(0)


def test_whoever_signs_in_after_signing_out_is_not_signed_out_again(visitor: Visitor) -> None:
    clerk_is_there(visitor.page, user="{}")

    visitor.goes("/sign-in?out=1")

    visitor.sees("Clerk's own form")
    assert done(visitor) == ["load", "out", "form"]
    assert "out=" not in visitor.page.url


def test_a_clerk_that_cannot_be_reached_is_said_in_words(visitor: Visitor) -> None:
    visitor.page.route("https://clerk.example.org/**", lambda route: route.abort())

    visitor.goes("/sign-in")

    visitor.sees("The sign-in could not be loaded.")
    visitor.heard.clear()  # the browser notes what it could not load


def test_the_sign_in_and_the_first_page_are_for_everybody(visitor: Visitor) -> None:
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        for path in ("/", "/dev/sign-in", "/settings/instagram?problem=denied"):
            visitor.goes(path)
            assert visitor.complaints() == []
