"""The files that pages load."""

from chalice.app import Blueprint, Response

from chalicelib.ui.assets import EMBED, PAGES, Asset, asset
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.web.replies import Refusal

blueprint = Blueprint(__name__)

EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@endpoint(blueprint, "GET", "/assets/{name}", Access.PUBLIC, head=True)
def file(call: Call) -> Response:
    """A style, script or picture."""
    name = call.path["name"]
    if name not in PAGES:
        raise Refusal(404, "NOT_FOUND", "There is no such file.")
    return _answer(call, asset(name), EVER if call.query("v") else "no-cache")


@endpoint(blueprint, "GET", f"/{EMBED}", Access.PUBLIC, head=True)
def embed(call: Call) -> Response:
    """What other people's sites load; its address never changes."""
    return _answer(call, asset(EMBED), AN_HOUR)


def _answer(call: Call, found: Asset, keep: str) -> Response:
    etag = f'"{found.version}"'
    headers: dict[str, str | list[str]] = {
        "Content-Type": found.kind,
        "Cache-Control": keep if call.query("v") in {None, found.version} else "no-cache",
        "Cross-Origin-Resource-Policy": "cross-origin",  # embed.js is loaded by other people's sites
        "ETag": etag,
    }
    if call.header("If-None-Match") == etag:
        return Response("", status_code=304, headers=headers)
    return Response(found.text, status_code=200, headers=headers)
