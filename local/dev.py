"""The two addresses that exist in the local world alone: tokens, and the key to check them with."""

import json
from collections.abc import Callable
from http import HTTPStatus

from local.identity import BadWish, Identity, Wish
from local.web import Answer, Refused, Request, as_json

TOKEN = "/dev/token"  # noqa: S105 - a path
JWKS = "/dev/.well-known/jwks.json"


class DevRoutes:
    """Answers for ``/dev/*``, or None when the address is not one of ours."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", TOKEN): self._token,
            ("GET", JWKS): self._jwks,
        }

    def answer(self, request: Request) -> Answer | None:
        """The answer to *request*; raises Refused."""
        route = self._routes.get((request.method, request.path))
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
