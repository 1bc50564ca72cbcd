"""The API for machines: OpenAPI 3.1, made from the routes and the models that check what comes in."""

from collections.abc import Iterable
from typing import Any, Literal

from chalice.app import Blueprint, Response

from chalicelib.web import replies
from chalicelib.web.access import ROUTES, Access, Route
from chalicelib.web.endpoint import FORM, JSON, Call, endpoint

blueprint = Blueprint(__name__)

Json = dict[str, Any]
CSV = "text/csv"
VERSION = "0.1.0"
MODE: Literal["validation"] = "validation"
ANSWERS: dict[tuple[str, str], dict[int, str]] = {
    ("POST", "/api/leads"): {201: "The lead is stored.", 409: "The key stands for another lead."},
    ("POST", "/api/dm/send"): {
        202: "The message is booked.",
        501: "WhatsApp is coming soon.",
        409: "In doubt.",
    },
    ("POST", "/api/dm/confirm/{leadId}"): {200: "Marked as sent.", 409: "Not in doubt."},
    ("POST", "/api/dm/retry/{leadId}"): {202: "Another attempt is booked.", 409: "Nothing to retry."},
    ("POST", "/api/dm/retry"): {202: "What became of each.", 400: "The input is wrong."},
    ("POST", "/api/dm/cancel/{leadId}"): {200: "Cancelled.", 409: "Under way, or ended."},
    ("POST", "/api/automations"): {
        201: "Set up.",
        400: "It makes no sense.",
        409: "As many as there may be.",
    },
    ("PUT", "/api/automations/{automationId}"): {
        200: "Changed.",
        400: "It makes no sense.",
        409: "Changed meanwhile by somebody else.",
    },
    ("POST", "/api/automations/dry-run"): {200: "What would happen.", 400: "The input is wrong."},
    ("PUT", "/api/settings"): {200: "Saved.", 400: "The input is wrong."},
    ("DELETE", "/api/leads/{leadId}"): {200: "Deleted.", 409: "A message is being sent this moment."},
    ("GET", "/api/webhooks/instagram"): {200: "The challenge, as text.", 403: "The verify token is wrong."},
    ("POST", "/api/webhooks/instagram"): {200: "Kept.", 400: "Not JSON.", 413: "More than 4,000,000 bytes."},
    ("GET", "/api/auth/instagram/connect"): {
        302: "To Instagram's login, with a cookie that only this browser brings back.",
        400: "The next page is not one of ours.",
    },
    ("GET", "/api/auth/instagram/callback"): {303: "To a page that says in one sentence what came of it."},
    ("DELETE", "/api/auth/instagram"): {
        200: "Disconnected.",
        400: "Several accounts, and none is named.",
        404: "No such account of yours.",
    },
    ("POST", "/api/auth/instagram/deauthorize"): {
        200: "The connection has ended.",
        400: "No signed_request.",
    },
    ("POST", "/api/auth/instagram/data-deletion"): {
        200: "Under way; url and confirmation_code stand at the top as well, as Meta wants them.",
        400: "No signed_request.",
    },
}
REFUSALS = {
    Access.PUBLIC: {400: "The input is wrong."},
    Access.META: {401: "The signature is wrong."},
    Access.CREATOR: {401: "Sign in first.", 403: "Another creator's."},
    Access.ADMIN: {401: "Sign in first.", 403: "For admins only."},
}
QUERY = {
    ("GET", "/api/leads"): ("status", "provider", "q", "cursor", "limit"),
    ("GET", "/api/leads.csv"): ("cursor", "limit"),
    ("GET", "/api/dm/logs.csv"): ("cursor",),
    ("GET", "/api/activity"): ("cursor", "limit"),
    ("POST", "/api/dm/retry/{leadId}"): ("jobId",),
    ("POST", "/api/dm/confirm/{leadId}"): ("jobId",),
    ("POST", "/api/dm/cancel/{leadId}"): ("jobId",),
    ("GET", "/api/webhooks/instagram"): ("hub.mode", "hub.verify_token", "hub.challenge"),
    ("GET", "/api/auth/instagram/connect"): ("next",),
    ("GET", "/api/auth/instagram/callback"): ("state", "code", "error"),
    ("DELETE", "/api/auth/instagram"): ("instagramBusinessId",),
}
KEYED = frozenset({("POST", "/api/leads"), ("POST", "/api/dm/send")})  # by an Idempotency-Key
FILES = frozenset({("GET", "/api/leads.csv"), ("GET", "/api/dm/logs.csv")})
FORMS = {
    ("POST", "/api/auth/instagram/deauthorize"): "signed_request",
    ("POST", "/api/auth/instagram/data-deletion"): "signed_request",
}


