"""The API described for people: Swagger UI, which Powertools' wheel brings along, at /docs."""

from functools import lru_cache
from pathlib import Path

from chalice.app import Blueprint, Response

from chalicelib.web import replies
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint

blueprint = Blueprint(__name__)

Headers = dict[str, str | list[str]]

ASSETS = {
    "swagger-ui-bundle.min.js": "text/javascript; charset=utf-8",
    "swagger-ui.min.css": "text/css; charset=utf-8",
}
START = """const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark-mode", dark);
window.onload = () => SwaggerUIBundle({
  url: document.documentElement.dataset.base + "/api/openapi.json",
  dom_id: "#reference", deepLinking: true, tryItOutEnabled: true,
});
"""
PAGE = """<!doctype html>
<html lang="en" data-base="{base}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AutoDM Hub API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{base}/docs/swagger-ui.min.css">
<body>
<div id="reference"></div>
<script src="{base}/docs/swagger-ui-bundle.min.js"></script>
<script src="{base}/docs/start.js"></script>
</body>
</html>
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)


@endpoint(blueprint, "GET", "/docs", Access.PUBLIC)
def page(call: Call) -> Response:
    """The reference, to read and to try."""
    headers: Headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
    return Response(PAGE.format(base=call.base), status_code=200, headers=headers)


@endpoint(blueprint, "GET", "/docs/{name}", Access.PUBLIC)
def asset(call: Call) -> Response:
    """One of its files."""
    name = call.path["name"]
    if name == "start.js":
        return _text(START, "text/javascript; charset=utf-8")
    if name not in ASSETS:
        raise replies.Refusal(404, "NOT_FOUND", "There is no such file.")
    return _text(_read(name), ASSETS[name])


def _text(text: str, kind: str) -> Response:
    headers: Headers = {"Content-Type": kind, "Cache-Control": "public, max-age=86400"}
    return Response(text, status_code=200, headers=headers)


@lru_cache(maxsize=len(ASSETS))
def _read(name: str) -> str:
    import aws_lambda_powertools

    # Not a documented path: the version is pinned, and a test asks for the files.
    root = Path(aws_lambda_powertools.__file__).parent
    return (root / "event_handler/openapi/swagger_ui" / name).read_text("utf-8")
