"""The name of one filling-in of a form: the same text under the same name is the same request.

The browser keeps a seed for the form, so that going back or loading the page anew gives the same name again.
A browser that keeps no cookies, as in some frames, gets another name with each page.
"""

import re
from hashlib import sha256
from urllib.parse import quote

from chalicelib.auth.credentials import cookie
from chalicelib.web.endpoint import Call
from chalicelib.wiring import parts

COOKIE = "autodm_form"
LIVES = 86_400  # seconds, as long as a request is known by its name
NAME = re.compile(r"[0-9a-f]{32}")
MOST = 100  # characters of the receipt that somebody starts anew from


def given(call: Call) -> str | None:
    """The name that came with a form."""
    return _ours(call.field("once"))


def seed(call: Call) -> str:
    """What this browser keeps for this form, or what it is to keep."""
    return _ours(cookie(call.request.headers, COOKIE)) or parts().chance(16).hex()


def name(call: Call, kept: str) -> str:
    """The name for a page; who starts anew from a receipt that leads nowhere means another request."""
    after = (call.query("after") or "")[:MOST]
    return sha256(f"{kept}\n{after}".encode()).hexdigest()[:32]


def keep(call: Call, slug: str, kept: str) -> str:
    """The cookie: for this form alone, also where the form stands in another site's frame."""
    framed = "SameSite=None; Secure; Partitioned"
    rules = framed if parts().settings.public_url.startswith("https:") else "SameSite=Lax"
    path = f"{call.base}/f/{quote(slug, safe='')}"
    return f"{COOKIE}={kept}; Path={path}; Max-Age={LIVES}; HttpOnly; {rules}"


def _ours(text: str | None) -> str | None:
    return text if text and NAME.fullmatch(text) else None