@endpoint(blueprint, "GET", "/api/openapi.json", Access.PUBLIC)
def document(call: Call) -> Response:
    """This description."""
    return replies.document(describe(server=call.base or "/"))


def describe(*, server: str) -> Json:
    """The OpenAPI document for the API at *server*, a path or an address."""
    from pydantic.json_schema import models_json_schema

    reads = _bodies()
    models = [(model, MODE) for model in reads.values()]
    _, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")
    paths: dict[str, Json] = {}
    for route in ROUTES:
        if route.path.startswith("/api/"):
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, reads)
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "AutoDM Hub", "version": VERSION},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {**schemas["$defs"], **_envelopes()},
            "securitySchemes": {"session": bearer},
        },
    }


def _bodies() -> dict[tuple[str, str], Any]:
    from chalicelib.web.automation_bodies import AutomationBody, DryRunBody, PreferencesBody
    from chalicelib.web.bodies import LeadBody, ReplayBody, RetryBody, SendBody

    return {
        ("POST", "/api/automations"): AutomationBody,
        ("PUT", "/api/automations/{automationId}"): AutomationBody,
        ("POST", "/api/automations/dry-run"): DryRunBody,
        ("PUT", "/api/settings"): PreferencesBody,
        ("POST", "/api/leads"): LeadBody,
        ("POST", "/api/dm/send"): SendBody,
        ("POST", "/api/dm/retry"): RetryBody,
        ("POST", "/api/admin/dead-letters/replay"): ReplayBody,
    }


def _operation(route: Route, reads: dict[tuple[str, str], Any]) -> Json:
    key = (route.method, route.path)
    said = {**ANSWERS.get(key, {200: "Done."}), **REFUSALS[route.access]}
    operation: Json = {
        "summary": route.summary,
        "operationId": route.name,
        "parameters": _parameters(route),
        "responses": {str(status): _answer(status, text) for status, text in sorted(said.items())},
    }
    if key in FILES:
        operation["responses"]["200"] = _file()
    if route.access in {Access.CREATOR, Access.ADMIN}:
        operation["security"] = [{"session": []}]
    if key in reads:
        schema = {"$ref": f"#/components/schemas/{reads[key].__name__}"}
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    if key in FORMS:
        operation["requestBody"] = {"required": True, "content": {FORM: {"schema": _form(FORMS[key])}}}
    return operation


def _form(name: str) -> Json:
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}


def _parameters(route: Route) -> list[Json]:
    names = [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]
    inside = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
    asked = QUERY.get((route.method, route.path), ())
    key = ["Idempotency-Key"] if (route.method, route.path) in KEYED else []
    return [*inside, *_optional("query", asked), *_optional("header", key)]


def _optional(place: str, names: Iterable[str]) -> list[Json]:
    return [{"name": n, "in": place, "required": False, "schema": {"type": "string"}} for n in names]


def _answer(status: int, text: str) -> Json:
    if 300 <= status < 400:
        return {"description": text, "headers": {"Location": {"schema": {"type": "string"}}}}
    name = "Success" if status < 400 or status == 501 else "Refusal"
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": text, "content": {JSON: {"schema": schema}}}


def _file() -> Json:
    header = {"X-Next-Cursor": {"description": "Where the next file starts.", "schema": {"type": "string"}}}
    return {"description": "A file.", "headers": header, "content": {CSV: {"schema": {"type": "string"}}}}


def _envelopes() -> Json:
    fields = {"type": "object", "additionalProperties": {"type": "string"}}
    error = {
        "type": "object",
        "properties": {"code": {"type": "string"}, "fields": fields},
        "required": ["code"],
    }
    return {
        "Success": _envelope(flag=True, extra={"data": {}}),
        "Refusal": _envelope(flag=False, extra={"error": error}),
    }


def _envelope(*, flag: bool, extra: Json) -> Json:
    properties = {"success": {"const": flag}, "message": {"type": "string"}, **extra}
    return {"type": "object", "properties": properties, "required": list(properties)}
