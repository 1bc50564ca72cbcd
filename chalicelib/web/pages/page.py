"""A page: who may see it, how it is shown, and how it refuses; the same for all of them."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from chalice.app import Blueprint, Response

from chalicelib.auth.credentials import same_origin
from chalicelib.settings import LOCAL
from chalicelib.ui import assets
from chalicelib.ui.engine import render
from chalicelib.web.access import Access
from chalicelib.web.endpoint import FORM, JSON, MOST, Call, Refuse, View, endpoint
from chalicelib.web.guard import SAFE
from chalicelib.web.pages.flash import flash, kept
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
    blueprint: Blueprint,
    method: str,
    path: str,
    access: Access,
    *,
    limit: int = MOST,
    refuse: Refuse | None = None,
) -> Callable[[View], Any]:
    """Registers a page, or what a page's form posts to; refusals are pages, too, as *refuse* shows them."""
    takes = FORM if method == "POST" else JSON
    return endpoint(
        blueprint, method, path, access, limit=limit, takes=takes, refuse=refuse or _refused, head=True
    )


def show(
    call: Call,
    template: str,
    *,
    http_status: int = 200,
    policy: str | None = None,
    poll: int | None = None,
    **context: object,
) -> Response:
    """*template* with *context*; the page looks again every *poll* seconds. 304 if the browser has it.

    Without a *policy* it is a creator's page: in nobody's frame, and with the one that renews the session.
    """
    base = call.base
    html = render(
        template,
        base=base,
        caller=call.visitor,
        file=partial(file_at, base),
        here=call.place,
        local=parts().settings.stage == LOCAL,
        poll=poll,
        sign_in=sign_in(call),
        told=flash(call),
        url=lambda address: f"{base}{address}",
        **context,
    )
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:24]}"'
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy or _policy(),
        "ETag": etag,
        "Referrer-Policy": "same-origin",  # with no-referrer browsers send our own forms with Origin: null
    }
    if http_status == 200 and call.header("If-None-Match") == etag:
        return Response("", status_code=304, headers=headers)
    return Response(html, status_code=http_status, headers=headers)


def go(call: Call, path: str, *, told: str | None = None, **query: object) -> Response:
    """The browser goes on to a page of ours, which says *told*; *query* without what is None."""
    known = {name: value for name, value in {"told": told, **query}.items() if value is not None}
    text = urlencode(known)
    headers: dict[str, str | list[str]] = {"Location": f"{call.base}{path}{'?' if text else ''}{text}"}
    if told is not None:
        headers["Set-Cookie"] = kept(call, told, known.get("n"))
    return Response("", status_code=303, headers=headers)


def sign_in(call: Call) -> str:
    """Where people sign in."""
    return parts().settings.sign_in_url or f"{call.base}{SIGN_IN}"


def file_at(base: str, name: str) -> str:
    """The address of a style, script or picture, which a browser may keep for ever."""
    return f"{base}/assets/{name}?v={assets.version(name)}"


def typed(call: Call) -> list[tuple[str, str]]:
    """What came with the request, to be sent again."""
    try:
        return [(name, text) for name, texts in call.fields.items() for text in texts]
    except Refusal:  # more than any form of ours sends
        return []


def _policy() -> str:
    """A page of ours that signs people in elsewhere renews their session in a frame of that page."""
    elsewhere = urlsplit(parts().settings.sign_in_url)
    origin = f" {elsewhere.scheme}://{elsewhere.netloc}" if elsewhere.netloc else ""
    return POLICY.replace("frame-src 'self'", f"frame-src 'self'{origin}") + NOBODY


def _refused(call: Call, refusal: Refusal) -> Response:
    signed_out = refusal.status == 401
    if signed_out and call.request.method in SAFE:
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
        typed=typed(call) if signed_out and ours else [],
        action=f"{call.base}{call.place}",
    )


def _asked(query: Mapping[str, str] | None) -> str:
    return f"?{urlencode(dict(query))}" if query else ""
