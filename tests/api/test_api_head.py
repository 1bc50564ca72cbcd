"""HEAD on a page or a file: all that GET says, but the body."""

import pytest

from chalicelib.web.access import ROUTES
from tests.api.browser import Browser
from tests.api.product import Product
from tests.api.stand_ins import ANA

OWN = {"X-Request-Id", "ETag", "Set-Cookie"}  # the form's page is another one for each browser
PLACES = (
    "/",
    "/sign-in",
    "/f/ana",
    "/f/nobody",
    "/f/ana/r/x",
    "/deletion-status",
    "/dashboard",
    "/settings/instagram",
    "/admin",
    "/assets/app.css",
    "/assets/none",
    "/embed.js",
)


@pytest.mark.parametrize("who", ["", ANA.creator], ids=["nobody", "a creator"])
@pytest.mark.parametrize("path", PLACES)
def test_head_answers_like_get_without_a_body(product: Product, path: str, who: str) -> None:
    headers = Browser(product, who).headers()
    get, head = (product.call(method, path, headers=headers) for method in ("GET", "HEAD"))

    kept = [{name: value for name, value in one.headers.items() if name not in OWN} for one in (get, head)]
    assert (head.status, head.raw) == (get.status, b"")
    assert kept[0] == kept[1]
    assert set(get.headers) == set(head.headers)


def test_what_logs_in_or_hears_news_answers_no_head(product: Product) -> None:
    pages = [route.path for route in ROUTES if route.method == "GET" and route.path.startswith("/api/")]

    answers = {product.call("HEAD", path.replace("{", "").replace("}", "")).status for path in pages}

    assert answers == {404}
