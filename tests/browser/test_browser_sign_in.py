"""Signing in and out: by the local page, and by Clerk's, of which a small stand-in is loaded."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.visitor import Visitor

CLERK = """
window.Clerk = {
  user: %(user)s,
  session: { getToken: async () => { document.cookie = "asked=1; path=/"; return "token"; } },
  load: async () => {},
  signOut: async () => { window.Clerk.user = null; },
  mountSignIn: (place) => { place.textContent = "Clerk's own form"; },
};
"""


def clerk_is_there(page: Page, *, user: str) -> None:
    def answer(route: Route) -> None:
        body = CLERK % {"user": user} if "clerk-js" in route.request.url else ""
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=body, content_type="text/javascript", headers=headers)

    page.route("https://clerk.example.org/**", answer)


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
    clerk_is_there(visitor.page, user="{}")

    visitor.goes("/sign-in?next=/deletion-status")

    expect(visitor.page).to_have_url(re.compile(r"/deletion-status$"))
    assert "asked" in {cookie["name"] for cookie in visitor.page.context.cookies()}
    visitor.heard.clear()  # the browser notes the page's honest 404


def test_whoever_signs_in_after_signing_out_is_not_signed_out_again(visitor: Visitor) -> None:
    clerk_is_there(visitor.page, user="{}")

    visitor.goes("/sign-in?out=1")

    visitor.sees("Clerk's own form")
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
