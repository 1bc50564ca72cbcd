"""What exists in the local world alone: tokens, the key to check them with, and pages that play Clerk."""

import json
from collections.abc import Callable
from http import HTTPStatus

from local import pages, relay
from local.alarms_page import AlarmsPage
from local.identity import BadWish, Identity, Wish
from local.phone import PATH as PHONE
from local.phone import Phone
from local.relay import Relay
from local.sign_in import SIGN_IN, SignIn
from local.simulated import Simulated
from local.waiting import waiting
from local.web import Answer, Refused, Request, as_json

HERE = "/dev/"
TOKEN = "/dev/token"  # noqa: S105 - a path
JWKS = "/dev/.well-known/jwks.json"


class DevRoutes:
    """Answers for ``/dev/*``, or None when the address is not one of ours.

    *graph* is our own simulator's address, None when Instagram is played by another server.
    """

    def __init__(
        self, identity: Identity, graph: str | None = None, alarms: AlarmsPage | None = None
    ) -> None:
        self._identity = identity
        self._origin = identity.page
        simulator = Simulated(graph) if graph else None
        sign_in = SignIn(identity)
        phone = Phone(simulator, origin=identity.page, base=identity.path, waiting=waiting)
        self._relay = Relay(simulator, identity.page)
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", TOKEN): self._token,
            ("GET", JWKS): self._jwks,
            ("GET", SIGN_IN): sign_in.show,
            ("POST", SIGN_IN): sign_in.enter,
            ("GET", PHONE): phone.show,
            ("POST", PHONE): phone.act,
            ("GET", f"{PHONE}.css"): lambda _: pages.file("phone.css"),
            ("GET", f"{PHONE}.js"): lambda _: pages.file("phone.js"),
            **(alarms.routes if alarms else {}),
        }

    def answer(self, request: Request) -> Answer | None:
        """The answer to *request*; raises Refused."""
        if request.path.startswith(HERE):
            relay.keep_out_strangers(request, self._origin)
        if request.path.startswith(relay.PATH):
            return self._relay.answer(request)
        method = "GET" if request.method == "HEAD" else request.method
        route = self._routes.get((method, request.path))
        return route(request) if route else None

    def _token(self, request: Request) -> Answer:
        try:
            wish = Wish.read(json.loads(request.body))
        except BadWish as wrong:
            raise _invalid(wrong.field, wrong.why) from None
        except ValueError:
            raise _invalid("body", "must be JSON") from None
        return as_json(HTTPStatus.OK, {"token": self._identity.token(wish)})

    def _jwks(self, _request: Request) -> Answer:
        return as_json(HTTPStatus.OK, self._identity.jwks())


def _invalid(field: str, why: str) -> Refused:
    message = f"{field} {why}."
    return Refused(HTTPStatus.BAD_REQUEST, "INVALID_REQUEST", message, {field: why})
