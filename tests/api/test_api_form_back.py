"""Going back to the form: the same browser and the same text lead to the first receipt."""

import re
from urllib.parse import urlencode

from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, Reply

PATH = f"/f/{ANA.name}"


def opened(product: Product, path: str = PATH, *, kept: str = "") -> tuple[str, str]:
    """The page's name of the filling-in, and the cookie."""
    answer = product.call("GET", path, headers={"Cookie": kept} if kept else {})
    name = re.findall(r'name="once" value="([0-9a-f]{32})"', answer.raw.decode())[0]
    return name, answer.headers["Set-Cookie"].partition(";")[0]


def sent(product: Product, once: str, name: str = "Mia Lee") -> str:
    given = {"name": name, "provider": "instagram", "consent": "yes", "once": once}
    answer = product.call("POST", PATH, urlencode(given).encode(), headers=FORM)
    assert answer.status == 303
    return answer.headers["Location"]


def asked(product: Product, **headers: str) -> Reply:
    return product.call("GET", PATH, headers=headers)


def test_who_goes_back_to_a_page_that_is_loaded_anew_and_sends_the_same_gets_the_first_receipt(
    product: Product,
) -> None:
    first, kept = opened(product)
    receipt = sent(product, first)

    again, _ = opened(product, kept=kept)

    assert sent(product, again) == receipt


def test_who_goes_back_and_changes_something_gets_another_receipt(product: Product) -> None:
    first, kept = opened(product)
    receipt = sent(product, first)

    again, _ = opened(product, kept=kept)

    assert sent(product, again, "Kim Lee") != receipt


def test_another_browser_that_sends_the_same_gets_a_receipt_of_its_own(product: Product) -> None:
    places = {sent(product, opened(product)[0]) for _ in range(2)}

    assert len(places) == 2


def test_who_starts_anew_from_a_receipt_gets_another_one_and_only_one(product: Product) -> None:
    first, kept = opened(product)
    receipt = sent(product, first)
    anew = f"{PATH}?after={receipt.rpartition('/')[2].partition('-')[0]}"

    places = {sent(product, opened(product, anew, kept=kept)[0]) for _ in range(2)}

    assert len(places) == 1
    assert receipt not in places


def test_the_page_is_not_sent_again_to_the_browser_that_has_it(product: Product) -> None:
    first = asked(product)

    again = asked(
        product,
        **{"Cookie": first.headers["Set-Cookie"].partition(";")[0], "If-None-Match": first.headers["ETag"]},
    )

    assert (again.status, again.raw) == (304, b"")


def test_the_cookie_is_for_the_form_alone_and_for_no_script(product: Product) -> None:
    rules = asked(product).headers["Set-Cookie"].split("; ")

    assert {f"Path={PATH}", "HttpOnly", "Max-Age=86400"} <= set(rules)


def test_on_https_it_lives_in_the_frame_of_another_site_too(product: Product) -> None:
    with product.configured(public_url="https://hub.example.com/prod"):
        rules = asked(product).headers["Set-Cookie"].split("; ")

    assert {"SameSite=None", "Secure", "Partitioned"} <= set(rules)


def test_a_cookie_that_is_none_of_ours_is_replaced(product: Product) -> None:
    _, kept = opened(product, kept="autodm_form=<script>")

    assert re.fullmatch("autodm_form=[0-9a-f]{32}", kept)
