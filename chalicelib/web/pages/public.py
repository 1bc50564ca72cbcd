"""Pages for a form's visitors: anybody may show them in a frame, also where they say what went wrong."""

from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.auth.credentials import same_origin
from chalicelib.web.access import Access
from chalicelib.web.endpoint import MOST, Call, View
from chalicelib.web.pages.page import ANYBODY, POLICY, page, show, typed
from chalicelib.web.replies import Refusal
from chalicelib.wiring import parts

SAID = {
    400: (
        "That could not be read",
        "Something came that no form of ours sends. Please open the form again and fill it in.",
    ),
    413: ("That is too much at once", "This is far more than we can take. Please send a shorter text."),
    500: (
        "That was our fault",
        "Something went wrong on our side. Please try again in a moment: it counts only once.",
    ),
}


def public_page(blueprint: Blueprint, method: str, path: str, *, limit: int = MOST) -> Callable[[View], Any]:
    """Registers a page for everybody, whose refusals are for everybody, too."""
    return page(blueprint, method, path, Access.PUBLIC, limit=limit, refuse=_refused)


def show_public(
    call: Call, template: str, *, http_status: int = 200, poll: int | None = None, **context: object
) -> Response:
    """As show(), for pages that may stand in anybody's frame."""
    return show(call, template, http_status=http_status, poll=poll, policy=POLICY + ANYBODY, **context)


def gone(call: Call) -> Response:
    """Nothing is here; it does not say why."""
    return show_public(call, "gone.html", http_status=404)


def _refused(call: Call, refusal: Refusal) -> Response:
    if refusal.status == 404:
        return gone(call)
    title, message = SAID.get(refusal.status, SAID[500 if refusal.status >= 500 else 400])
    # What another site made a browser send must not come back as a form of ours, one click from being sent.
    ours = same_origin(call.request.headers, parts().settings.public_url)
    lost = refusal.status == 500 and call.request.method == "POST" and ours
    return show_public(
        call,
        "trouble.html",
        http_status=refusal.status,
        title=title,
        message=message,
        typed=typed(call) if lost else [],
        address=f"{call.base}{call.place}",
    )
