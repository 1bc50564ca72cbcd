"""A route: who may call it, what it reads, and one shape for everything that it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, quote

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.caller import Caller
from chalicelib.telemetry import log
from chalicelib.web import guard, replies
from chalicelib.web.access import ROUTES, Access, Route

if TYPE_CHECKING:
    from pydantic import BaseModel

Body = TypeVar("Body", bound="BaseModel")
MOST = 16_000  # bytes of an ordinary request
MOST_FIELDS = 150
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Call:
    """One request, with its caller once that is known."""

    request: Request
    path: dict[str, str]
    limit: int = MOST
    _caller: Caller | None = field(default=None)
    _fields: dict[str, list[str]] | None = field(default=None)

    @property
    def caller(self) -> Caller:
        """Who is calling; only on routes that ask for it."""
        if self._caller is None:
            raise replies.signed_out("this needs an account.")
        return self._caller

    @property
    def visitor(self) -> Caller | None:
        """Who is calling, if anybody known."""
        if self._caller is None:
            self._caller = guard.recognise(self.request)
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

    @property
    def fields(self) -> dict[str, list[str]]:
        """The fields of a body that is a form, empty ones, too."""
        if self._fields is None:
            text = self.raw.decode(errors="replace")
            try:
                self._fields = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
            except ValueError as error:
                raise replies.invalid({"body": "has too many fields"}) from error
        return self._fields

    def field(self, name: str) -> str | None:
        """A field of a body that is a form; empty counts as absent."""
        return self.fields.get(name, [""])[0] or None

    def header(self, name: str) -> str | None:
        """A header's value."""
        value: str | None = self.request.headers.get(name)
        return value

    @property
    def place(self) -> str:
        """The path that was asked for, below our base; Chalice's own names the route."""
        return self.request.path.format(**{name: quote(value, safe="") for name, value in self.path.items()})

    @property
    def base(self) -> str:
        """What stands before our paths where people reach us: "" or a stage such as "/live"."""
        asked = (self.request.context.get("path") or "").strip("/").split("/")
        own = [segment for segment in self.request.path.split("/") if segment]
        return "".join(f"/{segment}" for segment in asked[: len(asked) - len(own)] if segment)

    def query(self, name: str) -> str | None:
        """A query parameter's value; empty counts as absent."""
        given = self.request.query_params
        value: str | None = given.get(name) if given else None
        return value or None


View = Callable[[Call], Response]
Refuse = Callable[[Call, replies.Refusal], Response]


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    access: Access,
    *,
    limit: int = MOST,
    takes: str = JSON,
    refuse: Refuse | None = None,
    head: bool = False,
) -> Callable[[View], Any]:
    """Registers a view under *method* and *path*, open to *access*; its bodies are of the type *takes*.

    *refuse* shows a refusal; without it that is the API's JSON. With *head* a GET answers HEAD, too.
    """
    methods = [method, "HEAD"] if head and method == "GET" else [method]

    def register(view: View) -> Any:  # noqa: ANN401 - Chalice keeps the function
        ROUTES.append(Route(method, path, access, view.__name__, (view.__doc__ or "").strip()))

        @wraps(view)
        def run(**path_params: str) -> Response:
            call = Call(blueprint.current_request, path_params, limit)
            try:
                call._caller = guard.admit(call.request, access)  # noqa: SLF001 - its maker
                return view(call)
            except Exception as error:  # nothing may leave without the API's shape
                return (refuse or _refused)(call, understood(error))

        return blueprint.route(path, methods=methods, name=f"{method} {path}", content_types=[takes])(run)

    return register


def understood(error: Exception) -> replies.Refusal:
    """What *error* means to the caller; a fault of ours is logged, and says nothing about itself."""
    refusal = replies.understand(error)
    if refusal is None:
        log.exception("request.failed", extra={"error": type(error).__name__})
        refusal = replies.Refusal(500, "INTERNAL", "Something went wrong on our side. Please try again.")
    return refusal


def _refused(_call: Call, refusal: replies.Refusal) -> Response:
    return replies.refused(refusal)
