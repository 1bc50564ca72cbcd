"""What a page says after something was done, it says to whoever did it: no link makes it say so."""

import pytest

from tests.api.browser import Browser
from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, Reply

SAID = "Choose at least one failed message first."
PATH = "/dashboard"


def does(product: Product) -> tuple[Browser, Reply]:
    """Ana presses a button of her dashboard."""
    browser = Browser(product, ANA.creator)
    headers = {**FORM, **browser.headers(), "Sec-Fetch-Site": "same-origin"}
    return browser, product.call("POST", PATH, b"do=retry", headers=headers)


def sees(browser: Browser, where: str, cookie: str = "") -> bool:
    cookies = "; ".join(one for one in (browser.headers()["Cookie"], cookie) if one)
    page = browser.product.call("GET", where, headers={"Cookie": cookies}).raw.decode()
    return SAID in page


def test_the_next_page_says_what_was_done(product: Product) -> None:
    browser, answer = does(product)

    where, cookie = answer.headers["Location"], answer.headers["Set-Cookie"].partition(";")[0]

    assert where == f"{PATH}?told=none_chosen"
    assert sees(browser, where, cookie)


@pytest.mark.parametrize(
    "cookie",
    ["", "autodm_told=", "autodm_told=settings_saved", "autodm_told=none_chosen.3", "told=none_chosen"],
)
def test_a_link_alone_says_nothing(product: Product, cookie: str) -> None:
    browser = Browser(product, ANA.creator)

    assert not sees(browser, f"{PATH}?told=none_chosen", cookie)


@pytest.mark.parametrize("address", [PATH, f"{PATH}?told=none_chosen&n=3", f"{PATH}?told=moved_on"])
def test_no_other_address_says_it_either(product: Product, address: str) -> None:
    browser, answer = does(product)

    assert not sees(browser, address, answer.headers["Set-Cookie"].partition(";")[0])


def test_no_other_sites_link_brings_the_cookie_and_no_script_reads_it(product: Product) -> None:
    rules = does(product)[1].headers["Set-Cookie"].split("; ")

    assert rules[1:] == ["Path=/", "Max-Age=30", "HttpOnly", "SameSite=Strict"]


def test_over_https_the_cookie_stays_there(product: Product) -> None:
    with product.reached_at("https://autodm.example"):
        browser = Browser(product, ANA.creator)
        headers = {**FORM, **browser.headers(), "Sec-Fetch-Site": "same-origin"}
        answer = product.call("POST", PATH, b"do=retry", headers=headers)

    assert answer.headers["Set-Cookie"].endswith("; Secure")


def test_a_page_that_says_nothing_sets_no_cookie(product: Product) -> None:
    answer = Browser(product, ANA.creator).get(PATH)

    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
