"""Pages of the local world alone, in the product's own dress."""

from collections.abc import Sequence
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from local.web import Answer

if TYPE_CHECKING:
    from jinja2 import Environment

    from chalicelib.domain.caller import Caller

STATIC = Path(__file__).parent / "static"
KINDS = {"css": "text/css", "js": "text/javascript"}


def page(
    template: str,
    *,
    base: str,
    caller: "Caller | None" = None,
    cookies: Sequence[str] = (),
    framed: bool = False,
    here: str = "/dev",
    http_status: HTTPStatus = HTTPStatus.OK,
    poll: int | None = None,
    **context: object,
) -> Answer:
    """*template* of ours, below the stage's path *base*; *framed* lets our own pages show it in a frame."""
    from chalicelib.web.envelope import HEADERS
    from chalicelib.web.pages.page import NOBODY, OURS, POLICY, file_at

    html = (
        _engine()
        .get_template(template)
        .render(
            base=base,
            caller=caller,
            file=partial(file_at, base),
            here=here,
            local=True,
            poll=poll,
            sign_in=f"{base}/dev/sign-in",
            told=None,
            url=lambda path: f"{base}{path}",
            **context,
        )
    )
    policy = POLICY + (OURS if framed else NOBODY)
    headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    return Answer(
        status=http_status,
        headers=[*headers.items(), *(("Set-Cookie", one) for one in cookies)],
        body=html.encode(),
    )


def file(name: str) -> Answer:
    """A style or script of these pages."""
    headers = {
        "Content-Type": f"{KINDS[name.rpartition('.')[2]]}; charset=utf-8",
        "Cache-Control": "no-cache",
    }
    return Answer(status=HTTPStatus.OK, headers=list(headers.items()), body=(STATIC / name).read_bytes())


@lru_cache(maxsize=1)
def _engine() -> "Environment":
    from jinja2 import ChoiceLoader, PackageLoader

    from chalicelib.ui.engine import engine

    ours = engine().overlay()
    ours.loader = ChoiceLoader([PackageLoader("local"), PackageLoader("chalicelib.ui")])
    return ours
