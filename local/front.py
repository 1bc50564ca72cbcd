"""API Gateway in a box: finds the route, calls the app as Lambda would, or answers for itself."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from local import proxy
from local.context import Context
from local.invocations import Invocations, Throttled, TimedOut
from local.routes import Match, find
from local.untyped import App
from local.web import Answer, Refused, Request, as_json, nothing_at

log = logging.getLogger(__name__)
TIMEOUT = 29.0  # seconds; API Gateway's limit for an integration
FUNCTION = "autodm-hub-local-api"
API = {"ApiName": "autodm-hub-local", "Stage": proxy.STAGE}


@dataclass(frozen=True, slots=True)
class Front:
    """The way into *app*; *special* may answer first, *now* is the world's clock in seconds.

    *stage_path* stands before every path that people use, as a stage's name does, and no route sees it.
    """

    app: App
    special: Callable[[Request], Answer | None]
    now: Callable[[], float]
    stage_path: str = ""
    invocations: Invocations = field(default_factory=Invocations)

    def answer(self, request: Request) -> Answer:
        """Whatever happens, an answer with an X-Request-Id."""
        ticket = str(uuid4())
        try:
            inside = self._inside(request)
            found = self.special(inside) or self._measured(inside, ticket)
        except Refused as refused:
            found = refused.answer()
        except Exception as error:
            found = _broken(request, error)
        return stamped(found, ticket)

    def _measured(self, request: Request, ticket: str) -> Answer:
        """The app's answer or our own refusal, and what API Gateway measures of it."""
        start, waited = time.monotonic(), 0.0
        try:
            found = self._routed(request, ticket)
        except Refused as refused:
            found = refused.answer()
        except TimedOut as ended:
            found, waited = _late().answer(), ended.seconds
        except Throttled:
            found = _refused_by_lambda().answer()
        except Exception as error:
            found = _broken(request, error)
        self._note(found.status, 1_000 * (time.monotonic() - start + waited))
        return found

    def _note(self, status: int, ms: float) -> None:
        kinds = {"4XXError": 400 <= status < 500, "5XXError": status >= 500}
        self.invocations.measures.note("AWS/ApiGateway", API, Count=1, Latency=ms, **kinds)

    def _inside(self, request: Request) -> Request:
        path = request.path.removeprefix(self.stage_path)
        if not request.path.startswith(self.stage_path) or path[:1] not in {"", "/"}:
            raise nothing_at(request.method, request.path)
        return replace(request, path=path or "/")

    def _routed(self, request: Request, id: str) -> Answer:
        match = find(request.path, self.app.routes)
        if match is None:
            raise nothing_at(request.method, request.path)
        if request.method not in self.app.routes[match.resource]:
            return self._preflight(request, match)
        called = proxy.event(request, match, id=id, now=self.now(), stage_path=self.stage_path)
        return self._called(called)

    def _called(self, event: dict[str, Any]) -> Answer:
        context = Context(function_name=FUNCTION, timeout=TIMEOUT)
        value = self.invocations.run("api", lambda: self.app(event, context))
        return proxy.answer(json.loads(json.dumps(value)))  # Lambda passes on JSON alone

    def _preflight(self, request: Request, match: Match) -> Answer:
        methods = self.app.routes[match.resource]
        cors = next((entry.cors for entry in methods.values() if entry.cors), None)
        if request.method != "OPTIONS" or cors is None:
            raise nothing_at(request.method, request.path)
        allowed = ",".join(sorted({*methods, "OPTIONS"}))
        headers = {**cors.get_access_control_headers(), "Access-Control-Allow-Methods": allowed}
        return replace(as_json(HTTPStatus.OK, {}), headers=list(headers.items()), body=b"")


def stamped(answer: Answer, id: str) -> Answer:
    """*answer* with an X-Request-Id."""
    if answer.has("X-Request-Id"):
        return answer
    return replace(answer, headers=[*answer.headers, ("X-Request-Id", id)])


def _late() -> Refused:
    return Refused(HTTPStatus.GATEWAY_TIMEOUT, "TIMEOUT", "The application took too long to answer.")


def _refused_by_lambda() -> Refused:
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "The application could not be started.")


def _broken(request: Request, error: Exception) -> Answer:
    log.exception("%s raised %s", request.method, type(error).__name__)  # a path may be secret
    return _failed().answer()


def _failed() -> Refused:
    return Refused(HTTPStatus.BAD_GATEWAY, "BAD_GATEWAY", "The application could not answer.")
