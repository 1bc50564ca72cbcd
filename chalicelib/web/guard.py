"""Who gets in."""

from typing import TYPE_CHECKING

from chalicelib.auth.clerk import SignedOut
from chalicelib.auth.credentials import find, same_origin
from chalicelib.domain.caller import Caller
from chalicelib.web import replies
from chalicelib.web.access import Access
from chalicelib.wiring import parts

if TYPE_CHECKING:
    from chalice.app import Request


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def admit(request: "Request", access: Access) -> Caller | None:
    """The caller of a route, None on routes for everybody; raises the refusal that fits."""
    if access in {Access.PUBLIC, Access.META}:
        return None
    return _signed_in(request, access)


def recognise(request: "Request") -> Caller | None:
    """Who is there, on a route that does not ask for it."""
    try:
        return _signed_in(request, Access.CREATOR)
    except replies.Refusal:
        return None


def why_nobody(request: "Request") -> str | None:
    """Why nobody is recognised, in one sentence; None where somebody is."""
    found = find(request.headers)
    if found is None:
        return "No session token came with the request."
    try:
        parts().verifier.verify(found.token)
    except SignedOut as error:
        return error.reason
    return None


def _signed_in(request: "Request", access: Access) -> Caller:
    found = find(request.headers)
    if found is None:
        raise replies.signed_out("no session token came with the request.")
    try:
        caller = parts().verifier.verify(found.token)
    except SignedOut as error:
        raise replies.signed_out(str(error)) from error
    if (
        found.from_cookie
        and request.method not in SAFE
        and not same_origin(request.headers, parts().settings.public_url)
    ):
        raise replies.forbidden("This request came from another site.")
    if access is Access.ADMIN and not caller.is_admin:
        raise replies.forbidden("This is for admins only.")
    return caller
