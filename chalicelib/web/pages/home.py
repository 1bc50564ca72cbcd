"""Where people arrive, and where they sign in."""

import re
from base64 import b64decode
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib.web import guard
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.page import NOBODY, OURS, POLICY, SIGN_IN, go, page, show
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

NEXT = re.compile(r"/(?!/)[\w./~%?=&+-]{0,500}", re.ASCII)  # a path of ours with its query
HOST = re.compile(r"[a-z0-9.-]+\.[a-z]{2,}")
FIRST = "/dashboard"


@page(blueprint, "GET", "/", Access.PUBLIC)
def home(call: Call) -> Response:
    """What this is."""
    return show(call, "home.html")


@page(blueprint, "GET", SIGN_IN, Access.PUBLIC)
def sign_in(call: Call) -> Response:
    """Clerk's sign-in, and the way on; in a hidden frame it keeps the session fresh.

    Whoever Clerk knows comes back with *on* before they go on: if we know nobody by Clerk's token, the next
    page would only lead here again.
    """
    key = parts().settings.clerk_publishable_key
    host = _host(key)
    given = call.query("next") or FIRST
    next = given if NEXT.fullmatch(given) else FIRST
    elsewhere = parts().settings.sign_in_url
    if elsewhere and not host and elsewhere != parts().settings.address(SIGN_IN):
        return Response("", status_code=303, headers={"Location": f"{elsewhere}?{urlencode({'next': next})}"})
    act = next_act(call)
    refused = guard.why_nobody(call.request) if act == "on" else None
    if act == "on" and refused is None:
        return go(call, next)
    return show(
        call,
        "sign_in.html",
        policy=(_policy(host) if host else POLICY) + (OURS if act == "renew" else NOBODY),
        key=key if host else "",
        host=host,
        next=next,
        refused=refused,
        act=act,
    )


def next_act(call: Call) -> str:
    """What the page is for: to sign in, out, to renew, or to go on."""
    return next((act for act in ("out", "renew", "on") if call.query(act)), "in")


def _host(key: str) -> str:
    """The address of Clerk's Frontend API, which a publishable key names (pk_live_<base64 of host$>)."""
    try:
        host = b64decode(key.rpartition("_")[2] + "==").decode("ascii").rstrip("$")
    except ValueError:
        return ""
    return f"https://{host}" if HOST.fullmatch(host) else ""


def _policy(host: str) -> str:
    """Clerk's own requirements (clerk.com/docs, "Content Security Policy")."""
    challenges, protect = "https://challenges.cloudflare.com", "https://*.protect.clerk.com"
    return (
        f"default-src 'none'; script-src 'self' {host} {challenges} {protect}; "
        f"connect-src 'self' {host} {protect}:*; img-src 'self' data: https://img.clerk.com; "
        f"worker-src 'self' blob:; frame-src {challenges} {protect}; style-src 'self' 'unsafe-inline'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors "
    )
