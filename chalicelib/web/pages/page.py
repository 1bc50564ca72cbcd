"""A page: who may see it, how it is shown, and how it refuses; the same for all of them."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from chalice.app import Blueprint, Response

from chalicelib.auth.credentials import same_origin
from chalicelib.settings import LOCAL
from chalicelib.ui import assets
from chalicelib.ui.engine import render
from chalicelib.ui.told import told
from chalicelib.web.access import Access
from chalicelib.web.endpoint import FORM, JSON, MOST, Call, View, endpoint
from chalicelib.web.replies import Refusal
from chalicelib.wiring import parts

SIGN_IN = "/sign-in"
NOBODY, OURS, ANYBODY = "'none'", "'self'", "*"  # who may show a page in a frame
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
TITLES = {
    403: "This is not for you",
    404: "There is nothing here",
    409: "That is not possible any more",
    413: "That is too much at once",
    500: "That was our fault",
}


def page(
    blueprint: Blueprint, method: str, path: str, access: Access, *, limit: int = MOST
) -> Callable[[View], Any]:
    """Registers a page, or what a page's form posts to; refusals are pages, too."""
    takes = FORM if method == "POST" else JSON
    return endpoint(blueprint, method, path, access, limit=limit, takes=takes, refuse=_refused)


def show(
    call: Call,
    template: str,
    *,
    http_status: int = 200,
    policy: str = POLICY + NOBODY,
    poll: int | None = None,
    **context: object,
) -> Response:
    """*template* with *context*; the page looks again every *poll* seconds. 304 if the browser has it."""
    base = call.base
    html = render(
        template,
        base=base,
        caller=call.visitor,
        file=partial(_file, base),
        here=call.place,
        local=parts().settings.stage == LOCAL,
        poll=poll,
        sign_in=sign_in(call),
        told=told(call.query("told"), call.query("n")),
        url=lambda address: f"{base}{address}",
        **context,
    )
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:24]}"'
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "ETag": etag,
        "Referrer-Policy": "same-origin",  # with no-referrer browsers send our own forms with Origin: null
    }
    if http_status == 200 and call.header("If-None-Match") == etag:
        return Response("", status_code=304, headers=headers)
    return Response(html, status_code=http_status, headers=headers)


def go(call: Call, path: str, **query: object) -> Response:
    """The browser goes on to a page of ours; *query* without what is None."""
    known = urlencode({name: value for name, value in query.items() if value is not None})
    return Response(
        "", status_code=303, headers={"Location": f"{call.base}{path}{'?' if known else ''}{known}"}
    )


def sign_in(call: Call) -> str:
    """Where people sign in."""
    return parts().settings.sign_in_url or f"{call.base}{SIGN_IN}"


def _file(base: str, name: str) -> str:
    return f"{base}/assets/{name}?v={assets.version(name)}"


def _refused(call: Call, refusal: Refusal) -> Response:
    signed_out = refusal.status == 401
    if signed_out and call.request.method == "GET":
        here = quote(f"{call.place}{_asked(call.request.query_params)}", safe="")
        return Response("", status_code=303, headers={"Location": f"{sign_in(call)}?next={here}"})
    # What another site made a browser send must not come back as a form of ours, one click from being sent.
    ours = same_origin(call.request.headers, parts().settings.public_url)
    return show(
        call,
        "error.html",
        http_status=refusal.status,
        title="You were signed out" if signed_out else TITLES.get(refusal.status, "That did not work"),
        message="Your session ended meanwhile." if signed_out else refusal.message,
        typed=_typed(call) if signed_out and ours else [],
        action=f"{call.base}{call.place}",
    )


def _typed(call: Call) -> list[tuple[str, str]]:
    """What came with the request, to be sent again."""
    try:
        return [(name, text) for name, texts in call.fields.items() for text in texts]
    except Refusal:  # more than any form of ours sends
        return []


def _asked(query: Mapping[str, str] | None) -> str:
    return f"?{urlencode(dict(query))}" if query else ""
