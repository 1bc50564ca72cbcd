"""Connecting Instagram as a creator sees it: the login and back, its end, and every way it can go wrong."""

import re

import pytest
from playwright.sync_api import expect

from chalicelib.domain.login import SENTENCES, Problem
from tests.browser.visitor import PHONE, TABLET, Visitor

HERE = "/settings/instagram"


def connects(visitor: Visitor, press: str, *, answer: str = "Allow", account: str = "ben") -> None:
    """Over Instagram's login page and back."""
    page = visitor.page
    page.get_by_role("link", name=press, exact=True).click()
    page.get_by_role("radio", name=account, exact=True).check()
    page.get_by_role("button", name=answer).click()
    page.wait_for_url(f"**{HERE}**")


def test_a_connection_is_ended_and_made_again(visitor: Visitor) -> None:
    page = visitor.page
    visitor.signs_in("Ben", then=HERE)
    expect(page.locator("#accounts .badge")).to_have_text("Connected")

    page.get_by_text("Disconnect @ben").click()
    page.get_by_role("button", name="Disconnect", exact=True).click()
    visitor.sees("Instagram is disconnected. Your messages and settings stay.")
    expect(page.locator("#accounts .badge")).to_have_text("Disconnected")
    assert visitor.complaints() == []

    connects(visitor, "Connect")

    visitor.sees("@ben is connected.")
    expect(page.locator("#accounts .badge")).to_have_text("Connected")
    assert visitor.complaints() == []


def test_without_a_script_it_is_the_same(plain: Visitor) -> None:
    page = plain.page
    plain.signs_in("Ben", then=HERE)

    page.get_by_text("Disconnect @ben").click()
    page.get_by_role("button", name="Disconnect", exact=True).click()
    plain.sees("Instagram is disconnected.")
    connects(plain, "Connect")

    plain.sees("@ben is connected.")


def test_whoever_says_no_at_instagram_is_told_so_and_can_try_again(visitor: Visitor) -> None:
    visitor.signs_in("Ben", then=HERE)

    connects(visitor, "Connect another account", answer="Deny")

    visitor.sees(SENTENCES[Problem.DENIED])
    expect(visitor.page.get_by_role("link", name="Connect another account")).to_be_visible()


def test_a_dead_connection_is_said_on_the_page_and_healed_by_a_new_login(visitor: Visitor) -> None:
    world, page = visitor.world, visitor.page
    visitor.signs_in("Ben", then=HERE)
    world.sim("accounts/revoke", account="ben", subcode=463)
    lead = world.acting_lead(f"fan.{world.api[-4:]}", world.ben)
    world.ends(lead, "retrying", account=world.ben)
    page.reload()

    visitor.sees("Your Instagram connection has expired.")
    expect(page.locator("#accounts .badge")).to_have_text("Needs a new login")
    assert visitor.complaints() == []
    connects(visitor, "Reconnect")

    visitor.sees("@ben is connected.")
    world.ends(lead, "sent", account=world.ben)
    expect(page.get_by_text("Your Instagram connection has expired.")).to_have_count(0)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_is_told_in_words_also_to_whoever_is_signed_out(
    plain: Visitor, problem: Problem
) -> None:
    plain.goes(f"{HERE}?problem={problem}")

    expect(plain.page.get_by_role("alert")).to_have_text(SENTENCES[problem])
    expect(plain.page.get_by_role("link", name=re.compile("Sign in")).first).to_be_visible()


def test_nothing_runs_out_of_the_page_at_any_size_in_either_theme(visitor: Visitor) -> None:
    page = visitor.page
    visitor.signs_in("Ben", then=HERE)

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.reload()
        for width, height in (PHONE, TABLET):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert visitor.complaints() == []
