"""Routes for the connection with Instagram: login, state, and every way out."""

import re
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib.actions.login import End, Return
from chalicelib.auth.credentials import cookie
from chalicelib.graph.signed_request import Signed, read
from chalicelib.telemetry import Metric, count
from chalicelib.web import guard, replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import FORM, Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

SETTINGS = "/settings/instagram"
COOKIE = "autodm_login"
HERE = "/api/auth/instagram"
OURS = re.compile(r"/(?!api/)([A-Za-z0-9_~-][A-Za-z0-9._~-]*/?){0,20}")
LONGEST = 201  # characters of a page's path
ID = re.compile(r"[0-9]{1,30}")


@endpoint(blueprint, "GET", "/api/auth/instagram/connect", Access.CREATOR)
def connect(call: Call) -> Response:
    """Leads the browser to Instagram's login."""
    next = call.query("next") or SETTINGS
    if len(next) > LONGEST or not OURS.fullmatch(next):
        raise replies.invalid({"next": "must be the path of a page of ours, like /settings/instagram"})
    start = parts().begin_login(call.caller, next=next)
    return replies.redirect(start.address, status=302, cookie=_kept(start.browser, seconds=600))


@endpoint(blueprint, "GET", "/api/auth/instagram/callback", Access.PUBLIC)
def callback(call: Call) -> Response:
    """Where Instagram sends the browser back."""
    end = parts().end_login(
        Return(
            state=call.query("state") or "",
            code=call.query("code") or "",
            denied=call.query("error") is not None,
            browser=cookie(call.request.headers, COOKIE),
            caller=guard.recognise(call.request),
        )
    )
    return replies.redirect(_page(end), status=303)


@endpoint(blueprint, "GET", "/api/auth/instagram", Access.CREATOR)
def state(call: Call) -> Response:
    """The creator's Instagram accounts and how their connections are."""
    now = parts().now()
    accounts = parts().stores.accounts.of(call.caller.id)
    return replies.answer(shapes.connections(accounts, now=now))


@endpoint(blueprint, "DELETE", "/api/auth/instagram", Access.CREATOR)
def disconnect(call: Call) -> Response:
    """Ends a connection; history and settings stay."""
    from chalicelib.web.bodies import DisconnectBody

    body = call.body(DisconnectBody) if call.raw.strip() else DisconnectBody()
    given = body.instagramBusinessId or call.query("instagramBusinessId")
    id = account_id(given, name="instagramBusinessId")
    account = parts().disconnect(call.caller.id, id)
    return replies.answer(shapes.connection(account, now=parts().now()), "Instagram is disconnected.")


@endpoint(blueprint, "POST", "/api/auth/instagram/deauthorize", Access.META, takes=FORM)
def deauthorize(call: Call) -> Response:
    """A person took our app off their account."""
    signed = _signed(call)
    ended = parts().deauthorize(signed.user, at=signed.at)
    return replies.answer({"ended": ended}, "The connection has ended.")


@endpoint(blueprint, "POST", "/api/auth/instagram/data-deletion", Access.META, takes=FORM)
def data_deletion(call: Call) -> Response:
    """A person wants everything deleted that we know through their account."""
    signed = _signed(call)
    code = parts().forget(signed.user, at=signed.at)
    url = parts().settings.address(f"/deletion-status?{urlencode({'id': code})}")
    return replies.receipt(url, code)


def _signed(call: Call) -> Signed:
    settings = parts().opened
    settings.need("instagram_app_secret", "public_url")
    given = call.field("signed_request")
    if given is None:
        raise replies.invalid({"signed_request": "is needed"})
    signed = read(given, settings.signing_secrets)
    if signed is None:
        count(Metric.FORGED)
        raise replies.Refusal(401, "BAD_SIGNATURE", "The signed request is not one of Instagram's.")
    return signed


def account_id(given: str | None, *, name: str) -> str | None:
    """The account's number that came in the field *name*, or None; raises what refuses anything else."""
    if given is not None and not ID.fullmatch(given):
        raise replies.invalid({name: "must be the account's number"})
    return given


def _page(end: End) -> str:
    told = {"connected": end.username, "problem": end.problem}
    query = urlencode({name: value for name, value in told.items() if value})
    return parts().settings.address(f"{end.next or SETTINGS}{'?' if query else ''}{query}")


def _kept(browser: str, *, seconds: int) -> str:
    """The cookie that ties a login to this browser. It must come along when Instagram leads back: Lax."""
    address = parts().settings.address(HERE)
    scheme, _, rest = address.partition("://")
    path = rest[rest.index("/") :]
    secure = "; Secure" if scheme == "https" else ""
    return f"{COOKIE}={browser}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
