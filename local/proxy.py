"""API Gateway's REST proxy integration: requests become events, what functions give becomes answers."""

import base64
import binascii
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from local.account import ACCOUNT
from local.routes import Match
from local.web import Answer, Headers, Request

STAGE = "api"


class Malformed(Exception):
    """The function's answer is none that API Gateway would pass on; the text says why."""


def event(request: Request, match: Match, *, id: str, now: float, stage_path: str = "") -> dict[str, Any]:
    """The Lambda event (payload format 1.0) of *request*; *now* in seconds since 1970."""
    headers = [*request.headers, *_forwarded(request)]
    query = parse_qsl(request.query, keep_blank_values=True)
    return {
        "resource": match.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": dict(headers),
        "multiValueHeaders": _grouped(headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": _grouped(query) or None,
        "pathParameters": dict(match.values) or None,
        "stageVariables": None,
        "requestContext": _context(request, match, id=id, now=now, path=f"{stage_path}{request.path}"),
        **_body(request.body),
    }


def answer(value: object) -> Answer:
    """The HTTP answer that a function's return *value* stands for; raises Malformed."""
    if not isinstance(value, dict):
        raise Malformed("the function returned no proxy answer")
    status = value.get("statusCode")
    if isinstance(status, str) and status.isdigit():
        status = int(status)
    if not isinstance(status, int) or not 100 <= status <= 599:
        raise Malformed(f"statusCode is {status!r}")
    headers = _headers(value)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    return Answer(status=status, headers=headers, body=_content(value))


def _context(request: Request, match: Match, *, id: str, now: float, path: str) -> dict[str, Any]:
    return {
        "requestId": id,
        "extendedRequestId": id,
        "accountId": ACCOUNT,
        "apiId": "local",
        "stage": STAGE,
        "path": path,
        "resourcePath": match.resource,
        "resourceId": "local",
        "httpMethod": request.method,
        "protocol": "HTTP/1.1",
        "domainName": _last(request.headers, "host"),
        "identity": {"sourceIp": request.client, "userAgent": _last(request.headers, "user-agent")},
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "requestTimeEpoch": int(now * 1_000),
    }


def _forwarded(request: Request) -> Headers:
    before = _last(request.headers, "x-forwarded-for")
    chain = f"{before}, {request.client}" if before else request.client
    return [("X-Forwarded-For", chain), ("X-Forwarded-Proto", "http")]


def _last(headers: Headers, name: str) -> str | None:
    return next((value for key, value in reversed(headers) if key.lower() == name), None)


def _grouped(pairs: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _body(raw: bytes) -> dict[str, Any]:
    if not raw:
        return {"body": None, "isBase64Encoded": False}
    try:
        return {"body": raw.decode("utf-8"), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(raw).decode("ascii"), "isBase64Encoded": True}


def _headers(value: dict[str, Any]) -> list[tuple[str, str]]:
    single, multiple = value.get("headers") or {}, value.get("multiValueHeaders") or {}
    if not isinstance(single, dict) or not isinstance(multiple, dict):
        raise Malformed("headers are no object")
    several = {name.lower() for name in multiple}
    alone = [(name, _value(v)) for name, v in single.items() if name.lower() not in several]
    return alone + [(name, _value(v)) for name, values in multiple.items() for v in values]


def _value(value: object) -> str:
    text = str(value)
    if "\r" in text or "\n" in text:
        raise Malformed("a header holds a line break")
    return text


def _content(value: dict[str, Any]) -> bytes:
    body = value.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        return json.dumps(body).encode()
    if not value.get("isBase64Encoded"):
        return body.encode("utf-8")
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise Malformed("the body is no base64") from None
