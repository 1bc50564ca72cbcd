"""A route: who may call it, what it reads, and one shape for everything that it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.caller import Caller
from chalicelib.telemetry import log
from chalicelib.web import guard, replies
from chalicelib.web.access import ROUTES, Access, Route

if TYPE_CHECKING:
    from pydantic import BaseModel

Body = TypeVar("Body", bound="BaseModel")
MOST = 16_000  # bytes of an ordinary request
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Call:
    """One request, with its caller once that is known."""

    request: Request
    path: dict[str, str]
    limit: int = MOST
    _caller: Caller | None = field(default=None)

    @property
    def caller(self) -> Caller:
        """Who is calling; only on routes that ask for it."""
        if self._caller is None:
            raise replies.signed_out("this needs an account.")
        return self._caller

    @property
    def raw(self) -> bytes:
        """The body's bytes as they came; refuses what is too long."""
        body: bytes | str = self.request.raw_body or b""
        raw = body.encode() if isinstance(body, str) else body
        if len(raw) > self.limit:
            raise replies.Refusal(413, "TOO_LARGE", f"The body may have {self.limit} bytes at most.")
        return raw

    def body(self, model: type[Body]) -> Body:
        """The body, read and checked."""
        from chalicelib.web.bodies import parse

        return parse(model, self.raw)

    def field(self, name: str) -> str | None:
        """A field of a body that is a form."""
        try:
            given = parse_qs(self.raw.decode(errors="replace"), max_num_fields=50)
        except ValueError as error:
            raise replies.invalid({"body": "has too many fields"}) from error
        return given.get(name, [None])[0]

    def header(self, name: str) -> str | None:
        """A header's value."""
        value: str | None = self.request.headers.get(name)
        return value

    @property
    def base(self) -> str:
        """What stands before our paths where people reach us: "" or a stage such as "/live"."""
        depth = self.request.path.count("/")
        asked: str = (self.request.context.get("path") or "").rstrip("/")
        return asked.rsplit("/", depth)[0]

    def query(self, name: str) -> str | None:
        """A query parameter's value; empty counts as absent."""
        given = self.request.query_params
        value: str | None = given.get(name) if given else None
        return value or None


View = Callable[[Call], Response]


def endpoint(
    blueprint: Blueprint, method: str, path: str, access: Access, *, limit: int = MOST, takes: str = JSON
) -> Callable[[View], Any]:
    """Registers a view under *method* and *path*, open to *access*; its bodies are of the type *takes*."""

    def register(view: View) -> Any:  # noqa: ANN401 - Chalice keeps the function
        ROUTES.append(Route(method, path, access, view.__name__, (view.__doc__ or "").strip()))

        @wraps(view)
        def run(**path_params: str) -> Response:
            call = Call(blueprint.current_request, path_params, limit)
            try:
                call._caller = guard.admit(call.request, access)  # noqa: SLF001 - its maker
                return view(call)
            except Exception as error:  # nothing may leave without the API's shape
                return _refuse(error)

        return blueprint.route(path, methods=[method], name=f"{method} {path}", content_types=[takes])(run)

    return register


def _refuse(error: Exception) -> Response:
    refusal = replies.understand(error)
    if refusal is None:
        log.exception("request.failed", extra={"error": type(error).__name__})
        refusal = replies.Refusal(500, "INTERNAL", "Something went wrong on our side. Please try again.")
    return replies.refused(refusal)
